import type { QueueSwitchStore } from '../queue-switch-store.ts'

/** Keeps in memory whether the queue is stopped: gone with the process. */
export function memoryQueueSwitchStore(): QueueSwitchStore {
  let isPaused = false
  return {
    isPaused: async () => isPaused,
    async setPaused(paused) {
      isPaused = paused
    },
  }
}
