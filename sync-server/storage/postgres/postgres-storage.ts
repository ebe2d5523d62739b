import { sql } from 'kysely'
import type pg from 'pg'
import { sqlDocumentLog } from '../sql/sql-document-log.ts'
import { sqlStorage } from '../sql/sql-storage.ts'
import type { Storage } from '../storage.ts'
import { postgresAppend } from './postgres-append.ts'
import { databaseOver, prepareDatabase } from './postgres-database.ts'
import { postgresLeaseStore } from './postgres-lease-store.ts'
import { openPool } from './postgres-pool.ts'

/** Connections of one server process for all but appends; Postgres takes 100 in all unless it is told otherwise. */
const CONNECTIONS = 8

/** Appends have connections of their own: what somebody types never waits behind a hundred films being opened. */
const APPEND_CONNECTIONS = 2

/**
 * Storage in a Postgres that any number of server processes share. Throws in one line where it cannot be used, without
 * the password. `onTrouble` hears of connections that broke; they are made anew.
 *
 * An append whose answer got lost with its connection is reported as failed though it may have been kept. It then shows
 * in the room's numbers, as an update of another process does.
 */
export async function openPostgresStorage(url: string, onTrouble: (error: Error) => void): Promise<Storage> {
  await prepareDatabase(url, 'storycanvas', requireNoUnfinishedMove)
  const pool = openPool(url, { max: CONNECTIONS, onTrouble })
  const appendPool = openPool(url, { max: APPEND_CONNECTIONS, onTrouble })
  const db = databaseOver(pool)
  const documentLog = sqlDocumentLog({
    db,
    append: postgresAppend(appendPool),
    lockRoom: async (tx, room) => {
      const { rows } = await sql`SELECT FROM document_rooms WHERE room = ${room} FOR UPDATE`.execute(tx)
      return rows.length > 0
    },
  })
  return sqlStorage(db, documentLog, postgresLeaseStore(db), async () => {
    await Promise.all([db.destroy(), appendPool.end()])
  })
}

/** A server on half of what was there would show films without their takes, and be written over by the next attempt. */
async function requireNoUnfinishedMove(client: pg.Client): Promise<void> {
  const { rows } = await client.query('SELECT FROM storage_moves WHERE finished_at IS NULL')
  if (rows.length === 0) return
  throw new Error('a move into it was not finished. Run `npm run move` again, or use an empty database')
}
