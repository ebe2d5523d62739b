import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import { startFakeComfy, type FakeComfy } from '#server/testing/fake-comfy/start.ts'
import { openLab } from '#server/testing/generation-lab.ts'
import { startSharedServices, type SharedServices } from '#server/testing/services/shared-services.ts'
import { describeWithPostgres, describeWithRedis } from '#server/testing/services/with-services.ts'
import { startTestProcess, type TestServerProcess } from '#server/testing/start-test-process.ts'
import { connectPeer, type SyncPeer } from '#server/testing/sync-peer.ts'
import { startTcpProxy, type TcpProxy } from '#server/testing/tcp-proxy.ts'
import { until } from '#server/testing/until.ts'
import { aFilm } from '#shared/testing/builders.ts'
import { must } from '#shared/util/assert.ts'

/** Within this many milliseconds everybody goes on after one of three servers was killed. */
const GO_ON_MS = 5000

const room = (): string => `project/${crypto.randomUUID()}`

describeWithPostgres('three servers behind a plain proxy', () => {
  describeWithRedis('with a Redis and a bucket', () => {
    let shared: SharedServices
    let proxy: TcpProxy
    let comfy: FakeComfy
    let folder: string
    const processes: TestServerProcess[] = []
    const peers: SyncPeer[] = []

    const kill = async (server: TestServerProcess): Promise<void> => {
      processes.splice(processes.indexOf(server), 1)
      await server.kill('SIGKILL')
    }
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'storycanvas-three-'))
      ;[shared, comfy] = await Promise.all([startSharedServices(), startFakeComfy({ flags: { holdAtStep: 2 } })])
      const env = { ...shared.env, LOG_LEVEL: 'info' }
      const start = (index: number): Promise<TestServerProcess> =>
        startTestProcess({ dataDir: join(folder, String(index)), env })
      processes.push(...(await Promise.all([0, 1, 2].map(start))))
      proxy = await startTcpProxy(processes.map(({ port }) => port))
    })
    afterEach(() => {
      for (const peer of peers.splice(0)) peer.stop()
    })
    afterAll(async () => {
      await proxy.close()
      await Promise.all(processes.map((server) => server.kill('SIGKILL')))
      await Promise.all([shared.stop(), comfy.stop()])
      await rm(folder, { recursive: true })
    })

    const wsUrl = (): string => `ws://127.0.0.1:${proxy.port}/sync`
    const connect = (name: string, doc = new Y.Doc()): SyncPeer => {
      const peer = connectPeer(wsUrl(), name, { doc })
      peers.push(peer)
      return peer
    }
    const log = (peer: SyncPeer): string[] => peer.doc.getArray<string>('log').toArray()
    const synced = (...all: readonly SyncPeer[]): Promise<void> =>
      until(() => expect(all.every(({ provider }) => provider.synced)).toBe(true))
    const health = async (server: TestServerProcess): Promise<string> =>
      JSON.stringify(await (await fetch(`${server.url}/api/v1/health`)).json())
    /** The one that gives out the jobs; fails while it is none. */
    const chosenServer = async (): Promise<TestServerProcess> => {
      const reports = await Promise.all(processes.map((server) => health(server)))
      return must(processes[reports.findIndex((report) => report.includes('gives out the jobs'))], 'a chosen server')
    }

    test('a medium that came in at one server is served by the others, whole and in part', async () => {
      const noise = { raw: { width: 300, height: 300, channels: 3 } } as const
      const bytes = await sharp(randomBytes(300 * 300 * 3), noise)
        .png()
        .toBuffer()
      const sha256 = createHash('sha256').update(bytes).digest('hex')
      const [first, second, third] = processes as [TestServerProcess, TestServerProcess, TestServerProcess]
      const put = await fetch(`${first.url}/api/v1/media/${sha256}`, { method: 'PUT', body: bytes })
      expect(put.status).toBe(201)
      const whole = await fetch(`${second.url}/media/${sha256}`)
      expect(Buffer.compare(Buffer.from(await whole.arrayBuffer()), bytes)).toBe(0)
      const part = await fetch(`${third.url}/media/${sha256}`, { headers: { range: 'bytes=1000-1999' } })
      expect(part.status).toBe(206)
      expect(Buffer.compare(Buffer.from(await part.arrayBuffer()), bytes.subarray(1000, 2000))).toBe(0)
    })

    test('what was just made at one server is known at the others; a job is seen where it was not asked for', async () => {
      const [first, second, third] = processes as [TestServerProcess, TestServerProcess, TestServerProcess]
      const { doc, clipIds } = aFilm([2])
      const ada = connectPeer(first.wsUrl, room(), { doc: doc.ydoc })
      peers.push(ada)
      await until(() => expect(ada.isSaved()).toBe(true))
      const [clipId] = clipIds
      const end = new AbortController()
      const events = await fetch(`${third.url}/api/v1/events`, { signal: end.signal })
      const job = { clip_id: clipId, prompt: 'A lighthouse', model: 'sketch', generation_type: 'image' }
      const asked = await fetch(`${second.url}/api/v1/generation`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(job),
      })
      expect(asked.status).toBe(201)
      let heard = ''
      for await (const chunk of events.body as AsyncIterable<Uint8Array> & ReadableStream<Uint8Array>) {
        heard += new TextDecoder().decode(chunk)
        if (heard.includes('"status":"done"')) break
      }
      end.abort()
      await until(() => expect(doc.ydoc.getMap('takes').size).toBe(1))
    })

    test('while Redis is away edits are stored and reach the others, and again at once when it is back', async () => {
      const name = room()
      const people = [connect(name), connect(name), connect(name)] as const
      await synced(...people)
      const arrives = async (text: string): Promise<number> => {
        people[0].doc.getArray('log').push([text])
        const at = performance.now()
        await until(() => expect(people.every((person) => log(person).includes(text))).toBe(true))
        return performance.now() - at
      }
      await arrives('before')
      await shared.stopRedis()
      await until(async () => {
        for (const server of processes) expect(await health(server)).toContain('"status":"degraded"')
      })
      people[0].doc.getArray('log').push(['stored'])
      await until(() => expect(people[0].isSaved()).toBe(true))
      await arrives('during')
      await shared.startRedisAgain()
      await until(async () => {
        for (const server of processes) expect(await health(server)).not.toContain('"status":"degraded"')
      })
      const times = [await arrives('after'), await arrives('after that')]
      expect(Math.min(...times)).toBeLessThan(1000)
      for (const server of processes) expect(server.log().match(/Redis is away/g)).toHaveLength(1)
    })

    test('people on different servers edit one film; one server is killed, nothing is lost and all go on', async () => {
      const name = room()
      const before = new Map(proxy.counts)
      const people = Array.from({ length: 6 }, () => connect(name))
      await synced(...people)
      expect([...proxy.counts].map(([port, count]) => count - (before.get(port) ?? 0))).toEqual([2, 2, 2])
      const written: string[] = []
      const writing = setInterval(() => {
        for (const { doc } of people) {
          written.push(`${doc.clientID}: ${written.length}`)
          doc.getArray('log').insert(0, written.slice(-1))
        }
      }, 25)
      await until(() => expect(people.every((person) => log(person).length > 60)).toBe(true))

      await kill(must(processes[1], 'a server'))
      const killedAt = performance.now()
      for (const { doc } of people) doc.getMap('back').set(String(doc.clientID), true)
      await until(() => {
        for (const { doc } of people) expect(doc.getMap('back').size).toBe(people.length)
      })
      expect(performance.now() - killedAt).toBeLessThan(GO_ON_MS)
      clearInterval(writing)

      await until(() => expect(people.every((person) => person.isSaved())).toBe(true))
      const fresh = connect(name)
      await synced(fresh)
      await until(() => {
        for (const person of [...people, fresh]) expect(log(person)).toHaveLength(written.length)
      })
      expect(new Set(log(fresh))).toEqual(new Set(written))
      for (const person of people) expect(log(person)).toEqual(log(fresh))
    })

    test('[P2] the jobs of a server that is killed are taken over within seconds, and none runs twice', async () => {
      const chosen = await until(chosenServer)
      const other = must(
        processes.find((server) => server !== chosen),
        'another server',
      )
      const lab = await openLab(chosen.url)
      await lab.addServer(comfy.url)
      const [running, waiting] = [await lab.generate(), await lab.at(other.url).generate()]
      await until(async () => expect((await comfy.state()).held).not.toBeNull())
      await kill(chosen)
      const killedAt = performance.now()
      expect(await until(chosenServer)).toBe(other)
      expect(performance.now() - killedAt).toBeLessThan(GO_ON_MS)
      await comfy.control({ set: { holdAtStep: null }, action: { type: 'release' } })
      await lab.at(other.url).until(running.id, 'done')
      await lab.at(other.url).until(waiting.id, 'done')
      expect((await comfy.state()).posted).toHaveLength(2)
      expect(await lab.at(other.url).takes()).toHaveLength(2)
    })
  })
})
