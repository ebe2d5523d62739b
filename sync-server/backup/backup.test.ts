import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { fileMediaStore, storedFiles } from '#server/media/file-media-store.ts'
import { DATABASE_FILE } from '#server/storage/sqlite/sqlite-storage.ts'
import { aRecipeFile } from '#server/testing/crash/rest-client.ts'
import { openLab } from '#server/testing/generation-lab.ts'
import { startTestServer, type TestServer } from '#server/testing/start-test-server.ts'
import { connectPeer, type SyncPeer } from '#server/testing/sync-peer.ts'
import { until } from '#server/testing/until.ts'
import { aFilm } from '#shared/testing/builders.ts'
import { ProjectBody } from '#shared/protocol/http.ts'
import { must } from '#shared/util/assert.ts'
import { makeBackup } from './make-backup.ts'
import { MANIFEST_FILE, type Manifest } from './manifest.ts'
import { restoreBackup, type RestoreResult } from './restore-backup.ts'

const FILMS = ['3f1c8a52-3f5e-4b0e-9b42-0c8f4f1c2d11', '3f1c8a52-3f5e-4b0e-9b42-0c8f4f1c2d12']
const ROOMS = [...FILMS.map((id) => `project/${id}`), `review/${FILMS[0]}`, 'library']

let root: string
let source: TestServer
/** A writer of each room of the source, at work all the time. */
const writers = new Map<string, SyncPeer>()
let writing: NodeJS.Timeout
let uploads = 0
const restored: TestServer[] = []
const lines: string[] = []
const services = { print: (line: string) => void lines.push(line), now: Date.now }

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'storycanvas-backup-'))
  source = await startTestServer({
    dataDir: join(root, 'source'),
    relay: { compactAfter: { updates: 40, bytes: 16_384, share: 0 } },
  })
  for (const room of ROOMS) {
    const { doc } = aFilm([2, 3])
    const writer = connectPeer(source.wsUrl, room, room.startsWith('project/') ? { doc: doc.ydoc } : {})
    writers.set(room, writer)
  }
  await until(() => must([...writers.values()].every(({ provider }) => provider.synced) || null, 'an answer'))
  let step = 0
  writing = setInterval(() => {
    for (const { doc } of writers.values()) {
      doc.getMap('notes').set(String((step += 1) % 50), `step ${step}`)
      if (step % 7 === 0) doc.getMap('notes').delete(String(step % 50))
    }
  }, 10)
})
afterEach(async () => {
  for (const server of restored.splice(0)) await server.stop()
})
afterAll(async () => {
  clearInterval(writing)
  for (const { stop } of writers.values()) stop()
  await source.stop()
  rmSync(root, { recursive: true, force: true })
})

/** Uploads a medium of its own; resolves with its hash. */
async function upload(bytes = 20_000): Promise<string> {
  uploads += 1
  const { sha256, content } = aRecipeFile(String(uploads).padEnd(bytes, '.'))
  const { status } = await fetch(`${source.url}/api/v1/media/${sha256}`, { method: 'PUT', body: content })
  expect(status).toBe(201)
  return sha256
}

const backup = (name: string): Promise<Manifest> =>
  makeBackup(
    {
      databasePath: join(source.dataDir, DATABASE_FILE),
      media: storedFiles(join(source.dataDir, 'media')),
      target: join(root, name),
      madeBy: '1.2.3',
    },
    services,
  )

const restore = (name: string, dataDir: string, replace = false): Promise<RestoreResult> =>
  restoreBackup(
    { source: join(root, name), dataDir, openMedia: () => fileMediaStore(join(dataDir, 'media')), replace },
    services,
  )

async function serve(dataDir: string): Promise<TestServer> {
  const server = await startTestServer({ dataDir })
  restored.push(server)
  return server
}

async function wholeDocument(server: TestServer, room: string): Promise<Y.Doc> {
  const peer = connectPeer(server.wsUrl, room, { ack: false })
  await until(() => expect(peer.provider.synced).toBe(true))
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(peer.doc))
  peer.stop()
  return copy
}

/** Whether `doc` has all that `part` has. */
function contains(doc: Y.Doc, part: Y.Doc): boolean {
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  let news = false
  copy.once('update', () => {
    news = true
  })
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(part))
  return !news
}

