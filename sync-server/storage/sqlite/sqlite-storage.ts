import { join } from 'node:path'
import type { StorageContext } from '../document-judge.ts'
import { sqlStorage } from '../sql/sql-storage.ts'
import type { Storage } from '../storage.ts'
import { lockDataFolder } from './data-lock.ts'
import { openSoundDatabase } from './open-sound-database.ts'
import { sqliteDocumentLog } from './sqlite-document-log.ts'

/** The database of a data folder. */
export const DATABASE_FILE = 'storycanvas.sqlite'

/** Storage in one SQLite file, in a folder that is this process's alone until it is closed. */
export async function openSqliteStorage(folder: string, context: StorageContext): Promise<Storage> {
  const unlock = await lockDataFolder(folder)
  try {
    const { db, file } = await openSoundDatabase(join(folder, DATABASE_FILE), context)
    return sqlStorage(db, sqliteDocumentLog(db, file), null, async () => {
      await db.destroy()
      unlock()
    })
  } catch (error) {
    unlock()
    throw error
  }
}
