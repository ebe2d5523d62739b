import type { MediaIndex, MediaRecord } from '../media-index.ts'
import type { MediaRow } from './schema.ts'
import type { Database } from './database.ts'

/** The media index in a database. */
export function sqlMediaIndex(db: Database): MediaIndex {
  return {
    async put(record) {
      const { createdAt, ...rest } = record
      await db
        .insertInto('media')
        .values({ ...rest, created_at: createdAt })
        .onConflict((conflict) =>
          conflict.column('sha256').doUpdateSet((eb) => ({
            width: eb.fn.coalesce('media.width', eb.ref('excluded.width')),
            height: eb.fn.coalesce('media.height', eb.ref('excluded.height')),
            duration: eb.fn.coalesce('media.duration', eb.ref('excluded.duration')),
          })),
        )
        .execute()
    },

    async get(sha256) {
      const row = await db.selectFrom('media').selectAll().where('sha256', '=', sha256).executeTakeFirst()
      return row ? fromRow(row) : null
    },

    async remove(sha256) {
      await db.deleteFrom('media').where('sha256', '=', sha256).execute()
    },

    async totals() {
      const row = await db
        .selectFrom('media')
        .select((eb) => [eb.fn.countAll<number>().as('files'), eb.fn.sum<number | null>('bytes').as('bytes')])
        .executeTakeFirstOrThrow()
      return { files: row.files, bytes: row.bytes ?? 0 }
    },
  }
}

function fromRow({ created_at, ...rest }: MediaRow): MediaRecord {
  return { ...rest, createdAt: created_at }
}
