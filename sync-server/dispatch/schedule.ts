import type { JobRecord } from '#server/storage/job-store.ts'

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
}

/** What there is to decide on. */
export interface ScheduleInput {
  /** Queued jobs. */
  readonly waiting: readonly JobRecord[]
  /** Jobs that some host has. */
  readonly active: readonly JobRecord[]
  readonly hosts: readonly HostView[]
  /** Whether a host has all that a job needs. */
  readonly canRun: (job: JobRecord, hostId: string) => boolean
  /** Milliseconds since 1970. */
  readonly now: number
}

/** One job for one host. */
export interface Assignment {
  readonly jobId: string
  readonly hostId: string
}

/** A job that waits longer than this, in milliseconds, is no longer overtaken for the sake of a loaded model. */
const PATIENCE_MS = 10 * 60_000

/**
 * The order in which waiting jobs are due: by priority; among equals by turns between projects, each counted with the
 * jobs that it already has under way; then by age. Rules S1 and S2 of SPEC.md.
 */
export function dueOrder(waiting: readonly JobRecord[], active: readonly JobRecord[]): readonly JobRecord[] {
  const turns = new Map<string, number>()
  const count = (projectId: string): number => {
    const turn = turns.get(projectId) ?? 0
    turns.set(projectId, turn + 1)
    return turn
  }
  for (const job of active) count(job.projectId)
  const byAge = [...waiting].sort((a, b) => b.priority - a.priority || compareAge(a, b))
  const ranked = byAge.map((job) => ({ job, turn: count(job.projectId) }))
  ranked.sort((a, b) => b.job.priority - a.job.priority || a.turn - b.turn || compareAge(a.job, b.job))
  return ranked.map(({ job }) => job)
}

/** Which jobs go to which hosts now. Pure. Rules S1 to S7 of SPEC.md. */
export function assignJobs(input: ScheduleInput): readonly Assignment[] {
  const { now } = input
  const hosts = new Map(input.hosts.map((host) => [host.id, { ...host }]))
  const due = dueOrder(input.waiting, input.active).filter((job) => job.notBefore <= now)
  const taken = new Set<string>()
  const assignments: Assignment[] = []
  const assign = (job: JobRecord, host: HostView): void => {
    taken.add(job.id)
    assignments.push({ jobId: job.id, hostId: host.id })
    hosts.set(host.id, { ...host, load: host.load + 1, loadedModel: job.model })
  }
  for (const job of due) {
    // One that overtakes leaves its elder unserved: the elder is looked at again for the next place.
    while (!taken.has(job.id)) {
      const host = bestHost(job, [...hosts.values()], input)
      if (!host) break
      assign(overtaker(job, host, due, taken, input) ?? job, host)
    }
  }
  return assignments
}

/** A host without work and with the model loaded, else one without work, else one with room for a job ahead. */
function bestHost(job: JobRecord, hosts: readonly HostView[], input: ScheduleInput): HostView | null {
  const able = hosts.filter(
    (host) =>
      (job.requestedHostId === null || job.requestedHostId === host.id) && host.ready && input.canRun(job, host.id),
  )
  const fresh = able.filter((host) => !job.failedHosts.includes(host.id))
  const free = (fresh.length > 0 ? fresh : able).filter((host) => host.load < host.slots)
  const cost = (host: HostView): number => host.load * 2 + (host.loadedModel === job.model ? 0 : 1)
  return free.reduce<HostView | null>((best, host) => (best && cost(best) <= cost(host) ? best : host), null)
}

/** A younger job of the same project and priority whose model the host has loaded, while the elder has patience. */
function overtaker(
  elder: JobRecord,
  host: HostView,
  due: readonly JobRecord[],
  taken: ReadonlySet<string>,
  input: ScheduleInput,
): JobRecord | null {
  if (host.loadedModel === null || host.loadedModel === elder.model) return null
  if (input.now - elder.createdAt > PATIENCE_MS) return null
  const found = due.find(
    (job) =>
      !taken.has(job.id) &&
      job.model === host.loadedModel &&
      job.projectId === elder.projectId &&
      job.priority === elder.priority &&
      bestHost(job, [host], input) !== null,
  )
  return found ?? null
}

function compareAge(a: JobRecord, b: JobRecord): number {
  return a.createdAt - b.createdAt || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
}
