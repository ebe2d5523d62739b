import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { migrate } from './migrations.ts'
import { openDatabase } from './sqlite-database.ts'
import { openSqliteFile } from './sqlite-file.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'storycanvas-sqlite-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('commits are synchronous and go to a write-ahead log', async () => {
  const { database } = await openSqliteFile(join(folder, 'a.sqlite'))
  const read = (sql: string): unknown => Object.values(database.prepare(sql).all([])[0] as object)[0]
  expect(read('PRAGMA journal_mode')).toBe('wal')
  expect(read('PRAGMA synchronous')).toBe(2)
  expect(read('PRAGMA foreign_keys')).toBe(1)
  database.close()
})

test('values that a driver cannot take are refused or translated before it sees them', async () => {
  const { database, exec } = await openSqliteFile(':memory:')
  exec('CREATE TABLE t (v)')
  const insert = database.prepare('INSERT INTO t (v) VALUES (?)')
  for (const value of [true, false, undefined, null, 1.5, 'text', Buffer.from([1, 2])]) insert.run([value])
  expect(() => insert.run([{ an: 'object' }])).toThrow('SQLite cannot store a value of type object')
  const rows = database.prepare('SELECT v FROM t').all([]) as { v: unknown }[]
  expect(rows.map((row) => row.v)).toEqual([1, 0, null, null, 1.5, 'text', new Uint8Array([1, 2])])
  database.close()
})

test('migrations run once, and a file keeps what it holds', async () => {
  const path = join(folder, 'b.sqlite')
  const first = await openDatabase(path)
  await first.insertInto('entities').values({ entity_id: 'e', project_id: 'p', kind: 'clip' }).execute()
  await first.destroy()
  const second = await openDatabase(path)
  expect(await second.selectFrom('entities').selectAll().execute()).toHaveLength(1)
  await second.destroy()
})

test('a step that fails leaves the file at the version before', async () => {
  const file = await openSqliteFile(':memory:')
  const good = { name: 'good', sql: 'CREATE TABLE a (v)' }
  const bad = { name: 'bad', sql: 'CREATE TABLE b (v); CREATE TABLE a (v)' }
  expect(() => migrate(file, [good, bad])).toThrow('already exists')
  migrate(file, [good, { name: 'mended', sql: 'CREATE TABLE b (v)' }])
  expect(file.database.prepare('PRAGMA user_version').all([])).toEqual([{ user_version: 2 }])
  file.database.close()
})

test('a file of a newer version is left alone', async () => {
  const path = join(folder, 'c.sqlite')
  const file = await openSqliteFile(path)
  file.exec('PRAGMA user_version = 900')
  file.database.close()
  await expect(openDatabase(path)).rejects.toThrow('written by a newer StoryCanvas (version 900')
})

test('rolling back what SQLite itself has rolled back hides no reason', async () => {
  const { database, exec } = await openSqliteFile(':memory:')
  exec('CREATE TABLE t (v UNIQUE); INSERT INTO t VALUES (1); BEGIN')
  expect(() => exec('INSERT OR ROLLBACK INTO t VALUES (1)')).toThrow('UNIQUE')
  exec('ROLLBACK')
  expect(database.prepare('rollback').run([]).changes).toBe(0)
  database.close()
})
