import type { EventHub } from '#server/services/event-hub.ts'
import type { Service } from '#server/services/service.ts'
import type { JobRecord } from '#server/storage/job-store.ts'
import type { PullWorkerRecord, PullWorkerStore } from '#server/storage/pull-worker-store.ts'
import { SKETCH_MODEL } from '#shared/model/settings.ts'
import type { JobNewsChannel } from './job-news.ts'

/** What the registry of pull workers uses. */
export interface PullWorkersServices {
  readonly store: PullWorkerStore
  readonly events: EventHub
  readonly now: () => number
  /** The way to other servers; null where there are none. */
  readonly news: JobNewsChannel | null
}

/** A worker's sign of life is stored at most this often, in milliseconds. */
const NOTE_MS = 10_000
/** Leases without a word from it after which a worker counts as away. */
const SILENT_LEASES = 3

/** Whether a worker takes a job: of its kind, with a model that it has, and meant for it or for anybody. */
export function workerTakes(
  worker: PullWorkerRecord,
  job: Pick<JobRecord, 'kind' | 'model' | 'requestedHostId'>,
): boolean {
  return (
    job.model !== SKETCH_MODEL &&
    (job.requestedHostId === null || job.requestedHostId === worker.id) &&
    worker.kinds.includes(job.kind) &&
    (worker.models === null || worker.models.includes(job.model))
  )
}

/** The machines that fetch their jobs themselves. Rules W1 and W2 of SPEC.md. */
export class PullWorkers implements Service {
  readonly name = 'pull workers'
  readonly #services: PullWorkersServices
  #workers = new Map<string, PullWorkerRecord>()

  constructor(services: PullWorkersServices) {
    this.#services = services
  }

  run(): Promise<void> {
    return this.sync()
  }

  async drain(): Promise<void> {}

  async stop(): Promise<void> {}

  /** Brings the workers level with those that came to other servers. */
  async sync(): Promise<void> {
    this.#workers = new Map((await this.#services.store.list()).map((worker) => [worker.id, worker]))
  }

  list(): readonly PullWorkerRecord[] {
    return [...this.#workers.values()]
  }

  get(id: string): PullWorkerRecord | null {
    return this.#workers.get(id) ?? null
  }

  /** Whether a worker has been heard of lately. */
  isHere(worker: PullWorkerRecord): boolean {
    return this.#services.now() - worker.lastSeenAt <= worker.leaseSeconds * 1000 * SILENT_LEASES
  }

  /** Whether some worker that is here takes the job, those left out that have failed at it. */
  someTake(job: JobRecord, exceptId?: string): boolean {
    return this.list().some(
      (worker) =>
        worker.id !== exceptId &&
        !job.failedHosts.includes(worker.id) &&
        this.isHere(worker) &&
        workerTakes(worker, job),
    )
  }

  /** Registers a worker, or what has changed of it. */
  async put(worker: PullWorkerRecord): Promise<void> {
    await this.#services.store.put(worker)
    this.#workers.set(worker.id, worker)
    this.#services.news?.tell({ kind: 'hosts' })
    this.#services.events.publish({ type: 'servers' })
  }

  /** Notes that a worker has asked for something. */
  async noteSeen(worker: PullWorkerRecord): Promise<void> {
    const { store, now } = this.#services
    if (now() - worker.lastSeenAt < NOTE_MS) return
    const seen = { ...worker, lastSeenAt: now() }
    this.#workers.set(worker.id, seen)
    await store.put(seen)
  }

  /** Forgets a worker; resolves with whether there was one. */
  async remove(id: string): Promise<boolean> {
    const removed = await this.#services.store.remove(id)
    this.#workers.delete(id)
    this.#services.news?.tell({ kind: 'hosts' })
    if (removed) this.#services.events.publish({ type: 'servers' })
    return removed
  }
}
