import { crc32 } from 'node:zlib'
import type { DocumentJudge } from '../document-judge.ts'
import type { SqliteFile } from './sqlite-file.ts'

/** What of the pages of an open file does not hang together, in SQLite's own words; null where all does. */
export function findBrokenPages(file: SqliteFile): string | null {
  let found: Record<string, unknown>[]
  try {
    found = file.database.prepare('PRAGMA quick_check(1)').all([]) as Record<string, unknown>[]
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  const words = found.flatMap((row) => Object.values(row)).join('; ')
  return words === 'ok' ? null : words
}

/** Updates and snapshots of a migrated file that are not as they were written: SQLite looks after its pages alone. */
export function countBrokenContent(file: SqliteFile, judge: DocumentJudge): number {
  let broken = 0
  for (const row of file.database.prepare('SELECT room, bytes, crc FROM document_updates').iterate([])) {
    if (!isIntact(row as Readonly<Record<string, unknown>>)) broken += 1
  }
  for (const row of file.database.prepare('SELECT bytes FROM document_snapshots').iterate([])) {
    if (!judge.isWhole((row as { bytes: Uint8Array }).bytes)) broken += 1
  }
  return broken
}

/** The checksum that is kept with an update. */
export function checksumOf(room: string, bytes: Uint8Array): number {
  return crc32(bytes, crc32(room))
}

/** Whether the row of an update is as it was written, as far as that can be told: earlier versions kept no checksum. */
export function isIntact({ room, bytes, crc }: Readonly<Record<string, unknown>>): boolean {
  if (typeof room !== 'string' || !(bytes instanceof Uint8Array)) return false
  return crc === null || crc === undefined || crc === checksumOf(room, bytes)
}
