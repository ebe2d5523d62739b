import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Kysely, SqliteDialect } from 'kysely'
import type { Database } from '../sql/database.ts'
import type { DatabaseSchema } from '../sql/schema.ts'
import { lockDataFolder } from './data-lock.ts'
import { MIGRATIONS } from './migrations.ts'
import { openSqliteFile, type SqliteFile } from './sqlite-file.ts'
import { DATABASE_FILE } from './sqlite-storage.ts'

/** An installation that is moved away: read, and never written. */
export interface MoveSource {
  readonly db: Database
  /** Names of its tables. */
  readonly tables: readonly string[]
  close(): Promise<void>
}

/**
 * Opens the database of a data folder for reading, and keeps servers away from the folder until it is closed. Throws
 * where there is none, where a server uses it, or where it is not of this version.
 */
export async function openMoveSource(folder: string): Promise<MoveSource> {
  const path = join(folder, DATABASE_FILE)
  if (!existsSync(path))
    throw new Error(`There is nothing to move: ${folder} has no ${DATABASE_FILE}. Look at DATA_DIR`)
  const unlock = await lockDataFolder(folder)
  let file: SqliteFile | null = null
  try {
    file = await openSqliteFile(path)
    requireThisVersion(file, folder)
    file.exec('PRAGMA query_only = ON')
  } catch (error) {
    file?.database.close()
    unlock()
    throw error
  }
  const tables = read<{ name: string }>(
    file,
    `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`,
  )
  const db = new Kysely<DatabaseSchema>({ dialect: new SqliteDialect({ database: file.database }) })
  return {
    db,
    tables: tables.map(({ name }) => name),
    async close() {
      await db.destroy()
      unlock()
    },
  }
}

function requireThisVersion(file: SqliteFile, folder: string): void {
  const [row] = read<{ user_version: number }>(file, 'PRAGMA user_version')
  const version = row?.user_version ?? 0
  if (version > MIGRATIONS.length) {
    throw new Error(`The database in ${folder} was written by a newer StoryCanvas. Move it with that one`)
  }
  if (version < MIGRATIONS.length) {
    throw new Error(
      `The database in ${folder} is of an older StoryCanvas. ` +
        'Start this one on it once without DATABASE_URL, which brings it up to date, stop it, and move then',
    )
  }
}

function read<Row>(file: SqliteFile, statement: string): Row[] {
  return file.database.prepare(statement).all([]) as Row[]
}
