import { once } from 'node:events'
import { afterEach, describe, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { connectRaw, EMPTY_STATE_VECTOR, presenceFrame, syncFrame, type RawPeer } from '#server/testing/raw-peer.ts'
import { connectPeer, type SyncPeer } from '#server/testing/sync-peer.ts'
import { startTestServer, type TestServer, type TestServerOptions } from '#server/testing/start-test-server.ts'
import type { DocumentLog } from '#server/storage/document-log.ts'

const ROOM = 'project/3f1c8a52-3f5e-4b0e-9b42-0c8f4f1c2d11'
const OTHER_ROOM = 'review/3f1c8a52-3f5e-4b0e-9b42-0c8f4f1c2d11'

const cleanups: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

async function server(options: TestServerOptions = {}): Promise<TestServer> {
  const started = await startTestServer(options)
  cleanups.push(() => started.stop())
  return started
}

function peer(at: TestServer, room = ROOM, options: Parameters<typeof connectPeer>[2] = {}): SyncPeer {
  const connected = connectPeer(at.wsUrl, room, options)
  cleanups.push(() => connected.stop())
  return connected
}

async function raw(at: TestServer, room = ROOM, query = ''): Promise<RawPeer> {
  const connected = await connectRaw(at.wsUrl, room, query)
  cleanups.push(() => connected.socket.terminate())
  return connected
}

const synced = async (...clients: SyncPeer[]): Promise<void> => {
  await vi.waitFor(() => expect(clients.every((client) => client.provider.synced)).toBe(true))
}
const update = (edit: (doc: Y.Doc) => void, doc = new Y.Doc()): Uint8Array => {
  const before = Y.encodeStateVector(doc)
  doc.transact(() => edit(doc))
  return Y.encodeStateAsUpdate(doc, before)
}
const logged = (at: TestServer, code: number): Readonly<Record<string, unknown>>[] =>
  at.logLines.filter((line) => line.code === code)
const storedUpdates = (at: TestServer, room = ROOM): Promise<string> =>
  at.services.relay.readDocument(room, (doc) => JSON.stringify(doc.getMap('meta').toJSON()))

/** A log whose appends can be held back or made to fail. */
function troubledLog(): {
  options: TestServerOptions
  appends: number
  fail: boolean
  hold: Promise<void> | null
} {
  const trouble = {
    appends: 0,
    fail: false,
    hold: null as Promise<void> | null,
    options: {
      documentLog: (log: DocumentLog): DocumentLog => ({
        ...log,
        append: async (entries) => {
          if (entries.length > 0) trouble.appends += 1
          await trouble.hold
          if (trouble.fail && entries.length > 0) throw new Error('database or disk is full')
          return log.append(entries)
        },
      }),
    },
  }
  return trouble
}

describe('coming in', () => {
  test('[R1] two stock clients see each other’s edits', async () => {
    const at = await server()
    const ada = peer(at)
    const ben = peer(at)
    await synced(ada, ben)
    ada.doc.getMap('meta').set('name', 'Night train')
    await vi.waitFor(() => expect(ben.doc.getMap('meta').get('name')).toBe('Night train'))
    ben.doc.getText('lyrics').insert(0, 'First verse')
    await vi.waitFor(() => expect(ada.doc.getText('lyrics').toString()).toBe('First verse'))
    await vi.waitFor(() => expect(ada.isSaved() && ben.isSaved()).toBe(true))
  })

  test('[R1] rooms are apart', async () => {
    const at = await server()
    const [film, review, library] = [peer(at), peer(at, OTHER_ROOM), peer(at, 'library')]
    await synced(film, review, library)
    film.doc.getMap('meta').set('name', 'Film')
    await vi.waitFor(() => expect(film.isSaved()).toBe(true))
    expect(review.doc.getMap('meta').size + library.doc.getMap('meta').size).toBe(0)
  })

  test.each(['project/not-a-uuid', 'project', 'nowhere', `${ROOM}/more`, ROOM.toUpperCase(), 'project/%E0%A4%A'])(
    '[R2] %s is no room: accepted, then closed with 4404, and the stock client stays away',
    async (room) => {
      const at = await server()
      const lost = peer(at, room)
      await vi.waitFor(() => expect(lost.closeCodes).toEqual([4404]))
      expect(lost.provider.shouldConnect).toBe(false)
    },
  )

  test('[R3] what is stored is there after a restart, before a client counts as synced', async () => {
    const first = await server()
    const ada = peer(first)
    await synced(ada)
    ada.doc.getMap('meta').set('name', 'Night train')
    await vi.waitFor(() => expect(ada.isSaved()).toBe(true))
    ada.stop()
    const log = await first.services.relay.readDocument(ROOM, (doc) => Y.encodeStateAsUpdate(doc))
    await first.stop()
    const at = await server()
    await at.services.relay.withDocument(ROOM, (doc) => Y.applyUpdate(doc, log))
    const ben = peer(at)
    await synced(ben)
    expect(ben.doc.getMap('meta').get('name')).toBe('Night train')
  })

  test('[R5] the first peer of an unknown project makes its catalogue entry, which follows the document', async () => {
    const at = await server()
    const ada = peer(at)
    const id = ROOM.split('/')[1] ?? ''
    await vi.waitFor(async () => expect(await at.services.catalog.get(id)).not.toBeNull())
    await synced(ada)
    expect(ada.doc.store.clients.size).toBe(0)
    ada.doc.transact(() => {
      ada.doc.getMap('meta').set('schemaVersion', 2)
      ada.doc.getMap('meta').set('name', 'Night train')
      ada.doc.getMap('scenes').set('7d8c6a52-3f5e-4b0e-9b42-0c8f4f1c2d11', new Y.Map())
    })
    await vi.waitFor(() => expect(ada.isSaved()).toBe(true))
    await at.services.catalogRefresher.refresh()
    expect((await at.services.catalog.get(id))?.name).toBe('Night train')
    expect(await at.services.catalog.findEntity('7d8c6a52-3f5e-4b0e-9b42-0c8f4f1c2d11')).toEqual({
      entityId: '7d8c6a52-3f5e-4b0e-9b42-0c8f4f1c2d11',
      projectId: id,
      kind: 'scene',
    })
  })
})

describe('updates', () => {
  const broken: readonly (readonly [string, Uint8Array])[] = [
    ['an empty frame', new Uint8Array()],
    ['an unknown message', new Uint8Array([77, 1, 2])],
    ['the server’s own message', new Uint8Array([8, 1, 0])],
    ['an unknown sync message', new Uint8Array([0, 9, 1, 0])],
    ['a frame cut short', new Uint8Array([0, 2, 200, 1, 5])],
    ['bytes behind a message', new Uint8Array([...syncFrame(0, EMPTY_STATE_VECTOR), 1])],
    ['noise as an update', syncFrame(2, new Uint8Array([3, 250, 17, 99, 4, 4, 4, 200]))],
    ['an update cut short', syncFrame(2, update((doc) => doc.getMap('meta').set('name', 'Cut')).subarray(0, 12))],
    ['a state vector cut short', syncFrame(0, new Uint8Array([3, 1]))],
  ]
  test.each(broken)('[U1] %s closes its connection alone with 4400, logged once', async (_name, frame) => {
    const at = await server()
    const ada = peer(at)
    await synced(ada)
    const rude = await raw(at)
    rude.send(frame)
    expect(await rude.closed).toBe(4400)
    expect(logged(at, 4400)).toHaveLength(1)
    ada.doc.getMap('meta').set('name', 'Still here')
    await vi.waitFor(() => expect(ada.isSaved()).toBe(true))
    expect(ada.closeCodes).toEqual([])
    expect(await storedUpdates(at)).toBe('{"name":"Still here"}')
  })

  test('[U1] text instead of bytes', async () => {
    const at = await server()
    const rude = await raw(at)
    rude.socket.send('hello')
    expect(await rude.closed).toBe(4400)
  })

  test('[U2] an update whose past is missing is answered with step 1 and not kept', async () => {
    const at = await server()
    const doc = new Y.Doc()
    update((d) => d.getMap('meta').set('name', 'First'), doc)
    const second = update((d) => d.getMap('meta').set('name', 'Second'), doc)
    const late = await raw(at)
    await vi.waitFor(() => expect(late.frames).toHaveLength(1))
    late.send(syncFrame(2, second))
    await vi.waitFor(() => expect(late.frames).toHaveLength(2))
    expect([...(late.frames[1] ?? [])]).toEqual([...syncFrame(0, EMPTY_STATE_VECTOR)])
    expect(await storedUpdates(at)).toBe('{}')
    // What it then sends as a whole is taken.
    late.send(syncFrame(1, Y.encodeStateAsUpdate(doc)))
    await vi.waitFor(async () => expect(await storedUpdates(at)).toBe('{"name":"Second"}'))
  })

  test('[U3] what is known already does not make the log grow', async () => {
    const trouble = troubledLog()
    const at = await server(trouble.options)
    const ada = peer(at)
    await synced(ada)
    ada.doc.getMap('meta').set('name', 'Night train')
    await vi.waitFor(() => expect(ada.isSaved()).toBe(true))
    const { appends } = trouble
    ada.provider.disconnect()
    ada.provider.connect()
    await synced(ada)
    const twice = await raw(at, ROOM, '?ack=1')
    twice.send(syncFrame(1, Y.encodeStateAsUpdate(ada.doc)))
    await vi.waitFor(() => expect(twice.frames.some((frame) => frame[0] === 8)).toBe(true))
    expect(trouble.appends).toBe(appends)
  })

  test('[U4] nobody sees an update, nor is it called saved or shown in an answer, before it is committed', async () => {
    const trouble = troubledLog()
    const at = await server(trouble.options)
    const [ada, ben] = [peer(at), peer(at)]
    await synced(ada, ben)
    let release = (): void => {}
    trouble.hold = new Promise((resolve) => (release = resolve))
    ada.doc.getMap('meta').set('name', 'Held')
    await vi.waitFor(() => expect(trouble.appends).toBe(1))
    const asker = await raw(at)
    asker.send(syncFrame(0, EMPTY_STATE_VECTOR))
    const syncFrames = (): Uint8Array[] => asker.frames.filter((frame) => frame[0] === 0)
    await vi.waitFor(() => expect(syncFrames()).toEqual([syncFrame(0, EMPTY_STATE_VECTOR)]))
    expect(ben.doc.getMap('meta').size).toBe(0)
    expect(ada.isSaved()).toBe(false)
    release()
    await vi.waitFor(() => expect(ben.doc.getMap('meta').get('name')).toBe('Held'))
    await vi.waitFor(() => expect(ada.isSaved()).toBe(true))
    await vi.waitFor(() => expect(syncFrames().length).toBeGreaterThan(1))
  })

  test('[U5] a burst is committed in few groups and arrives whole', async () => {
    const trouble = troubledLog()
    const at = await server(trouble.options)
    const [ada, ben] = [peer(at), peer(at)]
    await synced(ada, ben)
    for (let index = 0; index < 2000; index += 1) ada.doc.getText('prompt').insert(index, String(index % 10))
    await vi.waitFor(() => expect(ben.doc.getText('prompt').length).toBe(2000))
    expect(trouble.appends).toBeLessThan(1000)
    await vi.waitFor(() => expect(ada.isSaved()).toBe(true))
  })

  test('[U6] a peer does not hear its own edits again', async () => {
    const at = await server()
    const alone = await raw(at)
    await vi.waitFor(() => expect(alone.frames).toHaveLength(1))
    alone.send(
      syncFrame(
        2,
        update((doc) => doc.getMap('meta').set('name', 'Mine')),
      ),
    )
    await vi.waitFor(async () => expect(await storedUpdates(at)).toBe('{"name":"Mine"}'))
    expect(alone.frames).toHaveLength(1)
  })

  test('[U7] a full disk closes the writer with 4450; the reader stays, and the room goes on', async () => {
    const trouble = troubledLog()
    const at = await server(trouble.options)
    const [ada, ben] = [peer(at), peer(at)]
    await synced(ada, ben)
    trouble.fail = true
    ada.doc.getMap('meta').set('name', 'Lost')
    await vi.waitFor(() => expect(ada.closeCodes).toEqual([4450]))
    expect(ben.doc.getMap('meta').size).toBe(0)
    expect(ben.provider.wsconnected).toBe(true)
    trouble.fail = false
    ben.doc.getMap('meta').set('name', 'Kept')
    await vi.waitFor(() => expect(ben.isSaved()).toBe(true))
    // The edit that could not be kept is still with its writer, and comes again with it.
    ada.provider.connect()
    await vi.waitFor(() => expect(ada.isSaved()).toBe(true))
    await vi.waitFor(() => expect(ada.doc.getMap('meta').toJSON()).toEqual(ben.doc.getMap('meta').toJSON()))
  })
})

describe('saved', () => {
  test('[S1] only those who ask hear of it', async () => {
    const at = await server()
    const [asks, silent] = [peer(at), peer(at, ROOM, { ack: false })]
    await synced(asks, silent)
    silent.doc.getMap('meta').set('name', 'Quiet')
    await vi.waitFor(() => expect(asks.doc.getMap('meta').get('name')).toBe('Quiet'))
    expect(silent.savedMessages()).toBe(0)
    asks.doc.getMap('meta').set('name', 'Loud')
    await vi.waitFor(() => expect(asks.isSaved()).toBe(true))
    expect([...asks.saved.keys()]).toEqual([asks.doc.clientID])
  })

  test('[S2] a deletion, which moves no clock, is followed by a message too', async () => {
    const at = await server()
    const ada = peer(at)
    await synced(ada)
    ada.doc.getText('prompt').insert(0, 'sunrise')
    await vi.waitFor(() => expect(ada.isSaved()).toBe(true))
    const before = ada.savedMessages()
    ada.doc.getText('prompt').delete(0, 3)
    await vi.waitFor(() => expect(ada.savedMessages()).toBeGreaterThan(before))
    expect(await at.services.relay.readDocument(ROOM, (doc) => doc.getText('prompt').toString())).toBe('rise')
  })

  test('[S3] an answer comes after all that was sent before it is committed', async () => {
    const trouble = troubledLog()
    const at = await server(trouble.options)
    const client = await raw(at)
    await vi.waitFor(() => expect(client.frames).toHaveLength(1))
    let release = (): void => {}
    trouble.hold = new Promise((resolve) => (release = resolve))
    client.send(
      syncFrame(
        2,
        update((doc) => doc.getMap('meta').set('name', 'Barrier')),
      ),
    )
    client.send(syncFrame(0, EMPTY_STATE_VECTOR))
    await vi.waitFor(() => expect(trouble.appends).toBe(1))
    expect(client.frames).toHaveLength(1)
    release()
    await vi.waitFor(() => expect(client.frames).toHaveLength(2))
    expect([...(client.frames[1] ?? [])].slice(0, 2)).toEqual([0, 1])
  })
})

describe('answers', () => {
  test('[A1] edits and deletions made while a client was away reach it', async () => {
    const at = await server()
    const [ada, ben] = [peer(at), peer(at)]
    await synced(ada, ben)
    ada.doc.getText('prompt').insert(0, 'sunrise over the sea')
    await vi.waitFor(() => expect(ben.doc.getText('prompt').length).toBe(20))
    ben.provider.disconnect()
    ada.doc.getText('prompt').delete(0, 8)
    await vi.waitFor(() => expect(ada.savedMessages()).toBeGreaterThan(1))
    ben.provider.connect()
    await vi.waitFor(() => expect(ben.doc.getText('prompt').toString()).toBe('over the sea'))
    ben.provider.disconnect()
    ada.doc.getMap('meta').set('name', 'Sea')
    await vi.waitFor(() => expect(ada.isSaved()).toBe(true))
    ben.provider.connect()
    await vi.waitFor(() => expect(ben.doc.getMap('meta').get('name')).toBe('Sea'))
  })

  test('[A1] what two clients did offline is merged', async () => {
    const at = await server()
    const [ada, ben] = [peer(at), peer(at)]
    await synced(ada, ben)
    ada.provider.disconnect()
    ben.provider.disconnect()
    for (let index = 0; index < 200; index += 1) {
      ada.doc.getText('prompt').insert(0, 'a')
      ben.doc.getText('prompt').insert(0, 'b')
    }
    ada.provider.connect()
    ben.provider.connect()
    await vi.waitFor(() => {
      expect(ada.doc.getText('prompt').length).toBe(400)
      expect(ben.doc.getText('prompt').toString()).toBe(ada.doc.getText('prompt').toString())
    })
  })

  test('[A2] a flood of questions gets few answers, the last of them included', async () => {
    const at = await server()
    const writer = peer(at)
    await synced(writer)
    writer.doc.getText('prompt').insert(0, 'x'.repeat(100_000))
    await vi.waitFor(() => expect(writer.isSaved()).toBe(true))
    const flood = await raw(at)
    flood.socket.pause()
    for (let index = 0; index < 500; index += 1) flood.send(syncFrame(0, EMPTY_STATE_VECTOR))
    const ben = peer(at)
    await synced(ben)
    flood.socket.resume()
    await vi.waitFor(() => expect(flood.frames.length).toBeGreaterThan(1))
    flood.socket.ping()
    await once(flood.socket, 'pong')
    expect(flood.frames.filter((frame) => frame[1] === 1 && frame[0] === 0).length).toBeLessThan(500)
  })
})

describe('presence', () => {
  const others = (client: SyncPeer): unknown[] =>
    [...client.provider.awareness.getStates()].filter(([id]) => id !== client.doc.clientID).map(([, state]) => state)

  test('[P1] presence reaches those who are there and those who come later', async () => {
    const at = await server()
    const ada = peer(at)
    ada.provider.awareness.setLocalState({ name: 'Ada' })
    await synced(ada)
    const ben = peer(at)
    await vi.waitFor(() => expect(others(ben)).toEqual([{ name: 'Ada' }]))
    for (let step = 0; step <= 50; step += 1) ada.provider.awareness.setLocalState({ name: 'Ada', step })
    await vi.waitFor(() => expect(others(ben)).toEqual([{ name: 'Ada', step: 50 }]))
  })

  test('[P1] states in between are not sent', async () => {
    const at = await server()
    const watcher = await raw(at)
    const mover = await raw(at)
    await vi.waitFor(() => expect(watcher.frames).toHaveLength(1))
    for (let clock = 1; clock <= 200; clock += 1) mover.send(presenceFrame(7, clock, JSON.stringify({ clock })))
    const last = presenceFrame(7, 200, '{"clock":200}')
    await vi.waitFor(() => expect(watcher.frames.at(-1)).toEqual(last))
    expect(watcher.frames.length).toBeLessThan(50)
  })

  const greedy: readonly (readonly [string, Uint8Array[]])[] = [
    ['a huge state', [presenceFrame(1, 1, JSON.stringify({ name: 'x'.repeat(20_000) }))]],
    ['too many clients', Array.from({ length: 9 }, (_, index) => presenceFrame(index, 1, '{}'))],
    ['a state that is no object', [presenceFrame(1, 1, '[1]')]],
    ['a state that is no JSON', [presenceFrame(1, 1, '{"name"')]],
  ]
  test.each(greedy)('[P2] %s closes the connection', async (_name, frames) => {
    const at = await server()
    const rude = await raw(at)
    for (const frame of frames) rude.send(frame)
    expect(await rude.closed).toBe(4400)
  })

  test('[P3] who goes is gone; who comes back on a new connection stays', async () => {
    const at = await server()
    const watcher = peer(at)
    const first = await raw(at)
    first.send(presenceFrame(5, 1, '{"name":"Ada"}'))
    await vi.waitFor(() => expect(others(watcher)).toEqual([{ name: 'Ada' }]))
    const second = await raw(at)
    second.send(presenceFrame(5, 2, '{"name":"Ada again"}'))
    await vi.waitFor(() => expect(others(watcher)).toEqual([{ name: 'Ada again' }]))
    first.socket.terminate()
    await vi.waitFor(() => expect(at.services.relay.load.connections).toBe(2))
    expect(others(watcher)).toEqual([{ name: 'Ada again' }])
    second.socket.terminate()
    await vi.waitFor(() => expect(others(watcher)).toEqual([]))
  })

  test('[P4] in a crowd of echoing clients each is seen once, and those who go or come back are too', async () => {
    const at = await server()
    const crowd = Array.from({ length: 12 }, () => peer(at))
    crowd.forEach((client, index) => client.provider.awareness.setLocalState({ name: index }))
    const theOthersSee = (people: number): Promise<void> =>
      vi.waitFor(() => {
        for (const client of crowd.slice(0, 11)) expect(client.provider.awareness.getStates().size).toBe(people)
      })
    await theOthersSee(12)
    crowd[11]?.provider.disconnect()
    await theOthersSee(11)
    crowd[11]?.provider.connect()
    await theOthersSee(12)
    expect(crowd.flatMap((client) => client.closeCodes)).toEqual([])
  })
})

describe('limits and life', () => {
  test('[L1] a frame above the limit closes its connection with 4413, and the stock client stays away', async () => {
    const at = await server({ config: { maxFrameBytes: 100_000 } })
    const [big, small] = [peer(at), peer(at)]
    await synced(big, small)
    big.doc.getText('prompt').insert(0, 'x'.repeat(200_000))
    await vi.waitFor(() => expect(big.closeCodes).toEqual([4413]))
    expect(big.provider.shouldConnect).toBe(false)
    small.doc.getMap('meta').set('name', 'Fine')
    await vi.waitFor(() => expect(small.isSaved()).toBe(true))
    expect(small.doc.getText('prompt').length).toBe(0)
  })

  test('[L2] a reader that does not read is sent away, and the others go on', async () => {
    const at = await server({ relay: { maxBufferedBytes: 200_000 } })
    const slow = await raw(at)
    const [ada, ben] = [peer(at), peer(at)]
    await synced(ada, ben)
    slow.socket.pause()
    await vi.waitFor(
      async () => {
        ada.doc.getText('prompt').insert(0, 'x'.repeat(500_000))
        await vi.waitFor(() => expect(ada.isSaved()).toBe(true))
        expect(logged(at, 1013)).toHaveLength(1)
      },
      { timeout: 10_000 },
    )
    expect(at.services.relay.load.connections).toBe(2)
    await vi.waitFor(() => expect(ben.doc.getText('prompt').length).toBe(ada.doc.getText('prompt').length))
  })

  test('[L3] a peer that answers no ping is dropped; one that does stays', async () => {
    const at = await server({ relay: { pingMs: 60 } })
    const alive = peer(at)
    await synced(alive)
    const dead = await raw(at)
    expect(at.services.relay.load.connections).toBe(2)
    dead.socket.pause()
    await vi.waitFor(() => expect(at.services.relay.load.connections).toBe(1))
    expect(alive.closeCodes).toEqual([])
  })

  test('[L4] a room without peers leaves memory, and comes back whole', async () => {
    const at = await server({ relay: { idleMs: 30 } })
    const ada = peer(at)
    await synced(ada)
    ada.doc.getMap('meta').set('name', 'Night train')
    await vi.waitFor(() => expect(ada.isSaved()).toBe(true))
    await at.services.catalogRefresher.refresh()
    ada.stop()
    await vi.waitFor(() => expect(at.services.relay.load.rooms).toBe(0))
    const ben = peer(at)
    await synced(ben)
    expect(ben.doc.getMap('meta').get('name')).toBe('Night train')
  })

  test('[L5] a long tail becomes a snapshot while people go on writing', async () => {
    let stored: DocumentLog | null = null
    const at = await server({
      relay: { compactAfter: { updates: 20, bytes: 1_000_000 } },
      documentLog: (log) => (stored = log),
    })
    const ada = peer(at)
    await synced(ada)
    for (let index = 0; index < 300; index += 1) {
      ada.doc.getText('prompt').insert(0, `${'word '.repeat(100)}${index}`)
      if (index % 3 === 0) await vi.waitFor(() => expect(ada.isSaved()).toBe(true), { interval: 1 })
    }
    await vi.waitFor(() => expect(ada.isSaved()).toBe(true))
    await vi.waitFor(async () => {
      const { snapshot, tail } = await (stored as unknown as DocumentLog).load(ROOM)
      expect(snapshot).not.toBeNull()
      expect(tail.length).toBeLessThan(25)
    })
    const { snapshot, tail } = await (stored as unknown as DocumentLog).load(ROOM)
    const restored = new Y.Doc()
    for (const bytes of [snapshot as Uint8Array, ...tail.map((entry) => entry.bytes)]) Y.applyUpdate(restored, bytes)
    expect(restored.getText('prompt').toString()).toBe(ada.doc.getText('prompt').toString())
    const ben = peer(at)
    await synced(ben)
    expect(ben.doc.getText('prompt').toString()).toBe(ada.doc.getText('prompt').toString())
  })
})

describe('the server as a peer', () => {
  test('[D1] an edit of the server reaches the peers, and is committed when it is done', async () => {
    const trouble = troubledLog()
    const at = await server(trouble.options)
    const ada = peer(at)
    await synced(ada)
    const result = await at.services.relay.withDocument(ROOM, (doc) => {
      doc.getMap('meta').set('name', 'From the server')
      return 42
    })
    expect(result).toBe(42)
    expect(trouble.appends).toBe(1)
    await vi.waitFor(() => expect(ada.doc.getMap('meta').get('name')).toBe('From the server'))
    ada.doc.getMap('meta').set('name', 'From Ada')
    await vi.waitFor(() => expect(ada.isSaved()).toBe(true))
    expect(await storedUpdates(at)).toBe('{"name":"From Ada"}')
  })

  test('[D2] nothing remains of an edit that throws or cannot be kept', async () => {
    const trouble = troubledLog()
    const at = await server(trouble.options)
    const { relay } = at.services
    await relay.withDocument(ROOM, (doc) => doc.getMap('meta').set('name', 'Before'))
    const thrown = relay.withDocument(ROOM, (doc) => {
      doc.getMap('meta').set('name', 'Half')
      throw new Error('refused')
    })
    await expect(thrown).rejects.toThrow('refused')
    expect(await storedUpdates(at)).toBe('{"name":"Before"}')
    trouble.fail = true
    const unkept = relay.withDocument(ROOM, (doc) => doc.getMap('meta').set('name', 'Unkept'))
    await expect(unkept).rejects.toThrow('disk is full')
    trouble.fail = false
    expect(await storedUpdates(at)).toBe('{"name":"Before"}')
    await relay.withDocument(ROOM, (doc) => doc.getMap('meta').set('name', 'After'))
    expect(await storedUpdates(at)).toBe('{"name":"After"}')
  })

  test('[D3] a reader never sees an edit on its way', async () => {
    const trouble = troubledLog()
    const at = await server(trouble.options)
    const { relay } = at.services
    await relay.withDocument(ROOM, (doc) => doc.getMap('meta').set('name', 'Before'))
    let release = (): void => {}
    trouble.hold = new Promise((resolve) => (release = resolve))
    trouble.fail = true
    const edit = relay.withDocument(ROOM, (doc) => doc.getMap('meta').set('name', 'Never'))
    const refused = expect(edit).rejects.toThrow('disk is full')
    await vi.waitFor(() => expect(trouble.appends).toBe(2))
    const seen = storedUpdates(at)
    release()
    await refused
    expect(await seen).toBe('{"name":"Before"}')
  })

  test('[D4] more documents than may be open at once', async () => {
    const at = await server({ relay: { openDocuments: 2 } })
    const rooms = Array.from({ length: 5 }, (_, index) => `project/3f1c8a52-3f5e-4b0e-9b42-0c8f4f1c2d0${index}`)
    await Promise.all(
      rooms.map((room) => at.services.relay.withDocument(room, (doc) => doc.getMap('meta').set('room', room))),
    )
    for (const room of rooms) expect(await storedUpdates(at, room)).toBe(JSON.stringify({ room }))
  })
})
