import type { StorageContext } from './document-judge.ts'
import { openSqliteStorage } from './sqlite/sqlite-storage.ts'
import type { Storage } from './storage.ts'

/** Where the storage is. */
export interface StorageConfig {
  /** Folder of the SQLite file. */
  readonly dataDir: string
  /** Postgres to use instead. */
  readonly databaseUrl: string | null
}

/**
 * Opens the storage that the configuration names, brought to the newest version. Throws in one line where the storage
 * cannot be used.
 */
export async function openStorage({ dataDir, databaseUrl }: StorageConfig, context: StorageContext): Promise<Storage> {
  if (databaseUrl === null) return openSqliteStorage(dataDir, context)
  // Whoever keeps to SQLite loads nothing of Postgres.
  const { openPostgresStorage } = await import('./postgres/postgres-storage.ts')
  return openPostgresStorage(databaseUrl, (error) =>
    context.logger.warn({ err: error }, 'a connection to the database broke; it is made anew'),
  )
}
