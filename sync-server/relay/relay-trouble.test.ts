import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { MACHINE_OWNER } from '#server/auth/permissions.ts'
import type { DocumentLog } from '#server/storage/document-log.ts'
import { memoryDocumentLog } from '#server/storage/memory/memory-document-log.ts'
import { syncFrame } from '#server/testing/raw-peer.ts'
import { recordedSocket, type RecordedSocket } from '#server/testing/recorded-socket.ts'
import { ROOM, update } from '#server/testing/relay-fixture.ts'
import { until } from '#server/testing/until.ts'
import { MessageType } from '#shared/protocol/relay-messages.ts'
import type { ConnectionReport } from './connection-settings.ts'
import type { Connection } from './connection.ts'
import { Relay } from './relay.ts'

const OTHER_ROOM = 'project/9a1c8a52-3f5e-4b0e-9b42-0c8f4f1c2d99'

const edit = (name: string): Uint8Array =>
  syncFrame(
    2,
    update((doc) => doc.getMap('meta').set('name', name)),
  )

interface Fixture {
  readonly relay: Relay
  readonly reports: ConnectionReport[]
  readonly troubles: string[]
  arrive(room?: string): Promise<{ socket: RecordedSocket; connection: Connection }>
}

function fixture(wrap: (log: DocumentLog) => DocumentLog = (log) => log): Fixture {
  const reports: ConnectionReport[] = []
  const troubles: string[] = []
  const relay = new Relay({
    log: wrap(memoryDocumentLog()),
    now: Date.now,
    report: (report) => reports.push(report),
    reportRoom: (_room, message, error) => troubles.push(`${message}: ${String(error)}`),
  })
  return {
    relay,
    reports,
    troubles,
    arrive: async (room = ROOM) => {
      const socket = recordedSocket()
      const connection = relay.connect(socket, room, { wantsSaved: true, author: null, visitor: MACHINE_OWNER })
      await vi.waitFor(() => expect(socket.frames.length).toBeGreaterThan(0))
      return { socket, connection: connection as Connection }
    },
  }
}

/** Edits, and expects that everybody in the room hears of it. */
async function expectAlive({ arrive }: Fixture, room: string): Promise<void> {
  const [writer, reader] = [await arrive(room), await arrive(room)]
  const before = reader.socket.frames.length
  writer.connection.receive(edit('Alive'))
  await until(() => expect(reader.socket.frames.length).toBeGreaterThan(before))
}

describe('[H2] an error that nobody foresaw', () => {
  test('closes the connection that met it, with 1011, and is logged once with its cause', async () => {
    const at = fixture()
    const [broken, reader] = [await at.arrive(), await at.arrive()]
    broken.socket.send = () => {
      throw new Error('the socket is made of glass')
    }
    reader.connection.receive(edit('Night train'))
    await until(() => expect(broken.socket.closedWith).toBe(1011))
    expect(at.reports).toEqual([
      expect.objectContaining({
        code: 1011,
        cause: expect.objectContaining({ message: 'the socket is made of glass' }),
      }),
    ])
    await until(() => expect(reader.socket.frames.some(([type]) => type === 8)).toBe(true))
    await expectAlive(at, ROOM)
  })

  test('of whoever hears of commits leaves the commit and its announcement as they are', async () => {
    const at = fixture()
    at.relay.onCommitted(() => {
      throw new Error('the catalogue is on fire')
    })
    await expectAlive(at, ROOM)
    expect(at.troubles).toEqual(['A change was kept, and then an error came up: Error: the catalogue is on fire'])
  })

  test('after a commit: the room is read anew, its peers come back, other rooms do not notice', async () => {
    let isBroken = false
    const at = fixture((log) => ({
      ...log,
      append: async (entries) => {
        const seqs = await log.append(entries)
        return isBroken ? (undefined as unknown as number[]) : seqs
      },
    }))
    const [writer, guest] = [await at.arrive(), await at.arrive(OTHER_ROOM)]
    isBroken = true
    writer.connection.receive(edit('Kept all the same'))
    await until(() => expect(writer.socket.closedWith).toBe(1011))
    isBroken = false
    expect(guest.socket.closedWith).toBeNull()
    expect(at.troubles[0]).toContain('The room met an error of the server and is read anew')
    expect(await at.relay.readDocument(ROOM, (doc) => doc.getMap('meta').get('name'))).toBe('Kept all the same')
    await expectAlive(at, ROOM)
    await expectAlive(at, OTHER_ROOM)
  })
})

