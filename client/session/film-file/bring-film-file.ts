import * as Y from 'yjs'
import { copyFilm } from '#shared/commands/copy-film.ts'
import { restoreProject } from '#shared/commands/project-commands.ts'
import { readProject } from '#shared/document/records.ts'
import type { LocatedPart } from '#shared/interchange/film-file/locate-parts.ts'
import type { OpenedFilmFile } from '../../workers/film-file/film-file-worker-api.ts'
import { callback } from '../../workers/worker-bridge.ts'
import { freezeFilm } from '../frozen-film.ts'
import type { CatalogEntry } from '../projects.ts'
import type { FilmFileServices } from './film-file-services.ts'
import { progressMeter } from './progress-meter.ts'
import type { SaveOptions } from './save-film-file.ts'
import { takeIn } from './take-in.ts'

/** How a film in a file stands to the same film here. */
export type FilmRelation =
  /** Everything in the file is here already. */
  | 'here-has-all'
  /** Everything here is in the file, and more. */
  | 'file-has-all'
  /** Both have changes that the other lacks. */
  | 'both-changed'
  /** The film is on the server and not on this device. */
  | 'not-on-device'

/** The film here that a file is of. */
export interface FilmHere {
  readonly entry: CatalogEntry
  readonly relation: FilmRelation
}

/** What becomes of a film from a file: the film with its own id, joined with the one here if there is one, or a copy. */
export type BringWay = 'same' | 'copy'

/** Longest time that looking through a file may take. */
const OPEN_MS = 60_000

/** Looks through a film file. Nothing is kept of it. Throws an `Error` with words for people, or the signal's reason. */
export async function openFilmFile(
  { worker }: FilmFileServices,
  file: File,
  signal: AbortSignal,
): Promise<OpenedFilmFile> {
  const deadline = new AbortController()
  const stop = (): void => deadline.abort(signal.reason)
  signal.addEventListener('abort', stop)
  const timer = setTimeout(() => {
    deadline.abort(
      new Error('This file takes too long to look through, so nothing of it was taken. It may be damaged.'),
    )
  }, OPEN_MS)
  try {
    signal.throwIfAborted()
    return await worker.run((api) => api.open(file), { signal: deadline.signal })
  } catch (error) {
    throw inWords(error)
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', stop)
  }
}

/** The film here that a file is of; null where there is none. */
export async function findFilmHere(
  { projects }: FilmFileServices,
  { manifest, film }: OpenedFilmFile,
): Promise<FilmHere | null> {
  const entry = projects.entries.get().find((one) => one.id === manifest.film.id)
  if (!entry) return null
  if (!entry.onDevice) return { entry, relation: 'not-on-device' }
  const here = documentOf(Y.convertUpdateFormatV2ToV1((await projects.freeze(entry.id)).document))
  if (Y.snapshotContainsUpdate(Y.snapshot(here), film.document)) return { entry, relation: 'here-has-all' }
  const inFile = Y.snapshot(documentOf(film.document))
  const fileHasAll = Y.snapshotContainsUpdate(inFile, Y.encodeStateAsUpdate(here))
  return { entry, relation: fileHasAll ? 'file-has-all' : 'both-changed' }
}

/**
 * Brings an opened film file onto this device and returns the id of the film. Its media come first and its documents
 * last, so where it fails or is called off nothing of it stays. Throws an `Error` with words for people, or the
 * signal's reason.
 */
export async function bringFilmFile(
  services: FilmFileServices,
  file: File,
  opened: OpenedFilmFile,
  way: BringWay,
  { signal, onProgress }: SaveOptions,
): Promise<string> {
  const { media, worker, clock, queueUploads, keepStorage } = services
  const parts = [...opened.parts.recipes, ...opened.parts.media]
  const added: string[] = []
  let storing: Promise<void> = Promise.resolve()
  let projectId: string
  try {
    const here = await media.findHere(parts.map((part) => part.sha256))
    const lacking = parts.filter((part) => !here.has(part.sha256))
    await checkRoom(services, lacking)
    const total = lacking.reduce((sum, part) => sum + part.bytes, 0)
    const meter = progressMeter(total, clock.now)
    let done = 0
    onProgress(meter(0))
    const store = async (part: LocatedPart, content: Blob): Promise<void> => {
      signal.throwIfAborted()
      added.push(part.sha256)
      await media.store(part.sha256, content)
      done += part.bytes
      if (!signal.aborted) onProgress(meter(done))
    }
    const deliver = (part: LocatedPart, content: Blob): Promise<void> => (storing = store(part, content))
    if (lacking.length > 0) await worker.run((api) => api.extract(file, lacking, callback(deliver)), { signal })
    signal.throwIfAborted()
    projectId = way === 'copy' ? await bringCopy(services, opened) : await bringSame(services, opened)
  } catch (error) {
    // Where it was called off, the last file may still be on its way into the store.
    await storing.catch(() => undefined)
    for (const sha256 of added) await media.discard(sha256)
    signal.throwIfAborted()
    throw inWords(error)
  }
  // Without room for it, what was only seen here stays as it was: the server has it.
  await media.claim(parts.map((part) => part.sha256)).catch(() => undefined)
  await queueUploads(
    projectId,
    parts.map(({ sha256, mime, bytes }) => ({ sha256, mime, bytes })),
  )
  keepStorage()
  return projectId
}

async function checkRoom({ freeBytes }: FilmFileServices, lacking: readonly LocatedPart[]): Promise<void> {
  const needed = lacking.reduce((sum, part) => sum + part.bytes, 0)
  const free = await freeBytes()
  if (free !== null && free < needed) throw new Error(noRoom(needed - free))
}

async function bringSame(
  { projects, versions }: FilmFileServices,
  { manifest, film }: OpenedFilmFile,
): Promise<string> {
  const { id } = manifest.film
  await projects.changeReview(id, (review, context) => takeIn(review.ydoc, film.review, context.origin))
  await projects.change(id, (doc, context) => {
    void versions.keepAside(id, doc.ydoc, { kind: 'before-import' })
    takeIn(doc.ydoc, film.document, context.origin)
    // Whoever opens a film that was not thrown away when it was saved wants it out of the trash.
    if (!film.facts.inTrash && readProject(doc).deletedAt !== null) restoreProject(doc, {}, context)
  })
  return id
}

async function bringCopy({ projects, clock }: FilmFileServices, { film }: OpenedFilmFile): Promise<string> {
  const { snapshot, marks } = freezeFilm(documentOf(film.document), documentOf(film.review))
  return projects.importCopy(copyFilm(snapshot, marks, `${snapshot.project.name} copy`, clock.newId))
}

function documentOf(update: Uint8Array): Y.Doc {
  const ydoc = new Y.Doc()
  Y.applyUpdate(ydoc, update)
  return ydoc
}

function noRoom(bytes: number): string {
  return `This device lacks ${Math.ceil(bytes / 1_000_000)} MB of room for this film. Free some, then open the file again. Nothing of it was kept.`
}

/** What went wrong, for people: browsers say it in their own words. */
function inWords(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  if (error.name === 'NotReadableError' || error.name === 'NotFoundError') {
    return new Error('The file cannot be read any more: it was moved, changed or locked. Choose it again.', {
      cause: error,
    })
  }
  return error
}
