import { sql } from 'kysely'
import pg from 'pg'
import type { Database } from '../sql/database.ts'
import { databaseOver, prepareDatabase, withoutSecrets } from './postgres-database.ts'
import { connectionSettings, openPool } from './postgres-pool.ts'

/** All that is stored of one room, with what a move has to keep beside the bytes. */
export interface MovedDocument {
  readonly snapshot: { readonly bytes: Uint8Array; readonly newestAt: number } | null
  readonly updates: readonly { readonly bytes: Uint8Array; readonly author: string | null; readonly at: number }[]
}

/** A database that an installation is moved to, this process's alone. */
export interface MoveTarget {
  readonly db: Database
  /** When a move to here was finished, in milliseconds since 1970; null where it still has to be. */
  readonly finishedAt: number | null
  /** Puts a document in the place of all that is stored of the room; with nothing in it, forgets the room. */
  putDocument(room: string, document: MovedDocument): Promise<void>
  /** From now on servers may use the database. */
  finish(): Promise<void>
  close(): Promise<void>
}

/** Held by the one process that moves something here. Any number that nobody else uses. */
const MOVE_LOCK = 7_226_943_912

const CONNECTIONS = 4

/** Bytes and rows of one statement. */
const STATEMENT = { bytes: 8 * 1024 * 1024, rows: 1000 }

/**
 * Takes a Postgres as the target of a move, brought to the newest version. Until `finish` was called no server starts on
 * it. Throws where somebody uses it: another move, a server, or films that did not come by a move.
 */
export async function openMoveTarget(url: string, source: string): Promise<MoveTarget> {
  await prepareDatabase(url, 'storycanvas move', async () => {})
  const client = new pg.Client(connectionSettings(url, 'storycanvas move'))
  await client.connect()
  try {
    const finishedAt = await claim(client, source, withoutSecrets(url))
    return openClaimed(url, client, finishedAt)
  } catch (error) {
    await client.end()
    throw error
  }
}

async function claim(client: pg.Client, source: string, name: string): Promise<number | null> {
  const first = async <Row>(text: string, values: readonly unknown[] = []): Promise<Row | undefined> =>
    (await client.query(text, [...values])).rows[0] as Row | undefined
  const lock = await first<{ locked: boolean }>('SELECT pg_try_advisory_lock($1) AS locked', [MOVE_LOCK])
  if (!lock?.locked) throw new Error(`Another move into ${name} is under way`)
  const move = await first<{ finished_at: Date | null }>('SELECT finished_at FROM storage_moves')
  if (move?.finished_at) return move.finished_at.getTime()
  if (!move) {
    const used = await first<{ used: boolean }>(
      `SELECT EXISTS (SELECT FROM document_rooms) OR EXISTS (SELECT FROM projects) OR EXISTS (SELECT FROM jobs)
        OR EXISTS (SELECT FROM hosts) OR EXISTS (SELECT FROM media) AS used`,
    )
    if (used?.used) throw new Error(`${name} has films of its own already. Use an empty database`)
    await client.query('INSERT INTO storage_moves (source) VALUES ($1)', [source])
  }
  try {
    await requireNoServer(client, name)
  } catch (error) {
    if (!move) await client.query('DELETE FROM storage_moves')
    throw error
  }
  return null
}

async function requireNoServer(client: pg.Client, name: string): Promise<void> {
  const { rows } = await client.query(
    `SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'storycanvas'`,
  )
  if (rows.length > 0) throw new Error(`A StoryCanvas server uses ${name}. Stop it first`)
}

function openClaimed(url: string, client: pg.Client, finishedAt: number | null): MoveTarget {
  let broken: Error | null = null
  client.on('error', (error) => (broken = error)) // the lock went with the connection
  const pool = openPool(url, { max: CONNECTIONS, applicationName: 'storycanvas move', onTrouble: () => {} })
  const db = databaseOver(pool)
  return {
    db,
    finishedAt,
    putDocument: (room, document) => putDocument(db, room, document),
    async finish() {
      if (broken) throw broken
      await requireNoServer(client, withoutSecrets(url))
      await client.query('UPDATE storage_moves SET finished_at = now()')
    },
    async close() {
      await db.destroy()
      await client.end()
    },
  }
}

/** The snapshot gets the number 1, as if it were the first update, and what follows it those after it. */
async function putDocument(db: Database, room: string, { snapshot, updates }: MovedDocument): Promise<void> {
  const through = snapshot ? 1 : 0
  const rows = updates.map((update, index) => ({ room, seq: through + index + 1, ...update }))
  await db.transaction().execute(async (tx) => {
    await sql`DELETE FROM document_rooms WHERE room = ${room}`.execute(tx)
    await tx.deleteFrom('document_snapshots').where('room', '=', room).execute()
    await tx.deleteFrom('document_updates').where('room', '=', room).execute()
    if (through + rows.length === 0) return
    await sql`INSERT INTO document_rooms (room, last_seq) VALUES (${room}, ${through + rows.length})`.execute(tx)
    if (snapshot) {
      const row = { room, bytes: snapshot.bytes, through_seq: through, newest_at: snapshot.newestAt }
      await tx.insertInto('document_snapshots').values(row).execute()
    }
    for (const group of groupsOf(rows)) await tx.insertInto('document_updates').values(group).execute()
  })
}

function groupsOf<Row extends { readonly bytes: Uint8Array }>(rows: readonly Row[]): Row[][] {
  const groups: Row[][] = []
  let bytes = 0
  for (const row of rows) {
    bytes += row.bytes.length
    const group = groups.at(-1)
    if (group && group.length < STATEMENT.rows && bytes <= STATEMENT.bytes) group.push(row)
    else {
      groups.push([row])
      bytes = row.bytes.length
    }
  }
  return groups
}
