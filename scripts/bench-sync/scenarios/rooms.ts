import { setTimeout as sleep } from 'node:timers/promises'
import { paced } from '../measure/paced.ts'
import type { HeapUse, ServerProcess } from '../measure/server-process.ts'
import { percentile } from '../measure/statistics.ts'
import { until } from '../measure/until.ts'
import { BenchClient } from '../wire/bench-client.ts'
import { readTypedRange, typedUpdate, type ClockRange } from '../wire/typing.ts'
import type { Measures, Run, Scenario } from './scenario.ts'

const EDITS_PER_ROOM_AND_SECOND = 1
const WARM_UP_EDITS = 5
/** Rooms that are entered at once. */
const ABREAST = 25
/** Longer than any server here waits before it writes what it puts off. */
const PUT_OFF_MS = 12_000
const ALL_EDITS = { what: 'all edits', seconds: 60 }
const ROOMS_LEFT = { what: 'empty rooms leaving memory', seconds: 120, everyMs: 500 }

/** One who writes and one who reads, in a room of their own. */
interface Pair {
  readonly writer: BenchClient
  readonly reader: BenchClient
  readonly client: number
  /** When each of its edits was sent, by clock. */
  readonly sentAt: number[]
}

async function enter(run: Run, wsUrl: string, number: number, onLatency: (ms: number) => void): Promise<Pair> {
  const range: ClockRange = { client: 0, start: 0, end: 0 }
  const name = run.peer.room(number)
  const sentAt: number[] = []
  const reader = await BenchClient.join(wsUrl, run.peer.dialect, name, (kind, bytes, start) => {
    if (kind !== 'update') return
    readTypedRange(bytes, start, range)
    const at = performance.now()
    for (let clock = range.start; clock < range.end; clock++) onLatency(at - (sentAt[clock] as number))
  })
  const writer = await BenchClient.join(wsUrl, run.peer.dialect, name, () => {})
  return { reader, writer, client: 5_000_000 + number, sentAt }
}

async function enterAll(
  run: Run,
  wsUrl: string,
  { first, count }: { first: number; count: number },
  onLatency: (ms: number) => void,
): Promise<Pair[]> {
  const pairs: Pair[] = []
  while (pairs.length < count) {
    const numbers = Array.from({ length: Math.min(ABREAST, count - pairs.length) }, (_, n) => first + pairs.length + n)
    pairs.push(...(await Promise.all(numbers.map((number) => enter(run, wsUrl, number, onLatency)))))
  }
  return pairs
}

function write(pair: Pair): void {
  const frame = pair.writer.updateFrame(typedUpdate(pair.client, pair.sentAt.length))
  pair.sentAt.push(performance.now())
  pair.writer.socket.write(frame)
}

async function leave(pairs: readonly Pair[]): Promise<void> {
  const clients = pairs.flatMap(({ writer, reader }) => [writer, reader])
  await Promise.all(clients.map((client) => client.leave()))
}

/** Resolves once nothing is left of rooms that everybody has left, as far as the server ever forgets them. */
async function forgotten({ roomsInMemory }: Run['peer'], server: ServerProcess): Promise<void> {
  if (roomsInMemory) await until(async () => (await roomsInMemory(server.httpUrl)) === 0, ROOMS_LEFT)
  else await sleep(PUT_OFF_MS)
}

/**
 * Many rooms with two people each, of whom one types now and then: how late does the other see it, what does an edit
 * cost, and (where that is asked for) how much memory does a room take while it is open and after it was left?
 */
export function roomsScenario(rooms: number, withMemory: boolean): Scenario {
  const run = async (run: Run): Promise<Measures> => {
    const server = await run.start()
    const latencies: number[] = []
    const onLatency = (ms: number): void => void latencies.push(ms)
    const allOf = (count: number) => () => latencies.length === count
    const { heapBytes: before } = withMemory ? await warmUp(run, server, rooms) : { heapBytes: Number.NaN }

    await server.reset()
    const pairs = await enterAll(run, server.wsUrl, { first: 1, count: rooms }, onLatency)
    const perSecond = rooms * EDITS_PER_ROOM_AND_SECOND
    await paced(rooms, perSecond, (n) => write(pairs[n] as Pair))
    await until(allOf(rooms), ALL_EDITS)
    const entering = await server.read()
    latencies.length = 0
    const edits = perSecond * (run.quick ? 3 : 10)
    await server.reset()
    await paced(edits, perSecond, (n) => write(pairs[n % rooms] as Pair))
    await until(allOf(edits), ALL_EDITS)
    const usage = await server.read()
    const measures = {
      p50: percentile(latencies, 0.5),
      p99: percentile(latencies, 0.99),
      cpuPerEdit: (usage.cpuMs * 1000) / edits,
      longestBlock: usage.longestBlockMs,
      enteringBlock: entering.longestBlockMs,
      rss: usage.rssBytes,
    }
    if (!withMemory) {
      await leave(pairs)
      return measures
    }
    // What a server puts off, such as writing or looking up, is no part of what an open room takes.
    await server.settle()
    const open = await server.heap()
    await leave(pairs)
    await forgotten(run.peer, server)
    const left = await server.heap()
    return {
      ...measures,
      heapPerOpenRoom: (open.heapBytes - before) / rooms,
      heapPerLeftRoom: (left.heapBytes - before) / rooms,
    }
  }
  return {
    name: `rooms-${rooms}`,
    title: `${rooms.toLocaleString('en')} rooms with two clients each, one edit a second in each`,
    needs: 'nothing',
    run,
  }
}

/**
 * Uses and leaves as many other rooms, so that what code, caches and pools take, which grow with the first use and stay,
 * is no part of what a room takes or leaves behind.
 */
async function warmUp(run: Run, server: ServerProcess, rooms: number): Promise<HeapUse> {
  let seen = 0
  const pairs = await enterAll(run, server.wsUrl, { first: 1_000_000, count: rooms }, () => (seen += 1))
  const edits = rooms * WARM_UP_EDITS
  await paced(edits, rooms, (n) => write(pairs[n % rooms] as Pair))
  await until(() => seen === edits, ALL_EDITS)
  await leave(pairs)
  await forgotten(run.peer, server)
  return server.heap()
}
