import type { BatchRecord, BatchStore } from '../batch-store.ts'

/** Keeps batches in memory: gone with the process. */
export function memoryBatchStore(): BatchStore {
  const batches = new Map<string, BatchRecord>()
  return {
    async add(batch) {
      const known = batches.get(batch.id)
      if (!known) batches.set(batch.id, structuredClone(batch))
      return { batch: known ?? batch, created: !known }
    },
    async get(id) {
      return batches.get(id) ?? null
    },
    async list({ limit, after }) {
      const found = [...batches.values()].sort((a, b) => compareBatches(b, a))
      const last = after === undefined ? undefined : batches.get(after)
      const rest = last ? found.filter((batch) => compareBatches(batch, last) < 0) : found
      return rest.slice(0, limit)
    },
    async unsubmitted() {
      return [...batches.values()].filter(({ submitted }) => !submitted).sort(compareBatches)
    },
    async markSubmitted(id) {
      const known = batches.get(id)
      if (known) batches.set(id, { ...known, submitted: true })
    },
    async remove(id) {
      return batches.delete(id)
    },
  }
}

function compareBatches(a: BatchRecord, b: BatchRecord): number {
  return a.createdAt - b.createdAt || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
}
