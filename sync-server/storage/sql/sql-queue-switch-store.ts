import type { QueueSwitchStore } from '../queue-switch-store.ts'
import type { Database } from './database.ts'

/** The one row of the table. */
const WHOLE_QUEUE = 'queue'

/** Whether the queue is stopped, in a database. */
export function sqlQueueSwitchStore(db: Database): QueueSwitchStore {
  return {
    async isPaused() {
      const row = await db.selectFrom('queue_switch').select('paused').where('id', '=', WHOLE_QUEUE).executeTakeFirst()
      return row?.paused === 1
    },

    async setPaused(paused) {
      const row = { id: WHOLE_QUEUE, paused: paused ? 1 : 0 }
      await db
        .insertInto('queue_switch')
        .values(row)
        .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
        .execute()
    },
  }
}
