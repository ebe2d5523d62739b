import { sql } from 'kysely'
import type { DocumentLog } from '../document-log.ts'
import { prepareAppend } from './sqlite-append.ts'
import type { Database } from './sqlite-database.ts'
import type { SqliteFile } from './sqlite-file.ts'

/** The document log in SQLite: a table of updates, and one of snapshots. */
export function sqliteDocumentLog(db: Database, file: SqliteFile): DocumentLog {
  const append = prepareAppend(file)
  return {
    async append(entries) {
      if (entries.length === 0) return []
      // Holding the connection keeps this out of the middle of somebody's transaction.
      return db.connection().execute(async () => append(entries))
    },

    async load(room) {
      return db.transaction().execute(async (tx) => {
        const snapshot = await tx
          .selectFrom('document_snapshots')
          .select(['bytes', 'through_seq'])
          .where('room', '=', room)
          .executeTakeFirst()
        const tail = await tx
          .selectFrom('document_updates')
          .select(['seq', 'bytes'])
          .where('room', '=', room)
          .orderBy('seq')
          .execute()
        const lastSeq = tail.at(-1)?.seq ?? snapshot?.through_seq ?? 0
        return { snapshot: snapshot?.bytes ?? null, tail, lastSeq }
      })
    },

    async loadAfter(room, seq) {
      return db.transaction().execute(async (tx) => {
        if ((await snapshotSeq(tx, room)) > seq) return null
        return tx
          .selectFrom('document_updates')
          .select(['seq', 'bytes'])
          .where('room', '=', room)
          .where('seq', '>', seq)
          .orderBy('seq')
          .execute()
      })
    },

    async compact(room, snapshot, throughSeq) {
      await db.transaction().execute(async (tx) => {
        if ((await snapshotSeq(tx, room)) >= throughSeq) return
        const { newest } = await tx
          .selectFrom('document_updates')
          .select((eb) => eb.fn.max<number | null>('at').as('newest'))
          .where('room', '=', room)
          .where('seq', '<=', throughSeq)
          .executeTakeFirstOrThrow()
        const row = { room, bytes: snapshot, through_seq: throughSeq, newest_at: newest ?? 0 }
        await tx
          .insertInto('document_snapshots')
          .values(row)
          .onConflict((conflict) => conflict.column('room').doUpdateSet(row))
          .execute()
        await tx.deleteFrom('document_updates').where('room', '=', room).where('seq', '<=', throughSeq).execute()
      })
    },

    async has(room) {
      const { found } = await db
        .selectNoFrom((eb) =>
          eb
            .or([
              eb.exists(eb.selectFrom('document_snapshots').select('room').where('room', '=', room)),
              eb.exists(eb.selectFrom('document_updates').select('room').where('room', '=', room)),
            ])
            .as('found'),
        )
        .executeTakeFirstOrThrow()
      return Boolean(found)
    },

    async rooms() {
      const { rows } = await sql<{ room: string; newestAt: number }>`
        SELECT room, MAX(at) AS "newestAt" FROM (
          SELECT room, newest_at AS at FROM document_snapshots UNION ALL SELECT room, at FROM document_updates
        ) GROUP BY room ORDER BY room`.execute(db)
      return rows
    },

    async remove(room) {
      await db.transaction().execute(async (tx) => {
        await tx.deleteFrom('document_snapshots').where('room', '=', room).execute()
        await tx.deleteFrom('document_updates').where('room', '=', room).execute()
      })
    },
  }
}

/** The number of the newest update in the room's snapshot; 0 where there is no snapshot. */
async function snapshotSeq(db: Database, room: string): Promise<number> {
  const row = await db
    .selectFrom('document_snapshots')
    .select('through_seq')
    .where('room', '=', room)
    .executeTakeFirst()
  return row?.through_seq ?? 0
}
