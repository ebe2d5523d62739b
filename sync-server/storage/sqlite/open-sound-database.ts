import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import type { StorageContext } from '../document-judge.ts'
import { countBrokenContent, findBrokenPages } from './find-damage.ts'
import { allowGivingBack } from './give-back-space.ts'
import { NothingReadable } from './rebuild-database.ts'
import { keepDamaged, recoverDatabase } from './recover-database.ts'
import { openDatabaseFile, type OpenedDatabase } from './sqlite-database.ts'
import { leaveLog, type SqliteDriverName, type SqliteFile } from './sqlite-file.ts'
import { inspectWal, pageBytesOf } from './wal-file.ts'

/** A database was found damaged; the message says how, in words that fit behind "The database was damaged: ". */
class Damaged extends Error {
  override readonly name = 'Damaged'
  readonly keptAs: string

  constructor(reason: string, keptAs: string) {
    super(reason)
    this.keptAs = keptAs
  }
}

/**
 * Opens the database at `path` and looks at all of it before anything is built on it. Where a disk has damaged it,
 * what can be read goes to a new one, the damaged files stay beside it under a dated name, and the log tells what is
 * gone. Throws where nothing can be read: an empty server in the place of a full one would be worse than none.
 */
export async function openSoundDatabase(
  path: string,
  context: StorageContext,
  driver?: SqliteDriverName,
): Promise<OpenedDatabase> {
  const opened = await openOrRecover(path, context, driver)
  allowGivingBack(opened.file, context.logger)
  return opened
}

async function openOrRecover(
  path: string,
  context: StorageContext,
  driver?: SqliteDriverName,
): Promise<OpenedDatabase> {
  try {
    lookAtLog(path, context)
    return await openChecked(path, context, driver)
  } catch (error) {
    if (!(error instanceof Damaged)) throw error
    await recover(path, error, context, driver)
    return openDatabaseFile(path, driver)
  }
}

/** Before SQLite opens it, since SQLite passes over what it cannot use, and overwrites it. */
function lookAtLog(path: string, { logger, now }: StorageContext): void {
  const walPath = `${path}-wal`
  if (!existsSync(walPath) || statSync(walPath).size === 0) return
  // SQLite would take a missing or an empty file for a new database, and the log for somebody else's.
  if (!existsSync(path)) writeFileSync(path, '')
  if (statSync(path).size === 0) throw new Damaged('the file is empty, its log is not', keepDamaged(path, now()))
  const { transactions, lostTransactions, unfinished } = inspectWal(readFileSync(walPath), pageBytesOf(path))
  if (lostTransactions > 0) {
    throw new Damaged(
      `${lostTransactions} of the last ${lostTransactions + transactions} commits cannot be trusted`,
      keepDamaged(path, now()),
    )
  }
  if (unfinished) {
    logger.info(
      {},
      'The log of the database ends within a commit, as it does when the server is ended while it writes; it was dropped',
    )
  }
}

async function openChecked(path: string, context: StorageContext, driver?: SqliteDriverName): Promise<OpenedDatabase> {
  const damaged = (reason: string): Damaged => new Damaged(reason, keepDamaged(path, context.now()))
  let opened: OpenedDatabase
  try {
    opened = await openDatabaseFile(path, driver, (file) => {
      const broken = findBrokenPages(file)
      if (broken !== null) throw giveUp(file, damaged(broken))
    })
  } catch (error) {
    throw isAboutDamage(error) ? damaged((error as Error).message) : error
  }
  const broken = countBrokenContent(opened.file, context.judge)
  if (broken === 0) return opened
  const error = giveUp(opened.file, damaged(`${broken} stored changes are not as they were written`))
  await opened.db.destroy()
  throw error
}

/** Readies an open file for being replaced, its copy being safe. */
function giveUp(file: SqliteFile, error: Damaged): Damaged {
  try {
    leaveLog(file)
  } catch {
    // Then its log stays, and `recover` asks for a start that begins without this connection.
  }
  return error
}

/** The two ways in which SQLite says so; its codes have other names in each driver. */
function isAboutDamage(error: unknown): boolean {
  return error instanceof Error && !(error instanceof Damaged) && /malformed|not a database/.test(error.message)
}

async function recover(
  path: string,
  { message, keptAs }: Damaged,
  { judge, logger }: StorageContext,
  driver?: SqliteDriverName,
): Promise<void> {
  const stillOpen = existsSync(`${path}-shm`)
  logger.error({ keptAs }, `The database is damaged: ${message}. What can be read of it is being taken over`)
  try {
    const { updates, snapshots, unusable, incompleteRooms } = await recoverDatabase(path, keptAs, { judge, driver })
    logger.error(
      { keptAs, updates, snapshots, unusable, incompleteRooms },
      incompleteRooms.length === 0
        ? 'The database was rebuilt, and no change to a film is known to be lost'
        : `The database was rebuilt; ${incompleteRooms.length} documents lack changes. Browsers that have them bring them ` +
            'back when they connect; else restore a backup',
    )
    if (stillOpen) throw new Error('The damaged database was rebuilt. Start StoryCanvas again to use it')
  } catch (cause) {
    if (!(cause instanceof NothingReadable)) throw cause
    throw new Error(
      `The database ${path} is damaged (${message}) and nothing of it can be read. It was left as it is. Restore a ` +
        'backup into an empty folder, or move the file away to begin anew: browsers bring back the films that they have',
      { cause },
    )
  }
}
