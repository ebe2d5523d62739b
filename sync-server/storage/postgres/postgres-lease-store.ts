import { sql } from 'kysely'
import type { LeaseStore } from '../lease-store.ts'
import type { Database } from '../sql/database.ts'

/**
 * Leases as rows. Not the advisory locks of Postgres: those go with a connection, which a machine that vanishes leaves
 * behind for hours, and which a pooler between gives to somebody else.
 */
export function postgresLeaseStore(db: Database): LeaseStore {
  return {
    async acquire(name, holder, forMs) {
      const { rows } = await sql`
        INSERT INTO leases (name, holder, ends_at)
        VALUES (${name}, ${holder}, clock_timestamp() + ${forMs} * interval '1 millisecond')
        ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, ends_at = excluded.ends_at
        WHERE leases.holder = excluded.holder OR leases.ends_at <= clock_timestamp()
        RETURNING holder`.execute(db)
      return rows.length > 0
    },

    async release(name, holder) {
      await sql`DELETE FROM leases WHERE name = ${name} AND holder = ${holder}`.execute(db)
    },
  }
}
