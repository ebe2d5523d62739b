import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { createLogger } from '#server/observability/logger.ts'
import { foldToSnapshot } from '#server/relay/document-thread.ts'
import { documentJudge } from '#server/relay/judge-stored.ts'
import { readSnapshot } from '#server/relay/room-snapshot.ts'
import { openSqliteFile } from '#server/storage/sqlite/sqlite-file.ts'
import { openSqliteStorage, DATABASE_FILE } from '#server/storage/sqlite/sqlite-storage.ts'
import type { Storage } from '#server/storage/storage.ts'
import { startTestServer } from '#server/testing/start-test-server.ts'
import { connectPeer } from '#server/testing/sync-peer.ts'
import { until } from '#server/testing/until.ts'
import { must } from '#shared/util/assert.ts'
import { seededRandom, type Random } from '#shared/util/random.ts'

const ROOMS = Array.from(
  { length: 12 },
  (_, n) => `project/00000000-0000-4000-8000-0000000000${String(n).padStart(2, '0')}`,
)

let root: string
/** A folder as a killed server leaves it: what was committed last is in the log of the database alone. */
let original: string
const documents = new Map<string, Y.Doc>()

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'storycanvas-damage-'))
  original = join(root, 'original')
  const live = join(root, 'live')
  const { storage } = await open(live)
  await fill(storage, seededRandom(7), () => carryOver(join(live, DATABASE_FILE)))
  mkdirSync(original)
  for (const name of [DATABASE_FILE, `${DATABASE_FILE}-wal`]) copyFileSync(join(live, name), join(original, name))
  await storage.close()
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** Puts what is in the log of a database into the database, and keeps the log as well: somebody reads that state until the end. */
async function carryOver(path: string): Promise<() => void> {
  const reader = await openSqliteFile(path)
  reader.exec('BEGIN')
  reader.database.prepare('SELECT COUNT(*) FROM document_updates').all([])
  const file = await openSqliteFile(path)
  file.exec('PRAGMA wal_checkpoint(PASSIVE)')
  file.database.close()
  return () => reader.database.close()
}

/** Films of every size, some folded, with a tail behind; `later` is called when the most of it is there. */
async function fill(
  { documentLog, catalog }: Storage,
  random: Random,
  later: () => Promise<() => void>,
): Promise<void> {
  let release: (() => void) | null = null
  const pending: Uint8Array[] = []
  for (const room of ROOMS) {
    const doc = new Y.Doc()
    documents.set(room, doc)
    await catalog.ensure(room.slice('project/'.length), 1)
    doc.on('update', (update: Uint8Array) => pending.push(update))
  }
  for (let step = 0; step < 400; step += 1) {
    if (step === 300) release = await later()
    const room = ROOMS[Math.floor(random() ** 2 * ROOMS.length)] as string
    const doc = documents.get(room) as Y.Doc
    const kind = random()
    if (kind < 0.1) doc.getMap('m').set(`big ${step}`, String(random()).repeat(Math.floor(random() * 1500)))
    else if (kind < 0.2 && doc.getText('t').length > 40) doc.getText('t').delete(Math.floor(random() * 20), 20)
    else doc.getText('t').insert(Math.floor(random() * (doc.getText('t').length + 1)), `step ${step} `)
    const [bytes] = pending.splice(0)
    const [seq = 0] = await documentLog.append([{ room, bytes: bytes as Uint8Array, author: null, at: step }])
    if (random() < 0.03) await documentLog.compact(room, await foldToSnapshot([Y.encodeStateAsUpdate(doc)]), seq)
  }
  release?.()
}

interface Opened {
  readonly storage: Storage
  readonly log: readonly Readonly<Record<string, unknown>>[]
}

async function open(folder: string): Promise<Opened> {
  const log: Record<string, unknown>[] = []
  const logger = createLogger('info', { write: (line: string) => void log.push(JSON.parse(line)) })
  const storage = await openSqliteStorage(folder, { judge: documentJudge, logger, now: () => Date.UTC(2026, 4, 1) })
  return { storage, log }
}

let copies = 0

/** A copy of the folder with damage done to one of its files. */
function damagedCopy(name: string, damage: (bytes: Buffer) => Buffer): string {
  const folder = join(root, `copy-${(copies += 1)}`)
  mkdirSync(folder)
  for (const file of readdirSync(original)) copyFileSync(join(original, file), join(folder, file))
  writeFileSync(join(folder, name), damage(readFileSync(join(folder, name))))
  return folder
}

/** Rooms that lack something of what was committed; throws where a room cannot be used, or makes something up. */
async function incompleteRooms({ documentLog }: Storage): Promise<string[]> {
  const incomplete: string[] = []
  for (const [room, whole] of documents) {
    const stored = await documentLog.load(room)
    const doc = new Y.Doc()
    if (stored.snapshot) Y.applyUpdate(doc, readSnapshot(stored.snapshot).update)
    for (const { bytes } of stored.tail) Y.applyUpdate(doc, bytes)
    expect(doc.store.pendingStructs).toBeNull()
    expect(doc.store.pendingDs).toBeNull()
    let lacks = false
    doc.once('update', () => {
      lacks = true
    })
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(whole))
    if (lacks) incomplete.push(room)
    // With what a browser has, it is the whole film again and nothing else.
    expect(doc.getText('t').toString()).toBe(whole.getText('t').toString())
    expect(doc.getMap('m').toJSON()).toEqual(whole.getMap('m').toJSON())
  }
  return incomplete
}

function copyOf(doc: Y.Doc): Y.Doc {
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  return copy
}

const errors = (log: Opened['log']): Opened['log'] => log.filter(({ level }) => Number(level) >= 50)

