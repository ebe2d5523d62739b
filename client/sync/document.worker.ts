import type { FilmContent } from '#shared/document/film-content.ts'
import type { StructRange } from '#shared/document/stored-history.ts'
import { assertNever } from '#shared/util/assert.ts'
import { filmMedia } from './film-media.ts'
import type { FilmMedia } from './film-media.ts'
import { foldUpdates } from './fold-updates.ts'
import type { StoredBytes } from './fold-updates.ts'
import { packStored, readPackedState } from './packed-state.ts'
import type { PackedFilm } from './packed-state.ts'

/** What the worker can be asked to do. */
export type DocumentRequest =
  | { readonly kind: 'fold'; readonly stored: StoredBytes; readonly kept: readonly StructRange[] }
  | { readonly kind: 'film-media'; readonly project: StoredBytes; readonly review: StoredBytes }
  | { readonly kind: 'read-version'; readonly packed: Uint8Array }
  | { readonly kind: 'pack-version'; readonly stored: StoredBytes }

/** What it answers to each. */
export interface DocumentResults {
  fold: Uint8Array[]
  'film-media': FilmMedia
  'read-version': FilmContent
  'pack-version': PackedFilm | null
}

/** The result, or what went wrong. */
export type DocumentAnswer = { readonly result: DocumentResults[DocumentRequest['kind']] } | { readonly error: string }

async function resultOf(request: DocumentRequest): Promise<DocumentResults[DocumentRequest['kind']]> {
  switch (request.kind) {
    case 'fold':
      return foldUpdates(request.stored.snapshots, request.stored.updates, request.kept)
    case 'film-media':
      return filmMedia(request.project, request.review)
    case 'read-version':
      return readPackedState(request.packed)
    case 'pack-version':
      return packStored(request.stored)
    default:
      return assertNever(request)
  }
}

self.addEventListener('message', (event: MessageEvent<DocumentRequest>) => {
  const answer = (sent: DocumentAnswer): void => self.postMessage(sent)
  resultOf(event.data).then(
    (result) => answer({ result }),
    (error: unknown) => answer({ error: error instanceof Error ? error.message : String(error) }),
  )
})
