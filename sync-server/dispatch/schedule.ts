import type { JobRecord } from '#server/storage/job-store.ts'
import type { FairShares } from './fair-shares.ts'
import { jobShape } from './job-shape.ts'

/** What the schedule knows of a host. */
export interface HostView {
  readonly id: string
  /** Answers, is not paused, and its lists are known. */
  readonly ready: boolean
  /** Jobs that it may have at once: one that runs and one ahead, so that its GPU never waits. */
  readonly slots: number
  /** Jobs that it has. */
  readonly load: number
  /** The model that its last job used; null while unknown. */
  readonly loadedModel: string | null
  /** Since when it has had that model, in milliseconds since 1970. */
  readonly modelSince: number
  /** Milliseconds until it is likely to be through with the jobs that it has; infinite where nobody can tell. */
  readonly busyMs: number
}

/** What there is to decide on. */
export interface ScheduleInput {
  /** Queued jobs. */
  readonly waiting: readonly JobRecord[]
  readonly hosts: readonly HostView[]
  /** Whether a host has all that a job needs; the same for all jobs of one shape. */
  readonly canRun: (job: JobRecord, hostId: string) => boolean
  /** Milliseconds that a job is likely to take, on a host or on any. */
  readonly durationOf: (job: JobRecord, hostId: string | null) => number
  /** What each project has had. Left as it is. */
  readonly shares: FairShares
  /** Milliseconds since 1970. */
  readonly now: number
}

/** One job for one host. */
export interface Assignment {
  readonly jobId: string
  readonly hostId: string
}

/** A host keeps its model at most this long, in milliseconds, while a job waits whose model no host has loaded. */
export const BATCH_MS = 10 * 60_000

/** Jobs of one project that any host treats alike, in the order in which they are due. */
interface Group {
  readonly jobs: readonly JobRecord[]
  readonly first: JobRecord
  next: number
}

/** The next job of a group. */
interface Candidate {
  readonly group: Group
  readonly job: JobRecord
}

/** Where a job stands among those of its project: by priority, by the place that somebody gave it, by age. */
export function compareDue(a: JobRecord, b: JobRecord): number {
  return b.priority - a.priority || placeOf(a) - placeOf(b) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
}

/** A job stands where it was put by hand, else where its age puts it. */
export function placeOf(job: JobRecord): number {
  return job.place ?? job.createdAt
}

/**
 * The order in which waiting jobs are due: by priority; among equals the project that has had least is next; within a
 * project by place. Rules S1 and S2 of SPEC.md.
 */
export function dueOrder(
  waiting: readonly JobRecord[],
  shares: FairShares,
  durationOf: ScheduleInput['durationOf'],
): readonly JobRecord[] {
  const had = shares.copy()
  const lines = new Map<string, JobRecord[]>()
  for (const job of [...waiting].sort(compareDue)) addTo(lines, job.projectId, job)
  if (lines.size < 2) return [...lines.values()].flat()
  const heads = [...lines.values()].map((jobs) => ({ jobs, at: 0 }))
  const order: JobRecord[] = []
  while (order.length < waiting.length) {
    let best: (typeof heads)[number] | null = null
    let first: JobRecord | null = null
    for (const head of heads) {
      const job = head.jobs[head.at]
      if (!job) continue
      if (first === null || compareTurn(job, first, had) < 0) [best, first] = [head, job]
    }
    if (!best || !first) break
    best.at += 1
    order.push(first)
    had.charge(first.projectId, durationOf(first, null))
  }
  return order
}

function compareTurn(a: JobRecord, b: JobRecord, had: FairShares): number {
  return b.priority - a.priority || had.of(a.projectId) - had.of(b.projectId) || compareDue(a, b)
}

/** Which jobs go to which hosts now. Pure. Rules S1 to S9 of SPEC.md. */
export function assignJobs(input: ScheduleInput): readonly Assignment[] {
  if (!input.hosts.some(hasRoom)) return []
  return new Round(input).run()
}

function hasRoom(host: HostView): boolean {
  return host.ready && host.load < host.slots
}

