import { filmMedia } from './film-media.ts'
import type { FilmMedia, StoredBytes } from './film-media.ts'
import { foldUpdates } from './fold-updates.ts'

/** What the worker can be asked to do. */
export type DocumentRequest =
  | { readonly kind: 'fold'; readonly stored: StoredBytes }
  | { readonly kind: 'film-media'; readonly project: StoredBytes; readonly review: StoredBytes }

/** What it answers to each. */
export interface DocumentResults {
  fold: Uint8Array
  'film-media': FilmMedia
}

/** The result, or what went wrong. */
export type DocumentAnswer = { readonly result: DocumentResults[DocumentRequest['kind']] } | { readonly error: string }

function resultOf(request: DocumentRequest): DocumentResults[DocumentRequest['kind']] {
  return request.kind === 'fold'
    ? foldUpdates(request.stored.snapshots, request.stored.updates)
    : filmMedia(request.project, request.review)
}

self.addEventListener('message', (event: MessageEvent<DocumentRequest>) => {
  let answer: DocumentAnswer
  try {
    answer = { result: resultOf(event.data) }
  } catch (error) {
    answer = { error: error instanceof Error ? error.message : String(error) }
  }
  self.postMessage(answer)
})
