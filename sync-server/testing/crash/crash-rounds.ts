import { setTimeout as sleep } from 'node:timers/promises'
import { must } from '#shared/util/assert.ts'
import { seededRandom, type Random } from '#shared/util/random.ts'
import { until } from '../until.ts'
import { connectPeer } from '../sync-peer.ts'
import { CrewMember } from './crew.ts'
import { RestClient } from './rest-client.ts'
import { warmServer, type KillableServer, type WarmServer } from './warm-server.ts'

/** What to run. */
export interface CrashPlan {
  readonly bundle: string
  readonly dataDir: string
  readonly seed: number
  readonly rounds: number
  /** Arguments for Node before the server: an `--import` for example. */
  readonly nodeArgs?: readonly string[]
}

/** What happened, so that a test can tell that something did. */
export interface CrashTotals {
  /** Changes that were reported saved. */
  saved: number
  /** Updates that somebody received from others. */
  received: number
  /** Lines of the servers' logs that warn of something. */
  readonly warnings: string[]
}

/** Folds often, so that many a kill finds it in the middle. */
const SETTINGS = { compactAfter: { updates: 12, bytes: 16 * 1024, share: 0 }, idleMs: 60 }

/** Milliseconds of work before the kill, at most: short lives find the opening and the folding at open, too. */
const LONGEST_LIFE_MS = 120

/**
 * Lets a crew write to one server after another over the same folder, kills each at a moment of chance, and looks
 * whether the next one has everything that anybody had received or was told is saved. Throws with the round where not.
 */
export async function runCrashRounds({
  bundle,
  dataDir,
  seed,
  rounds,
  nodeArgs = [],
}: CrashPlan): Promise<CrashTotals> {
  // A provider listens to the end of its process, and a crew is more than Node expects of one kind.
  process.setMaxListeners(0)
  const random = seededRandom(seed)
  const crew = makeCrew(random)
  const script = new RestClient()
  const totals: CrashTotals = { saved: 0, received: 0, warnings: [] }
  const env = { DATA_DIR: dataDir }
  let next: WarmServer = warmServer(bundle, { nodeArgs })
  let server = await next.open({ env, ...SETTINGS })
  try {
    for (let round = 1; round <= rounds; round += 1) {
      next = warmServer(bundle, { nodeArgs })
      await live(server, crew, script, random)
      totals.warnings.push(...warningsOf(server))
      server = await next.open({ env, ...SETTINGS })
      const where = `seed ${seed}, round ${round}`
      await prove(server, crew, where, totals)
      const missing = await script.missingFrom(server.url)
      if (missing) throw new Error(`${where}: the server has lost ${missing}`)
    }
  } finally {
    await Promise.all([server.kill(), next.kill()])
    for (const member of crew) await member.leave()
  }
  totals.warnings.push(...warningsOf(server))
  return totals
}

function makeCrew(random: Random): CrewMember[] {
  const uuid = (): string =>
    `${hex(random, 8)}-${hex(random, 4)}-4${hex(random, 3)}-8${hex(random, 3)}-${hex(random, 12)}`
  const rooms = [`project/${uuid()}`, `review/${uuid()}`, `project/${uuid()}`, 'library']
  let clientId = 1000
  return rooms.flatMap((room) => [true, true, false].map((writes) => new CrewMember(room, writes, (clientId += 1))))
}

/** One life of a server: the crew connects and writes until it is killed. */
async function live(
  server: KillableServer,
  crew: readonly CrewMember[],
  script: RestClient,
  random: Random,
): Promise<void> {
  for (const member of crew) member.connect(server.wsUrl)
  const life = random() * LONGEST_LIFE_MS
  if (random() < 0.8)
    await until(() => must(crew.every((member) => member.connected) || null, 'everybody in their rooms'))
  const scripted = script.work(server.url)
  let alive = true
  const killed = sleep(life).then(async () => {
    await server.kill()
    alive = false
  })
  while (alive) {
    for (let burst = Math.floor(random() * 12); burst > 0; burst -= 1) {
      crew[Math.floor(random() * crew.length)]?.write(random)
    }
    await sleep(1)
  }
  await Promise.all([killed, scripted])
  await Promise.all(crew.map((member) => member.leave()))
}

/** Looks with the eyes of somebody new whether the server has all that it must have. */
async function prove(
  server: KillableServer,
  crew: readonly CrewMember[],
  where: string,
  totals: CrashTotals,
): Promise<void> {
  for (const room of new Set(crew.map((member) => member.room))) {
    const { doc, provider, stop } = connectPeer(server.wsUrl, room)
    await until(() => must(provider.synced || null, `an answer in ${room}`))
    provider.disconnect()
    for (const member of crew.filter((one) => one.room === room)) {
      const missing = member.missingFrom(doc)
      if (missing) throw new Error(`${where}: ${room} has lost ${missing}`)
      const { saved, received } = member.forgetProven()
      totals.saved += saved
      totals.received += received
    }
    stop()
  }
}

function warningsOf(server: KillableServer): string[] {
  return server
    .log()
    .filter(({ level }) => Number(level) >= 40)
    .map((line) => JSON.stringify(line))
}

function hex(random: Random, digits: number): string {
  return Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join('')
}
