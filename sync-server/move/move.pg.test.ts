import { spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import sharp from 'sharp'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import type { S3Settings } from '#server/media/s3-client.ts'
import { openPostgresStorage } from '#server/storage/postgres/postgres-storage.ts'
import { openMoveSource } from '#server/storage/sqlite/sqlite-move-source.ts'
import { openLab } from '#server/testing/generation-lab.ts'
import { startS3, type TestS3 } from '#server/testing/services/start-s3.ts'
import { createTestDatabase, describeWithPostgres } from '#server/testing/services/with-services.ts'
import { startTestServer, type TestServer } from '#server/testing/start-test-server.ts'
import { testProgram } from '#server/testing/test-programs.ts'
import { moveInstallation, type MoveConfig } from './move-installation.ts'

const SQLITE = { databaseUrl: null, s3: null } as const
const services = { print: () => {}, now: Date.now }

let dataDir: string
let s3: TestS3
let rooms: string[]
let media: string[]
let projectId: string

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** Everything that the servers tell of what they keep. */
async function contentOf(server: TestServer): Promise<unknown> {
  const get = async (path: string): Promise<unknown> => (await fetch(`${server.url}/api/v1${path}`)).json()
  const documents = Object.fromEntries(
    await Promise.all(
      rooms.map(async (room) => [
        room,
        await server.services.relay.readDocument(room, (doc) => hashOf(Y.encodeStateAsUpdate(doc))),
      ]),
    ),
  )
  const files = await Promise.all(
    media.map(async (sha256) => {
      const file = await fetch(`${server.url}/media/${sha256}`)
      return [file.headers.get('content-type'), hashOf(new Uint8Array(await file.arrayBuffer()))]
    }),
  )
  return {
    documents,
    files,
    projects: await get('/projects'),
    jobs: await get('/queue/jobs'),
    hosts: ((await get('/comfyui/servers')) as { id: string; name: string; url: string }[]).map(({ id, name, url }) => [
      id,
      name,
      url,
    ]),
    versions: await get(`/projects/${projectId}/versions`),
    totals: await server.services.media.totals(),
  }
}

/** Name and hash of everything that lies in the folder for good. */
async function filesOf(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const kept = entries.filter((entry) => entry.isFile() && /storycanvas\.sqlite$|^[0-9a-f]{64}$/.test(entry.name))
  return Promise.all(
    kept.map(async (entry) => `${entry.name} ${hashOf(await readFile(join(entry.parentPath, entry.name)))}`),
  )
}

const targetOf = async (settings: S3Settings | null = s3.settings): Promise<MoveConfig> => ({
  dataDir,
  databaseUrl: await createTestDatabase(),
  s3: settings,
})

const running: TestServer[] = []
const start = async ({ databaseUrl, s3: bucket }: MoveConfig): Promise<TestServer> => {
  const server = await startTestServer({ config: { databaseUrl, s3: bucket } })
  running.push(server)
  return server
}
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop()
})

