import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { ListedFile } from '#server/media/copy-media.ts'
import type { Database } from '#server/storage/sql/database.ts'

/** A table that is copied row by row. */
export interface MovedTable {
  readonly name: string
  /** The columns that tell its rows apart. */
  readonly key: readonly string[]
  /** Rows that are in memory at once. */
  readonly pageRows: number
}

const SMALL_ROWS = 1000
const LARGE_ROWS = 10

/** Every table but those of documents, which are numbered anew. */
export const MOVED_TABLES: readonly MovedTable[] = [
  { name: 'secrets', key: ['name'], pageRows: SMALL_ROWS },
  { name: 'access_tokens', key: ['id'], pageRows: SMALL_ROWS },
  { name: 'share_links', key: ['id'], pageRows: SMALL_ROWS },
  { name: 'passkeys', key: ['id'], pageRows: SMALL_ROWS },
  { name: 'outside_identities', key: ['issuer', 'subject'], pageRows: SMALL_ROWS },
  { name: 'ceremonies', key: ['key_hash'], pageRows: SMALL_ROWS },
  { name: 'accounts', key: ['id'], pageRows: SMALL_ROWS },
  { name: 'sessions', key: ['id'], pageRows: SMALL_ROWS },
  { name: 'one_time_codes', key: ['code_hash'], pageRows: SMALL_ROWS },
  { name: 'film_members', key: ['project_id', 'account_id'], pageRows: SMALL_ROWS },
  { name: 'invitations', key: ['id'], pageRows: SMALL_ROWS },
  { name: 'audit_log', key: ['id'], pageRows: SMALL_ROWS },
  { name: 'film_media', key: ['sha256', 'project_id'], pageRows: SMALL_ROWS },
  { name: 'media_uploads', key: ['sha256', 'account_id'], pageRows: SMALL_ROWS },
  { name: 'hosts', key: ['id'], pageRows: SMALL_ROWS },
  { name: 'jobs', key: ['id'], pageRows: SMALL_ROWS },
  { name: 'batches', key: ['id'], pageRows: SMALL_ROWS },
  { name: 'pull_workers', key: ['id'], pageRows: SMALL_ROWS },
  { name: 'queue_switch', key: ['id'], pageRows: SMALL_ROWS },
  { name: 'request_answers', key: ['scope', 'key'], pageRows: SMALL_ROWS },
  { name: 'projects', key: ['id'], pageRows: SMALL_ROWS },
  { name: 'entities', key: ['entity_id'], pageRows: SMALL_ROWS },
  { name: 'media', key: ['sha256'], pageRows: SMALL_ROWS },
  { name: 'versions', key: ['project_id', 'id'], pageRows: SMALL_ROWS },
  { name: 'version_states', key: ['project_id', 'fingerprint'], pageRows: LARGE_ROWS },
]

type Row = Readonly<Record<string, unknown>>

/** Every file that the media index knows, in the order of their hashes. */
export async function listFiles(db: Database): Promise<readonly ListedFile[]> {
  return db.selectFrom('media').select(['sha256', 'bytes']).orderBy('sha256').execute()
}

/** Makes a table of `to` equal to that of `from`; writes only what differs. Calls `onRows` as it goes. */
export async function copyTable(
  table: MovedTable,
  from: Database,
  to: Database,
  onRows: (rows: number) => void,
): Promise<void> {
  const keys = new Set<string>()
  for await (const rows of pagesOf(table, from)) {
    for (const row of rows) keys.add(keyOf(table, row))
    const different = await differing(table, rows, to)
    if (different.length > 0) await upsert(table, different, to)
    onRows(rows.length)
  }
  if ((await countRows(table, to)) > keys.size) await removeOthers(table, keys, to)
}

/** Compares a table row by row; resolves with the keys of rows that are not the same in both, and the number of rows. */
export async function compareTable(
  table: MovedTable,
  from: Database,
  to: Database,
): Promise<{ readonly rows: number; readonly different: readonly string[] }> {
  const different: string[] = []
  let rows = 0
  for await (const page of pagesOf(table, from)) {
    rows += page.length
    for (const row of await differing(table, page, to)) different.push(keyOf(table, row))
  }
  const there = await countRows(table, to)
  if (there !== rows) different.push(`${there} rows instead of ${rows}`)
  return { rows, different }
}

/** Number of rows of a table. */
export async function countRows({ name }: MovedTable, db: Database): Promise<number> {
  const { rows } = await sql<{ count: number }>`SELECT count(*) AS count FROM ${sql.table(name)}`.execute(db)
  return rows[0]?.count ?? 0
}

/** The rows of a table of SQLite, in pages. */
async function* pagesOf({ name, pageRows }: MovedTable, db: Database): AsyncGenerator<readonly Row[]> {
  for (let last = 0; ;) {
    const { rows } = await sql<Row & { position: number }>`
      SELECT rowid AS position, * FROM ${sql.table(name)} WHERE rowid > ${last} ORDER BY rowid LIMIT ${pageRows}`.execute(
      db,
    )
    if (rows.length === 0) return
    last = rows.at(-1)?.position ?? last
    yield rows.map(({ position: _position, ...row }) => row)
  }
}

/** Those of the rows that are missing in `to`, or not the same there. */
async function differing(table: MovedTable, rows: readonly Row[], to: Database): Promise<readonly Row[]> {
  const keys = rows.map((row) => sql`(${sql.join(table.key.map((column) => row[column]))})`)
  const columns = sql.join(table.key.map((column) => sql.id(column)))
  const found = await sql<Row>`
    SELECT * FROM ${sql.table(table.name)} WHERE (${columns}) IN (${sql.join(keys)})`.execute(to)
  const there = new Map(found.rows.map((row) => [keyOf(table, row), digestOf(row)]))
  return rows.filter((row) => there.get(keyOf(table, row)) !== digestOf(row))
}

async function upsert({ name, key }: MovedTable, rows: readonly Row[], to: Database): Promise<void> {
  const columns = Object.keys(rows[0] ?? {})
  const list = (names: readonly string[]) => sql.join(names.map((column) => sql.id(column)))
  const values = rows.map((row) => sql`(${sql.join(columns.map((column) => row[column]))})`)
  const sets = columns.map((column) => sql`${sql.id(column)} = excluded.${sql.id(column)}`)
  await sql`
    INSERT INTO ${sql.table(name)} (${list(columns)}) VALUES ${sql.join(values)}
    ON CONFLICT (${list(key)}) DO UPDATE SET ${sql.join(sets)}`.execute(to)
}

/** What a move that broke off has brought, and the source has no more. */
async function removeOthers(table: MovedTable, keys: ReadonlySet<string>, to: Database): Promise<void> {
  const columns = sql.join(table.key.map((column) => sql.id(column)))
  const { rows } = await sql<Row>`SELECT ${columns} FROM ${sql.table(table.name)}`.execute(to)
  for (const row of rows) {
    if (keys.has(keyOf(table, row))) continue
    const same = table.key.map((column) => sql`${sql.id(column)} = ${row[column]}`)
    await sql`DELETE FROM ${sql.table(table.name)} WHERE ${sql.join(same, sql` AND `)}`.execute(to)
  }
}

function keyOf({ key }: MovedTable, row: Row): string {
  return key.map((column) => String(row[column])).join('/')
}

function digestOf(row: Row): string {
  const hash = createHash('sha256')
  for (const [column, value] of Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(`${column}:${value instanceof Uint8Array ? `bytes ${value.length}` : JSON.stringify(value)}\n`)
    if (value instanceof Uint8Array) hash.update(value)
  }
  return hash.digest('hex')
}
