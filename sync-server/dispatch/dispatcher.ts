import type { Leadership } from '#server/services/leadership.ts'
import type { Service } from '#server/services/service.ts'
import type { JobFilter, JobRecord } from '#server/storage/job-store.ts'
import { SKETCH_MODEL } from '#shared/model/settings.ts'
import { FINAL_STATES, type GenerationRequest, type Job, type JobParams, type JobState } from '#shared/protocol/jobs.ts'
import type { Backend } from './backend.ts'
import type { HostPool } from './host-pool.ts'
import { canRetry, retriedJob } from './job.ts'
import { jobToBody } from './job-body.ts'
import type { JobLedger, JobPreview } from './job-ledger.ts'
import { runJob, type JobRunnerServices } from './job-runner.ts'
import { JobRunners } from './job-runners.ts'
import { Machines } from './machines.ts'
import { JobRefused, prepareJob, type PrepareServices } from './prepare-job.ts'
import type { PullWorkers } from './pull-workers.ts'
import type { QueueSwitch } from './queue-switch.ts'
import { QueueOutlook } from './queue-outlook.ts'
import { REMEMBERED_JOBS } from './learnt-durations.ts'
import { Scheduler } from './scheduler.ts'
import { SKETCH_HOST_ID } from './sketch-backend.ts'
import { TakeBack, type TakeBackServices } from './take-back.ts'

/** What the dispatcher uses. */
export interface DispatcherServices
  extends Omit<JobRunnerServices, 'hasOtherHost' | 'hostAnswers' | 'mayBegin'>, Omit<PrepareServices, 'hosts'> {
  readonly ledger: JobLedger
  readonly store: {
    list(filter: JobFilter): Promise<readonly JobRecord[]>
    counts(): Promise<Partial<Record<JobState, number>>>
  }
  readonly hosts: HostPool
  readonly workers: PullWorkers
  readonly queueSwitch: QueueSwitch
  readonly comfyui: Backend & TakeBackServices['comfyui']
  readonly sketch: Backend
  readonly pull: Backend
  /** Which of the servers that share the jobs gives them out. */
  readonly leadership: Leadership
  /** Brings the ledger level with what other servers have stored; null where there are none. */
  readonly sync: (() => Promise<void>) | null
}

/** How the queue does as a whole. */
export interface QueueState {
  readonly counts: Partial<Record<JobState, number>>
  /** When all that is open is likely to be done, in milliseconds since 1970; null where nothing is, or nobody can tell. */
  readonly finishAt: number | null
  /** Open jobs that no host takes now. */
  readonly blocked: number
}

/** Places in the line that are told of at once when they change. */
const TOLD_PLACES = 50
/** Milliseconds in which hosts may still be told of cancelled jobs when the server stops. */
const CANCEL_GRACE_MS = 2_000
/** Milliseconds until a job is taken up again that was left because its storage did not answer. */
const TAKE_UP_MS = 2_000

/** Sends jobs to hosts and brings their results home as takes. See SPEC.md. */
export class Dispatcher implements Service {
  readonly name = 'dispatch'
  readonly #services: DispatcherServices
  readonly #runners = new JobRunners()
  readonly #cancelling = new Set<Promise<void>>()
  readonly #takeBack: TakeBack
  /** Ends what is still being called off when the server stops. */
  readonly #patience = new AbortController()
  readonly #machines: Machines
  readonly #told = new Map<string, string>()
  readonly #scheduler = new Scheduler()
  #outlook: QueueOutlook | null = null
  #unsubscribe: (() => void)[] = []
  #timer: NodeJS.Timeout | undefined
  #leading = false
  #deciding: Promise<void> | null = null
  #again = false

