import { createHash } from 'node:crypto'
import type { MovedDocument, MoveTarget } from '#server/storage/postgres/postgres-move-target.ts'
import type { Database } from '#server/storage/sql/database.ts'

/** A room, and how many bytes are stored of it. */
export interface MovedRoom {
  readonly room: string
  readonly bytes: number
}

/** Every room of which something is stored, in the order of their names. */
export async function listRooms(db: Database): Promise<readonly MovedRoom[]> {
  const bytes = new Map<string, number>()
  for (const table of ['document_snapshots', 'document_updates'] as const) {
    const rows = await db
      .selectFrom(table)
      .select((eb) => ['room', eb.fn.sum<number>(eb.fn<number>('length', ['bytes'])).as('bytes')])
      .groupBy('room')
      .execute()
    for (const row of rows) bytes.set(row.room, (bytes.get(row.room) ?? 0) + row.bytes)
  }
  return [...bytes].map(([room, sum]) => ({ room, bytes: sum })).sort((a, b) => (a.room < b.room ? -1 : 1))
}

/**
 * Makes the documents of the target equal to those of `from`; writes only what differs. Resolves with a digest of each.
 * Calls `onBytes` as it goes.
 */
export async function copyDocuments(
  rooms: readonly MovedRoom[],
  from: Database,
  to: Pick<MoveTarget, 'db' | 'putDocument'>,
  onBytes: (bytes: number) => void,
): Promise<ReadonlyMap<string, string>> {
  const there = new Set((await listRooms(to.db)).map(({ room }) => room))
  const digests = new Map<string, string>()
  for (const { room, bytes } of rooms) {
    const document = await readDocument(from, room)
    const digest = digestOf(document)
    digests.set(room, digest)
    if (!there.has(room) || digestOf(await readDocument(to.db, room)) !== digest) await to.putDocument(room, document)
    onBytes(bytes)
  }
  for (const room of there) if (!digests.has(room)) await to.putDocument(room, { snapshot: null, updates: [] })
  return digests
}

/** Reads every document of the target; resolves with the rooms that are not as their digests say. */
export async function compareDocuments(
  digests: ReadonlyMap<string, string>,
  to: Database,
  onBytes: (bytes: number) => void,
): Promise<readonly string[]> {
  const different = new Set(digests.keys())
  for (const { room, bytes } of await listRooms(to)) {
    if (digests.get(room) === digestOf(await readDocument(to, room))) different.delete(room)
    else different.add(room)
    onBytes(bytes)
  }
  return [...different]
}

async function readDocument(db: Database, room: string): Promise<MovedDocument> {
  const snapshot = await db
    .selectFrom('document_snapshots')
    .select(['bytes', 'newest_at as newestAt'])
    .where('room', '=', room)
    .executeTakeFirst()
  const updates = await db
    .selectFrom('document_updates')
    .select(['bytes', 'author', 'at'])
    .where('room', '=', room)
    .orderBy('seq')
    .execute()
  return { snapshot: snapshot ?? null, updates }
}

/** All but the numbers, which each database gives by itself. */
function digestOf({ snapshot, updates }: MovedDocument): string {
  const hash = createHash('sha256')
  if (snapshot) hash.update(`snapshot ${snapshot.newestAt} ${snapshot.bytes.length}\n`).update(snapshot.bytes)
  for (const { bytes, author, at } of updates) {
    hash.update(`update ${at} ${bytes.length} ${JSON.stringify(author)}\n`).update(bytes)
  }
  return hash.digest('hex')
}
