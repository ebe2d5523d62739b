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
  for (const row of file.database.prepare('SELECT bytes, crc FROM document_updates').iterate([])) {
    const { bytes, crc } = row as { bytes: Uint8Array; crc: number | null }
    if (!isIntact(bytes, crc)) broken += 1
  }
  for (const row of file.database.prepare('SELECT bytes FROM document_snapshots').iterate([])) {
    if (!judge.isWhole((row as { bytes: Uint8Array }).bytes)) broken += 1
  }
  return broken
}

/** Whether bytes have the checksum that was kept with them; one that was never made proves nothing. */
export function isIntact(bytes: unknown, crc: unknown): boolean {
  return bytes instanceof Uint8Array && (crc === null || crc32(bytes) === crc)
}
