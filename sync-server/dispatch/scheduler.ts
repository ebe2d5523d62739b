import type { JobRecord } from '#server/storage/job-store.ts'
import { FairShares } from './fair-shares.ts'
import { LearntDurations } from './learnt-durations.ts'
import { assignJobs, dueOrder, type Assignment, type HostView } from './schedule.ts'

/** What there is to decide on at one moment. */
export interface Moment {
  readonly waiting: readonly JobRecord[]
  /** Jobs that some host has. */
  readonly active: readonly JobRecord[]
  readonly hosts: readonly Omit<HostView, 'loadedModel' | 'modelSince' | 'busyMs'>[]
  readonly canRun: (job: JobRecord, hostId: string) => boolean
  /** Milliseconds since 1970. */
  readonly now: number
}

/**
 * The schedule with what it remembers: how long jobs take, what each project has had, and which model each host has
 * loaded. Does nothing by itself and has no clock. What is lost with the process is learnt again.
 */
export class Scheduler {
  readonly durations = new LearntDurations()
  #shares = new FairShares()
  readonly #models = new Map<string, { readonly model: string; readonly since: number }>()
  /** Time that was put on a project's account for a job that is under way. */
  readonly #charged = new Map<string, number>()

  /** Which jobs go to which hosts now. Nothing is noted: that is done when a job was really given out. */
  decide({ waiting, active, hosts, canRun, now }: Moment): readonly Assignment[] {
    if (waiting.length === 0 || !hosts.some((host) => host.ready && host.load < host.slots)) return []
    this.#admit(waiting, active)
    const busy = new Map<string, number>()
    for (const job of active) {
      if (job.hostId === null || job.state === 'storing') continue
      busy.set(job.hostId, (busy.get(job.hostId) ?? 0) + this.#leftOf(job, job.hostId, now))
    }
    const views = hosts.map((host) => {
      const loaded = this.#models.get(host.id)
      const busyMs = busy.get(host.id) ?? 0
      return { ...host, loadedModel: loaded?.model ?? null, modelSince: loaded?.since ?? 0, busyMs }
    })
    return assignJobs({ waiting, hosts: views, canRun, durationOf: this.#durationOf, shares: this.#shares, now })
  }

  /** A host has got a job, now or before this process began. */
  noteStarted(job: JobRecord, hostId: string, now: number): void {
    if (job.state !== 'storing' && this.#models.get(hostId)?.model !== job.model) {
      this.#models.set(hostId, { model: job.model, since: now })
    }
    if (this.#charged.has(job.id)) return
    const ms = this.#durationOf(job, hostId)
    this.#charged.set(job.id, ms)
    this.#shares.charge(job.projectId, ms)
  }

  /** A job is no longer under way. What it really took counts; what was never begun costs nothing. */
  noteEnded(job: JobRecord, now: number): void {
    const charged = this.#charged.get(job.id)
    if (job.state === 'done') this.durations.add([job])
    if (charged === undefined) return
    this.#charged.delete(job.id)
    const took = job.startedAt === null ? 0 : (job.finishedAt ?? now) - job.startedAt
    this.#shares.charge(job.projectId, took - charged)
  }

  /** Waiting jobs in the order in which they are due. */
  dueOrder(waiting: readonly JobRecord[], active: readonly JobRecord[]): readonly JobRecord[] {
    this.#admit(waiting, active)
    return dueOrder(waiting, this.#shares, this.#durationOf)
  }

  readonly #durationOf = (job: JobRecord, hostId: string | null): number => this.durations.of(job, hostId)

  /** Of a job that takes twice as long as expected nobody can tell when it ends. */
  #leftOf(job: JobRecord, hostId: string, now: number): number {
    const expected = this.#durationOf(job, hostId)
    const elapsed = job.startedAt === null ? 0 : now - job.startedAt
    return elapsed > 2 * expected ? Infinity : Math.max(0, expected - elapsed)
  }

  #admit(waiting: readonly JobRecord[], active: readonly JobRecord[]): void {
    const present = new Set<string>()
    for (const job of waiting) present.add(job.projectId)
    for (const job of active) present.add(job.projectId)
    this.#shares.admit(present)
  }
}
