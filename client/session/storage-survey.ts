import type { StoredFile } from '../storage/media-cache.ts'
import type { StoredVersion } from '../storage/version-store.ts'
import type { FilmMedia } from '../sync/film-media.ts'

/** A film of this device, as the survey needs it. */
export interface SurveyedFilm {
  readonly id: string
  readonly name: string
  /** Bytes of its documents. */
  readonly documentBytes: number
  readonly versions: readonly StoredVersion[]
  /** Changes that the server does not have. */
  readonly changes: number
  readonly media: FilmMedia
}

/** Files together with the room that they take. */
export interface FileGroup {
  readonly hashes: readonly string[]
  readonly bytes: number
}

/** Versions of films together with the room that they take. */
export interface VersionGroup {
  readonly idsByFilm: ReadonlyMap<string, readonly string[]>
  readonly count: number
  readonly bytes: number
}

/** How much room a film takes. A file that two films share counts in both. */
export interface FilmUsage {
  readonly id: string
  readonly name: string
  readonly bytes: number
  /** Changes that the server does not have. */
  readonly changes: number
}

/** What takes room on this device, in bytes, and what could give it back. */
export interface StorageSurvey {
  readonly documents: number
  /** Earlier versions of films. */
  readonly versions: number
  /** Media that were added or made here. */
  readonly own: number
  /** Media that came from the server. */
  readonly seen: number
  /** Small pictures that stand for videos. */
  readonly stills: number
  /** Largest first. */
  readonly films: readonly FilmUsage[]
  /** Takes of films on this device that no clip uses and nobody starred; the server has them. */
  readonly unused: FileGroup
  /** Media of no film on this device; the server has them. */
  readonly passing: FileGroup
  /** Earlier versions that the server keeps, too. */
  readonly sentVersions: VersionGroup
  /** What might leave, too, but could be the only copy: the server could not be asked. */
  readonly unsure: FileGroup
}

/**
 * Sorts what is stored. `missing` are the hashes that the server lacks; null where it could not be asked: then only what
 * came from it may leave, and nothing that was made here. `shared` are the files that the studio's library needs.
 */
export function surveyStorage(
  files: readonly StoredFile[],
  films: readonly SurveyedFilm[],
  missing: ReadonlySet<string> | null,
  shared: ReadonlySet<string> = new Set(),
): StorageSurvey {
  const known = groupByHash(files)
  const needed = new Set([...shared, ...films.flatMap(({ media }) => media.needed)])
  const spoken = new Set(films.flatMap(({ media }) => media.spare))
  const unused: string[] = []
  const passing: string[] = []
  const unsure: string[] = []
  for (const [hash, { own }] of known) {
    if (needed.has(hash)) continue
    if (missing === null ? own : missing.has(hash)) {
      if (missing === null) unsure.push(hash)
    } else (spoken.has(hash) ? unused : passing).push(hash)
  }
  const bytesOf = (hashes: Iterable<string>): number =>
    [...hashes].reduce((sum, hash) => sum + (known.get(hash)?.bytes ?? 0), 0)
  const group = (hashes: readonly string[]): FileGroup => ({ hashes, bytes: bytesOf(hashes) })
  const sum = (fits: (file: StoredFile) => boolean): number =>
    files.reduce((total, file) => (fits(file) ? total + file.bytes : total), 0)
  return {
    documents: films.reduce((total, { documentBytes }) => total + documentBytes, 0),
    versions: films.reduce((total, { versions }) => total + bytesOfStates(versions), 0),
    own: sum((file) => file.shelf === 'own' && file.part === 'file'),
    seen: sum((file) => file.shelf === 'seen'),
    stills: sum((file) => file.part === 'poster'),
    films: films
      .map(({ id, name, documentBytes, versions, changes, media }) => ({
        id,
        name,
        changes,
        bytes: documentBytes + bytesOfStates(versions) + bytesOf(new Set([...media.needed, ...media.spare])),
      }))
      .toSorted((a, b) => b.bytes - a.bytes),
    unused: group(unused),
    passing: group(passing),
    sentVersions: sentVersionsOf(films),
    unsure: group(unsure),
  }
}

/** Versions of one state share it, so it counts once. */
function bytesOfStates(versions: readonly StoredVersion[]): number {
  const states = new Map(versions.map(({ fingerprint, bytes }) => [fingerprint, bytes]))
  return [...states.values()].reduce((sum, bytes) => sum + bytes, 0)
}

function sentVersionsOf(films: readonly SurveyedFilm[]): VersionGroup {
  const sent = films.flatMap(({ id, versions }) => {
    const leaving = versions.filter(({ place }) => place === 'sent')
    const staying = versions.filter(({ place }) => place !== 'sent')
    return leaving.length === 0 ? [] : [{ id, leaving, bytes: bytesOfStates(versions) - bytesOfStates(staying) }]
  })
  return {
    idsByFilm: new Map(sent.map(({ id, leaving }) => [id, leaving.map((version) => version.id)])),
    count: sent.reduce((sum, { leaving }) => sum + leaving.length, 0),
    bytes: sent.reduce((sum, { bytes }) => sum + bytes, 0),
  }
}

/** Every file once, with all that is kept of it. */
function groupByHash(files: readonly StoredFile[]): Map<string, { own: boolean; bytes: number }> {
  const known = new Map<string, { own: boolean; bytes: number }>()
  for (const { sha256, shelf, part, bytes } of files) {
    const before = known.get(sha256) ?? { own: false, bytes: 0 }
    known.set(sha256, { own: before.own || (shelf === 'own' && part === 'file'), bytes: before.bytes + bytes })
  }
  return known
}
