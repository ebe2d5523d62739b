import { join } from 'node:path'
import { checkFiles, copyFiles, type LostFiles } from '#server/media/copy-media.ts'
import { fileMediaStore } from '#server/media/file-media-store.ts'
import { openMediaStore, type MediaConfig } from '#server/media/open-media-store.ts'
import { bytesWords, Progress, type ProgressServices } from '#server/services/progress.ts'
import { openMoveTarget, type MoveTarget } from '#server/storage/postgres/postgres-move-target.ts'
import { openMoveSource, type MoveSource } from '#server/storage/sqlite/sqlite-move-source.ts'
import { compareDocuments, copyDocuments, listRooms } from './move-documents.ts'
import { compareTable, copyTable, countRows, listFiles, MOVED_TABLES } from './move-rows.ts'

/** Where the installation is, and where it is to be. */
export interface MoveConfig extends MediaConfig {
  readonly databaseUrl: string
}

/** What came of a move. */
export interface MoveResult {
  /** When an earlier run had finished it, in milliseconds since 1970; null where this one did. */
  readonly finishedBefore: number | null
  /** Files that the source had lost before: the index names them, nobody can show them. */
  readonly lost: LostFiles
}

/** What is in the target is not what is in the source; the message says what. Nothing else went wrong. */
export class MoveDiffers extends Error {
  override readonly name = 'MoveDiffers'
}

const DOCUMENT_TABLES = ['document_updates', 'document_snapshots']
const NOTHING_LOST: LostFiles = { missing: [], damaged: [] }

/** Differences that a message names. */
const NAMED_DIFFERENCES = 5

/**
 * Copies the installation in a data folder, SQLite and files, to a Postgres, and its media to a bucket where the
 * configuration names one; then reads all of it there and compares. The source is never written. What a run that broke
 * off has brought already is not brought again. Throws `MoveDiffers` where the copy is not the same.
 */
export async function moveInstallation(config: MoveConfig, services: ProgressServices): Promise<MoveResult> {
  const source = await openMoveSource(config.dataDir)
  try {
    requireKnownTables(source)
    const target = await openMoveTarget(config.databaseUrl, config.dataDir)
    try {
      if (target.finishedAt !== null) return { finishedBefore: target.finishedAt, lost: NOTHING_LOST }
      const rows = await moveRows(source, target, services)
      await moveDocuments(source, target, services)
      const lost = await moveMedia(source, config, services)
      await compareRows(source, target, rows, services)
      await target.finish()
      return { finishedBefore: null, lost }
    } finally {
      await target.close()
    }
  } finally {
    await source.close()
  }
}

/** A table that this code forgets would stay behind unseen. */
function requireKnownTables({ tables }: MoveSource): void {
  const known = new Set([...DOCUMENT_TABLES, ...MOVED_TABLES.map(({ name }) => name)])
  const unknown = tables.filter((name) => !known.has(name))
  if (unknown.length > 0) throw new Error(`The database has tables that cannot be moved: ${unknown.join(', ')}`)
}

async function moveRows(source: MoveSource, target: MoveTarget, services: ProgressServices): Promise<number> {
  let total = 0
  for (const table of MOVED_TABLES) total += await countRows(table, source.db)
  const progress = new Progress('Lists', total, services)
  for (const table of MOVED_TABLES) {
    await copyTable(table, source.db, target.db, (rows) => progress.advance(rows))
  }
  progress.finish(`${total} entries copied`)
  return total
}

async function compareRows(
  source: MoveSource,
  target: MoveTarget,
  total: number,
  services: ProgressServices,
): Promise<void> {
  const progress = new Progress('Lists', total, services)
  for (const table of MOVED_TABLES) {
    const { rows, different } = await compareTable(table, source.db, target.db)
    requireSame(`entries of ${table.name}`, different)
    progress.advance(rows)
  }
  progress.finish(`${total} entries compared`)
}

async function moveDocuments(source: MoveSource, target: MoveTarget, services: ProgressServices): Promise<void> {
  const rooms = await listRooms(source.db)
  const total = rooms.reduce((sum, { bytes }) => sum + bytes, 0)
  const amount = `${rooms.length} documents (${bytesWords(total)})`
  const copying = new Progress('Documents', total, services)
  const digests = await copyDocuments(rooms, source.db, target, (bytes) => copying.advance(bytes))
  copying.finish(`${amount} copied`)
  const comparing = new Progress('Documents', total, services)
  requireSame('documents', await compareDocuments(digests, target.db, (bytes) => comparing.advance(bytes)))
  comparing.finish(`${amount} compared`)
}

async function moveMedia(source: MoveSource, config: MoveConfig, services: ProgressServices): Promise<LostFiles> {
  const files = await listFiles(source.db)
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0)
  const from = await fileMediaStore(join(config.dataDir, 'media'))
  if (!config.s3) {
    const checking = new Progress('Media', total, services)
    const lost = await checkFiles(files, from, (bytes) => checking.advance(bytes))
    checking.finish(`${files.length} files (${bytesWords(total)}) stay where they are, all of them read`)
    return lost
  }
  const { store: to } = await openMediaStore(config)
  const copying = new Progress('Media', total, services)
  const lost = await copyFiles(files, from, to, (bytes) => copying.advance(bytes))
  const moved = files.filter(({ sha256 }) => !lost.missing.includes(sha256) && !lost.damaged.includes(sha256))
  copying.finish(`${moved.length} files (${bytesWords(total)}) copied`)
  const checking = new Progress('Media', total, services)
  const there = await checkFiles(moved, to, (bytes) => checking.advance(bytes))
  requireSame('files', [...there.missing, ...there.damaged])
  checking.finish(`${moved.length} files compared`)
  return lost
}

function requireSame(what: string, different: readonly string[]): void {
  if (different.length === 0) return
  const named = different.slice(0, NAMED_DIFFERENCES).join(', ')
  const more = different.length > NAMED_DIFFERENCES ? ` and ${different.length - NAMED_DIFFERENCES} more` : ''
  throw new MoveDiffers(`${different.length} ${what} are not the same after the copy: ${named}${more}`)
}
