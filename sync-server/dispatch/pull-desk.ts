import type { JobRecord } from '#server/storage/job-store.ts'
import type { PullWorkerRecord } from '#server/storage/pull-worker-store.ts'
import { FINAL_STATES, type JobError } from '#shared/protocol/jobs.ts'
import { DEFAULT_LEASE_SECONDS, type RegisterWorkerBody } from '#shared/protocol/pull-workers.ts'
import type { z } from 'zod'
import {
  CollectFailed,
  storeHandedIn,
  writeFurtherTakes,
  writeTake,
  type CollectServices,
  type HandedInFile,
} from './collect-take.ts'
import type { Dispatcher } from './dispatcher.ts'
import { holdsLease } from './job.ts'
import type { JobLedger } from './job-ledger.ts'
import { JobRefused } from './prepare-job.ts'
import { workerTakes, type PullWorkers } from './pull-workers.ts'

/** What the desk uses. */
export interface PullDeskServices extends CollectServices {
  readonly ledger: JobLedger
  readonly dispatcher: Pick<Dispatcher, 'due' | 'taken' | 'otherHostFor'>
  readonly workers: PullWorkers
  /** The name of a registered ComfyUI server; null where there is none with this id. */
  readonly hostName: (id: string) => string | null
}

/** A job with its lease. */
export interface Lease {
  readonly job: JobRecord
  /** Milliseconds since 1970. */
  readonly endsAt: number
}

/** What a worker brings back. */
export type HandIn =
  | { readonly kind: 'outputs'; readonly files: readonly HandedInFile[]; readonly fps: number | null }
  | { readonly kind: 'error'; readonly error: JobError; readonly retry: boolean }

/** Milliseconds before a job that a worker failed at may be taken again. */
const RETRY_MS = 1000

/** Where machines that this server cannot reach fetch jobs and hand in what came of them. Rules W1 to W8 of SPEC.md. */
export class PullDesk {
  readonly #services: PullDeskServices

  constructor(services: PullDeskServices) {
    this.#services = services
  }

  /** Registers a worker under its own id, or changes it. */
  async register(
    id: string,
    input: z.output<typeof RegisterWorkerBody>,
  ): Promise<{ worker: PullWorkerRecord; created: boolean }> {
    const { workers, hostName, now } = this.#services
    await workers.sync()
    const known = workers.get(id)
    const worker: PullWorkerRecord = {
      id,
      name: input.name ?? known?.name ?? hostName(id) ?? `Worker ${id.slice(0, 8)}`,
      models: input.models ?? null,
      kinds: input.generation_types ?? ['image', 'video'],
      leaseSeconds: input.lease_seconds ?? DEFAULT_LEASE_SECONDS,
      createdAt: known?.createdAt ?? now(),
      lastSeenAt: now(),
    }
    await workers.put(worker)
    return { worker, created: !known }
  }

  /** The job that a worker has now. */
  jobOf(workerId: string): JobRecord | null {
    return this.#services.ledger.open.find((job) => holdsLease(job, workerId)) ?? null
  }

  /**
   * The next job for a worker, leased to it. One that has a job gets the same again, for longer: so an answer that got
   * lost costs nothing, and asking is the sign of life. Null: nothing to do.
   */
  async next(id: string): Promise<Lease | null> {
    const { ledger, dispatcher, workers, now } = this.#services
    const worker = await this.#known(id)
    await workers.noteSeen(worker)
    const endsAt = now() + worker.leaseSeconds * 1000
    for (const job of ledger.open.filter((open) => holdsLease(open, id))) {
      const renewed = await ledger.apply(job.id, { type: 'renew-lease', hostId: id, endsAt })
      if (renewed) return { job: renewed, endsAt }
    }
    for (const job of dispatcher.due()) {
      if (!workerTakes(worker, job)) continue
      const elsewhere = job.failedHosts.includes(id) && (workers.someTake(job, id) || dispatcher.otherHostFor(job))
      if (elsewhere) continue
      const leased = await ledger.apply(job.id, { type: 'lease', hostId: id, hostName: worker.name, endsAt })
      if (!leased) continue
      dispatcher.taken()
      return { job: leased, endsAt }
    }
    return null
  }

