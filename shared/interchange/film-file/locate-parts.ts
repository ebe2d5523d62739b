import { ENTRY, mediumEntry, recipeEntry } from './entry-names.ts'
import { FilmFileError } from './film-file-error.ts'
import { PART_LIMITS, type FilmFileManifest } from './manifest.ts'
import type { MediaType } from './media-types.ts'

/** How the bytes of a zip entry are kept: as they are, or deflated. Nothing else is read. */
export type EntryMethod = 'stored' | 'deflated'

/** What the directory of a zip says of one of its entries. */
export interface ZipEntryFacts {
  readonly name: string
  /** Where its local header begins. */
  readonly offset: number
  /** Bytes of the content. */
  readonly bytes: number
  /** Bytes that it takes in the file. */
  readonly compressedBytes: number
  /** Null for a method that is not read. */
  readonly method: EntryMethod | null
  readonly encrypted: boolean
}

/** A part of a film file with where it lies and what its bytes must be. */
export interface LocatedPart {
  readonly kind: 'document' | 'review' | 'recipe' | 'medium'
  readonly sha256: string
  readonly bytes: number
  readonly mime: MediaType | 'application/json'
  /** What it is, for people. */
  readonly label: string
  readonly entry: ZipEntryFacts
}

/** Everything in a film file that is taken. */
export interface FilmFileParts {
  readonly document: LocatedPart
  readonly review: LocatedPart
  readonly recipes: readonly LocatedPart[]
  readonly media: readonly LocatedPart[]
}

/** Deflate reaches 1:1032 and only on what says nothing; film files are far from it. */
const MAX_RATIO = 250
/** Below this a high ratio is no harm. */
const RATIO_FROM = 1024 ** 2

/**
 * Finds the entry of everything that the manifest names. Names are made from hashes, so nothing that the zip calls its
 * entries is ever used, and entries that nobody names are never opened. Throws a `FilmFileError` where an entry is
 * missing or its size, its method or its place cannot be true.
 */
export function locateParts(
  manifest: FilmFileManifest,
  entries: ReadonlyMap<string, ZipEntryFacts>,
  fileBytes: number,
): FilmFileParts {
  const seen = new Set<string>()
  let packed = 0
  const locate = (name: string, part: Omit<LocatedPart, 'entry'>): LocatedPart => {
    if (seen.has(name)) throw new FilmFileError('damaged', 'Its list of contents names a file twice.')
    seen.add(name)
    const entry = entries.get(name)
    if (!entry) throw new FilmFileError('damaged', `${capital(part.label)} is not in it although its list says so.`)
    checkEntry(entry, fileBytes)
    if (entry.bytes !== part.bytes) throw new FilmFileError('damaged', `${capital(part.label)} has another size.`)
    packed += entry.compressedBytes
    // Entries that share their bytes could unpack to far more than the file holds.
    if (packed > fileBytes) throw new FilmFileError('damaged', 'Its parts overlap.')
    return { ...part, entry }
  }
  return {
    document: locate(ENTRY.document, {
      ...manifest.document,
      kind: 'document',
      mime: 'application/octet-stream',
      label: 'the film itself',
    }),
    review: locate(ENTRY.review, {
      ...manifest.review,
      kind: 'review',
      mime: 'application/octet-stream',
      label: 'the list of stars',
    }),
    recipes: manifest.recipes.map((recipe) =>
      locate(recipeEntry(recipe.sha256), {
        ...recipe,
        kind: 'recipe',
        mime: 'application/json',
        label: 'the recipe of a take',
      }),
    ),
    media: manifest.media.map((medium) =>
      locate(mediumEntry(medium.sha256, medium.mime), { ...medium, kind: 'medium', label: medium.label || 'a medium' }),
    ),
  }
}

/** Finds `manifest.json`. Throws a `FilmFileError` where there is none or it cannot be what it says. */
export function locateManifest(entries: ReadonlyMap<string, ZipEntryFacts>, fileBytes: number): ZipEntryFacts {
  const entry = entries.get(ENTRY.manifest)
  if (!entry) throw new FilmFileError('not-a-film-file')
  checkEntry(entry, fileBytes)
  if (entry.bytes > PART_LIMITS.manifest) throw new FilmFileError('too-large')
  return entry
}

function checkEntry(entry: ZipEntryFacts, fileBytes: number): void {
  const { bytes, compressedBytes, method, offset } = entry
  if (entry.encrypted) throw new FilmFileError('damaged', 'It was encrypted by another program.')
  if (method === null) throw new FilmFileError('damaged', 'It was packed by another program in a way that is not read.')
  if (offset + compressedBytes > fileBytes) throw new FilmFileError('damaged', 'Its end is missing.')
  if (method === 'stored' && bytes !== compressedBytes) throw new FilmFileError('damaged', 'Its sizes do not agree.')
  if (bytes > RATIO_FROM && bytes > compressedBytes * MAX_RATIO) throw new FilmFileError('too-large')
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}
