import { Scheduler } from '#server/dispatch/scheduler.ts'
import type { Assignment, HostView } from '#server/dispatch/schedule.ts'
import type { JobRecord } from '#server/storage/job-store.ts'
import { must } from '#shared/util/assert.ts'
import { MODELS, type Fleet, type SimulatedJob, type SimulatedServer } from './fleet.ts'

/** Milliseconds between an event at a server and what the schedule makes of it. */
const REACTION_MS = 20
/** One job runs, one is ahead. */
const SLOTS = 2

/** A job as it ran. Milliseconds since the start. */
export interface Ran {
  readonly job: JobRecord
  readonly serverId: string
  readonly startedAt: number
  readonly finishedAt: number
  /** Whether its model had to be loaded first. */
  readonly loads: boolean
}

/** What came of a simulation. */
export interface Outcome {
  readonly ran: readonly Ran[]
  /** Longest time for which a server did nothing although a job waited that it could run, after its first job. */
  readonly longestIdleMs: number
  /** Milliseconds of processor time for one decision: the mean. */
  readonly decisionMs: number
}

/** What decides: the schedule of the product, or another to compare it with. */
export interface Policy {
  decide(moment: {
    readonly waiting: readonly JobRecord[]
    readonly active: readonly JobRecord[]
    readonly hosts: readonly Omit<HostView, 'loadedModel' | 'modelSince' | 'busyMs'>[]
    readonly canRun: (job: JobRecord, hostId: string) => boolean
    readonly now: number
  }): readonly Assignment[]
  noteStarted(job: JobRecord, hostId: string, now: number): void
  noteEnded(job: JobRecord, now: number): void
}

/** The schedule that dispatch uses. */
export function ourPolicy(): Policy {
  return new Scheduler()
}

/** First in, first out: a place that is free gets the oldest job that its server can run. */
export function fifoPolicy(): Policy {
  return {
    decide({ waiting, hosts, canRun }) {
      const assignments: Assignment[] = []
      const taken = new Set<string>()
      for (let load = 0; load < SLOTS; load += 1) {
        for (const host of hosts) {
          if (host.load > load) continue
          const job = waiting.find(({ id, ...each }) => !taken.has(id) && canRun({ id, ...each }, host.id))
          if (!job) continue
          taken.add(job.id)
          assignments.push({ jobId: job.id, hostId: host.id })
        }
      }
      return assignments
    },
    noteStarted: () => {},
    noteEnded: () => {},
  }
}

class Server {
  readonly of: SimulatedServer
  readonly ahead: SimulatedJob[] = []
  running: {
    readonly simulated: SimulatedJob
    readonly startedAt: number
    readonly endsAt: number
    readonly loads: boolean
  } | null = null
  model: string | null = null
  idleSince: number | null = null

  constructor(of: SimulatedServer) {
    this.of = of
  }

  get load(): number {
    return this.ahead.length + (this.running ? 1 : 0)
  }

  begin(now: number): JobRecord | null {
    const next = this.running ? undefined : this.ahead.shift()
    if (!next) return null
    const { job, runMs } = next
    const loads = this.model !== job.model
    this.model = job.model
    const loadMs = loads
      ? must(
          MODELS.find(({ name }) => name === job.model),
          'the model of a job',
        ).loadMs
      : 0
    this.running = { simulated: next, startedAt: now, endsAt: now + loadMs + runMs / this.of.speed, loads }
    return { ...job, state: 'running', startedAt: now, hostId: this.of.id }
  }
}

/** Lets a fleet work through its jobs, on a clock of its own. */
export function simulate({ servers: fleet, jobs }: Fleet, policy: Policy): Outcome {
  const servers = fleet.map((of) => new Server(of))
  const byId = new Map(servers.map((server) => [server.of.id, server]))
  const simulated = new Map(jobs.map((each) => [each.job.id, each]))
  const canRun = (job: JobRecord, id: string): boolean => byId.get(id)?.of.models.has(job.model) ?? false
  let waiting: JobRecord[] = []
  const active = new Map<string, JobRecord>()
  const ran: Ran[] = []
  let [arrived, now, decisions, spent, longestIdleMs] = [0, 0, 0, 0, 0]

  const decide = (): void => {
    const hosts = servers.map(({ of, load }) => ({ id: of.id, ready: true, slots: SLOTS, load }))
    const startedAt = performance.now()
    const assignments = policy.decide({ waiting, active: [...active.values()], hosts, canRun, now })
    spent += performance.now() - startedAt
    decisions += 1
    const gone = new Set(assignments.map(({ jobId }) => jobId))
    for (const { jobId, hostId } of assignments) {
      const server = must(byId.get(hostId), 'a server of the fleet')
      const each = must(simulated.get(jobId), 'a job of the fleet')
      const job: JobRecord = { ...each.job, state: 'assigned', hostId }
      active.set(jobId, job)
      policy.noteStarted(job, hostId, now)
      server.ahead.push(each)
      if (server.idleSince !== null && !server.running) longestIdleMs = Math.max(longestIdleMs, now - server.idleSince)
      const begun = server.begin(now)
      if (begun) active.set(begun.id, begun)
    }
    if (gone.size > 0) waiting = waiting.filter(({ id }) => !gone.has(id))
    for (const server of servers) {
      if (server.load > 0) server.idleSince = null
      else if (!waiting.some((job) => canRun(job, server.of.id))) server.idleSince = null
      else server.idleSince ??= now
    }
  }

  while (ran.length < jobs.length) {
    const nextEnd = Math.min(...servers.map(({ running }) => running?.endsAt ?? Infinity))
    const nextArrival = jobs[arrived]?.job.createdAt ?? Infinity
    now = Math.min(nextEnd, nextArrival)
    if (!Number.isFinite(now)) throw new Error('A job waits that no server can run')
    for (let job = jobs[arrived]?.job; job && job.createdAt <= now; job = jobs[arrived]?.job) {
      waiting.push(job)
      arrived += 1
    }
    for (const server of servers) {
      const { running } = server
      if (!running || running.endsAt > now) continue
      const { simulated: each, startedAt, loads } = running
      active.delete(each.job.id)
      ran.push({ job: each.job, serverId: server.of.id, startedAt, finishedAt: now, loads })
      policy.noteEnded({ ...each.job, state: 'done', hostId: server.of.id, startedAt, finishedAt: now }, now)
      server.running = null
      const begun = server.begin(now)
      if (begun) active.set(begun.id, begun)
      else server.idleSince = now
    }
    const reacted = now + REACTION_MS
    if (reacted < Math.min(...servers.map(({ running }) => running?.endsAt ?? Infinity))) now = reacted
    decide()
  }
  return { ran, longestIdleMs, decisionMs: spent / decisions }
}
