import { existsSync, statSync } from 'node:fs'
import type { SqliteDatabase, SqliteStatement } from 'kysely'
import { storableText } from '../sql/storable-text.ts'

/** An open SQLite file: what Kysely's dialect needs, and `exec` for pragmas and migrations. */
export interface SqliteFile {
  /** The driver in use, for the start-up log. */
  readonly driver: SqliteDriverName
  readonly database: SqliteDatabase
  /** Runs statements that take no values and give no rows. */
  exec(sql: string): void
}

export type SqliteDriverName = 'node:sqlite' | 'libsql'

/** Bytes that the log keeps on the disk once its content has moved on. */
const LOG_KEEPS_BYTES = 16 * 1024 * 1024

/** Pages in the log after which its content moves on, for which everybody waits: pages that change often move once. */
const LOG_PAGES = 3800

interface RawStatement {
  readonly reader?: boolean
  columns(): readonly unknown[]
  all(...values: unknown[]): unknown[]
  run(...values: unknown[]): { changes: number | bigint; lastInsertRowid: number | bigint }
  iterate(...values: unknown[]): IterableIterator<unknown>
}

interface RawDatabase {
  prepare(sql: string): RawStatement
  exec(sql: string): void
  close(): void
}

/**
 * Opens a SQLite file with the driver built into Node where there is one that needs no flag (22.13 and later), else
 * with libsql. Both write the same file. Every commit reaches the disk before it returns (`synchronous = FULL`).
 */
export async function openSqliteFile(path: string, driver: SqliteDriverName = preferredDriver()): Promise<SqliteFile> {
  const isNew = !existsSync(path) || statSync(path).size === 0
  const raw = driver === 'libsql' ? await openLibsql(path) : openNodeSqlite(path)
  try {
    raw.exec('PRAGMA busy_timeout = 5000')
    // Only a file without content takes it; `give-back-space.ts` needs it, and converts others.
    if (isNew) raw.exec('PRAGMA auto_vacuum = INCREMENTAL')
    raw.exec('PRAGMA journal_mode = WAL')
    raw.exec(`PRAGMA journal_size_limit = ${LOG_KEEPS_BYTES}`)
    raw.exec(`PRAGMA wal_autocheckpoint = ${LOG_PAGES}`)
    raw.exec('PRAGMA synchronous = FULL')
    raw.exec('PRAGMA foreign_keys = ON')
  } catch (error) {
    raw.close()
    throw error
  }
  return {
    driver,
    exec: (sql) => untilEnded(sql, () => raw.exec(sql)),
    database: { close: () => raw.close(), prepare: (sql) => wrapStatement(raw.prepare(sql), driver, sql) },
  }
}

/**
 * Puts all that is in the log of a file into the file itself, and does without a log from here on. A closed connection
 * of libsql lives on until its statements are collected, and would then remove the log of whatever has its name by
 * then: so this comes before a file is moved, or another put in its place.
 */
export function leaveLog(file: SqliteFile): void {
  file.exec('PRAGMA journal_mode = DELETE')
}

/** The driver that this Node can use. */
export function preferredDriver(): SqliteDriverName {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  return major > 22 || (major === 22 && minor >= 13) ? 'node:sqlite' : 'libsql'
}

function openNodeSqlite(path: string): RawDatabase {
  // `node:sqlite` is not among the modules that the types of Node 20 know.
  const sqlite = process.getBuiltinModule('node:sqlite' as 'module') as unknown as {
    DatabaseSync: new (path: string) => RawDatabase
  }
  return new sqlite.DatabaseSync(path)
}

async function openLibsql(path: string): Promise<RawDatabase> {
  let libsql: { default: new (path: string) => unknown }
  try {
    libsql = await import('libsql')
  } catch (cause) {
    throw new Error('No SQLite driver could be loaded. Use Node 22.13 or later, or install the package libsql', {
      cause,
    })
  }
  return new libsql.default(path) as RawDatabase
}

function wrapStatement(statement: RawStatement, driver: SqliteDriverName, sql: string): SqliteStatement {
  // libsql ends the whole process on a boolean, or on a Buffer as the only argument: it always gets one array of
  // values that were looked at, while node:sqlite wants them one by one.
  const args = (values: readonly unknown[]): unknown[] =>
    driver === 'libsql' ? [values.map(bindable)] : values.map(bindable)
  return {
    reader: statement.reader ?? statement.columns().length > 0,
    all: (values) => statement.all(...args(values)).map(withPlainBytes),
    run: (values) => untilEnded(sql, () => statement.run(...args(values))) ?? { changes: 0, lastInsertRowid: 0 },
    *iterate(values) {
      for (const row of statement.iterate(...args(values))) yield withPlainBytes(row)
    },
  }
}

/**
 * SQLite itself rolls back where a disk is full or broken. Rolling back once more is no error then: it would hide the
 * reason, which is what everybody needs to know.
 */
function untilEnded<T>(sql: string, run: () => T): T | null {
  try {
    return run()
  } catch (error) {
    if (/^\s*rollback\b/i.test(sql) && error instanceof Error && /no transaction is active/.test(error.message))
      return null
    throw error
  }
}

function bindable(value: unknown): number | bigint | string | Uint8Array | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value === 'string') return storableText(value)
  if (typeof value === 'number' || typeof value === 'bigint') return value
  if (value instanceof Uint8Array) return value
  throw new TypeError(`SQLite cannot store a value of type ${typeof value}`)
}

/** The drivers give bytes as Buffer, Uint8Array or ArrayBuffer; the rest of the server sees Uint8Array alone. */
function withPlainBytes(row: unknown): unknown {
  if (typeof row !== 'object' || row === null) return row
  const fields = row as Record<string, unknown>
  for (const [key, value] of Object.entries(fields)) {
    if (value instanceof ArrayBuffer) fields[key] = new Uint8Array(value)
    else if (value instanceof Uint8Array && value.constructor !== Uint8Array) {
      fields[key] = new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
    }
  }
  return fields
}
