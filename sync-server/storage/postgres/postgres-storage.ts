import { Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import type { DatabaseSchema } from '../sql/schema.ts'
import { sqlDocumentLog } from '../sql/sql-document-log.ts'
import { sqlStorage } from '../sql/sql-storage.ts'
import type { Storage } from '../storage.ts'
import { migrate } from './migrations.ts'
import { postgresAppend } from './postgres-append.ts'
import { connectionSettings, openPool, poolForKysely } from './postgres-pool.ts'

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
  await prepare(url)
  const pool = openPool(url, CONNECTIONS, onTrouble)
  const appendPool = openPool(url, APPEND_CONNECTIONS, onTrouble)
  const db = new Kysely<DatabaseSchema>({ dialect: new PostgresDialect({ pool: poolForKysely(pool) }) })
  const documentLog = sqlDocumentLog({
    db,
    append: postgresAppend(appendPool),
    lockRoom: async (tx, room) => {
      const { rows } = await sql`SELECT FROM document_rooms WHERE room = ${room} FOR UPDATE`.execute(tx)
      return rows.length > 0
    },
  })
  return sqlStorage(db, documentLog, async () => {
    await Promise.all([db.destroy(), appendPool.end()])
  })
}

async function prepare(url: string): Promise<void> {
  const client = new pg.Client(connectionSettings(url))
  client.on('error', () => {}) // what breaks here rejects the query that was under way
  try {
    await client.connect()
    await requireSafety(client)
    await migrate(client)
  } catch (cause) {
    throw new Error(`DATABASE_URL=${withoutSecrets(url)} cannot be used: ${reasonOf(cause)}`, { cause })
  } finally {
    await client.end().catch(() => {})
  }
}

/** A setting of the database that would break the promise that what is called saved is on the disk. */
async function requireSafety(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string; setting: string }>(
    `SELECT name, setting FROM pg_settings WHERE name IN ('server_encoding', 'fsync', 'synchronous_commit')`,
  )
  for (const { name, setting } of rows) {
    if (name === 'server_encoding' && setting !== 'UTF8') throw new Error(`its encoding is ${setting}, UTF8 is needed`)
    if (setting === 'off') throw new Error(`${name} is off there, so a crash could lose what was called saved`)
  }
}

function reasonOf(error: unknown): string {
  // Where a name has several addresses, each of them has its reason.
  if (error instanceof AggregateError) return reasonOf(error.errors[0])
  return error instanceof Error && error.message ? error.message : 'it cannot be reached'
}

function withoutSecrets(url: string): string {
  const shown = new URL(url)
  shown.password = ''
  shown.search = ''
  return shown.href
}