  /**
   * Takes what a worker made of a job. Handing in again changes nothing. Throws `JobRefused` where the job is somebody
   * else's by now, or was called off. Null: no such job.
   */
  async complete(jobId: string, workerId: string | null, hand: HandIn): Promise<JobRecord | null> {
    const { ledger, dispatcher, workers } = this.#services
    const job = await ledger.find(jobId)
    if (!job) return null
    const holder = workerId ?? job.hostId
    if (job.state === 'done' || (job.state === 'failed' && hand.kind === 'error')) return job
    if (FINAL_STATES.has(job.state)) {
      throw new JobRefused('conflict', `This job is ${job.state}, so nothing is wanted of it. Ask for the next one`)
    }
    if (job.state !== 'queued' && (holder === null || (!holdsLease(job, holder) && job.state !== 'storing'))) {
      throw new JobRefused('conflict', `${job.hostName ?? 'Another machine'} has this job now. Ask for the next one`)
    }
    const worker = holder === null ? null : workers.get(holder)
    if (holder === null || !worker) {
      throw new JobRefused(
        'conflict',
        'Say by `server_id` which worker hands this in: the job waits for one',
        'server_id',
      )
    }
    await workers.noteSeen(worker)
    if (hand.kind === 'error') {
      // A job that is back in the queue waits for its next attempt anyway.
      if (job.state === 'queued') return job
      const failed = await ledger.apply(jobId, {
        type: 'attempt-failed',
        error: hand.error,
        retry: hand.retry && (workers.someTake(job, holder) || dispatcher.otherHostFor(job)),
        delayMs: RETRY_MS,
      })
      dispatcher.taken()
      return failed ?? ledger.find(jobId)
    }
    const stored = job.media === null ? await this.#store(job, worker, hand) : job
    return this.#keep(stored)
  }

  async #keep(job: JobRecord): Promise<JobRecord | null> {
    const { ledger, dispatcher } = this.#services
    let done: JobRecord | null
    try {
      await writeTake(job, this.#services)
      done = await ledger.apply(job.id, { type: 'taken' })
    } catch (error) {
      if (!(error instanceof CollectFailed)) throw error
      const message = `The take was made, but its clip is gone. The file is kept as ${job.media}.`
      const reason = { message, detail: error.message, fix: null }
      done = await ledger.apply(job.id, { type: 'attempt-failed', error: reason, retry: false, delayMs: 0 })
    }
    dispatcher.taken()
    return done ?? ledger.find(job.id)
  }

  async #store(
    job: JobRecord,
    worker: PullWorkerRecord,
    { files, fps }: Extract<HandIn, { kind: 'outputs' }>,
  ): Promise<JobRecord> {
    const { ledger } = this.#services
    const { id: hostId, name: hostName } = worker
    const made = { ...job, hostId, hostName }
    const { hand, others } = await storeHandedIn(made, files, fps, this.#services)
    // The job's own take comes last: until it is there the worker hands in again.
    await writeFurtherTakes({ ...made, ...hand }, others, this.#services)
    const stored = await ledger.apply(job.id, { type: 'handed-in', hand: { hostId, hostName, ...hand } })
    if (stored) return stored
    const now = await ledger.find(job.id)
    if (now?.media) return now
    throw new JobRefused('conflict', 'The job has gone to another machine meanwhile. Ask for the next one')
  }

  async #known(id: string): Promise<PullWorkerRecord> {
    const { workers } = this.#services
    const known = workers.get(id)
    if (known) return known
    await workers.sync()
    const worker = workers.get(id)
    if (!worker) throw new JobRefused('not-found', 'No worker is registered with this id. Register it first')
    return worker
  }
}
