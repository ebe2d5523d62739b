import type { BatchRecord, BatchStore } from '../batch-store.ts'
import type { Database } from './database.ts'
import type { BatchRow } from './schema.ts'

type BatchBody = Omit<BatchRecord, 'submitted'>

/** Batches in a database: the whole record as JSON, and beside it the columns that are searched by. */
export function sqlBatchStore(db: Database): BatchStore {
  const get = async (id: string): Promise<BatchRecord | null> => {
    const row = await db.selectFrom('batches').selectAll().where('id', '=', id).executeTakeFirst()
    return row ? toRecord(row) : null
  }
  return {
    get,

    async add(batch) {
      const { submitted, ...body } = batch
      const inserted = await db
        .insertInto('batches')
        .values({
          id: batch.id,
          created_at: batch.createdAt,
          submitted: submitted ? 1 : 0,
          body: JSON.stringify(body satisfies BatchBody),
        })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .executeTakeFirst()
      if (Number(inserted.numInsertedOrUpdatedRows) > 0) return { batch, created: true }
      return { batch: (await get(batch.id)) ?? batch, created: false }
    },

    async list({ limit, after }) {
      let query = db.selectFrom('batches').selectAll()
      const last = after === undefined ? null : await get(after)
      if (last) {
        query = query.where((eb) =>
          eb.or([
            eb('created_at', '<', last.createdAt),
            eb.and([eb('created_at', '=', last.createdAt), eb('id', '<', last.id)]),
          ]),
        )
      }
      const rows = await query.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit).execute()
      return rows.map(toRecord)
    },

    async unsubmitted() {
      const query = db.selectFrom('batches').selectAll().where('submitted', '=', 0)
      return (await query.orderBy('created_at').orderBy('id').execute()).map(toRecord)
    },

    async markSubmitted(id) {
      await db.updateTable('batches').set({ submitted: 1 }).where('id', '=', id).execute()
    },

    async remove(id) {
      const deleted = await db.deleteFrom('batches').where('id', '=', id).executeTakeFirst()
      return Number(deleted.numDeletedRows) > 0
    },
  }
}

function toRecord({ body, submitted }: BatchRow): BatchRecord {
  return { ...(JSON.parse(body) as BatchBody), submitted: submitted !== 0 }
}
