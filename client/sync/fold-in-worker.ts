import type { FoldUpdates } from '../storage/document-store.ts'
import type { FoldAnswer, FoldRequest } from './fold.worker.ts'

/** Folds stored updates off the main thread. The worker lives for one call: folding is rare. */
export const foldInWorker: FoldUpdates = (snapshots, updates) => {
  const worker = new Worker(new URL('./fold.worker.ts', import.meta.url), { type: 'module', name: 'fold' })
  const answer = new Promise<Uint8Array>((resolve, reject) => {
    worker.addEventListener('message', (event: MessageEvent<FoldAnswer>) => {
      if ('snapshot' in event.data) resolve(event.data.snapshot)
      else reject(new Error(`The film could not be compacted: ${event.data.error}`))
    })
    worker.addEventListener('error', (event) => reject(new Error(event.message || 'The worker could not start')))
  })
  worker.postMessage({ id: 1, snapshots, updates } satisfies FoldRequest)
  return answer.finally(() => worker.terminate())
}
