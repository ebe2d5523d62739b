import type { EventHub } from '#server/services/event-hub.ts'
import type { JobRecord, JobStore } from '#server/storage/job-store.ts'
import { FINAL_STATES, type ServerEvent } from '#shared/protocol/jobs.ts'
import { nextJob, type JobEvent } from './job.ts'
import { jobToBody, type JobView } from './job-body.ts'
import type { JobNews, JobNewsChannel } from './job-news.ts'

/** A picture of a job that is being made. */
export interface JobPreview {
  readonly mime: string
  readonly bytes: Uint8Array
}

/** How far a run has come. */
export interface JobProgress {
  readonly step: number
  readonly steps: number
  /** 0 to 1. */
  readonly fraction: number
}

/** What only the rest of dispatch can tell of a job. */
export interface JobOutlook {
  readonly position: number | null
  readonly secondsLeft: number | null
  readonly waitsFor: string | null
}

/** What the ledger uses. */
export interface JobLedgerServices {
  readonly store: JobStore
  readonly events: EventHub
  readonly now: () => number
  /** The way to other servers that change the same jobs; null or absent where there are none. */
  readonly news?: JobNewsChannel | null
}

interface LiveJob {
  readonly progress: JobProgress
  readonly preview: JobPreview | null
  readonly previews: number
  /** Of which other servers have heard. */
  readonly toldPreviews: number
  readonly announcedAt: number
}

const FRESH: LiveJob = {
  progress: { step: 0, steps: 0, fraction: 0 },
  preview: null,
  previews: 0,
  toldPreviews: 0,
  announcedAt: 0,
}

/** Progress is told at most this often, in milliseconds; changes of state are told always. */
const PROGRESS_MS = 120

/**
 * The jobs and what becomes of them: every change is stored before anybody hears of it. Open jobs are kept in memory
 * too, so that deciding asks no disk. Rules L1 to L3 of SPEC.md.
 */
export class JobLedger {
  readonly #services: JobLedgerServices
  readonly #open = new Map<string, JobRecord>()
  readonly #live = new Map<string, LiveJob>()
  /** Jobs whose newest progress waits for its moment to be told. */
  readonly #toTell = new Set<string>()
  /** One change of a job at a time. */
  readonly #turns = new Map<string, Promise<unknown>>()
  /** Tells position, time left and what a job waits for. Set once by the dispatcher. */
  outlook: (job: JobRecord) => JobOutlook = () => ({ position: null, secondsLeft: null, waitsFor: null })
  /** Hears of each change that another server made. Set once by the dispatcher. */
  onLearned: (job: JobRecord) => void = () => {}

  constructor(services: JobLedgerServices) {
    this.#services = services
  }

