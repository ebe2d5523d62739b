import type { HostStore } from '../host-store.ts'
import type { Database } from './database.ts'

/** Registered hosts in a database. */
export function sqlHostStore(db: Database): HostStore {
  return {
    async list() {
      const rows = await db.selectFrom('hosts').selectAll().orderBy('created_at').orderBy('id').execute()
      return rows.map(({ id, name, url, paused, created_at, credentials_at }) => ({
        id,
        name,
        url,
        paused: paused !== 0,
        createdAt: created_at,
        credentialsAt: credentials_at,
      }))
    },

    async put({ id, name, url, paused, createdAt, credentialsAt }) {
      const row = { id, name, url, paused: paused ? 1 : 0, created_at: createdAt, credentials_at: credentialsAt }
      await db
        .insertInto('hosts')
        .values(row)
        .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
        .execute()
    },

    async remove(id) {
      const deleted = await db.deleteFrom('hosts').where('id', '=', id).executeTakeFirst()
      return Number(deleted.numDeletedRows) > 0
    },
  }
}
