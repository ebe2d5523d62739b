import type { DocumentJudge } from '../document-judge.ts'
import type { StoredUpdate } from '../document-log.ts'
import { isIntact } from './find-damage.ts'
import { migrate } from './migrations.ts'
import { salvageTable } from './salvage.ts'
import { leaveLog, openSqliteFile, type SqliteDriverName, type SqliteFile } from './sqlite-file.ts'

/** What came over into a new database. */
export interface Rebuilt {
  readonly updates: number
  readonly snapshots: number
  /** Updates that could be read, but not used: damaged themselves, or built on what is lost. */
  readonly unusable: number
  /** Rooms of which something that was stored is gone, as far as that can be told. */
  readonly incompleteRooms: readonly string[]
}

/** Nothing of a database can be read; its files are as they were found. */
export class NothingReadable extends Error {
  override readonly name = 'NothingReadable'
}

/** Where there is, or was, an update, or the end of a snapshot. */
interface Place {
  readonly room: string
  readonly seq: number
}

/**
 * Makes a database at `target` with every row that any of the sources has, the earlier ones first. They are states of
 * one database: updates never change, so each source can only add to them; of all else the first row found stands.
 * Throws `NothingReadable`.
 */
export async function rebuildDatabase(
  sources: readonly string[],
  target: string,
  judge: DocumentJudge,
  driver?: SqliteDriverName,
): Promise<Rebuilt> {
  const fresh = await openSqliteFile(target, driver)
  try {
    migrate(fresh)
    fresh.exec('BEGIN')
    const others = tablesOf(fresh).filter((table) => !table.startsWith('document_'))
    const known: Place[] = []
    let readable = 0
    for (const source of sources) {
      const file = await openSqliteFile(source, driver).catch(() => null)
      if (!file) continue
      readable += takeUpdates(file, fresh, known) + takeSnapshots(file, fresh, judge, known)
      for (const table of others) readable += takeRows(file, fresh, table)
      known.push(...listUpdates(file))
      file.database.close()
    }
    if (readable === 0) throw new NothingReadable('No row of any table can be read')
    const incomplete = roomsThatLack(fresh, known)
    const unusable = dropUnusable(fresh, judge, incomplete)
    keepNumbersAhead(fresh)
    fresh.exec('COMMIT')
    leaveLog(fresh)
    return {
      updates: count(fresh, 'document_updates'),
      snapshots: count(fresh, 'document_snapshots'),
      unusable,
      incompleteRooms: [...incomplete].sort(),
    }
  } finally {
    fresh.database.close()
  }
}

function takeUpdates(source: SqliteFile, target: SqliteFile, known: Place[]): number {
  const columns = commonColumns(source, target, 'document_updates')
  const insert = insertInto(target, 'document_updates', columns)
  return salvageTable(source, 'document_updates', columns, (row) => {
    if (isIntact(row)) insert(row)
    else noteRoom(known, row.room, row['its number'])
  })
}

function takeSnapshots(source: SqliteFile, target: SqliteFile, judge: DocumentJudge, known: Place[]): number {
  const columns = commonColumns(source, target, 'document_snapshots')
  const taken = target.database.prepare('SELECT through_seq FROM document_snapshots WHERE room = ?')
  const insert = insertInto(target, 'document_snapshots', columns)
  return salvageTable(source, 'document_snapshots', columns, (row) => {
    const [before] = taken.all([row.room]) as { through_seq: number }[]
    if (before && before.through_seq >= Number(row.through_seq)) return
    if (row.bytes instanceof Uint8Array && judge.isWhole(row.bytes)) insert(row)
    else noteRoom(known, row.room, row.through_seq)
  })
}

function takeRows(source: SqliteFile, target: SqliteFile, table: string): number {
  const columns = commonColumns(source, target, table)
  const insert = insertInto(target, table, columns, 'IGNORE')
  return salvageTable(source, table, columns, insert)
}

function tablesOf(file: SqliteFile): string[] {
  const all = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
  return (file.database.prepare(all).all([]) as { name: string }[]).map(({ name }) => name)
}

