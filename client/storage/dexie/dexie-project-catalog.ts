import { liveQuery } from 'dexie'
import type { ProjectCatalog } from '../project-catalog.ts'
import type { StoryCanvasDatabase } from './database.ts'

/** The films known on this device, in IndexedDB. */
export function dexieProjectCatalog(db: StoryCanvasDatabase): ProjectCatalog {
  return {
    list: () => db.projects.toArray(),
    get: async (id) => (await db.projects.get(id)) ?? null,
    put: async (entry) => {
      await db.projects.put(entry)
    },
    patch: async (id, change) => {
      await db.projects.update(id, change)
    },
    remove: (id) => db.projects.delete(id),
    subscribe: (listener) => {
      const watch = liveQuery(() => db.projects.toArray()).subscribe(listener)
      return () => watch.unsubscribe()
    },
  }
}
