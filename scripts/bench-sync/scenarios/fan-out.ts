import { setImmediate as turn } from 'node:timers/promises'
import { percentile } from '../measure/statistics.ts'
import { until } from '../measure/until.ts'
import { paced } from '../measure/paced.ts'
import { BenchClient } from '../wire/bench-client.ts'
import { readTypedRange, typedUpdate, type ClockRange } from '../wire/typing.ts'
import type { Measures, Run, Scenario } from './scenario.ts'

const WRITER = 4_000_001
const WARM_UP_EDITS = 200
const ALL_EDITS = { what: 'all edits at all readers', seconds: 180 }
/** Frames that are given to the socket at once when writing flat out. */
const BURST = 256

interface Room {
  readonly writer: BenchClient
  readonly readers: readonly BenchClient[]
  /** Edits that the readers have, summed up. */
  delivered: number
  /** Hears of each frame with edits that a reader gets. */
  onEdits: ((range: ClockRange, at: number) => void) | null
}

/** One writer and a number of readers in one room. */
async function enter(run: Run, wsUrl: string, readers: number): Promise<Room> {
  const { dialect } = run.peer
  const name = run.peer.room(1)
  const range: ClockRange = { client: 0, start: 0, end: 0 }
  const counter = { delivered: 0, onEdits: null as Room['onEdits'] }
  const joinReader = (): Promise<BenchClient> =>
    BenchClient.join(wsUrl, dialect, name, (kind, bytes, start) => {
      if (kind !== 'update') return
      readTypedRange(bytes, start, range)
      counter.delivered += range.end - range.start
      if (range.end > range.start) counter.onEdits?.(range, performance.now())
    })
  const joined: BenchClient[] = []
  while (joined.length < readers) {
    joined.push(...(await Promise.all(Array.from({ length: Math.min(20, readers - joined.length) }, joinReader))))
  }
  const writer = await BenchClient.join(wsUrl, dialect, name, () => {})
  return Object.assign(counter, { writer, readers: joined })
}

/** Code that runs for the first time is slow in every server; it is not what is compared. */
async function warmUp(room: Room): Promise<void> {
  const { writer, readers } = room
  for (let clock = 0; clock < WARM_UP_EDITS; clock++) {
    writer.socket.write(writer.updateFrame(typedUpdate(WRITER, clock)))
    if (clock % 10 === 9) await turn()
  }
  await until(() => room.delivered === WARM_UP_EDITS * readers.length, ALL_EDITS)
  room.delivered = 0
}

async function leave({ writer, readers }: Room): Promise<void> {
  await Promise.all([writer, ...readers].map((client) => client.leave()))
}

/** Somebody types at a steady rate: how late do the readers see it? */
export function steadyScenario(readers: number, perSecond: number): Scenario {
  const run = async (run: Run): Promise<Measures> => {
    const server = await run.start()
    const room = await enter(run, server.wsUrl, readers)
    await warmUp(room)
    const edits = perSecond * (run.quick ? 3 : 8)
    const sentAt = new Float64Array(edits)
    const latencies = new Float64Array(edits * readers)
    let seen = 0
    room.onEdits = ({ start, end }, at) => {
      for (let clock = start; clock < end; clock++) latencies[seen++] = at - (sentAt[clock - WARM_UP_EDITS] as number)
    }
    await server.reset()
    await paced(edits, perSecond, (n) => {
      sentAt[n] = performance.now()
      room.writer.socket.write(room.writer.updateFrame(typedUpdate(WRITER, WARM_UP_EDITS + n)))
    })
    await until(() => seen === latencies.length, ALL_EDITS)
    const usage = await server.read()
    await leave(room)
    return {
      p50: percentile(latencies, 0.5),
      p99: percentile(latencies, 0.99),
      cpuPerDelivery: (usage.cpuMs * 1000) / latencies.length,
      longestBlock: usage.longestBlockMs,
      rss: usage.rssBytes,
    }
  }
  return {
    name: `steady-${readers}`,
    title: `Steady: one writer, ${readers} readers, ${perSecond} edits a second`,
    needs: 'nothing',
    run,
  }
}

/** Somebody writes as fast as the socket takes it: how many edits reach the readers in a second, and what do they cost? */
export function flatOutScenario(readers: number, edits: number): Scenario {
  const run = async (run: Run): Promise<Measures> => {
    const server = await run.start()
    const room = await enter(run, server.wsUrl, readers)
    await warmUp(room)
    const count = run.quick ? edits / 4 : edits
    const bursts: Buffer[] = []
    for (let first = 0; first < count; first += BURST) {
      const clocks = Array.from({ length: Math.min(BURST, count - first) }, (_, n) => WARM_UP_EDITS + first + n)
      bursts.push(Buffer.concat(clocks.map((clock) => room.writer.updateFrame(typedUpdate(WRITER, clock)))))
    }
    await server.reset()
    const startedAt = performance.now()
    let lastAt = startedAt
    room.onEdits = (_range, at) => (lastAt = at)
    for (const burst of bursts) {
      if (!room.writer.socket.write(burst)) await room.writer.socket.drained()
      await turn()
    }
    await until(() => room.delivered >= count * readers, ALL_EDITS)
    const usage = await server.read()
    await leave(room)
    if (room.delivered !== count * readers) throw new Error('Readers were sent more edits than there are')
    return {
      perSecond: (count * readers * 1000) / (lastAt - startedAt),
      cpuPerDelivery: (usage.cpuMs * 1000) / (count * readers),
      longestBlock: usage.longestBlockMs,
      rss: usage.rssBytes,
    }
  }
  return {
    name: `flat-out-${readers}`,
    title: `Flat out: one writer, ${readers} readers, ${edits.toLocaleString('en')} edits`,
    needs: 'nothing',
    run,
  }
}
