import { copyFileSync, existsSync, readFileSync, renameSync, rmSync } from 'node:fs'
import type { DocumentJudge } from '../document-judge.ts'
import { NothingReadable, rebuildDatabase, type Rebuilt } from './rebuild-database.ts'
import type { SqliteDriverName } from './sqlite-file.ts'
import { applyWholePages, pageBytesOf } from './wal-file.ts'

/** What recovering takes. */
export interface RecoveryContext {
  readonly judge: DocumentJudge
  readonly driver?: SqliteDriverName | undefined
}

/** Copies a damaged database and its log as they are, before anything opens or closes them. Returns the copy's path. */
export function keepDamaged(path: string, at: number): string {
  const stamp = new Date(at).toISOString().replaceAll(':', '-').slice(0, 19)
  let keptAs = `${path}.damaged-${stamp}`
  for (let again = 2; existsSync(keptAs); again += 1) keptAs = `${path}.damaged-${stamp}-${again}`
  for (const part of ['', '-wal']) if (existsSync(`${path}${part}`)) copyFileSync(`${path}${part}`, `${keptAs}${part}`)
  return keptAs
}

/**
 * Builds a new database of all that can be read of the damaged one that was kept, and puts it in the place of the one at
 * `path`, which nobody has open. The last step is one rename: a crash before it leaves the damaged database where it
 * was. Throws `NothingReadable`, and then leaves everything as it was.
 */
export async function recoverDatabase(path: string, keptAs: string, context: RecoveryContext): Promise<Rebuilt> {
  const fresh = `${path}.recovering`
  removeDatabase(fresh)
  const sources = makeSources(path, keptAs)
  let rebuilt: Rebuilt
  try {
    rebuilt = await rebuildDatabase(sources, fresh, context.judge, context.driver)
  } catch (error) {
    removeDatabase(fresh)
    if (error instanceof NothingReadable) removeDatabase(keptAs)
    throw error
  } finally {
    for (const source of sources) removeDatabase(source)
  }
  for (const rest of ['-wal', '-shm']) rmSync(`${path}${rest}`, { force: true })
  renameSync(fresh, path)
  return rebuilt
}

/**
 * The damaged database as it can be understood: with every page of its log that is unharmed, with the part of the log
 * that SQLite trusts, and without the log. Each may have rows that the others lack, and no row contradicts another.
 */
function makeSources(path: string, keptAs: string): string[] {
  const walPath = `${keptAs}-wal`
  if (!existsSync(walPath)) {
    copyFileSync(keptAs, `${path}.source-1`)
    return [`${path}.source-1`]
  }
  const sources = [1, 2, 3].map((number) => `${path}.source-${number}`)
  const [withAll = '', withTrusted = '', without = ''] = sources
  applyWholePages(keptAs, readFileSync(walPath), pageBytesOf(keptAs), withAll)
  copyFileSync(keptAs, withTrusted)
  copyFileSync(walPath, `${withTrusted}-wal`)
  copyFileSync(keptAs, without)
  return sources
}

/** Removes a database with its log. */
function removeDatabase(path: string): void {
  for (const part of ['', '-wal', '-shm']) rmSync(`${path}${part}`, { force: true })
}
