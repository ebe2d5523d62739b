import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import type { DocumentLog } from '#server/storage/document-log.ts'
import { memoryDocumentLog } from '#server/storage/memory/memory-document-log.ts'
import { syncFrame } from '#server/testing/raw-peer.ts'
import type { ClusterMember, ClusterOptions, RelayCluster } from '#server/testing/relay-cluster.ts'
import { cleanUpAfterEach, cluster, peer, raw, ROOM, synced, update } from '#server/testing/relay-fixture.ts'
import type { SyncPeer } from '#server/testing/sync-peer.ts'
import { until } from '#server/testing/until.ts'
import { MessageType } from '#shared/protocol/relay-messages.ts'
import { Relay } from './relay.ts'

cleanUpAfterEach()

/** Nothing happens by itself: whatever arrives, arrives by what the test is about. */
const NEVER = 1_000_000
const UNAIDED = { gapMs: NEVER, pollMs: NEVER, safetyPollMs: NEVER }

type Pair = RelayCluster & { readonly a: ClusterMember; readonly b: ClusterMember }

async function pair(relay: ClusterOptions['relay'] = UNAIDED, rest: ClusterOptions = {}): Promise<Pair> {
  const started = await cluster({ ...rest, relay })
  const [a, b] = started.members as readonly [ClusterMember, ClusterMember]
  return { ...started, a, b }
}

const set = (at: SyncPeer, key: string, value: unknown = key): unknown => at.doc.getMap('meta').set(key, value)
const keys = (at: SyncPeer): string[] => [...at.doc.getMap('meta').keys()].sort()
const stored = (at: SyncPeer): Promise<void> => until(() => expect(at.isSaved()).toBe(true))
const others = (at: SyncPeer): unknown[] =>
  [...at.provider.awareness.getStates()].filter(([id]) => id !== at.doc.clientID).map(([, state]) => state)

describe('[M9] a room whose log was written by other means', () => {
  test('is read anew by every server: what was deleted for good goes to nobody any more', async () => {
    const { a, b, log } = await pair()
    const [ada, ben] = [peer(a), peer(b)]
    await synced(ada, ben)
    set(ada, 'words', 'a secret')
    await until(() => expect(keys(ben)).toEqual(['words']))
    ada.doc.getMap('meta').delete('words')
    await until(() => expect(keys(ben)).toEqual([]))

    const { lastSeq } = await log.load(ROOM)
    await log.compact(ROOM, Y.encodeStateAsUpdate(ada.doc), lastSeq)
    a.relay.reload(ROOM)
    await until(() => expect([ada.closeCodes, ben.closeCodes]).toEqual([[1011], [1011]]))
    const cleo = peer(b)
    const updates: Uint8Array[] = []
    cleo.doc.on('update', (bytes: Uint8Array) => updates.push(bytes))
    await synced(cleo)
    const received = Buffer.concat(updates)
    expect(received.length).toBeGreaterThan(0)
    expect(received.includes('a secret')).toBe(false)
    set(ada, 'after')
    await until(() => expect(keys(ben)).toEqual(['after']))
  })
})