  constructor(services: DispatcherServices) {
    this.#services = services
    this.#machines = new Machines(services)
    this.#takeBack = new TakeBack({
      ...services,
      endHere: (id) => this.#runners.end(id, 'The job was taken back'),
      left: () => this.#poke(),
      signal: this.#patience.signal,
    })
    services.ledger.outlook = (job) => this.#currentOutlook().of(job)
    services.ledger.onLearned = (job) => this.#learned(job)
  }

  /** Gives out the jobs as soon as it is this process that does so; until then another one does. */
  async run(): Promise<void> {
    const { ledger, hosts, leadership, queueSwitch } = this.#services
    await Promise.all([ledger.load(), queueSwitch.sync()])
    queueSwitch.onChange = () => this.#poke()
    this.#scheduler.durations.add(await this.#services.store.list({ states: ['done'], limit: REMEMBERED_JOBS }))
    this.#unsubscribe = [hosts.onChange(() => this.#poke())]
    await leadership.start({ begin: () => this.#begin(), end: () => this.#end('Another server has taken over') })
  }

  /** Lets go of the jobs where they are: what runs on a host runs on there, and is found again. */
  async drain(): Promise<void> {
    for (const unsubscribe of this.#unsubscribe) unsubscribe()
    await this.#end('The server is stopping')
    await this.#services.leadership.stop()
    const grace = setTimeout(() => this.#patience.abort(new Error('The server is stopping')), CANCEL_GRACE_MS)
    await Promise.all(this.#cancelling)
    clearTimeout(grace)
  }

  async stop(): Promise<void> {
    clearTimeout(this.#timer)
  }

  /** Takes up every job where it stands. */
  async #begin(): Promise<void> {
    const { hosts, sync } = this.#services
    await sync?.()
    this.#leading = true
    hosts.setActive(true)
    this.#takeUp()
    this.#poke()
  }

  #takeUp(): void {
    if (!this.#leading) return
    for (const job of this.#services.ledger.open) {
      if (job.state !== 'queued' && !this.#runners.has(job.id) && !this.#takeBack.has(job.id)) this.#start(job)
    }
  }

  async #end(reason: string): Promise<void> {
    this.#leading = false
    clearTimeout(this.#timer)
    await this.#deciding
    await this.#runners.stopAll(reason)
    this.#services.hosts.setActive(false)
  }

  /** Another server has changed a job: called it off, moved it in the line, or asked for it. */
  #learned(job: JobRecord): void {
    this.#forget(job)
    if (FINAL_STATES.has(job.state)) this.#runners.stop(job.id, 'The job has ended')
    if (FINAL_STATES.has(job.state)) this.#scheduler.noteEnded(job, this.#services.now())
    if (!this.#leading) return
    // Its server may have assigned it with its last breath, after this one had looked at what there is.
    this.#takeUp()
    this.#poke()
  }

  /** Asks for a take; asking twice with one id makes one job. Throws `JobRefused` for what can never run. */
  async submit(request: GenerationRequest): Promise<{ job: Job; created: boolean }> {
    const known = request.id === undefined ? null : await this.#services.ledger.find(request.id)
    if (known && known.clipId !== request.clip_id) {
      throw new JobRefused('conflict', 'Another clip has a job with this id', 'id')
    }
    if (known) return { job: this.#body(known), created: false }
    await this.#services.hosts.sync()
    return this.#add(await this.prepare(request))
  }

  /** The job that a request would make; nothing is stored. Throws `JobRefused` for what can never run. */
  prepare(request: GenerationRequest): Promise<JobRecord> {
    return prepareJob(request, { ...this.#services, hosts: () => this.#machines.candidates() })
  }

  /** Waiting jobs that may be begun now, in the order in which they are due. */
  due(): readonly JobRecord[] {
    const now = this.#services.now()
    if (this.#services.queueSwitch.paused) return []
    return this.#currentOutlook().due.filter((job) => job.notBefore <= now)
  }

  /** A pull worker has taken a job, or handed one in. */
  taken(): void {
    this.#poke()
    this.#takeUp()
  }

  /** Whether a host that has not failed at a job could run it. */
  otherHostFor(job: JobRecord): boolean {
    return this.#machines.hasOtherHost(job)
  }

  /** Tries an ended job again as a new one. `id` makes asking twice one job. Throws `JobRefused`; null: no such job. */
  async retry(jobId: string, params: JobParams = {}, id?: string): Promise<{ job: Job; created: boolean } | null> {
    const job = await this.#services.ledger.find(jobId)
    if (!job) return null
    if (!canRetry(job)) {
      throw new JobRefused('conflict', `Only a failed or cancelled job can be tried again. This one is ${job.state}`)
    }
    return this.#add(retriedJob(job, id ?? this.#services.newId(), params, this.#services.now()))
  }

  /** Calls a job off, wherever it is. A job at its end stays as it is. Null: no such job. */
  async cancel(id: string): Promise<Job | null> {
    const cancelled = await this.#services.ledger.apply(id, { type: 'cancel' })
    if (!cancelled) return this.get(id)
    this.#runners.stop(id, 'The job was cancelled')
    this.#forget(cancelled)
    if (cancelled.run !== null) {
      const cancelling = this.#backendOf(cancelled)
        .cancel(cancelled, this.#patience.signal)
        .catch((error: unknown) => {
          this.#services.logger.warn({ job: id, err: error }, 'a cancelled job may still run on its host')
        })
        .finally(() => this.#cancelling.delete(cancelling))
      this.#cancelling.add(cancelling)
    }
    return this.#body(cancelled)
  }

  /** Moves a waiting job in the line. Null: no such job. */
  async prioritise(id: string, priority: number): Promise<Job | null> {
    const job = await this.#services.ledger.apply(id, { type: 'prioritise', priority })
    if (job) this.#poke()
    return this.get(id)
  }

  /** Forgets a job; one that is under way is called off first. Resolves with whether there was one. */
  async remove(id: string): Promise<boolean> {
    await this.cancel(id)
    const job = await this.#services.ledger.find(id)
    if (!job) return false
    if (!['done', 'failed', 'cancelled'].includes(job.state)) {
      throw new JobRefused('conflict', 'This job is just being stored as a take. Try again in a moment')
    }
    return this.#services.ledger.remove(job)
  }

  /** Forgets all jobs in the given final states; resolves with how many. */
  async clear(states: readonly ('done' | 'failed' | 'cancelled')[], projectId?: string): Promise<number> {
    const filter: JobFilter = { states, limit: 500, ...(projectId !== undefined && { projectId }) }
    for (let removed = 0; ;) {
      const jobs = await this.#services.store.list(filter)
      if (jobs.length === 0) return removed
      for (const job of jobs) if (await this.#services.ledger.remove(job)) removed += 1
    }
  }

  async get(id: string): Promise<Job | null> {
    const job = await this.#services.ledger.find(id)
    return job && this.#body(job)
  }

  async list(filter: JobFilter): Promise<readonly Job[]> {
    const jobs = await this.#services.store.list(filter)
    // Memory is ahead of a list that was read a moment ago.
    return jobs.map((job) => this.#body(this.#services.ledger.newest(job)))
  }

  /** The newest picture of a job that is being made. */
  preview(id: string): JobPreview | null {
    return this.#services.ledger.previewOf(id)
  }

  async status(): Promise<QueueState> {
    const { ledger } = this.#services
    const outlook = this.#currentOutlook()
    const counts = await this.#services.store.counts()
    const blocked = outlook.due.filter((job) => outlook.of(job).waitsFor !== null)
    const finishAt = ledger.open.length === blocked.length ? null : outlook.forecast().allAt
    return { counts, finishAt, blocked: blocked.length }
  }

  /** Jobs that each host has. */
  loadOf(hostId: string): { readonly running: number; readonly waiting: number } {
    return this.#machines.loadOf(hostId)
  }

  async #add(job: JobRecord): Promise<{ job: Job; created: boolean }> {
    this.#outlook = null
    const added = await this.#services.ledger.add(job)
    if (added.job.clipId !== job.clipId) {
      throw new JobRefused('conflict', 'Another clip has a job with this id', 'id')
    }
    if (added.created) this.#poke()
    return { job: this.#body(added.job), created: added.created }
  }

  #body(job: JobRecord): Job {
    return jobToBody(job, this.#services.ledger.view(job))
  }

  #currentOutlook(): QueueOutlook {
    const { ledger, hosts, workers, now } = this.#services
    if (this.#outlook) return this.#outlook
    const { open } = ledger
    const jobs = (queued: boolean): JobRecord[] => open.filter((job) => (job.state === 'queued') === queued)
    this.#outlook = new QueueOutlook({
      open,
      due: () => this.#scheduler.dueOrder(jobs(true), jobs(false)),
      ready: () => this.#machines.views().flatMap(({ id, ready }) => (ready ? id : [])),
      paused: this.#services.queueSwitch.paused,
      hosts: hosts.list(),
      canRun: this.#machines.canRun,
      pulls: (job) => workers.someTake(job),
      fractionOf: (id) => ledger.progressOf(id).fraction,
      durations: this.#scheduler.durations,
      now,
    })
    return this.#outlook
  }

  /** Decides soon what goes where; calls while it decides lead to one more decision. */
  #poke(): void {
    this.#outlook = null
    if (!this.#leading) return
    if (this.#deciding) {
      this.#again = true
      return
    }
    this.#deciding = this.#decide()
      .catch((error: unknown) => this.#services.logger.error({ err: error }, 'the schedule could not be worked out'))
      .finally(() => {
        this.#deciding = null
        if (this.#again) {
          this.#again = false
          this.#poke()
        }
      })
  }

  async #decide(): Promise<void> {
    const { ledger, hosts, queueSwitch } = this.#services
    // One moment for all of it: what was too early for the decision is what the next one is for.
    const now = this.#services.now()
    clearTimeout(this.#timer)
    const waiting = ledger.open.filter((job) => job.state === 'queued')
    const active = ledger.open.filter((job) => job.state !== 'queued')
    this.#takeBack.look()
    const assignments = this.#scheduler.decide({
      waiting,
      active,
      hosts: queueSwitch.paused ? [] : this.#machines.views(),
      canRun: this.#machines.canRun,
      now,
    })
    for (const { jobId, hostId } of assignments) {
      const hostName = hostId === SKETCH_HOST_ID ? 'Sketch' : (hosts.get(hostId)?.record.name ?? '')
      const job = await ledger.apply(jobId, { type: 'assign', hostId, hostName })
      if (job && this.#leading) this.#start(job)
    }
    this.#outlook = null
    this.#tellPlaces()
    const later = waiting.map((job) => job.notBefore - now).filter((ms) => ms > 0)
    if (later.length > 0) this.#timer = setTimeout(() => this.#poke(), Math.min(...later))
  }

  /** Tells the jobs in front of the line where they stand now. */
  #tellPlaces(): void {
    const { ledger } = this.#services
    const outlook = this.#currentOutlook()
    for (const job of outlook.due.slice(0, TOLD_PLACES)) {
      const { position, waitsFor } = outlook.of(job)
      const words = `${position} ${waitsFor}`
      if (this.#told.get(job.id) === words) continue
      this.#told.set(job.id, words)
      ledger.announce(job)
    }
  }

  #start(job: JobRecord): void {
    if (job.hostId !== null) this.#scheduler.noteStarted(job, job.hostId, this.#services.now())
    const services = {
      ...this.#services,
      hasOtherHost: (failed: JobRecord) => this.otherHostFor(failed) || this.#services.workers.someTake(failed),
      hostAnswers: (asked: JobRecord, signal: AbortSignal) => this.#machines.answers(asked, signal),
      mayBegin: () => this.#services.leadership.holds,
    }
    this.#runners.start(
      job.id,
      (signal) => runJob(job, this.#backendOf(job), services, signal),
      (error) => this.#left(job.id, error),
    )
  }

  async #left(id: string, error: unknown): Promise<void> {
    const { ledger, logger } = this.#services
    if (error) {
      logger.error({ job: id, err: error }, 'a job was left as it was')
      setTimeout(() => this.#takeUp(), TAKE_UP_MS).unref()
    }
    const job = await ledger.find(id).catch(() => null)
    if (job) this.#forget(job)
    if (job && (job.state === 'queued' || FINAL_STATES.has(job.state)))
      this.#scheduler.noteEnded(job, this.#services.now())
    // Another worker may have come for it in the moment in which the watch over the first one ended.
    if (!error && job && job.leaseEndsAt !== null) this.#takeUp()
    this.#poke()
  }

  #forget(job: JobRecord): void {
    if (job.state !== 'queued') this.#told.delete(job.id)
    this.#outlook = null
  }

  #backendOf(job: JobRecord): Backend {
    if (job.leaseEndsAt !== null) return this.#services.pull
    return job.model === SKETCH_MODEL ? this.#services.sketch : this.#services.comfyui
  }
}
