import { setTimeout as wait } from 'node:timers/promises'
import type { Logger } from '#server/observability/logger.ts'
import type { JobRecord } from '#server/storage/job-store.ts'
import type { JobError } from '#shared/protocol/jobs.ts'
import { backoffDelay } from '#shared/util/backoff.ts'
import type { Backend, RunReport, RunResult } from './backend.ts'
import { CollectFailed, storeResult, writeTake, type CollectServices } from './collect-take.ts'
import type { JobLedger } from './job-ledger.ts'

/** What running jobs uses. */
export interface JobRunnerServices extends CollectServices {
  readonly ledger: JobLedger
  readonly logger: Logger
  /** Whether another host than those that failed could run the job. */
  readonly hasOtherHost: (job: JobRecord) => boolean
  /** Looks at the job's host; resolves with whether it answers. */
  readonly hostAnswers: (job: JobRecord, signal: AbortSignal) => Promise<boolean>
  /** Whether this process may begin something on a host now; false where another one has taken over. */
  readonly mayBegin: () => boolean
  readonly timing: RunnerTiming
}

/** Milliseconds; tests wait less. */
export interface RunnerTiming {
  /** Before a failed attempt is repeated, times the number of attempts. */
  readonly retryMs: number
  /** Before a result is fetched or a take written again. */
  readonly storeMs: number
}

/** How often a result is fetched before its attempt counts as failed. */
const FETCH_TRIES = 4
const MAX_STORE_PAUSE_MS = 30_000

/**
 * Takes one job from where it stands to its end, or to the end of the attempt. Returns early when the job is called off
 * or the signal aborted; whatever was reached is stored and can be taken up again. Rules R1 to R8 and C1 to C6 of SPEC.md.
 */
export async function runJob(
  job: JobRecord,
  backend: Backend,
  services: JobRunnerServices,
  signal: AbortSignal,
): Promise<void> {
  try {
    const finished = job.state === 'storing' ? job : await makeResult(job, backend, services, signal)
    const stored =
      finished && (finished.media === null ? await fetchResult(finished, backend, services, signal) : finished)
    if (stored) await keepTake(stored, services, signal)
  } catch (error) {
    if (signal.aborted) return
    services.logger.error({ job: job.id, err: error }, 'a job met an error of the server')
    const message = 'The server met an error of its own. What is stored is safe; try again.'
    await failAttempt(job, asError(message, errorText(error)), true, services)
  }
}

/** Runs the job on its host. Null: the attempt is over, without a result. */
async function makeResult(
  job: JobRecord,
  backend: Backend,
  services: JobRunnerServices,
  signal: AbortSignal,
): Promise<JobRecord | null> {
  const { ledger } = services
  const report: RunReport = {
    prepared: async (run, modelType) =>
      (await ledger.apply(job.id, { type: 'prepared', run, modelType })) !== null && services.mayBegin(),
    running: async () => {
      if (ledger.openJob(job.id)?.state === 'assigned') await ledger.apply(job.id, { type: 'running' })
    },
    progress: (progress) => ledger.noteProgress(job.id, progress),
    preview: (preview) => ledger.notePreview(job.id, preview),
  }
  const result = await backend.run(job, report, signal)
  if (result.kind === 'finished') {
    const finished = await ledger.apply(job.id, { type: 'finished', files: result.files })
    const now = finished ?? ledger.openJob(job.id)
    // What a pull worker handed in is in the media store already.
    return now?.state === 'storing' ? now : null
  }
  await settleWithoutResult(job, result, services, signal)
  return null
}

async function settleWithoutResult(
  job: JobRecord,
  result: Exclude<RunResult, { kind: 'finished' }>,
  services: JobRunnerServices,
  signal: AbortSignal,
): Promise<void> {
  switch (result.kind) {
    case 'called-off':
      return
    case 'not-begun':
      // A host that answers and yet turns the job away would be asked for ever.
      if (await services.hostAnswers(job, signal)) await failAttempt(job, result.error, true, services)
      else {
        const delayMs = services.timing.retryMs
        await services.ledger.apply(job.id, { type: 'give-back', error: result.error, delayMs })
      }
      return
    case 'failed': {
      const retry = result.retry === 'anywhere' || (result.retry === 'elsewhere' && services.hasOtherHost(job))
      await failAttempt(job, result.error, retry, services)
    }
  }
}

/** Brings the result home. Null: the job was called off meanwhile, or its attempt is over. */
async function fetchResult(
  job: JobRecord,
  backend: Backend,
  services: JobRunnerServices,
  signal: AbortSignal,
): Promise<JobRecord | null> {
  const { ledger, logger, timing } = services
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { media, recipe } = await storeResult(job, backend, services, signal)
      return await ledger.apply(job.id, { type: 'stored', media, recipe })
    } catch (error) {
      signal.throwIfAborted()
      const isOver = attempt >= FETCH_TRIES || (error instanceof CollectFailed && error.gone)
      logger.warn({ job: job.id, attempt, err: error }, 'a result could not be fetched')
      if (isOver) {
        const message = `The result could not be fetched from ${job.hostName ?? 'its server'}.`
        await failAttempt(job, asError(message, errorText(error)), true, services)
        return null
      }
      await wait(timing.storeMs * attempt, undefined, { signal })
    }
  }
}

/** Writes the take. A document that cannot be written now is tried until it can: the result is safe meanwhile. */
async function keepTake(job: JobRecord, services: JobRunnerServices, signal: AbortSignal): Promise<void> {
  const { ledger, logger, timing } = services
  for (let attempt = 0; ; attempt += 1) {
    try {
      await writeTake(job, services)
      await ledger.apply(job.id, { type: 'taken' })
      return
    } catch (error) {
      if (error instanceof CollectFailed) {
        const message = `The take was made, but its clip is gone. The file is kept as ${job.media}.`
        await failAttempt(job, asError(message, error.message), false, services)
        return
      }
      logger.error({ job: job.id, err: error }, 'a take could not be written yet')
      const limits = { firstMs: timing.storeMs, maxMs: MAX_STORE_PAUSE_MS }
      await wait(
        backoffDelay(attempt, () => 1, limits),
        undefined,
        { signal },
      )
    }
  }
}

async function failAttempt(
  job: JobRecord,
  error: JobError,
  retry: boolean,
  { ledger, timing }: JobRunnerServices,
): Promise<void> {
  const delayMs = timing.retryMs * Math.max(1, job.attempts)
  await ledger.apply(job.id, { type: 'attempt-failed', error, retry, delayMs })
}

function asError(message: string, detail: string): JobError {
  return { message, detail, fix: null }
}

function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
