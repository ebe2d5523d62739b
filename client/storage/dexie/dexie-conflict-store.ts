import { TextConflict } from '../conflict-store.ts'
import type { ConflictStore } from '../conflict-store.ts'
import type { StoryCanvasDatabase } from './database.ts'

/** Open text conflicts in IndexedDB. */
export function dexieConflictStore(db: StoryCanvasDatabase): ConflictStore {
  return {
    list: async (projectId) => {
      const rows = await db.conflicts.where('projectId').equals(projectId).toArray()
      return rows.flatMap((row) => {
        const parsed = TextConflict.safeParse(row.conflict)
        return parsed.success ? [parsed.data] : []
      })
    },
    put: async (conflict) => {
      await db.conflicts.put({ id: conflict.id, projectId: conflict.projectId, conflict })
    },
    remove: (id) => db.conflicts.delete(id),
  }
}
