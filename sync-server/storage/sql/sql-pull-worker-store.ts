import type { PullWorkerRecord, PullWorkerStore } from '../pull-worker-store.ts'
import type { Database } from './database.ts'

/** Registered pull workers in a database, each as JSON. */
export function sqlPullWorkerStore(db: Database): PullWorkerStore {
  return {
    async list() {
      const rows = await db.selectFrom('pull_workers').select('body').orderBy('created_at').orderBy('id').execute()
      return rows.map(({ body }) => JSON.parse(body) as PullWorkerRecord)
    },

    async put(worker) {
      const row = { id: worker.id, created_at: worker.createdAt, body: JSON.stringify(worker) }
      await db
        .insertInto('pull_workers')
        .values(row)
        .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
        .execute()
    },

    async remove(id) {
      const deleted = await db.deleteFrom('pull_workers').where('id', '=', id).executeTakeFirst()
      return Number(deleted.numDeletedRows) > 0
    },
  }
}
