import type { Kysely } from 'kysely'
import type { DatabaseSchema } from './schema.ts'

/** Query builder over a migrated database, SQLite or Postgres: the tables are the same, and the statements that both take. */
export type Database = Kysely<DatabaseSchema>