/** Columns of a table on both sides: a file of an older version has fewer. */
function commonColumns(source: SqliteFile, target: SqliteFile, table: string): string[] {
  const names = (file: SqliteFile): string[] => {
    try {
      const found = file.database.prepare(`SELECT name FROM pragma_table_info('${table}')`).all([])
      return (found as { name: string }[]).map(({ name }) => name)
    } catch {
      return []
    }
  }
  const there = names(source)
  return names(target).filter((name) => there.includes(name))
}

function insertInto(
  target: SqliteFile,
  table: string,
  columns: readonly string[],
  onConflict = 'REPLACE',
): (row: Readonly<Record<string, unknown>>) => void {
  if (columns.length === 0) return () => {}
  const marks = columns.map(() => '?').join(', ')
  const statement = target.database.prepare(
    `INSERT OR ${onConflict} INTO ${table} (${columns.join(', ')}) VALUES (${marks})`,
  )
  return (row) => {
    try {
      statement.run(columns.map((column) => row[column]))
    } catch {
      // A damaged value that the table does not take: NULL where there must be something.
    }
  }
}

/** Removes updates that a room could not build on; their rooms become incomplete. Returns how many. */
function dropUnusable(target: SqliteFile, judge: DocumentJudge, incomplete: Set<string>): number {
  const { database } = target
  const tailOf = database.prepare('SELECT seq, bytes FROM document_updates WHERE room = ? ORDER BY seq')
  const snapshotOf = database.prepare('SELECT bytes, through_seq FROM document_snapshots WHERE room = ?')
  const remove = database.prepare('DELETE FROM document_updates WHERE seq = ?')
  let unusable = 0
  for (const { room } of database.prepare('SELECT DISTINCT room FROM document_updates').all([]) as { room: string }[]) {
    const [snapshot] = snapshotOf.all([room]) as { bytes: Uint8Array; through_seq: number }[]
    const updates = tailOf.all([room]) as StoredUpdate[]
    const tail = updates.filter(({ seq }) => seq > (snapshot?.through_seq ?? 0))
    const usable = judge.usable({ snapshot: snapshot?.bytes ?? null, tail })
    for (const { seq } of updates) if (!usable.has(seq)) remove.run([seq])
    if (usable.size === tail.length) continue
    unusable += tail.length - usable.size
    incomplete.add(room)
  }
  return unusable
}

/** Remembers a damaged row, unless even its room cannot be read. */
function noteRoom(known: Place[], room: unknown, seq: unknown): void {
  if (typeof room === 'string' && /^[ -~]+$/.test(room)) known.push({ room, seq: Number(seq) })
}

/** Every update that there was, as far as the index tells it; the table itself may have lost some of them. */
function listUpdates(source: SqliteFile): Place[] {
  try {
    const all = 'SELECT room, seq FROM document_updates INDEXED BY document_updates_by_room'
    return (source.database.prepare(all).all([]) as Place[]).filter(({ room }) => typeof room === 'string')
  } catch {
    return []
  }
}

function roomsThatLack(target: SqliteFile, known: readonly Place[]): Set<string> {
  const find = target.database.prepare(
    `SELECT 1 FROM document_updates WHERE seq = ? AND room = ?
     UNION ALL SELECT 1 FROM document_snapshots WHERE room = ? AND through_seq >= ?`,
  )
  return new Set(known.filter(({ room, seq }) => find.all([seq, room, room, seq]).length === 0).map(({ room }) => room))
}

/** A number that was used once is never used again: a snapshot would swallow the update that has it. */
function keepNumbersAhead(target: SqliteFile): void {
  target.exec(`
    DELETE FROM sqlite_sequence WHERE name = 'document_updates';
    INSERT INTO sqlite_sequence (name, seq) SELECT 'document_updates', MAX(seq) FROM (
      SELECT MAX(seq) AS seq FROM document_updates
      UNION ALL SELECT MAX(through_seq) FROM document_snapshots
      UNION ALL SELECT 0
    );
  `)
}

function count(file: SqliteFile, table: string): number {
  const [row] = file.database.prepare(`SELECT COUNT(*) AS rows FROM ${table}`).all([]) as [{ rows: number }]
  return row.rows
}