  /** Reads the open jobs. */
  async load(): Promise<void> {
    for (const job of await this.#services.store.open()) this.#open.set(job.id, this.newest(job))
  }

  /** Jobs that are not at their end, in no order. */
  get open(): readonly JobRecord[] {
    return [...this.#open.values()]
  }

  openJob(id: string): JobRecord | null {
    return this.#open.get(id) ?? null
  }

  /** A job as it is stored now, whoever changed it last. */
  async find(id: string): Promise<JobRecord | null> {
    if (!this.#services.news) return this.#known(id)
    const job = await this.#services.store.get(id)
    if (job) this.learn(job)
    return job && this.newest(job)
  }

  /** The job, or what is known of it that is newer. */
  newest(job: JobRecord): JobRecord {
    const known = this.#open.get(job.id)
    return known && known.revision >= job.revision ? known : job
  }

  /** Takes a stored job as it is: another server may have changed it. Nothing is told of it that is known already. */
  learn(job: JobRecord): void {
    const known = this.#open.get(job.id)
    if (known ? known.revision >= job.revision : FINAL_STATES.has(job.state)) return
    this.#keep(job)
    // While news arrive, so do events; whoever changed it has told of it.
    if (!this.#services.news?.connected) this.#services.events.publishHere(this.#eventOf(job))
    if (FINAL_STATES.has(job.state)) this.#live.delete(job.id)
    this.onLearned(job)
  }

  /** Another server has forgotten the job. */
  forget(id: string): void {
    this.#open.delete(id)
    this.#live.delete(id)
  }

  /** Another server tells how far a run has come. It has told everybody's listeners already. */
  learnProgress({ id, progress, previews, preview }: Extract<JobNews, { kind: 'progress' }>): void {
    if (!this.#open.has(id)) return
    const live = this.#live.get(id) ?? FRESH
    this.#live.set(id, { ...live, progress, previews, toldPreviews: previews, preview: preview ?? live.preview })
  }

  /** Stores a new job and tells of it; a known id changes nothing. */
  async add(job: JobRecord): Promise<{ job: JobRecord; created: boolean }> {
    const added = await this.#services.store.add(job)
    if (added.created) this.#changed(added.job)
    return added
  }

  /** Lets something happen to a job. Resolves once it is stored and told; with null where it has no meaning now. */
  apply(id: string, event: JobEvent): Promise<JobRecord | null> {
    const before = this.#turns.get(id) ?? Promise.resolve()
    const turn = before.then(() => this.#applyNow(id, event))
    const settled = turn
      .catch(() => undefined)
      .then(() => {
        if (this.#turns.get(id) === settled) this.#turns.delete(id)
      })
    this.#turns.set(id, settled)
    return turn
  }

  /** Notes progress of a run, and tells of it: at once, or a moment after it was told last. It never falls within an attempt. */
  noteProgress(id: string, progress: JobProgress): void {
    const live = this.#live.get(id) ?? FRESH
    const fraction = Math.min(1, Math.max(live.progress.fraction, progress.fraction))
    this.#live.set(id, { ...live, progress: { ...progress, fraction } })
    this.#announceProgress(id)
  }

  notePreview(id: string, preview: JobPreview): void {
    const live = this.#live.get(id) ?? FRESH
    this.#live.set(id, { ...live, preview, previews: live.previews + 1 })
    this.#announceProgress(id)
  }

  progressOf(id: string): JobProgress {
    return (this.#live.get(id) ?? FRESH).progress
  }

  /** The newest picture of a job that is being made. */
  previewOf(id: string): JobPreview | null {
    return this.#live.get(id)?.preview ?? null
  }

  /** Tells of a job anew, because its place or its time left has changed. */
  announce(job: JobRecord): void {
    const live = this.#live.get(job.id)
    if (live) this.#live.set(job.id, { ...live, announcedAt: this.#services.now() })
    this.#services.events.publish(this.#eventOf(job))
  }

  /** What is known of a job beside its record. */
  view(job: JobRecord): JobView {
    const { progress, previews } = this.#live.get(job.id) ?? FRESH
    const outlook = this.outlook(job)
    return { ...progress, preview: previews, ...outlook }
  }

  /** Forgets a job that is at its end. Resolves with whether there was one. */
  async remove(job: JobRecord): Promise<boolean> {
    const removed = await this.#services.store.remove(job.id)
    if (!removed) return false
    this.#services.news?.tell({ kind: 'removed', id: job.id })
    this.#services.events.publish({ type: 'job-removed', id: job.id, project_id: job.projectId })
    return true
  }

  async #applyNow(id: string, event: JobEvent): Promise<JobRecord | null> {
    const { store, now } = this.#services
    for (;;) {
      const job = await this.#known(id)
      const next = job && nextJob(job, event, now())
      if (!job || !next) return null
      if (await store.save(next)) {
        this.#changed(next)
        return next
      }
      // Another process was faster: what it wrote is the ground to stand on.
      this.#open.delete(id)
    }
  }

  #changed(job: JobRecord): void {
    this.#keep(job)
    this.#services.news?.tell({ kind: 'changed', id: job.id, revision: job.revision })
    this.announce(job)
    if (FINAL_STATES.has(job.state)) this.#live.delete(job.id)
  }

  #keep(job: JobRecord): void {
    if (FINAL_STATES.has(job.state)) {
      this.#open.delete(job.id)
      return
    }
    // An attempt that begins anew has no progress yet.
    if (job.state === 'queued') this.#live.delete(job.id)
    this.#open.set(job.id, job)
  }

  async #known(id: string): Promise<JobRecord | null> {
    return this.#open.get(id) ?? this.#services.store.get(id)
  }

  #eventOf(job: JobRecord): Extract<ServerEvent, { type: 'job' }> {
    return { type: 'job', job: jobToBody(job, this.view(job)) }
  }

  #announceWithProgress(job: JobRecord): void {
    this.announce(job)
    const live = this.#live.get(job.id)
    if (!live || !this.#services.news) return
    const { progress, previews, toldPreviews, preview } = live
    const picture = previews > toldPreviews ? preview : null
    this.#services.news.tell({ kind: 'progress', id: job.id, progress, previews, preview: picture })
    this.#live.set(job.id, { ...live, toldPreviews: previews })
  }

  #announceProgress(id: string): void {
    const job = this.#open.get(id)
    const live = this.#live.get(id)
    if (!job || !live || this.#toTell.has(id)) return
    const rest = live.announcedAt + PROGRESS_MS - this.#services.now()
    if (rest <= 0) return this.#announceWithProgress(job)
    // The next step may be half a minute away: the last that was heard of is told in any case.
    this.#toTell.add(id)
    setTimeout(() => {
      this.#toTell.delete(id)
      const still = this.#open.get(id)
      if (still && this.#live.has(id)) this.#announceWithProgress(still)
    }, rest).unref()
  }
}
