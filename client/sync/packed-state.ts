import * as Y from 'yjs'
import { readContent } from '#shared/document/film-content.ts'
import type { FilmContent } from '#shared/document/film-content.ts'
import { migrate } from '#shared/document/migrations.ts'
import { isEmptyProject, openProjectDoc } from '#shared/document/project-doc.ts'
import { readProject } from '#shared/document/records.ts'
import { fingerprintOf } from '#shared/document/versions/fingerprint.ts'
import { applyStored } from './fold-updates.ts'
import type { StoredBytes } from './fold-updates.ts'

/** Reads what a packed state holds, brought up to this version of the app. Rejects where it cannot be read. */
export type ReadPackedState = (packed: Uint8Array) => Promise<FilmContent>

/** A film's state, packed, with what has to be known of it. */
export interface PackedFilm {
  readonly packed: Uint8Array
  readonly fingerprint: string
  /** Hash of the song; null where there is none. */
  readonly song: string | null
}

/** Packs a film's document as it is stored; null for one that nobody has made yet. */
export type PackStored = (stored: StoredBytes) => Promise<PackedFilm | null>

/** Packs a stored film: for a worker, since it takes as long as opening the film does. */
export const packStored: PackStored = async (stored) => {
  const ydoc = new Y.Doc()
  applyStored(ydoc, stored, 'read')
  const doc = openProjectDoc(ydoc)
  if (isEmptyProject(doc)) return null
  const packed = await packState(Y.encodeStateAsUpdateV2(ydoc))
  const film = { packed, fingerprint: fingerprintOf(ydoc), song: readProject(doc).music?.sha256 ?? null }
  ydoc.destroy()
  return film
}

/** Packs a whole document, given as a Yjs update in encoding V2, with gzip; the browser does it off the main thread. */
export function packState(update: Uint8Array): Promise<Uint8Array> {
  return through(update, new CompressionStream('gzip'))
}

/** Unpacks a state and reads it: for a worker, since it takes as long as opening the film does. */
export const readPackedState: ReadPackedState = async (packed) => {
  const ydoc = new Y.Doc()
  Y.applyUpdateV2(ydoc, await through(packed, new DecompressionStream('gzip')))
  const doc = openProjectDoc(ydoc)
  migrate(doc)
  const content = readContent(doc)
  ydoc.destroy()
  return content
}

async function through(bytes: Uint8Array, stream: CompressionStream | DecompressionStream): Promise<Uint8Array> {
  const source = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream()
  return new Uint8Array(await new Response(source.pipeThrough(stream)).arrayBuffer())
}