describeWithPostgres('moving an installation', () => {
  let before: unknown

  beforeAll(async () => {
    s3 = await startS3()
    dataDir = mkdtempSync(join(tmpdir(), 'storycanvas-move-'))
    const server = await startTestServer({
      dataDir,
      config: SQLITE,
      relay: { compactAfter: { updates: 8, bytes: 1e6, share: 0 } },
    })
    const lab = await openLab(server.url)
    projectId = lab.projectId
    await lab.addServer('http://127.0.0.1:9')
    const job = await lab.generate({ model: 'sketch', prompt: 'a pier at dusk “ß” 日本' })
    await lab.until(job.id, 'done')
    await lab.call('POST', `/projects/${projectId}/versions`, { name: 'First cut' })
    for (let count = 0; count < 10; count += 1) await lab.addClip()
    const picture = await sharp(randomBytes(300 * 300 * 3), { raw: { width: 300, height: 300, channels: 3 } })
      .png()
      .toBuffer()
    await fetch(`${server.url}/api/v1/media/${hashOf(picture)}`, { method: 'PUT', body: picture })
    rooms = [`project/${projectId}`, `review/${projectId}`, 'library']
    for (const room of rooms) {
      await server.services.relay.withDocument(room, (doc) => doc.getMap('notes').set('note', room))
    }
    media = (await readdir(join(dataDir, 'media'), { recursive: true })).flatMap(
      (path) => /[0-9a-f]{64}$/.exec(path)?.[0] ?? [],
    )
    await server.stop()
    const again = await startTestServer({ dataDir, config: SQLITE })
    before = await contentOf(again)
    await again.stop()
  })
  afterAll(async () => {
    await s3.stop()
    await rm(dataDir, { recursive: true })
  })

  test('the whole of it is there for a server on Postgres and S3, and the source is as it was', async () => {
    const files = await filesOf(dataDir)
    const target = await targetOf()
    const lines: string[] = []
    const result = await moveInstallation(target, { ...services, print: (line) => lines.push(line) })
    expect(result).toEqual({ finishedBefore: null, lost: { missing: [], damaged: [] } })
    expect(lines.join('\n')).toMatch(
      /^Lists: \d+ entries copied, in 0 s\nDocuments: 3 documents \(.+\) copied.+\nDocuments: .+ compared.+\nMedia: 3 files .+ copied.+\nMedia: 3 files compared.+\nLists: \d+ entries compared/,
    )
    expect(await filesOf(dataDir)).toEqual(files)
    const server = await start(target)
    expect(await contentOf(server)).toEqual(before)
    // And it goes on from there.
    await server.services.relay.withDocument(rooms[0] ?? '', (doc) => doc.getMap('notes').set('later', true))
    expect((await moveInstallation(target, services)).finishedBefore).toBeGreaterThan(0)
    expect(await server.services.relay.readDocument(rooms[0] ?? '', (doc) => doc.getMap('notes').get('later'))).toBe(
      true,
    )
  })

  test('media that stay files are looked at where they are', async () => {
    const target = await targetOf(null)
    expect((await moveInstallation(target, services)).lost).toEqual({ missing: [], damaged: [] })
  })

  test('every table of this version is known to the move', async () => {
    const source = await openMoveSource(dataDir)
    expect(source.tables).toContain('document_updates')
    await source.close()
  })

  test('what broke off keeps servers away, and is made up for by the next run, deletions included', async () => {
    const target = await targetOf()
    await expect(
      moveInstallation({ ...target, s3: { ...s3.settings, bucket: 'not-there' } }, services),
    ).rejects.toThrow('has no such bucket')
    await expect(start(target)).rejects.toThrow(
      'a move into it was not finished. Run `npm run move` again, or use an empty database',
    )
    // Somebody goes on with the old server, and comes back to the move later.
    const old = await startTestServer({ dataDir, config: SQLITE })
    await old.services.relay.withDocument('library', (doc) => doc.getMap('notes').set('note', 'changed'))
    const [host] = (await (await fetch(`${old.url}/api/v1/comfyui/servers`)).json()) as { id: string }[]
    await fetch(`${old.url}/api/v1/comfyui/servers/${host?.id}`, { method: 'DELETE' })
    const changed = await contentOf(old)
    await old.stop()
    await moveInstallation(target, services)
    expect(await contentOf(await start(target))).toEqual(changed)
  })

  test('a copy that is not the same is told, and servers stay away from it', async () => {
    const target = await targetOf(null)
    const client = new pg.Client(target.databaseUrl)
    await openPostgresStorage(target.databaseUrl, () => {}).then((storage) => storage.close())
    await client.connect()
    await client.query(`
      CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.at := NEW.at + 1; RETURN NEW; END $$;
      CREATE TRIGGER spoil BEFORE INSERT ON document_updates FOR EACH ROW EXECUTE FUNCTION spoil()`)
    await expect(moveInstallation(target, services)).rejects.toThrow(
      /^\d documents are not the same after the copy: .*project\//,
    )
    await expect(start(target)).rejects.toThrow('a move into it was not finished')
    await client.query('DROP TRIGGER spoil ON document_updates')
    await moveInstallation(target, services)
    await client.end()
  })

  test('media that the source has lost are named, and the rest is moved', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'storycanvas-lost-'))
    await cp(dataDir, folder, { recursive: true })
    const [missing = '', damaged = ''] = media.toSorted()
    const pathOf = (sha256: string): string => join(folder, 'media', sha256.slice(0, 2), sha256)
    await rm(pathOf(missing))
    await writeFile(pathOf(damaged), 'scratched')
    const lost = { missing: [missing], damaged: [damaged] }
    expect((await moveInstallation({ ...(await targetOf(null)), dataDir: folder }, services)).lost).toEqual(lost)
    const bucket = await startS3()
    const target = await targetOf(bucket.settings)
    expect((await moveInstallation({ ...target, dataDir: folder }, services)).lost).toEqual(lost)
    await bucket.stop()
    await rm(folder, { recursive: true })
  })

  test('as a command it says how it is used, what it does, and ends with a code', async () => {
    const run = async (env: Readonly<Record<string, string>>): Promise<{ code: unknown; out: string; err: string }> => {
      const child = spawn(process.execPath, [await testProgram('move')], {
        env: { PATH: process.env.PATH, DATA_DIR: dataDir, ...env },
      })
      let [out, err] = ['', '']
      child.stdout.on('data', (chunk) => (out += String(chunk)))
      child.stderr.on('data', (chunk) => (err += String(chunk)))
      const [code] = (await once(child, 'close')) as [unknown]
      return { code, out, err }
    }
    const [used, unused] = await Promise.all([
      targetOf().then(({ databaseUrl }) => run({ DATABASE_URL: databaseUrl, ...s3.env })),
      run({}),
    ])
    expect(used.err).toBe('')
    expect(used).toMatchObject({ code: 0, out: expect.stringContaining('Everything is there and the same.') })
    expect(unused).toMatchObject({ code: 1, out: '', err: expect.stringContaining('to the Postgres of DATABASE_URL') })
  })

  describe('refuses', () => {
    test('a target that has films of its own', async () => {
      const target = await targetOf()
      const server = await start(target)
      await openLab(server.url)
      await server.stop()
      running.length = 0
      await expect(moveInstallation(target, services)).rejects.toThrow(
        /^postgres:\/\/storycanvas@.+ has films of its own already/,
      )
    })

    test('a target that a server or another move uses', async () => {
      const target = await targetOf()
      const server = await start(target)
      await expect(moveInstallation(target, services)).rejects.toThrow('A StoryCanvas server uses postgres://')
      await server.stop()
      running.length = 0
      const other = openMoveSource(dataDir)
      await expect(moveInstallation(target, services)).rejects.toThrow(`Another StoryCanvas uses ${dataDir}`)
      await (await other).close()
      await start(target)
    })

    test('a source that is none', async () => {
      const target = await targetOf()
      await expect(moveInstallation({ ...target, dataDir: tmpdir() }, services)).rejects.toThrow(
        'There is nothing to move',
      )
    })
  })
})