/** Opens it: what the films lack is what the log says they do, and what was damaged is kept. */
async function expectHonest(folder: string): Promise<void> {
  const { storage, log } = await open(folder)
  const lacking = await incompleteRooms(storage)
  await storage.close()
  const said = errors(log).at(-1)?.incompleteRooms ?? []
  expect(said).toEqual(lacking)
  const kept = readdirSync(folder).some((name) => name.startsWith(`${DATABASE_FILE}.damaged-2026-05-01`))
  expect(kept).toBe(errors(log).length > 0)
}

/** Damage of one kind, as chance has it. */
type Damage = (bytes: Buffer, random: Random) => Buffer

const garbled: Damage = (bytes, random) => {
  const start = Math.floor(bytes.length * (0.1 + 0.9 * random()))
  const end = Math.min(bytes.length, start + 100 + Math.floor(random() * 9000))
  for (let at = start; at < end; at += 1) bytes[at] = Math.floor(random() * 256)
  return bytes
}
const oneBit: Damage = (bytes, random) => {
  const at = Math.floor(bytes.length * (0.05 + 0.95 * random()))
  bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8))
  return bytes
}
const zeroed: Damage = (bytes, random) => bytes.fill(0, Math.floor(bytes.length * (0.5 + 0.5 * random())))
const truncated: Damage = (bytes, random) => bytes.subarray(0, Math.floor(bytes.length * (0.2 + 0.8 * random())))

describe('[E1] a database that a disk has damaged', () => {
  const LOG_FILE = `${DATABASE_FILE}-wal`
  const kinds: [string, string, Damage][] = [
    ['garbled pages', DATABASE_FILE, garbled],
    ['a flipped bit', DATABASE_FILE, oneBit],
    ['a zeroed tail', DATABASE_FILE, zeroed],
    ['a tail cut off', DATABASE_FILE, truncated],
    ['garbled pages in the log', LOG_FILE, garbled],
    ['a flipped bit in the log', LOG_FILE, oneBit],
  ]
  const seeds = [1, 2, 3]
  test.each(kinds.flatMap(([kind, file, damage]) => seeds.map((seed) => ({ kind, file, damage, seed }))))(
    '$kind: opens with what is whole, and names the films that lack something [seed $seed]',
    async ({ file, damage, seed }) => {
      await expectHonest(damagedCopy(file, (bytes) => damage(bytes, seededRandom(seed))))
    },
  )

  test.each([
    ['cut off', truncated, 2],
    ['zeroed', zeroed, 1],
  ] as const)('the tail of the log %s: opens without the last commits, and says so', async (_how, damage, seed) => {
    // Which commits a log had that it has no more, nothing tells; nor that it lacks some, where the cut is between two.
    const { storage, log } = await open(damagedCopy(LOG_FILE, (bytes) => damage(bytes, seededRandom(seed))))
    expect((await incompleteRooms(storage)).length).toBeGreaterThan(0)
    // Where the damage begins in the very page that ends a commit, that one is there and cannot be trusted.
    expect(log[0]?.msg).toMatch(
      /The log of the database ends within a commit|1 of the last \d+ commits cannot be trusted/,
    )
    await storage.close()
  })

  test.each<[string, Damage]>([
    ['a garbled head', (bytes) => bytes.fill(7, 0, 100)],
    ['noise alone', (bytes) => bytes.fill(7)],
  ])('%s: where nothing can be read the server does not start, and leaves the file alone', async (_name, damage) => {
    const folder = damagedCopy(DATABASE_FILE, (bytes) => damage(bytes, Math.random))
    rmSync(join(folder, LOG_FILE))
    const before = readFileSync(join(folder, DATABASE_FILE))
    await expect(open(folder)).rejects.toThrow(/is damaged .*nothing of it can be read.* Restore a backup/s)
    expect(readFileSync(join(folder, DATABASE_FILE)).equals(before)).toBe(true)
    expect(readdirSync(folder).filter((name) => name.startsWith(DATABASE_FILE))).toEqual([DATABASE_FILE])
  })

  test('an empty file beside a full log is no new installation', async () => {
    const { storage, log } = await open(damagedCopy(DATABASE_FILE, () => Buffer.alloc(0)))
    await incompleteRooms(storage)
    await storage.close()
    expect(errors(log).length).toBeGreaterThan(0)
  })

  test('a browser that has the film brings back what the server lost', async () => {
    const folder = damagedCopy(DATABASE_FILE, (bytes) => bytes.fill(0, Math.floor(bytes.length * 0.7)))
    rmSync(join(folder, LOG_FILE))
    const server = await startTestServer({ dataDir: folder })
    const [room = ''] = (server.logLines.findLast(({ incompleteRooms }) => incompleteRooms)?.incompleteRooms ??
      []) as string[]
    const whole = must(documents.get(room), 'a film that lacks something')
    const owner = connectPeer(server.wsUrl, room, { doc: copyOf(whole) })
    await until(() => must(owner.provider.synced || null, 'an answer'))
    const somebodyNew = connectPeer(server.wsUrl, room)
    await until(() => expect(somebodyNew.doc.getText('t').toString()).toBe(whole.getText('t').toString()))
    expect(somebodyNew.doc.getMap('m').toJSON()).toEqual(whole.getMap('m').toJSON())
    owner.stop()
    somebodyNew.stop()
    await server.stop()
  })
})

test('nothing is said of the folder that a killed server left', async () => {
  const { storage, log } = await open(damagedCopy(DATABASE_FILE, (bytes) => bytes))
  expect(await incompleteRooms(storage)).toEqual([])
  expect(log).toEqual([])
  await storage.close()
})
