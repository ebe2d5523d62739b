import { FINAL_STATES } from '#shared/protocol/jobs.ts'
import type { GenerationRequest, Job, JobParams } from '#shared/protocol/jobs.ts'
import { ApiError } from '../api/api-client.ts'
import type { ApiClient } from '../api/api-client.ts'
import type { JobsCache } from '../storage/jobs-cache.ts'
import type { OutboxItem } from '../storage/outbox-store.ts'
import type { Outbox, OutboxOutcome } from '../sync/outbox.ts'
import type { ServerLink } from './server-link.ts'
import type { SessionClock } from './session-clock.ts'
import { derived, writable } from './store.ts'
import type { Readable } from './store.ts'

/** What the jobs store works with. */
export interface JobsStoreServices {
  readonly api: Pick<ApiClient, 'listJobs'>
  readonly cache: JobsCache
  readonly outbox: Outbox
  readonly server: ServerLink
  readonly clock: SessionClock
}

/** Jobs that nobody needs to see any more are forgotten after so many. */
const KEPT_JOBS = 500

/**
 * Every job this device knows: as the server tells of it, or, until the server has it, as the outbox keeps it. Works
 * from its cache while the server is away.
 */
export class JobsStore {
  readonly #services: JobsStoreServices
  readonly #known = writable<ReadonlyMap<string, Job>>(new Map())
  /** Jobs newest first. A job keeps its identity while nothing about it changes. */
  readonly all: Readable<readonly Job[]>
  readonly #waitingById = new Map<string, { item: OutboxItem; job: Job }>()

  constructor(services: JobsStoreServices) {
    this.#services = services
    this.all = derived([this.#known, services.outbox.items], () => this.#merge())
  }

  /** Reads the cache, then follows the server. Returns the way to stop. */
  async start(): Promise<() => void> {
    const cached = await this.#services.cache.list()
    this.#known.set(new Map(cached.map((job) => [job.id, job])))
    const stop = this.#services.server.onEvent((event) => {
      if (event.type === 'hello') void this.refresh()
      if (event.type === 'job') void this.#take([event.job])
      if (event.type === 'job-removed') void this.#drop(event.id)
    })
    void this.refresh()
    return stop
  }

  /**
   * Asks for a take: kept on this device at once, sent when the server can be reached. Returns the id of the job, which
   * is also that of the take to come.
   */
  async request(projectId: string, request: Omit<GenerationRequest, 'id'>): Promise<string> {
    const id = this.#services.clock.newId()
    await this.#services.outbox.addJob(projectId, { ...request, id })
    return id
  }

  /** Calls a job off, wherever it is. */
  cancel(job: Job): Promise<void> {
    return this.#services.outbox.cancelJob(job.project_id, job.id)
  }

  /**
   * Runs a failed or cancelled job again as a new one, with changed parameters where given. The old one keeps its
   * reason. Returns the id of the new job.
   */
  retry(job: Job, params: JobParams = {}): Promise<string> {
    return this.request(job.project_id, {
      clip_id: job.clip_id,
      server_id: job.server_id,
      prompt: job.prompt,
      negative_prompt: job.negative_prompt,
      model: job.model,
      generation_type: job.generation_type,
      params: { ...job.params, ...params },
      priority: job.priority,
      requested_by: job.requested_by,
    })
  }

  /** Asks the server for all jobs. Being offline is no failure here: the cache stays in use. */
  async refresh(): Promise<void> {
    try {
      const jobs = await this.#services.api.listJobs()
      this.#services.server.noteAnswer()
      const listed = new Set(jobs.map((job) => job.id))
      const gone = [...this.#known.get().keys()].filter((id) => !listed.has(id) && !this.#isLocalFailure(id))
      this.#known.update((known) => new Map([...known].filter(([id]) => !gone.includes(id))))
      await this.#services.cache.remove(gone)
      await this.#take(jobs)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
    }
  }

  /** Hears how a request left the outbox; a refused job stays visible as failed, with the server's words. */
  noteOutcome({ item, refusal }: OutboxOutcome): void {
    if (item.request.kind !== 'job') return
    const job = waitingJob(item, item.request.job)
    if (!refusal) {
      if (!this.#known.get().has(job.id)) void this.#take([job])
      return
    }
    const words = refusal.problem?.errors.map(({ path, message }) => `${path}: ${message}`).join('\n') ?? ''
    const finished_at = new Date(this.#services.clock.now()).toISOString()
    const error = { message: refusal.message, detail: words, fix: null }
    void this.#take([{ ...job, status: 'failed', error, finished_at }])
  }

  #isLocalFailure(id: string): boolean {
    const job = this.#known.get().get(id)
    return job?.status === 'failed' && job.attempts === 0 && job.started_at === null
  }

  async #take(jobs: readonly Job[]): Promise<void> {
    const known = this.#known.get()
    const changed = jobs.filter((job) => {
      const before = known.get(job.id)
      return !before || JSON.stringify(before) !== JSON.stringify(job)
    })
    if (changed.length === 0) return
    this.#known.set(new Map([...known, ...changed.map((job) => [job.id, job] as const)]))
    await this.#services.cache.put(changed)
    await this.#forgetOld()
  }

  async #drop(id: string): Promise<void> {
    this.#known.update((known) => new Map([...known].filter(([other]) => other !== id)))
    await this.#services.cache.remove([id])
  }

  async #forgetOld(): Promise<void> {
    const finished = [...this.#known.get().values()].filter((job) => FINAL_STATES.has(job.status)).sort(newestFirst)
    const old = finished.slice(KEPT_JOBS).map((job) => job.id)
    if (old.length === 0) return
    const forgotten = new Set(old)
    this.#known.update((known) => new Map([...known].filter(([id]) => !forgotten.has(id))))
    await this.#services.cache.remove(old)
  }

  #merge(): readonly Job[] {
    const known = this.#known.get()
    const waiting = this.#services.outbox.items.get().flatMap((item) => {
      if (item.request.kind !== 'job' || known.has(item.request.job.id)) return []
      const before = this.#waitingById.get(item.id)
      if (before?.item === item) return [before.job]
      const job = waitingJob(item, item.request.job)
      this.#waitingById.set(item.id, { item, job })
      return [job]
    })
    return [...waiting, ...known.values()].sort(newestFirst)
  }
}

function newestFirst(a: Job, b: Job): number {
  return a.created_at === b.created_at ? (a.id < b.id ? 1 : -1) : a.created_at < b.created_at ? 1 : -1
}

/** A request that the server does not have yet, as a job. */
function waitingJob(item: OutboxItem, request: GenerationRequest & { id: string }): Job {
  return {
    id: request.id,
    project_id: item.projectId,
    clip_id: request.clip_id,
    server_id: request.server_id,
    assigned_server_id: null,
    assigned_server_name: null,
    prompt: request.prompt,
    negative_prompt: request.negative_prompt,
    model: request.model,
    model_type: request.params.model_type ?? null,
    generation_type: request.generation_type,
    params: request.params,
    priority: request.priority,
    status: 'queued',
    progress: { step: 0, steps: 0, fraction: 0, seconds_left: null, preview: 0 },
    position: null,
    error: null,
    attempts: 0,
    max_attempts: 1,
    take_id: null,
    media: null,
    requested_by: request.requested_by,
    created_at: new Date(item.createdAt).toISOString(),
    started_at: null,
    finished_at: null,
  }
}
