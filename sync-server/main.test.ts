import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { connectPeer, type SyncPeer } from '#server/testing/sync-peer.ts'
import { failToStart, startTestProcess, type TestServerProcess } from '#server/testing/start-test-process.ts'
import { aFilm } from '#shared/testing/builders.ts'
import { seededRandom } from '#shared/util/random.ts'
import { until } from '#server/testing/until.ts'

const ROOM = 'project/3f1c8a52-3f5e-4b0e-9b42-0c8f4f1c2d11'

let dataDir: string
const peers: SyncPeer[] = []
const processes: TestServerProcess[] = []
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'storycanvas-main-'))
})
afterEach(async () => {
  for (const peer of peers.splice(0)) peer.stop()
  for (const running of processes.splice(0)) await running.kill('SIGKILL')
  await rm(dataDir, { recursive: true, force: true })
})

async function start(env: Readonly<Record<string, string>> = {}): Promise<TestServerProcess> {
  const running = await startTestProcess({ dataDir, env })
  processes.push(running)
  return running
}

function peer(at: TestServerProcess, doc = new Y.Doc()): SyncPeer {
  const connected = connectPeer(at.wsUrl, ROOM, { doc })
  peers.push(connected)
  return connected
}

describe('starting', { timeout: 60_000 }, () => {
  test.each([
    [{ PORT: 'eighty' }, 'PORT=eighty is wrong: a whole number is needed'],
    [{ HOST: '0.0.0.0', ACCOUNTS: 'off' }, 'HOST=0.0.0.0 lets other machines in, so people have to sign in'],
  ])('%o is refused in one line, with exit code 1', async (env, line) => {
    const { exitCode, stderr } = await failToStart({ dataDir, env })
    expect(exitCode).toBe(1)
    expect(stderr).toContain(line)
    expect(stderr.trim().split('\n')).toHaveLength(1)
  })

  test('a port that is taken is named', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const { port } = other.address() as { port: number }
    const { exitCode, stderr } = await failToStart({ dataDir, env: { PORT: String(port) } })
    expect(exitCode).toBe(1)
    expect(stderr.trim()).toBe(`Port ${port} is taken by another program. Set PORT to a free one`)
    await new Promise((resolve) => other.close(resolve))
  })
})

describe('one folder, one server', { timeout: 60_000 }, () => {
  test('a second server on the same folder is refused and touches nothing; after a crash the folder is free', async () => {
    const first = await start()
    const receiving = join(dataDir, 'media', 'incoming', 'half-a-film')
    await writeFile(receiving, 'half')
    const { exitCode, stderr } = await failToStart({ dataDir })
    expect(exitCode).toBe(1)
    expect(stderr.trim()).toBe(
      `StoryCanvas could not start: Another StoryCanvas uses ${dataDir}. Stop it, or set DATA_DIR to another folder`,
    )
    expect(await readFile(receiving, 'utf8')).toBe('half')
    await first.kill('SIGKILL')
    await start()
  })
})

describe('after a crash', { timeout: 60_000 }, () => {
  test('what was saved a moment before is found by its id, so a take can be asked for', async () => {
    const at = await start()
    const { doc, clipIds } = aFilm([2])
    const ada = peer(at, doc.ydoc)
    await until(() => expect(ada.isSaved()).toBe(true))
    await at.kill('SIGKILL')
    ada.stop()
    const again = await start()
    for (const id of clipIds) expect((await fetch(`${again.url}/api/v1/clips/${id}`)).status).toBe(200)
  })
})

describe('stopping', { timeout: 60_000 }, () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('%s sends peers away, ends streams and exits with 0', async (signal) => {
    const at = await start()
    const ada = peer(at)
    await until(() => expect(ada.provider.synced).toBe(true))
    const events = await fetch(`${at.url}/api/v1/events`)
    ada.doc.getMap('meta').set('name', 'Last words')
    await until(() => expect(ada.isSaved()).toBe(true))
    const text = events.text()
    expect(await at.kill(signal)).toBe(0)
    expect(await text).toContain('event: hello')
    expect(ada.closeCodes[0]).toBe(1001)
    const again = await start()
    const ben = peer(again)
    await until(() => expect(ben.doc.getMap('meta').get('name')).toBe('Last words'))
  })
})

describe('[U4] SIGKILL at any moment', () => {
  test.each([21, 22])(
    'loses nothing that was called saved or seen by another peer (seed %i)',
    async (seed) => {
      const random = seededRandom(seed)
      const at = await start({ MAX_FRAME_BYTES: '1048576' })
      const writers = Array.from({ length: 3 }, () => peer(at))
      const reader = peer(at)
      await until(() => expect([...writers, reader].every((client) => client.provider.synced)).toBe(true))

      let writing = true
      const endAt = 40 + Math.floor(random() * 120)
      for (let step = 0; writing; step += 1) {
        for (const writer of writers) {
          for (let burst = 0; burst < 5; burst += 1) writer.doc.getArray('log').push([`${writer.doc.clientID}:${step}`])
        }
        await new Promise((resolve) => setImmediate(resolve))
        writing = step < endAt
      }
      const killed = at.kill('SIGKILL')
      for (const client of [...writers, reader]) client.provider.shouldConnect = false
      await killed
      const saved = writers.map((writer) => [writer.doc.clientID, writer.saved.get(writer.doc.clientID) ?? 0] as const)
      const seen = Y.encodeStateVector(reader.doc)
      const seenArray = reader.doc.getArray('log').toArray()

      const again = await start()
      const restored = peer(again)
      await until(() => expect(restored.provider.synced).toBe(true))
      for (const [client, clock] of saved) {
        expect(Y.getState(restored.doc.store, client)).toBeGreaterThanOrEqual(clock)
      }
      for (const [client, clock] of Y.decodeStateVector(seen)) {
        expect(Y.getState(restored.doc.store, client)).toBeGreaterThanOrEqual(clock)
      }
      expect(seenArray.length).toBeGreaterThan(0)
      // And the writers bring back what only they had.
      const rest = writers.map((writer) => peer(again, writer.doc))
      await until(() => {
        expect(restored.doc.getArray('log').length).toBe(writers[0]?.doc.getArray('log').length)
        for (const writer of rest) expect(writer.doc.getArray('log').length).toBe(restored.doc.getArray('log').length)
      })
    },
    60_000,
  )
})
