import { liveQuery } from 'dexie'
import type { OutboxStore } from '../outbox-store.ts'
import type { StoryCanvasDatabase } from './database.ts'

/** The outbox in IndexedDB. */
export function dexieOutboxStore(db: StoryCanvasDatabase): OutboxStore {
  return {
    list: () => db.outbox.orderBy('createdAt').toArray(),
    put: async (item) => {
      await db.outbox.put(item)
    },
    putAll: async (items) => {
      await db.outbox.bulkPut(items)
    },
    remove: (id) => db.outbox.delete(id),
    subscribe: (listener) => {
      const watch = liveQuery(() => db.outbox.toArray()).subscribe(listener)
      return () => watch.unsubscribe()
    },
  }
}
