import { paced } from '../measure/paced.ts'
import { percentile } from '../measure/statistics.ts'
import { until } from '../measure/until.ts'
import { BenchClient } from '../wire/bench-client.ts'
import { Cursor } from '../wire/cursor.ts'
import { presenceMessage } from '../wire/dialect.ts'
import { framed } from '../wire/light-socket.ts'
import type { Measures, Run, Scenario } from './scenario.ts'

const CLIENTS = 50
const STATES_A_SECOND = 5
const WARM_UP_SECONDS = 1
const LAST_STATES = { what: 'the last state of everybody at everybody', seconds: 60 }
const FIRST_ID = 6_000_000

/** What somebody shows of themself while they work. */
function state(client: number, clock: number): string {
  return JSON.stringify({
    user: { name: `Person ${client - FIRST_ID}`, color: '#7cc4ff' },
    view: 'storyboard',
    selection: [`00000000-0000-4000-8000-${String(clock).padStart(12, '0')}`],
    pointer: { x: (clock * 37) % 1280, y: (clock * 91) % 720 },
  })
}

/** Everybody moves about: how late do the others see it, and what does it cost? */
async function run(run: Run): Promise<Measures> {
  const server = await run.start()
  const room = run.peer.room(1)
  const seconds = run.quick ? 3 : 8
  const warmUp = CLIENTS * STATES_A_SECOND * WARM_UP_SECONDS
  const count = warmUp + CLIENTS * STATES_A_SECOND * seconds
  const perClient = count / CLIENTS
  const sentAt = new Float64Array(CLIENTS * perClient)
  const latencies: number[] = []
  /** The newest clock that each client has seen of each other. */
  const newest = Array.from({ length: CLIENTS }, () => new Int32Array(CLIENTS).fill(-1))
  const cursor = new Cursor()

  const join = (self: number): Promise<BenchClient> =>
    BenchClient.join(server.wsUrl, run.peer.dialect, room, (kind, bytes, start) => {
      if (kind !== 'presence') return
      const at = performance.now()
      const states = cursor.at(bytes, start).varUint()
      for (let n = 0; n < states; n++) {
        const other = cursor.varUint() - FIRST_ID
        const clock = cursor.varUint() - 1
        cursor.skipSized()
        const seen = newest[self] as Int32Array
        if (other === self || clock <= (seen[other] as number)) continue
        seen[other] = clock
        if (clock * CLIENTS >= warmUp) latencies.push(at - (sentAt[clock * CLIENTS + other] as number))
      }
    })
  const clients: BenchClient[] = []
  for (let self = 0; self < CLIENTS; self++) clients.push(await join(self))
  const move = (n: number): void => {
    const self = n % CLIENTS
    const clock = Math.floor(n / CLIENTS)
    const presence = { client: FIRST_ID + self, clock: clock + 1, json: state(FIRST_ID + self, clock) }
    const frame = framed(presenceMessage(run.peer.dialect, room, presence))
    sentAt[n] = performance.now()
    clients[self]?.socket.write(frame)
  }
  const sawAll = (clocks: number) => () =>
    newest.every((seen, self) => seen.every((clock, other) => other === self || clock >= clocks - 1))

  const perSecond = CLIENTS * STATES_A_SECOND
  await paced(warmUp, perSecond, move)
  await until(sawAll(warmUp / CLIENTS), LAST_STATES)
  await server.reset()
  await paced(count - warmUp, perSecond, (n) => move(warmUp + n))
  await until(sawAll(perClient), LAST_STATES)
  const usage = await server.read()
  await Promise.all(clients.map((client) => client.leave()))
  return {
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
    cpuPerState: (usage.cpuMs * 1000) / ((count - warmUp) * (CLIENTS - 1)),
    longestBlock: usage.longestBlockMs,
    rss: usage.rssBytes,
  }
}

/** Presence alone: 50 people in a room, each with five new states a second. */
export const presenceScenario: Scenario = {
  name: 'presence',
  title: `Presence: ${CLIENTS} clients, ${STATES_A_SECOND} states a second each`,
  needs: 'nothing',
  run,
}
