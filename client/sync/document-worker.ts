import type { FoldUpdates } from '../storage/document-store.ts'
import type { DocumentAnswer, DocumentRequest, DocumentResults } from './document.worker.ts'
import type { ReadFilmMedia } from './film-media.ts'
import type { PackStored, ReadPackedState } from './packed-state.ts'

/** Asks for one piece of work off the main thread. The worker lives for that one call: such work is rare. */
function askWorker<Request extends DocumentRequest>(request: Request): Promise<DocumentResults[Request['kind']]> {
  const worker = new Worker(new URL('./document.worker.ts', import.meta.url), { type: 'module', name: 'document' })
  const answer = new Promise<DocumentResults[Request['kind']]>((resolve, reject) => {
    worker.addEventListener('message', (event: MessageEvent<DocumentAnswer>) => {
      if ('result' in event.data) resolve(event.data.result as DocumentResults[Request['kind']])
      else reject(new Error(`The stored film could not be read: ${event.data.error}`))
    })
    worker.addEventListener('error', (event) => reject(new Error(event.message || 'The worker could not start')))
  })
  worker.postMessage(request)
  return answer.finally(() => worker.terminate())
}

/** Folds stored updates in a worker. */
export const foldInWorker: FoldUpdates = (snapshots, updates, kept) =>
  askWorker({ kind: 'fold', stored: { snapshots, updates }, kept })

/** Reads a film's media in a worker. */
export const filmMediaInWorker: ReadFilmMedia = (project, review) => askWorker({ kind: 'film-media', project, review })

/** Reads a kept version in a worker. */
export const readStateInWorker: ReadPackedState = (packed) => askWorker({ kind: 'read-version', packed })

/** Packs a stored film in a worker. */
export const packInWorker: PackStored = (stored) => askWorker({ kind: 'pack-version', stored })
