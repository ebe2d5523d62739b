import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { Kysely, SqliteDialect } from 'kysely'
import type { Database } from '../sql/database.ts'
import type { DatabaseSchema } from '../sql/schema.ts'
import { migrate } from './migrations.ts'
import { openSqliteFile, type SqliteDriverName, type SqliteFile } from './sqlite-file.ts'

/** An open database, and the file below it for the one path that a query builder would slow down. */
export interface OpenedDatabase {
  readonly db: Database
  readonly file: SqliteFile
}

/** Opens the file at `path`, its folder made where it is missing, and brings it to the newest version. */
export async function openDatabase(path: string, driver?: SqliteDriverName): Promise<Database> {
  return (await openDatabaseFile(path, driver)).db
}

/** As `openDatabase`, with the file. `look` sees the file before anything is changed, and may throw. */
export async function openDatabaseFile(
  path: string,
  driver?: SqliteDriverName,
  look: (file: SqliteFile) => void = () => {},
): Promise<OpenedDatabase> {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true })
  const file = await openSqliteFile(path, driver)
  try {
    look(file)
    migrate(file)
  } catch (error) {
    file.database.close()
    throw error
  }
  return { db: new Kysely<DatabaseSchema>({ dialect: new SqliteDialect({ database: file.database }) }), file }
}
