import { foldUpdates } from './fold-updates.ts'

/** One piece of work for the worker; its answer carries the same id. */
export interface FoldRequest {
  readonly id: number
  readonly snapshots: readonly Uint8Array[]
  readonly updates: readonly Uint8Array[]
}

/** The snapshot, or what went wrong. */
export type FoldAnswer = { readonly id: number } & ({ readonly snapshot: Uint8Array } | { readonly error: string })

self.addEventListener('message', (event: MessageEvent<FoldRequest>) => {
  const { id, snapshots, updates } = event.data
  let answer: FoldAnswer
  try {
    answer = { id, snapshot: foldUpdates(snapshots, updates) }
  } catch (error) {
    answer = { id, error: error instanceof Error ? error.message : String(error) }
  }
  self.postMessage(answer)
})
