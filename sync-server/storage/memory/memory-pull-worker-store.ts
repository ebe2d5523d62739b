import type { PullWorkerRecord, PullWorkerStore } from '../pull-worker-store.ts'

/** Keeps registered pull workers in memory: gone with the process. */
export function memoryPullWorkerStore(): PullWorkerStore {
  const workers = new Map<string, PullWorkerRecord>()
  return {
    async list() {
      return [...workers.values()].sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1))
    },
    async put(worker) {
      workers.set(worker.id, worker)
    },
    async remove(id) {
      return workers.delete(id)
    },
  }
}
