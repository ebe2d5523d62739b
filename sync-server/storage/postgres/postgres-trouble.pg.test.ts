import { Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import { afterEach, expect, test } from 'vitest'
import { createTestDatabase, describeWithPostgres } from '#server/testing/services/with-services.ts'
import { freePort } from '#server/testing/services/service-process.ts'
import type { Storage } from '../storage.ts'
import { migrate, MIGRATIONS } from './migrations.ts'
import { openPool, poolForKysely } from './postgres-pool.ts'
import { openPostgresStorage } from './postgres-storage.ts'

const cleanups: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client(url)
  await client.connect()
  cleanups.push(() => client.end())
  return client
}

async function open(url: string): Promise<{ storage: Storage; trouble: Error[] }> {
  const trouble: Error[] = []
  const storage = await openPostgresStorage(url, (error) => trouble.push(error))
  cleanups.push(() => storage.close())
  return { storage, trouble }
}

const entry = (room: string, bytes: Uint8Array = new Uint8Array([1])) => ({ room, bytes, author: null, at: 1 })

describeWithPostgres('starting', () => {
  test('servers that start at once on an empty database take turns', async () => {
    const url = await createTestDatabase()
    const opened = await Promise.all(Array.from({ length: 5 }, () => open(url)))
    await Promise.all(opened.map(({ storage }) => storage.catalog.ensure('a', 1)))
    const { rows } = await (await connect(url)).query('SELECT version FROM storycanvas_migrations')
    expect(rows).toHaveLength(MIGRATIONS.length)
  })

  test('a database of a newer version is left alone', async () => {
    const url = await createTestDatabase()
    const { storage } = await open(url)
    await storage.catalog.ensure('a', 1)
    const client = await connect(url)
    await client.query(`INSERT INTO storycanvas_migrations (version, name) VALUES (900, 'later')`)
    await expect(open(url)).rejects.toThrow('it was written by a newer StoryCanvas (version 900')
    expect(await storage.catalog.get('a')).not.toBeNull()
  })

  test('a step that fails leaves the database at the version before', async () => {
    const client = await connect(await createTestDatabase())
    const good = { name: 'good', sql: 'CREATE TABLE a (v text)' }
    const bad = { name: 'bad', sql: 'CREATE TABLE b (v text); CREATE TABLE a (v text)' }
    await migrate(client, [good])
    await expect(migrate(client, [good, bad])).rejects.toThrow('already exists')
    await migrate(client, [good, { name: 'mended', sql: 'CREATE TABLE b (v text)' }])
    expect((await client.query('SELECT max(version) FROM storycanvas_migrations')).rows).toEqual([{ max: 2 }])
  })

  test('an address that cannot be used is named in one line, without its password', async () => {
    const url = await createTestDatabase()
    const reasons = async (change: (address: URL) => void): Promise<string> => {
      const address = new URL(url)
      change(address)
      const error = await openPostgresStorage(address.href, () => {}).catch((reason: unknown) => reason)
      expect((error as Error).message).not.toMatch(/s3cret|\n/)
      return (error as Error).message
    }
    expect(await reasons((address) => (address.password = 's3cret'))).toMatch(
      /^DATABASE_URL=postgres:\/\/storycanvas@127\.0\.0\.1:\d+\/test_\w+ cannot be used: password authentication failed/,
    )
    const port = await freePort()
    expect(await reasons((address) => Object.assign(address, { port: String(port), password: 's3cret' }))).toContain(
      `cannot be used: connect ECONNREFUSED 127.0.0.1:${port}`,
    )
    expect(await reasons((address) => (address.search = '?options=-c%20synchronous_commit%3Doff'))).toContain(
      'synchronous_commit is off there, so a crash could lose what was called saved',
    )
  })
})

describeWithPostgres('a connection that breaks', () => {
  test('lets what was under way fail, keeps nothing of it, and is made anew', async () => {
    const url = await createTestDatabase()
    const { storage } = await open(url)
    const log = storage.documentLog
    await log.append([entry('a')])
    const client = await connect(url)
    // Somebody has the room locked, so that the append waits in the middle of its statement.
    await client.query('BEGIN; SELECT FROM document_rooms FOR UPDATE')
    const waiting = log.append([entry('0'), entry('a'), entry('b')])
    const failed = expect(waiting).rejects.toThrow(/terminat/)
    await expect
      .poll(async () => (await endOthers(client, `wait_event_type = 'Lock'`)).length, { interval: 20 })
      .toBeGreaterThan(0)
    await failed
    await client.query('COMMIT')
    expect(await log.append([entry('a'), entry('b')])).toEqual([2, 1])
    expect(await log.has('0')).toBe(false)
  })

  test('while nobody uses it is noticed and told', async () => {
    const url = await createTestDatabase()
    const { storage, trouble } = await open(url)
    await Promise.all([storage.documentLog.append([entry('a')]), storage.catalog.ensure('a', 1)])
    await endOthers(await connect(url), 'true')
    await expect.poll(() => trouble.length, { interval: 20 }).toBe(2)
    expect(await storage.documentLog.append([entry('a')])).toEqual([2])
    expect(await storage.catalog.get('a')).not.toBeNull()
  })

  test('or stays silent is given up, and not used again', async () => {
    const pool = openPool(await createTestDatabase(), { max: 1, onTrouble: () => {} })
    pool.options.query_timeout = 100
    const db = new Kysely<object>({ dialect: new PostgresDialect({ pool: poolForKysely(pool) }) })
    cleanups.push(() => db.destroy())
    await expect(sql`SELECT 1 AS answer, pg_sleep(1)`.execute(db)).rejects.toThrow('Query read timeout')
    expect((await sql`SELECT 2 AS answer`.execute(db)).rows).toEqual([{ answer: 2 }])
  })
})

describeWithPostgres('an append', () => {
  test('of more than one statement takes is kept whole or not at all', async () => {
    const url = await createTestDatabase()
    const { storage } = await open(url)
    const log = storage.documentLog
    const bytes = 6 * 1024 * 1024
    const large = (byte: number) => new Uint8Array(bytes).fill(byte)
    expect(await log.append([entry('b', large(1)), entry('a', large(2)), entry('b', large(3))])).toEqual([1, 1, 2])
    expect((await log.load('b')).tail.map(({ bytes }) => [bytes.length, bytes[0]])).toEqual([
      [bytes, 1],
      [bytes, 3],
    ])
    await (await connect(url)).query(`ALTER TABLE document_updates ADD CHECK (room <> 'c')`)
    await expect(log.append([entry('a', large(4)), entry('b', large(5)), entry('c')])).rejects.toThrow('violates')
    expect(await log.append([entry('a')])).toEqual([2])
  })
})

/** Ends the connections of the same database that match, except this one; resolves with them. */
async function endOthers(client: pg.Client, which: string): Promise<readonly unknown[]> {
  const { rows } = await client.query(
    `SELECT pid, pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND ${which}`,
  )
  return rows
}
