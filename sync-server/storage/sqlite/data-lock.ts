import { accessSync, constants, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { openSqliteFile, type SqliteDriverName } from './sqlite-file.ts'

/** Milliseconds that a server before this one has to end. */
const HANDOVER_MS = 1000

/**
 * Takes a data folder for this process alone; resolves with the way to give it back. Two servers on one folder would
 * fold each other's updates away and throw away what the other is receiving. The lock is one that the operating system
 * holds on an open file, so it goes with the process, however that ends. Throws where another server has the folder, or
 * nobody can write to it.
 */
export async function lockDataFolder(folder: string, driver?: SqliteDriverName): Promise<() => void> {
  makeWritable(folder)
  const { database, exec } = await openSqliteFile(join(folder, 'lock.sqlite'), driver)
  try {
    exec(`PRAGMA busy_timeout = ${HANDOVER_MS}`)
    exec('BEGIN EXCLUSIVE')
  } catch (cause) {
    database.close()
    if (!/locked|busy/i.test((cause as Error).message)) throw cause
    throw new Error(`Another StoryCanvas uses ${folder}. Stop it, or set DATA_DIR to another folder`, { cause })
  }
  return () => {
    // A closed connection lives on, lock and all, while a driver has not let go of its statements yet.
    exec('ROLLBACK')
    database.close()
  }
}

function makeWritable(folder: string): void {
  try {
    // Everybody's films and hashes of passwords are in it: other users of the machine have no business there.
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    accessSync(folder, constants.R_OK | constants.W_OK)
  } catch (cause) {
    throw new Error(
      `The folder ${folder} cannot be written to. Let the user who runs StoryCanvas write to it, or set DATA_DIR to another`,
      { cause },
    )
  }
}