describe('a backup of a server that goes on being written', () => {
  test('restored to an empty folder, has every document and every medium as of its moment', async () => {
    const media = [await upload(), await upload(), await upload(300_000)]
    const before = new Map<string, Y.Doc>()
    for (const room of ROOMS) before.set(room, await wholeDocument(source, room))
    const manifest = await backup('first')
    const dataDir = join(root, 'restored')
    const { putAside } = await restore('first', dataDir)
    const server = await serve(dataDir)
    expect(putAside).toBeNull()
    expect(manifest).toMatchObject({ madeBy: '1.2.3', films: 2, documents: 4, lost: [] })
    for (const room of ROOMS) {
      const there = await wholeDocument(server, room)
      expect(contains(there, must(before.get(room), 'the document before'))).toBe(true)
      // And nothing that the source does not have.
      expect(contains(await wholeDocument(source, room), there)).toBe(true)
    }
    for (const sha256 of media) {
      const content = Buffer.from(await (await fetch(`${server.url}/media/${sha256}`)).arrayBuffer())
      expect(createHash('sha256').update(content).digest('hex')).toBe(sha256)
    }
    const films = ProjectBody.array().parse(await (await fetch(`${server.url}/api/v1/projects`)).json())
    expect(films.map(({ id }) => id).sort()).toEqual(FILMS)
  })

  test('of one that rests is the same to the last byte of every document', async () => {
    const lab = await openLab(source.url)
    const room = `project/${lab.projectId}`
    await backup('rest')
    const dataDir = join(root, 'restored-rest')
    await restore('rest', dataDir)
    const there = await wholeDocument(await serve(dataDir), room)
    expect(Y.encodeStateAsUpdate(there)).toEqual(Y.encodeStateAsUpdate(await wholeDocument(source, room)))
  })

  test('a second one brings only what is new, and leaves one database', async () => {
    await upload()
    await backup('again')
    const old = readdirSync(join(root, 'again')).find((name) => name.endsWith('.sqlite'))
    lines.length = 0
    await upload()
    const manifest = await backup('again')
    expect(lines.at(-1)).toMatch(/^Media: \d+ files, .* 1 of them were new, in/)
    const databases = readdirSync(join(root, 'again')).filter((name) => name.endsWith('.sqlite'))
    expect(databases).toEqual([manifest.database.file])
    expect(databases).not.toEqual([old])
  })

  test('tells of media that the server has lost, and saves the rest', async () => {
    const sha256 = await upload()
    rmSync(join(source.dataDir, 'media', sha256.slice(0, 2), sha256))
    const { lost, media } = await backup('lossy')
    expect(lost).toEqual([sha256])
    expect(media.some((file) => file.sha256 === sha256)).toBe(false)
  })

  test('a folder with something else in it is left alone', async () => {
    await expect(
      makeBackup({ databasePath: '', media: storedFiles(''), target: source.dataDir, madeBy: '1.2.3' }, services),
    ).rejects.toThrow('holds something that is no backup')
  })

  test('one that breaks off leaves the earlier one whole', async () => {
    const { database } = await backup('broken-off')
    const target = join(root, 'broken-off')
    const noMedia = { size: () => Promise.reject(new Error('disk is full')), read: storedFiles('').read }
    const plan = { databasePath: join(source.dataDir, DATABASE_FILE), media: noMedia, target, madeBy: '1.2.3' }
    await upload()
    await expect(makeBackup(plan, services)).rejects.toThrow('disk is full')
    expect(existsSync(join(target, database.file))).toBe(true)
    const { manifest } = await restore('broken-off', join(root, 'restored-earlier'))
    expect(manifest.database).toEqual(database)
  })
})

describe('restoring', () => {
  test('is refused where a server is at work', async () => {
    await backup('plain')
    await expect(restore('plain', source.dataDir)).rejects.toThrow('Another StoryCanvas uses')
  })

  test('is refused where the folder holds something, unless that is to be put aside', async () => {
    await backup('plain')
    const dataDir = join(root, 'full')
    await restore('plain', dataDir)
    const inode = statSync(join(dataDir, DATABASE_FILE)).ino
    await expect(restore('plain', dataDir)).rejects.toThrow('is not empty. Set DATA_DIR to an empty folder')
    expect(statSync(join(dataDir, DATABASE_FILE)).ino).toBe(inode)
    const { putAside } = await restore('plain', dataDir, true)
    expect(statSync(join(must(putAside, 'the place of the earlier content'), DATABASE_FILE)).ino).toBe(inode)
    await serve(dataDir)
  })

  test.each<[string, string, (folder: string, manifest: Manifest) => void]>([
    [
      'a changed database',
      'is not as it was written',
      (folder, { database }) => truncateSync(join(folder, database.file), 9000),
    ],
    ['a missing database', 'is missing', (folder, { database }) => rmSync(join(folder, database.file))],
    [
      'a changed medium',
      '1 not as they were written',
      (folder, { media }) => {
        const sha256 = media[0]?.sha256 ?? ''
        const path = join(folder, 'media', sha256.slice(0, 2), sha256)
        const content = readFileSync(path)
        content[100] = 99
        writeFileSync(path, content)
      },
    ],
    ['no manifest', 'no backup, or one that was never finished', (folder) => rmSync(join(folder, MANIFEST_FILE))],
    [
      'a manifest of a newer version',
      'of a newer StoryCanvas',
      (folder) => writeFileSync(join(folder, MANIFEST_FILE), '{"version":2}'),
    ],
  ])('%s is found before anything is written', async (_what, words, damage) => {
    await upload()
    const name = `damaged-${(uploads += 1)}`
    damage(join(root, name), await backup(name))
    const dataDir = join(root, `never-${name}`)
    await expect(restore(name, dataDir)).rejects.toThrow(words)
    expect(existsSync(dataDir)).toBe(false)
  })

  test('a restore that broke off is no server to start, and goes on when it is run again', async () => {
    await upload()
    await backup('plain')
    const dataDir = join(root, 'half')
    const failing = restoreBackup(
      { source: join(root, 'plain'), dataDir, openMedia: () => Promise.reject(new Error('no room')), replace: false },
      services,
    )
    await expect(failing).rejects.toThrow('no room')
    await expect(startTestServer({ dataDir })).rejects.toThrow('did not come to its end. Run it again')
    await restore('plain', dataDir)
    await serve(dataDir)
  })
})
