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
 * Opens the storage that the configuration names, brought to the newest version. `onTrouble` hears of connections that
 * broke and are made anew. Throws in one line where the storage cannot be used.
 */
export async function openStorage(
  { dataDir, databaseUrl }: StorageConfig,
  onTrouble: (error: Error) => void,
): Promise<Storage> {
  if (databaseUrl === null) return openSqliteStorage(dataDir)
  // Whoever keeps to SQLite loads nothing of Postgres.
  const { openPostgresStorage } = await import('./postgres/postgres-storage.ts')
  return openPostgresStorage(databaseUrl, onTrouble)
}