describe('[M1] updates between servers', () => {
  test('what one server has committed reaches the peers of the others, in both directions', async () => {
    const { a, b } = await pair()
    const [ada, ben] = [peer(a), peer(b)]
    await synced(ada, ben)
    for (let step = 0; step < 20; step += 1) {
      set(ada, `a${step}`)
      set(ben, `b${step}`)
    }
    await until(() => {
      expect(keys(ada)).toHaveLength(40)
      expect(keys(ben)).toEqual(keys(ada))
    })
  })

  test('a number that is missing is read from the log, and what came ahead of it waits until then', async () => {
    const { a, b, hub } = await pair({ ...UNAIDED, gapMs: 30 })
    const [ada, ben] = [peer(a), peer(b)]
    await synced(ada, ben)
    hub.loseNext(1)
    set(ada, 'lost')
    await stored(ada)
    set(ada, 'next')
    await until(() => expect(keys(ben)).toEqual(['lost', 'next']))
  })

  test('so much that it is not sent at once is read from the log', async () => {
    const { a, b } = await pair({ ...UNAIDED, maxPublishedBytes: 1000 })
    const [ada, ben] = [peer(a), peer(b)]
    await synced(ada, ben)
    set(ada, 'large', 'x'.repeat(5000))
    await until(() => expect(keys(ben)).toEqual(['large']))
  })

  test('updates that a server commits while another’s are on their way are neither lost nor sent twice', async () => {
    // The first server hears of its own commit late: by then it has heard of the other's, which has the number behind.
    let release = (): void => {}
    const held = new Promise<void>((resolve) => (release = resolve))
    const wrapLog = (log: DocumentLog, index: number): DocumentLog => ({
      ...log,
      append: async (entries) => {
        const seqs = await log.append(entries)
        if (index === 0 && entries.length > 0) await held
        return seqs
      },
    })
    const { a, b, log } = await pair(UNAIDED, { wrapLog })
    const [ada, ben] = [peer(a), peer(b)]
    const watcher = await raw(a)
    await synced(ada, ben)
    const updates = (): number => watcher.frames.filter(([type]) => type === MessageType.sync).length
    await until(() => expect(updates()).toBe(1))
    set(ada, 'first')
    await until(async () => expect((await log.load(ROOM)).lastSeq).toBe(1))
    set(ben, 'second')
    await stored(ben)
    const before = updates()
    release()
    await until(() =>
      expect([keys(ada), keys(ben)]).toEqual([
        ['first', 'second'],
        ['first', 'second'],
      ]),
    )
    expect(updates() - before).toBe(2)
  })
})

describe('[M2] without messages', () => {
  test('edits are stored meanwhile, and reach the others by a look into the log', async () => {
    const { a, b, hub } = await pair({ ...UNAIDED, pollMs: 30 })
    const [ada, ben] = [peer(a), peer(b)]
    await synced(ada, ben)
    hub.breakDown()
    set(ada, 'during')
    await stored(ada)
    await until(() => expect(keys(ben)).toEqual(['during']))
  })

  test('and at once when messages get through again', async () => {
    const { a, b, hub } = await pair()
    const [ada, ben] = [peer(a), peer(b)]
    await synced(ada, ben)
    hub.breakDown()
    set(ada, 'during')
    await stored(ada)
    expect(keys(ben)).toEqual([])
    hub.restore()
    await until(() => expect(keys(ben)).toEqual(['during']))
    set(ben, 'after')
    await until(() => expect(keys(ada)).toEqual(['after', 'during']))
  })

  test('a message that was lost without a trace is made up for after a while', async () => {
    const { a, b, hub } = await pair({ ...UNAIDED, pollMs: 20, safetyPollMs: 50 })
    const [ada, ben] = [peer(a), peer(b)]
    await synced(ada, ben)
    hub.loseNext(1)
    set(ada, 'lost')
    await until(() => expect(keys(ben)).toEqual(['lost']))
  })
})

describe('[M3] what was committed anywhere before', () => {
  test('is there for a peer that comes in, and for those who were there', async () => {
    const { a, b, hub } = await pair()
    const [ada, ben] = [peer(a), peer(b)]
    await synced(ada, ben)
    hub.breakDown()
    set(ada, 'before')
    await stored(ada)
    await a.kill()
    const cleo = peer(b)
    await synced(cleo)
    expect(keys(cleo)).toEqual(['before'])
    await until(() => expect(keys(ben)).toEqual(['before']))
  })

  test('is there for the server itself, reading or editing', async () => {
    const { a, b, hub } = await pair()
    hub.breakDown()
    const count = (doc: Y.Doc): number => doc.getMap('meta').size
    expect(await b.relay.readDocument(ROOM, count)).toBe(0)
    await a.relay.withDocument(ROOM, (doc) => doc.getMap('meta').set('at a', 1))
    expect(await b.relay.readDocument(ROOM, count)).toBe(1)
    await b.relay.withDocument(ROOM, (doc) => doc.getMap('meta').set('at b', count(doc)))
    expect(await a.relay.readDocument(ROOM, (doc) => doc.getMap('meta').toJSON())).toEqual({ 'at a': 1, 'at b': 1 })
  })
})

