import type { SqliteFile } from './sqlite-file.ts'

/** Rows that are read at once. */
const AT_ONCE = 500

/** Reads that may fail in one table, beside one for each row found, before the rest of it is given up. */
const MOST_FAILURES = 1000

/** Where nothing tells how far a table goes. */
const FARTHEST_ROW = 2 ** 40

/**
 * Reads a table of a damaged file, around the pages that cannot be read, and hands over each row. Returns how many
 * there were: 0 also where the table is not there, or nothing of it can be read.
 */
export function salvageTable(
  file: SqliteFile,
  table: string,
  columns: readonly string[],
  take: (row: Readonly<Record<string, unknown>>) => void,
): number {
  if (columns.length === 0) return 0
  const select = file.database.prepare(
    `SELECT rowid AS "its number", ${columns.join(', ')} FROM ${table} NOT INDEXED
     WHERE rowid BETWEEN ? AND ? ORDER BY rowid LIMIT ${AT_ONCE}`,
  )
  let rows = 0
  let failures = 0
  const readFrom = (from: number, to: number): void => {
    for (let next = from; next <= to;) {
      let found: Record<string, unknown>[]
      try {
        found = select.all([next, to]) as Record<string, unknown>[]
      } catch {
        failures += 1
        if (next === to || failures > MOST_FAILURES + rows) return
        // The damage is in one of the halves, and most of the other can be read.
        const middle = next + Math.floor((to - next) / 2)
        readFrom(next, middle)
        readFrom(middle + 1, to)
        return
      }
      found.forEach(take)
      rows += found.length
      if (found.length < AT_ONCE) return
      next = Number(found.at(-1)?.['its number']) + 1
    }
  }
  readFrom(1, lastRow(file, table))
  return rows
}

function lastRow(file: SqliteFile, table: string): number {
  try {
    const [row] = file.database.prepare(`SELECT MAX(rowid) AS last FROM ${table} NOT INDEXED`).all([])
    return Number((row as { last: number | null }).last ?? 0)
  } catch {
    return FARTHEST_ROW
  }
}
