import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Database } from '../sql/database.ts'
import type { DatabaseSchema } from '../sql/schema.ts'
import { migrate } from './migrations.ts'
import { connectionSettings, poolForKysely, type ApplicationName } from './postgres-pool.ts'

/**
 * Brings the database at `url` to the newest version, and looks whether it can keep what it is given. `look` may look
 * for more. Throws in one line, without the password, where the database cannot be used.
 */
export async function prepareDatabase(
  url: string,
  applicationName: ApplicationName,
  look: (client: pg.Client) => Promise<void>,
): Promise<void> {
  const client = new pg.Client(connectionSettings(url, applicationName))
  client.on('error', () => {}) // what breaks here rejects the query that was under way
  try {
    await client.connect()
    await requireSafety(client)
    await migrate(client)
    await look(client)
  } catch (cause) {
    throw new Error(`DATABASE_URL=${withoutSecrets(url)} cannot be used: ${reasonOf(cause)}`, { cause })
  } finally {
    await client.end().catch(() => {})
  }
}

/** A query builder over a pool. */
export function databaseOver(pool: pg.Pool): Database {
  return new Kysely<DatabaseSchema>({ dialect: new PostgresDialect({ pool: poolForKysely(pool) }) })
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

/** The address as it may be shown. */
export function withoutSecrets(url: string): string {
  const shown = new URL(url)
  shown.password = ''
  shown.search = ''
  return shown.href
}
