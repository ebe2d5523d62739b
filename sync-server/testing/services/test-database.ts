import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import type { Client } from 'pg'

/** Set where the servers of tests keep to Postgres: its address, with the right to make databases. */
export const TEST_POSTGRES = 'TEST_POSTGRES_URL'

/** Addresses of databases by the data folder of the server that uses them. */
const databases = new Map<string, Promise<string>>()

/** Makes an empty database of a random name beside the one of `url`; resolves with its address. */
export async function makeDatabase(url: string): Promise<string> {
  const name = `test_${randomBytes(6).toString('hex')}`
  await withClient(url, (client) => client.query(`CREATE DATABASE ${name}`))
  const made = new URL(url)
  made.pathname = `/${name}`
  return made.href
}

/**
 * The database that goes with a data folder, so that a server which is started again on its folder finds its own; null
 * where the servers of these tests keep to SQLite. A database whose folder is gone is emptied and used again, which
 * takes a tenth of the time of making one.
 */
export async function databaseOfFolder(dataDir: string): Promise<string | null> {
  const url = process.env[TEST_POSTGRES]
  if (!url) return null
  const known = databases.get(dataDir)
  if (known) return known
  const [left] = [...databases].filter(([folder]) => !existsSync(folder))
  if (left) databases.delete(left[0])
  const database = left ? left[1].then(emptyDatabase) : makeDatabase(url)
  databases.set(dataDir, database)
  return database
}

/** Deletes all rows, and keeps what the migrations made. */
async function emptyDatabase(url: string): Promise<string> {
  await withClient(url, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'storycanvas_migrations'`,
    )
    await client.query(rows.map(({ name }) => `DELETE FROM ${name}`).join(';'))
  })
  return url
}

async function withClient(url: string, run: (client: Client) => Promise<unknown>): Promise<void> {
  const { default: pg } = await import('pg')
  const client = new pg.Client(url)
  await client.connect()
  try {
    await run(client)
  } finally {
    await client.end()
  }
}