describe('[M4] an update whose past is missing', () => {
  test('is taken where another server has taken its past, with all that the peer sent behind it', async () => {
    const { a, b, hub } = await pair()
    const doc = new Y.Doc()
    const [first, second, third] = ['first', 'second', 'third'].map((key) =>
      update((d) => d.getMap('meta').set(key, key), doc),
    ) as [Uint8Array, Uint8Array, Uint8Array]
    const late = await raw(b, ROOM, '?ack=1')
    await until(() => expect(late.frames).toHaveLength(1))
    hub.breakDown()
    await a.relay.withDocument(ROOM, (d) => Y.applyUpdate(d, first))
    late.send(syncFrame(2, second))
    late.send(syncFrame(2, third))
    late.send(syncFrame(0, Y.encodeStateVector(doc)))
    const map = (): Promise<unknown> => a.relay.readDocument(ROOM, (d) => d.getMap('meta').toJSON())
    await until(async () => expect(await map()).toEqual({ first: 'first', second: 'second', third: 'third' }))
  })

  test('is refused by a question where nobody has it', async () => {
    const { b, log } = await pair()
    const doc = new Y.Doc()
    update((d) => d.getMap('meta').set('first', 1), doc)
    const late = await raw(b)
    await until(() => expect(late.frames).toHaveLength(1))
    late.send(
      syncFrame(
        2,
        update((d) => d.getMap('meta').set('second', 1), doc),
      ),
    )
    await until(() => expect(late.frames).toHaveLength(2))
    expect([...(late.frames[1] ?? [])]).toEqual([...(late.frames[0] ?? [])])
    expect(await log.has(ROOM)).toBe(false)
  })
})

describe('[M5] compaction', () => {
  test('a server that lags behind another’s snapshot takes what it lacks, and its peers get it', async () => {
    const compactAfter = { updates: 20, bytes: NEVER, share: 0.5 }
    const { a, b, hub, log } = await pair({ ...UNAIDED, compactAfter })
    const [ada, ben] = [peer(a), peer(b)]
    await synced(ada, ben)
    ada.doc.getArray('log').push(['before'])
    await until(() => expect(ben.doc.getArray('log').length).toBe(1))
    hub.breakDown()
    ada.doc.getArray('log').delete(0)
    for (let step = 0; step < 60; step += 1) {
      ada.doc.getArray('log').push([step])
      await stored(ada)
    }
    await until(async () => expect((await log.load(ROOM)).snapshot).not.toBeNull())
    ben.doc.getArray('log').push(['by Ben'])
    await stored(ben)
    const cleo = peer(b)
    await synced(cleo)
    await until(() => expect(ben.doc.getArray('log').length).toBe(61))
    expect(cleo.doc.getArray('log').toJSON()).toEqual(ben.doc.getArray('log').toJSON())
    hub.restore()
    await until(() => expect(ada.doc.getArray('log').toJSON()).toEqual(ben.doc.getArray('log').toJSON()))
  })
})

