import { sql, type Transaction } from 'kysely'
import type { DocumentLog } from '../document-log.ts'
import type { Database } from './database.ts'
import type { DatabaseSchema } from './schema.ts'

/** What a document log needs from its kind of database. */
export interface SqlDocumentLogParts {
  readonly db: Database
  readonly append: DocumentLog['append']
  /**
   * Keeps appends to the room, and other work on it, out until the transaction ends; resolves with whether there may
   * be anything of the room. Absent where a transaction keeps everybody out anyway.
   */
  readonly lockRoom?: (tx: Transaction<DatabaseSchema>, room: string) => Promise<boolean>
}

/** The document log in a database: a table of updates, and one of snapshots. */
export function sqlDocumentLog({ db, append, lockRoom }: SqlDocumentLogParts): DocumentLog {
  /** A transaction that has the room for itself; nothing runs where there is no such room. */
  const alone = async (room: string, run: (tx: Transaction<DatabaseSchema>) => Promise<void>): Promise<void> =>
    db.transaction().execute(async (tx) => {
      if (!lockRoom || (await lockRoom(tx, room))) await run(tx)
    })

  return {
    append,

    async load(room) {
      // One statement sees one state, so no compaction comes between the snapshot and what follows it.
      const rows = await db
        .selectFrom('document_snapshots')
        .select((eb) => ['through_seq as seq', 'bytes', eb.lit<number>(1).as('folded')])
        .where('room', '=', room)
        .unionAll(
          db
            .selectFrom('document_updates')
            .select((eb) => ['seq', 'bytes', eb.lit<number>(0).as('folded')])
            .where('room', '=', room),
        )
        .execute()
      const snapshot = rows.find(({ folded }) => folded === 1)
      const tail = rows.filter(({ folded }) => folded === 0).map(({ seq, bytes }) => ({ seq, bytes }))
      tail.sort(bySeq)
      return { snapshot: snapshot?.bytes ?? null, tail, lastSeq: tail.at(-1)?.seq ?? snapshot?.seq ?? 0 }
    },

    async loadAfter(room, seq) {
      const { rows } = await sql<{ seq: number; bytes: Uint8Array | null }>`
        SELECT seq, bytes FROM document_updates WHERE room = ${room} AND seq > ${seq}
        UNION ALL
        SELECT through_seq, NULL FROM document_snapshots WHERE room = ${room} AND through_seq > ${seq}`.execute(db)
      const updates = rows.flatMap((row) => (row.bytes ? [{ seq: row.seq, bytes: row.bytes }] : []))
      return updates.length === rows.length ? updates.sort(bySeq) : null
    },

    async compact(room, snapshot, throughSeq) {
      await alone(room, async (tx) => {
        if ((await snapshotSeq(tx, room)) >= throughSeq) return
        const newest = await tx
          .selectFrom('document_updates')
          .select('at')
          .where('room', '=', room)
          .where('seq', '<=', throughSeq)
          .orderBy('seq', 'desc')
          .limit(1)
          .executeTakeFirst()
        const row = { room, bytes: snapshot, through_seq: throughSeq, newest_at: newest?.at ?? 0 }
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
        SELECT room, at AS "newestAt" FROM (
          SELECT room, at, ROW_NUMBER() OVER (PARTITION BY room ORDER BY seq DESC) AS place FROM (
            SELECT room, through_seq AS seq, newest_at AS at FROM document_snapshots
            UNION ALL SELECT room, seq, at FROM document_updates
          ) AS stored
        ) AS placed WHERE place = 1 ORDER BY room`.execute(db)
      return rows
    },

    async remove(room) {
      await alone(room, async (tx) => {
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

function bySeq(a: { readonly seq: number }, b: { readonly seq: number }): number {
  return a.seq - b.seq
}
