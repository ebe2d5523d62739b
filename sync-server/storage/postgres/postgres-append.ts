import type { Pool, PoolClient } from 'pg'
import type { DocumentLog, LogEntry } from '../document-log.ts'
import { storableText } from '../sql/storable-text.ts'

/** Bytes of one statement; a group of more is a transaction of several. */
const STATEMENT_BYTES = 16 * 1024 * 1024

/**
 * One round trip for a group of any number of rooms. Raising a room's number locks its row until the commit, so appends
 * to one room come one after the other and become visible in that order; rooms are locked in one order by everybody.
 * The bytes of all entries go as one value and are cut apart by the database, since an array of bytes would be sent as
 * text of twice the size.
 */
const APPEND = `
  WITH raised AS (
    INSERT INTO document_rooms (room, last_seq)
    SELECT room, count FROM unnest($1::text[], $2::bigint[]) AS rooms (room, count)
    ON CONFLICT (room) DO UPDATE SET last_seq = document_rooms.last_seq + excluded.last_seq
    RETURNING room, last_seq
  ), kept AS (
    INSERT INTO document_updates (room, seq, bytes, author, at)
    SELECT room, last_seq - behind, substring($3::bytea FROM start FOR length), author, at
    FROM unnest($4::text[], $5::integer[], $6::integer[], $7::integer[], $8::text[], $9::bigint[])
      AS entries (room, behind, start, length, author, at)
    JOIN raised USING (room)
  )
  SELECT room, last_seq FROM raised`

type Seqs = Map<LogEntry, number>

/** Makes the append of a document log whose numbers are gapless in each room. */
export function postgresAppend(pool: Pool): DocumentLog['append'] {
  return async (entries) => {
    if (entries.length === 0) return []
    // The order of names, so that a group of several statements locks rooms in the same order as one statement does.
    const sorted = [...entries].sort((a, b) => (a.room < b.room ? -1 : a.room > b.room ? 1 : 0))
    const [first = [], ...more] = statementsOf(sorted)
    const seqs: Seqs = new Map()
    if (more.length === 0) await appendGroup(pool, first, seqs)
    else await inTransaction(pool, (client) => appendGroups(client, [first, ...more], seqs))
    return entries.map((entry) => seqs.get(entry) ?? 0)
  }
}

function statementsOf(entries: readonly LogEntry[]): LogEntry[][] {
  const groups: LogEntry[][] = []
  let bytes = Infinity
  for (const entry of entries) {
    bytes += entry.bytes.length
    if (bytes <= STATEMENT_BYTES) groups.at(-1)?.push(entry)
    else {
      groups.push([entry])
      bytes = entry.bytes.length
    }
  }
  return groups
}

async function appendGroups(client: PoolClient, groups: readonly LogEntry[][], seqs: Seqs): Promise<void> {
  for (const group of groups) await appendGroup(client, group, seqs)
}

async function appendGroup(client: Pick<Pool, 'query'>, entries: readonly LogEntry[], seqs: Seqs): Promise<void> {
  const counts = new Map<string, number>()
  for (const { room } of entries) counts.set(room, (counts.get(room) ?? 0) + 1)
  const left = new Map(counts)
  let end = 1 // the database counts bytes from 1
  const rows = entries.map((entry) => {
    const behind = (left.get(entry.room) ?? 0) - 1
    left.set(entry.room, behind)
    const start = end
    end += entry.bytes.length
    return { entry, behind, start }
  })
  const { rows: raised } = await client.query<{ room: string; last_seq: number }>({
    name: 'append',
    text: APPEND,
    values: [
      [...counts.keys()],
      [...counts.values()],
      Buffer.concat(entries.map(({ bytes }) => bytes)),
      entries.map(({ room }) => room),
      rows.map(({ behind }) => behind),
      rows.map(({ start }) => start),
      entries.map(({ bytes }) => bytes.length),
      entries.map(({ author }) => author && storableText(author)),
      entries.map(({ at }) => at),
    ],
  })
  const last = new Map(raised.map(({ room, last_seq }) => [room, last_seq]))
  for (const { entry, behind } of rows) seqs.set(entry, (last.get(entry.room) ?? 0) - behind)
}

async function inTransaction(pool: Pool, run: (client: PoolClient) => Promise<void>): Promise<void> {
  const client = await pool.connect()
  let failure: Error | undefined
  try {
    await client.query('BEGIN')
    await run(client)
    await client.query('COMMIT')
  } catch (error) {
    failure = error as Error
    throw error
  } finally {
    // A connection whose transaction failed is closed, which undoes it.
    client.release(failure)
  }
}