describe('[S2] an update that comes again', () => {
  test('is called saved with the commit that has all of it, however often it comes; and not before', async () => {
    const appends: (() => void)[] = []
    const at = fixture((log) => ({
      ...log,
      append: async (entries) => {
        await new Promise<void>((resolve) => appends.push(resolve))
        return log.append(entries)
      },
    }))
    const { socket, connection } = await at.arrive()
    const doc = new Y.Doc()
    const [first, second] = ['one', 'two'].map((key) =>
      syncFrame(
        2,
        update((each) => each.getMap('meta').set(key, key), doc),
      ),
    ) as [Uint8Array, Uint8Array]
    const saved = (): number[] =>
      socket.frames
        .filter(([type]) => type === MessageType.saved)
        .map((frame) => Y.decodeStateVector(frame.subarray(2)).get(doc.clientID) ?? 0)

    for (const frame of [first, first, first]) connection.receive(frame)
    await until(() => expect(appends).toHaveLength(1))
    for (const frame of [first, second, second, first, second]) connection.receive(frame)
    expect(saved()).toEqual([])
    appends[0]?.()
    await until(() => expect(saved()).toEqual([1]))
    await until(() => expect(appends).toHaveLength(2))
    expect(saved()).toEqual([1])
    appends[1]?.()
    await until(() => expect(saved()).toEqual([1, 2]))
    // All of it is kept: nothing waits any more.
    connection.receive(second)
    await until(() => expect(saved()).toEqual([1, 2, 2]))
    expect(appends).toHaveLength(2)
  })
})

describe('[H10] [L3] with the times as they come', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  test('a peer that falls silent is gone within 35 seconds, whenever it does', async () => {
    for (const silentAfterMs of [0, 1, 14_000, 15_000, 29_999]) {
      const at = fixture()
      await at.relay.run()
      const { socket } = await at.arrive()
      await vi.advanceTimersByTimeAsync(silentAfterMs)
      socket.speaks = false
      await vi.advanceTimersByTimeAsync(35_000)
      expect(socket.terminated).toBe(true)
      expect(at.reports).toEqual([expect.objectContaining({ reason: 'It neither read nor answered' })])
      await at.relay.stop()
    }
  })

  test('one that is long in taking an answer stays as long as it takes some of it; one that takes none goes', async () => {
    const at = fixture()
    await at.relay.run()
    const [slow, stuck] = [await at.arrive(), await at.arrive()]
    // It goes on asking, so that it is not silent.
    stuck.socket.bufferedBytes = 5_000_000
    for (let beat = 0; beat < 10; beat += 1) {
      slow.socket.bufferedBytes = 5_000_000 - beat * 100_000
      // What the heartbeats send waits as well.
      stuck.socket.bufferedBytes += 10
      await vi.advanceTimersByTimeAsync(15_000)
      slow.socket.speaks = false
    }
    expect(slow.socket.terminated).toBe(false)
    expect(stuck.socket.terminated).toBe(true)
    for (let beat = 0; beat < 2; beat += 1) {
      slow.socket.bufferedBytes += 10
      await vi.advanceTimersByTimeAsync(15_000)
    }
    expect(slow.socket.terminated).toBe(true)
    await at.relay.stop()
  })
})

describe('[H8] answers that are made for single peers', () => {
  test('take so much memory at most; beyond it peers get the whole document, which they share', async () => {
    const relay = new Relay({
      log: memoryDocumentLog(),
      now: Date.now,
      options: { maxAnswerBytes: 10 },
      report: () => {},
      reportRoom: () => {},
    })
    await relay.withDocument(ROOM, (doc) => void doc.getMap('meta').set('name', 'x'.repeat(1000)))
    await relay.withDocument(ROOM, (doc) => void doc.getMap('meta').set('more', 'y'.repeat(1000)))
    const clock = await relay.readDocument(ROOM, (doc) => [...doc.store.clients.keys()][0] as number)
    const socket = recordedSocket()
    const asking = relay.connect(socket, ROOM, { wantsSaved: false, author: null, visitor: MACHINE_OWNER })
    await until(() => expect(socket.frames.length).toBe(1))
    asking?.receive(syncFrame(0, Uint8Array.from([1, ...varUint(clock), 1])))
    await until(() => expect(socket.frames.at(-1)?.[1]).toBe(1))
    // Half of it would have been enough.
    expect(socket.frames.slice(1).reduce((sum, frame) => sum + frame.length, 0)).toBeGreaterThan(2000)
  })
})

function varUint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varUint(Math.floor(value / 128))]
}
