import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { openDatabaseFile } from '#server/storage/sqlite/sqlite-database.ts'
import { sqliteDocumentLog } from '#server/storage/sqlite/sqlite-document-log.ts'
import { aRecipeFile } from '#server/testing/crash/rest-client.ts'
import { mountSmallDisk } from '#server/testing/crash/small-disk.ts'
import { warmServer } from '#server/testing/crash/warm-server.ts'
import { cleanUpAfterEach, logged, peer, ROOM, server } from '#server/testing/relay-fixture.ts'
import { connectPeer, type SyncPeer } from '#server/testing/sync-peer.ts'
import { testProgram } from '#server/testing/test-programs.ts'
import { until } from '#server/testing/until.ts'

const SETTINGS = { compactAfter: { updates: 200, bytes: 64 * 1024, share: 0 }, idleMs: 30_000 }
const MEBIBYTES = 8
const disk = mountSmallDisk(MEBIBYTES)
const folder = mkdtempSync(join(tmpdir(), 'storycanvas-full-'))

afterAll(() => {
  disk?.remove()
  rmSync(folder, { recursive: true, force: true })
})
cleanUpAfterEach()

/** Writes until the server has sent the writer away. */
async function writeUntilRefused(writer: SyncPeer): Promise<void> {
  let step = 0
  await until(() => {
    step += 1
    writer.doc.getMap('meta').set(`large ${step}`, 'x'.repeat(20_000))
    expect(writer.closeCodes).toContain(4450)
  })
}

function expectOnlyTheWriterRefused(writer: SyncPeer, reader: SyncPeer): void {
  expect(reader.closeCodes).toEqual([])
  expect(writer.isSaved()).toBe(false)
}

describe('[E2] a full disk', () => {
  test('by the limit of the file: writers are sent away, readers stay, and all goes on when there is room', async () => {
    const { db, file } = await openDatabaseFile(join(folder, 'documents.sqlite'))
    const at = await server({ documentLog: () => sqliteDocumentLog(db, file) })
    const writer = peer(at)
    const reader = peer(at)
    writer.doc.getMap('meta').set('name', 'Salt')
    await until(() => expect(reader.doc.getMap('meta').get('name')).toBe('Salt'))
    file.exec('PRAGMA max_page_count = 1')
    await writeUntilRefused(writer)
    expectOnlyTheWriterRefused(writer, reader)
    expect(logged(at, 4450)[0]?.cause).toBe('database or disk is full')
    file.exec('PRAGMA max_page_count = 1000000')
    writer.provider.connect()
    await until(() => expect(writer.isSaved()).toBe(true))
    await until(() => expect(reader.doc.getMap('meta').toJSON()).toEqual(writer.doc.getMap('meta').toJSON()))
    await at.stop()
    await db.destroy()
  })

  // Where the machine lets nobody mount a disk, the test above says what can be said.
  test.each(disk ? [{ disk }] : [])(
    'by a disk that is really full: a server at work, uploads, a start',
    async ({ disk }) => {
      const bundle = await testProgram('crash-server')
      const env = { DATA_DIR: disk.path }
      const at = await warmServer(bundle).open({ env, ...SETTINGS })
      const writer = connectPeer(at.wsUrl, ROOM)
      const reader = connectPeer(at.wsUrl, ROOM)
      writer.doc.getMap('meta').set('name', 'Salt')
      await until(() => expect(reader.doc.getMap('meta').get('name')).toBe('Salt'))
      disk.fill()
      await writeUntilRefused(writer)
      expectOnlyTheWriterRefused(writer, reader)
      const { sha256, content } = aRecipeFile('x'.repeat(200_000))
      const upload = (): Promise<Response> =>
        fetch(`${at.url}/api/v1/media/${sha256}`, { method: 'PUT', body: content })
      const refused = await upload()
      expect(refused.status).toBe(507)
      expect(await refused.json()).toMatchObject({
        type: 'urn:storycanvas:error:storage-failed',
        detail: 'The disk of the server is full. Nothing of this was kept, and what is stored is safe',
      })
      const health = (await (await fetch(`${at.url}/api/v1/health`)).json()) as { parts: { name: string }[] }
      expect(health.parts.find(({ name }) => name === 'disk')).toMatchObject({ status: 'down' })
      disk.free()
      expect((await upload()).status).toBe(201)
      writer.provider.connect()
      await until(() => expect(writer.isSaved()).toBe(true))
      await until(() => expect(reader.doc.getMap('meta').toJSON()).toEqual(writer.doc.getMap('meta').toJSON()))
      const next = warmServer(bundle)
      await at.kill()
      disk.fill()
      // What is stored can be read from a full disk, too.
      const again = await next.open({ env, ...SETTINGS })
      const late = connectPeer(again.wsUrl, ROOM)
      await until(() => expect(late.doc.getMap('meta').toJSON()).toEqual(writer.doc.getMap('meta').toJSON()))
      for (const client of [writer, reader, late]) client.stop()
      await again.stop()
      disk.free()
    },
  )
})

test('[E3] a folder that cannot be written to: the server does not start, says so in one line, and leaves it as it is', async () => {
  const bundle = await testProgram('crash-server')
  const dataDir = disk ? disk.path : folder
  const first = await warmServer(bundle).open({ env: { DATA_DIR: dataDir }, ...SETTINGS })
  await first.stop()
  if (disk) disk.writeProtect(true)
  else chmodSync(folder, 0o555)
  await expect(warmServer(bundle).open({ env: { DATA_DIR: dataDir }, ...SETTINGS })).rejects.toThrow(
    /The server did not start:\nStoryCanvas could not start: .*cannot be written to.*\n$/,
  )
  if (disk) disk.writeProtect(false)
  else chmodSync(folder, 0o755)
  const again = await warmServer(bundle).open({ env: { DATA_DIR: dataDir }, ...SETTINGS })
  expect(await again.stop()).toBe(0)
})
