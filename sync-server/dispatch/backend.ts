import type { HostFile, JobRecord, JobRun } from '#server/storage/job-store.ts'
import type { JobError } from '#shared/protocol/jobs.ts'
import type { JobPreview, JobProgress } from './job-ledger.ts'

/** How a run ended. */
export type RunResult =
  /** The result can be fetched with `open`. */
  | { readonly kind: 'finished'; readonly files: readonly HostFile[] }
  /** The job was cancelled before anything was sent. */
  | { readonly kind: 'called-off' }
  /** The host never had it. */
  | { readonly kind: 'not-begun'; readonly error: JobError }
  /** `elsewhere`: another host may do better, the same one will not. `never`: nobody will. */
  | { readonly kind: 'failed'; readonly error: JobError; readonly retry: 'anywhere' | 'elsewhere' | 'never' }

/** What a backend tells while it runs a job. */
export interface RunReport {
  /** Resolves once it is stored, with whether the job is still wanted: only then may it be sent. */
  prepared(run: JobRun, modelType: string | null): Promise<boolean>
  running(): Promise<void>
  progress(progress: JobProgress): void
  preview(preview: JobPreview): void
}

/** Something that makes takes. */
export interface Backend {
  /**
   * Runs a job to its end. Where the job has a run already, that one is looked for and watched, not begun again.
   * Throws the signal's reason when that is aborted.
   */
  run(job: JobRecord, report: RunReport, signal: AbortSignal): Promise<RunResult>
  /** The bytes of a finished job's result. Throws `ResultUnavailable` where they cannot be had. */
  open(job: JobRecord, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>>
  /** Stops what a job has left running somewhere. Best effort: resolves when there is no more to try. */
  cancel(job: JobRecord, signal: AbortSignal): Promise<void>
}

/** A result cannot be fetched. */
export class ResultUnavailable extends Error {
  override readonly name = 'ResultUnavailable'
  /** Whether it is gone for good, so that the job must run again. */
  readonly gone: boolean

  constructor(message: string, gone: boolean, options?: ErrorOptions) {
    super(message, options)
    this.gone = gone
  }
}
