import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { Kysely, SqliteDialect } from 'kysely'
import { migrate } from './migrations.ts'
import type { DatabaseSchema } from './schema.ts'
import { openSqliteFile, type SqliteDriverName } from './sqlite-file.ts'

/** Query builder over the migrated SQLite file. */
export type Database = Kysely<DatabaseSchema>

/** Opens the file at `path`, its folder made where it is missing, and brings it to the newest version. */
export async function openDatabase(path: string, driver?: SqliteDriverName): Promise<Database> {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true })
  const file = await openSqliteFile(path, driver)
  try {
    migrate(file)
  } catch (error) {
    file.database.close()
    throw error
  }
  return new Kysely<DatabaseSchema>({ dialect: new SqliteDialect({ database: file.database }) })
}
