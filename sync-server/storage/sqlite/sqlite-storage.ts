import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { StorageContext } from '../document-judge.ts'
import type { DocumentLog } from '../document-log.ts'
import { sqlStorage } from '../sql/sql-storage.ts'
import type { Storage } from '../storage.ts'
import type { VersionStore } from '../version-store.ts'
import { lockDataFolder } from './data-lock.ts'
import { SpaceKeeper } from './give-back-space.ts'
import { openSoundDatabase } from './open-sound-database.ts'
import { sqliteDocumentLog } from './sqlite-document-log.ts'

/** The database of a data folder. */
export const DATABASE_FILE = 'storycanvas.sqlite'

/** Stands in a data folder while a backup is being restored to it. */
export const UNFINISHED_RESTORE = 'restore-unfinished'

/** Storage in one SQLite file, in a folder that is this process's alone until it is closed. */
export async function openSqliteStorage(folder: string, context: StorageContext): Promise<Storage> {
  const unlock = await lockDataFolder(folder)
  try {
    requireSound(folder, context)
    const { db, file } = await openSoundDatabase(join(folder, DATABASE_FILE), context)
    const space = new SpaceKeeper(db, file, context.logger)
    space.freed()
    const storage = sqlStorage(db, givingBack(sqliteDocumentLog(db, file), space), null, async () => {
      await space.stop()
      await db.destroy()
      unlock()
    })
    return { ...storage, versions: forgettingGivesBack(storage.versions, space) }
  } catch (error) {
    unlock()
    throw error
  }
}

/** A log that tells when something went from it. */
function givingBack(log: DocumentLog, space: SpaceKeeper): DocumentLog {
  return {
    ...log,
    async compact(room, snapshot, throughSeq) {
      await log.compact(room, snapshot, throughSeq)
      space.freed()
    },
    async remove(room) {
      await log.remove(room)
      space.freed()
    },
  }
}

/** Versions that tell when some of them went. */
function forgettingGivesBack(versions: VersionStore, space: SpaceKeeper): VersionStore {
  return {
    ...versions,
    async remove(projectId, ids) {
      await versions.remove(projectId, ids)
      if (ids.length > 0) space.freed()
    },
  }
}

/** A folder without its database must not pass for that of a new server. */
function requireSound(folder: string, { logger }: StorageContext): void {
  if (existsSync(join(folder, UNFINISHED_RESTORE))) {
    throw new Error(`A restore to ${folder} did not come to its end. Run it again`)
  }
  const media = join(folder, 'media')
  if (existsSync(join(folder, DATABASE_FILE)) || !existsSync(media)) return
  if (readdirSync(media).some((name) => /^[0-9a-f]{2}$/.test(name))) {
    logger.error(
      { folder },
      'There are media but no database here: the server begins without films. Is a disk missing?',
    )
  }
}