/** One decision: what is worked out once, and what has been given out in it. */
class Round {
  readonly #input: ScheduleInput
  readonly #shares: FairShares
  readonly #hosts: Map<string, HostView>
  readonly #groups: Group[]
  /** Milliseconds of waiting work by model. */
  readonly #work = new Map<string, number>()
  #totalWork = 0
  readonly #allowed = new Map<string, boolean>()
  readonly #credit: number

  constructor(input: ScheduleInput) {
    this.#input = input
    this.#shares = input.shares.copy()
    this.#hosts = new Map(input.hosts.filter(({ ready }) => ready).map((host) => [host.id, host]))
    const byKind = new Map<string, JobRecord[]>()
    for (const job of input.waiting) {
      if (job.notBefore > input.now) continue
      addTo(byKind, groupKey(job), job)
    }
    this.#groups = [...byKind.values()].flatMap((jobs) => {
      const [first] = jobs.sort(compareDue)
      return first ? [{ jobs, first, next: 0 }] : []
    })
    let longest = 0
    for (const { jobs, first } of this.#groups) {
      const each = input.durationOf(first, null)
      longest = Math.max(longest, each)
      this.#work.set(first.model, (this.#work.get(first.model) ?? 0) + each * jobs.length)
    }
    for (const work of this.#work.values()) this.#totalWork += work
    this.#credit = longest * CREDIT
  }

  run(): readonly Assignment[] {
    const assignments: Assignment[] = []
    for (;;) {
      const next = this.#next()
      if (!next) return assignments
      const { host, group, job } = next
      assignments.push({ jobId: job.id, hostId: host.id })
      group.next += 1
      const ms = this.#input.durationOf(job, host.id)
      this.#shares.charge(job.projectId, ms)
      const work = this.#input.durationOf(job, null)
      this.#work.set(job.model, Math.max(0, (this.#work.get(job.model) ?? 0) - work))
      this.#totalWork = Math.max(0, this.#totalWork - work)
      const stays = host.loadedModel === job.model
      this.#hosts.set(host.id, {
        ...host,
        load: host.load + 1,
        busyMs: host.busyMs + ms,
        loadedModel: job.model,
        modelSince: stays ? host.modelSince : this.#input.now,
      })
    }
  }

  /** Hosts without work come first; among equally free ones first those that go on with the model they have. */
  #next(): { host: HostView; group: Group; job: JobRecord } | null {
    const free = [...this.#hosts.values()].filter(hasRoom)
    for (const load of [...new Set(free.map((host) => host.load))].sort((a, b) => a - b)) {
      const level = free.filter((host) => host.load === load)
      let switching: { host: HostView; group: Group; job: JobRecord } | null = null
      for (const host of level) {
        const choice = this.#choose(host)
        if (!choice) continue
        if (choice.job.model === host.loadedModel) return { host, ...choice }
        switching ??= { host, ...choice }
      }
      if (switching) return { ...switching, host: this.#bestOf(level, switching) }
    }
    return null
  }

  /** Of the equally free hosts that would have to load the model one that has it after all, else the fastest. */
  #bestOf(
    level: readonly HostView[],
    { host, group, job }: { host: HostView; group: Group; job: JobRecord },
  ): HostView {
    let best = host
    for (const other of level) {
      if (other === host || !this.#isAllowed(group, other)) continue
      if (this.#switchCost(other, job) < this.#switchCost(best, job)) best = other
    }
    return best
  }

  #switchCost(host: HostView, job: JobRecord): number {
    return host.loadedModel === job.model ? -1 : this.#input.durationOf(job, host.id)
  }

  #choose(host: HostView): Candidate | null {
    let priority = -Infinity
    const able: Candidate[] = []
    for (const group of this.#groups) {
      const job = group.jobs[group.next]
      if (!job || job.priority < priority || !this.#isAllowed(group, host)) continue
      if (this.#isSoonerElsewhere(group, job, host)) continue
      if (job.priority > priority) able.length = 0
      priority = job.priority
      able.push({ group, job })
    }
    if (able.length === 0) return null
    const least = Math.min(...able.map(({ job }) => this.#shares.of(job.projectId)))
    // Who is no further ahead than this may go first for the sake of a loaded model.
    const near = able
      .filter(({ job }) => this.#shares.of(job.projectId) <= least + this.#credit)
      .sort((a, b) => compareDue(a.job, b.job))
    const heads = firstOfEach(near)
    const isFree = ({ job }: Candidate): boolean => {
      const head = heads.get(job.projectId)?.job
      return head === job || head?.place === undefined
    }
    const goesOn = this.#soonest(
      host,
      near.filter((each) => each.job.model === host.loadedModel && isFree(each)),
    )
    const unserved = this.#soonest(
      host,
      near.filter((each) => isFree(each) && !this.#isLoaded(each.job.model)),
    )
    const isOver = this.#input.now - host.modelSince >= BATCH_MS
    if (goesOn && !(isOver && unserved)) return goesOn
    if (unserved) return unserved
    const first = this.#soonest(host, [...heads.values()])
    if (!first || first.job.place !== undefined) return first
    const needs = near.filter(({ job }) => job.projectId === first.job.projectId)
    return needs.reduce((best, each) => (this.#need(each.job.model) > this.#need(best.job.model) ? each : best), first)
  }

  /** Of the first candidate of each project that whose project would then have had least (rule S2). */
  #soonest(host: HostView, candidates: readonly Candidate[]): Candidate | null {
    let [soonest, least] = [null as Candidate | null, Infinity]
    for (const each of firstOfEach(candidates).values()) {
      const had = this.#shares.of(each.job.projectId) + this.#input.durationOf(each.job, host.id)
      if (had < least) [soonest, least] = [each, had]
    }
    return soonest
  }

  #isLoaded(model: string): boolean {
    return [...this.#hosts.values()].some((host) => host.loadedModel === model)
  }

  /** Whether a host that is busy now would be through with the job before this one, even after its part of all that waits. */
  #isSoonerElsewhere(group: Group, job: JobRecord, host: HostView): boolean {
    const here = host.busyMs + this.#input.durationOf(job, host.id)
    const before = this.#totalWork / this.#hosts.size
    if (before > here) return false
    for (const other of this.#hosts.values()) {
      if (other.id === host.id || !this.#isAllowed(group, other)) continue
      if (other.busyMs + before + this.#input.durationOf(job, other.id) < here) return true
    }
    return false
  }

  /** Waiting work of a model for each host that has it. */
  #need(model: string): number {
    const served = [...this.#hosts.values()].filter((host) => host.loadedModel === model).length
    return (this.#work.get(model) ?? 0) / (served + 1)
  }

  /** Rules S3 and S6. */
  #isAllowed(group: Group, host: HostView): boolean {
    const key = `${host.id} ${this.#groups.indexOf(group)}`
    const known = this.#allowed.get(key)
    if (known !== undefined) return known
    const { first } = group
    const isAble = (id: string): boolean =>
      (first.requestedHostId === null || first.requestedHostId === id) && this.#input.canRun(first, id)
    const allowed =
      isAble(host.id) &&
      (!first.failedHosts.includes(host.id) ||
        ![...this.#hosts.keys()].some((id) => !first.failedHosts.includes(id) && isAble(id)))
    this.#allowed.set(key, allowed)
    return allowed
  }
}

/** How far a project may get ahead of the one that has had least, in lengths of the longest job that waits. */
const CREDIT = 0.3

const groupKeys = new WeakMap<JobRecord, string>()

/** The same for jobs of one project that any host treats alike. */
function groupKey(job: JobRecord): string {
  const known = groupKeys.get(job)
  if (known !== undefined) return known
  const { projectId, priority, requestedHostId, failedHosts } = job
  const key = `${projectId} ${priority} ${requestedHostId} ${failedHosts.join()} ${jobShape(job)}`
  groupKeys.set(job, key)
  return key
}

/** The first of each project, in the order given. */
function firstOfEach(candidates: readonly Candidate[]): ReadonlyMap<string, Candidate> {
  const first = new Map<string, Candidate>()
  for (const each of candidates) if (!first.has(each.job.projectId)) first.set(each.job.projectId, each)
  return first
}

function addTo(lists: Map<string, JobRecord[]>, key: string, job: JobRecord): void {
  const list = lists.get(key)
  if (list) list.push(job)
  else lists.set(key, [job])
}