describe('[M6] presence between servers', () => {
  test('reaches those who are there and those who come later, newest only, and goes with its peer', async () => {
    const { a, b } = await pair()
    const ada = peer(a)
    ada.provider.awareness.setLocalState({ name: 'Ada' })
    await synced(ada)
    const ben = peer(b)
    await until(() => expect(others(ben)).toEqual([{ name: 'Ada' }]))
    ben.provider.awareness.setLocalState({ name: 'Ben' })
    await until(() => expect(others(ada)).toEqual([{ name: 'Ben' }]))
    for (let step = 0; step <= 50; step += 1) ada.provider.awareness.setLocalState({ name: 'Ada', step })
    await until(() => expect(others(ben)).toEqual([{ name: 'Ada', step: 50 }]))
    ada.provider.disconnect()
    await until(() => expect(others(ben)).toEqual([]))
  })

  test('of a server that stops is gone at once', async () => {
    const { a, b } = await pair()
    const [ada, ben] = [peer(a), peer(b)]
    ada.provider.awareness.setLocalState({ name: 'Ada' })
    await until(() => expect(others(ben)).toEqual([{ name: 'Ada' }]))
    ada.provider.shouldConnect = false
    await a.relay.drain()
    await until(() => expect(others(ben)).toEqual([]))
  })

  test('of a server that dies is gone once it has given no sign of life for a while', async () => {
    const { a, b } = await pair({ ...UNAIDED, presenceTimeoutMs: 400 })
    const [ada, ben, cleo] = [peer(a), peer(b), peer(b)]
    ada.provider.awareness.setLocalState({ name: 'Ada' })
    cleo.provider.awareness.setLocalState({ name: 'Cleo' })
    await until(() => expect(others(ben)).toHaveLength(2))
    // For as long as it lives they stay, though they say nothing.
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect(others(ben)).toHaveLength(2)
    ada.provider.shouldConnect = false
    await a.kill()
    expect(others(ben)).toHaveLength(2)
    await until(() => expect(others(ben)).toEqual([{ name: 'Cleo' }]))
  })

  test('a peer that moves to another server is there once, and stays when its old connection is found dead', async () => {
    const { a, b } = await pair()
    const watcher = peer(b)
    const first = peer(a)
    first.provider.awareness.setLocalState({ name: 'Ada' })
    await until(() => expect(others(watcher)).toEqual([{ name: 'Ada' }]))
    const again = peer(b, ROOM, { doc: first.doc })
    again.provider.awareness.setLocalState({ name: 'Ada' })
    again.provider.awareness.setLocalState({ name: 'Ada', at: 'b' })
    await until(() => expect(others(watcher)).toEqual([{ name: 'Ada', at: 'b' }]))
    first.provider.disconnect()
    await until(() => expect(a.relay.load.connections).toBe(0))
    again.provider.awareness.setLocalState({ name: 'Ada', at: 'still b' })
    await until(() => expect(others(watcher)).toEqual([{ name: 'Ada', at: 'still b' }]))
  })
})

describe('[M7] a shared log that is away', () => {
  test('sends peers away so that they come back by themselves', async () => {
    let away = false
    const fail = async (): Promise<never> => {
      throw new Error('the connection was refused')
    }
    const wrapLog = (log: DocumentLog): DocumentLog => ({
      ...log,
      append: (entries) => (away && entries.length > 0 ? fail() : log.append(entries)),
      load: (room) => (away ? fail() : log.load(room)),
      loadAfter: (room, seq) => (away ? fail() : log.loadAfter(room, seq)),
    })
    const { a } = await pair(UNAIDED, { wrapLog })
    const ada = peer(a)
    await synced(ada)
    away = true
    set(ada, 'meanwhile')
    await until(() => expect(ada.closeCodes.length).toBeGreaterThan(1))
    expect(new Set(ada.closeCodes)).toEqual(new Set([1013]))
    away = false
    await stored(ada)
  })
})

describe('[M8] a server that has its log to itself', () => {
  test('never looks for what others have written', async () => {
    const log = memoryDocumentLog()
    let looks = 0
    const watched: DocumentLog = {
      ...log,
      loadAfter: async (room, seq) => {
        looks += 1
        return log.loadAfter(room, seq)
      },
    }
    const relay = new Relay({ log: watched, now: Date.now, report: () => {}, reportRoom: () => {} })
    await relay.withDocument(ROOM, (doc) => doc.getMap('meta').set('name', 'Alone'))
    await relay.readDocument(ROOM, (doc) => doc.getMap('meta').toJSON())
    expect(looks).toBe(0)
    await relay.stop()
  })
})
