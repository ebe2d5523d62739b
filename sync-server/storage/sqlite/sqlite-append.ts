import type { SqliteStatement } from 'kysely'
import type { LogEntry } from '../document-log.ts'
import { checksumOf } from './find-damage.ts'
import type { SqliteFile } from './sqlite-file.ts'

/** Rows of one statement, largest first: few calls for a large group, few prepared statements in all. */
const GROUP_SIZES = [64, 8, 1]

/**
 * Appends updates with statements that are prepared once. A query builder makes its statement anew each time, which
 * costs several times as much as the write itself, and this is the one path that every change of everybody takes.
 * Runs without giving way to anything, so no other use of the connection comes between. Returns the numbers of the rows.
 */
export type AppendUpdates = (entries: readonly LogEntry[]) => readonly number[]

/** Prepares the appending for an open file whose tables are there. */
export function prepareAppend({ database, exec }: SqliteFile): AppendUpdates {
  const inserts = GROUP_SIZES.map((size) => ({ size, statement: database.prepare(insertOf(size)) }))
  const insert = (entries: readonly LogEntry[]): number[] => {
    const seqs: number[] = []
    let start = 0
    for (const { size, statement } of inserts) {
      for (; entries.length - start >= size; start += size) {
        // AUTOINCREMENT numbers the rows of one statement without a gap: nothing else writes meanwhile.
        const last = runInsert(statement, entries.slice(start, start + size))
        for (let back = size - 1; back >= 0; back -= 1) seqs.push(last - back)
      }
    }
    return seqs
  }
  return (entries) => {
    // One statement is a transaction by itself.
    if (GROUP_SIZES.includes(entries.length)) return insert(entries)
    exec('BEGIN IMMEDIATE')
    try {
      const seqs = insert(entries)
      exec('COMMIT')
      return seqs
    } catch (error) {
      exec('ROLLBACK')
      throw error
    }
  }
}

function insertOf(rows: number): string {
  return `INSERT INTO document_updates (room, bytes, author, at, crc) VALUES ${Array(rows).fill('(?, ?, ?, ?, ?)').join(', ')}`
}

function runInsert(statement: SqliteStatement, entries: readonly LogEntry[]): number {
  const values = entries.flatMap(({ room, bytes, author, at }) => [room, bytes, author, at, checksumOf(room, bytes)])
  return Number(statement.run(values).lastInsertRowid)
}
