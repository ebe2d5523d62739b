import { openSqliteStorage } from './sqlite/sqlite-storage.ts'
import type { Storage } from './storage.ts'

/** Where the storage is. */
export interface StorageConfig {
  /** Folder of the SQLite file. */
  readonly dataDir: string
}

/** Opens the storage that the configuration names, brought to the newest version. */
export async function openStorage({ dataDir }: StorageConfig): Promise<Storage> {
  return openSqliteStorage(dataDir)
}
