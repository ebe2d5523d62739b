import type { HostFile, JobRecord, JobRun } from '#server/storage/job-store.ts'
import { FINAL_STATES, type JobError, type JobParams } from '#shared/protocol/jobs.ts'
import { assertNever } from '#shared/util/assert.ts'

/** How often a job is tried before it counts as failed. */
export const MAX_ATTEMPTS = 3

/** What a pull worker hands in, once it is in the media store. */
export interface HandedIn {
  readonly hostId: string
  readonly hostName: string
  readonly run: JobRun
  readonly media: string
  readonly recipe: string
}

/** What can happen to a job. */
export type JobEvent =
  /** A pull worker has come for it, and has it until the lease ends unless it comes again. */
  | { readonly type: 'lease'; readonly hostId: string; readonly hostName: string; readonly endsAt: number }
  | { readonly type: 'renew-lease'; readonly hostId: string; readonly endsAt: number }
  /** A pull worker has handed in its result, which is in the media store. */
  | { readonly type: 'handed-in'; readonly hand: HandedIn }
  /** A host is to run it; nothing was sent yet. */
  | { readonly type: 'assign'; readonly hostId: string; readonly hostName: string }
  /** Everything is ready to be sent. Stored before it is sent, so that a restart finds it again on the host. */
  | { readonly type: 'prepared'; readonly run: JobRun; readonly modelType: string | null }
  /** The host has begun. */
  | { readonly type: 'running' }
  /** The host has finished and holds the result. */
  | { readonly type: 'finished'; readonly files: readonly HostFile[] }
  /** The result is in the media store. From here on it becomes a take, whatever else happens. */
  | { readonly type: 'stored'; readonly media: string; readonly recipe: string }
  /** The take is in the project's document. */
  | { readonly type: 'taken' }
  /** The host never began, so this does not count as an attempt. */
  | { readonly type: 'give-back'; readonly error: JobError; readonly delayMs: number }
  /** An attempt failed; where `retry` is false there is no use in another. */
  | { readonly type: 'attempt-failed'; readonly error: JobError; readonly retry: boolean; readonly delayMs: number }
  | { readonly type: 'cancel' }
  | { readonly type: 'prioritise'; readonly priority: number }
  /** Somebody has put it in another place of its project's line. */
  | { readonly type: 'place'; readonly place: number; readonly priority: number }

/**
 * The job after an event, one revision on; null where the event has no meaning in the job's state, as when it comes
 * late or twice. Pure. Rules J1 to J9 of SPEC.md.
 */
export function nextJob(job: JobRecord, event: JobEvent, now: number): JobRecord | null {
  const changes = changesOf(job, event, now)
  return changes && { ...job, ...changes, revision: job.revision + 1 }
}

function changesOf(job: JobRecord, event: JobEvent, now: number): Partial<JobRecord> | null {
  if (FINAL_STATES.has(job.state)) return null
  switch (event.type) {
    case 'assign':
      if (job.state !== 'queued') return null
      return {
        state: 'assigned',
        hostId: event.hostId,
        hostName: event.hostName,
        attempts: job.attempts + 1,
        error: null,
      }
    case 'lease':
      if (job.state !== 'queued') return null
      return {
        state: 'running',
        hostId: event.hostId,
        hostName: event.hostName,
        attempts: job.attempts + 1,
        leaseEndsAt: event.endsAt,
        startedAt: now,
        error: null,
      }
    case 'renew-lease':
      return holdsLease(job, event.hostId) ? { leaseEndsAt: event.endsAt } : null
    case 'handed-in':
      return handedIn(job, event.hand, now)
    case 'prepared':
      return job.state === 'assigned' && job.run === null ? { run: event.run, modelType: event.modelType } : null
    case 'running':
      return job.state === 'assigned' ? { state: 'running', startedAt: now } : null
    case 'finished':
      if (job.state !== 'assigned' && job.state !== 'running') return null
      return { state: 'storing', startedAt: job.startedAt ?? now, run: job.run && { ...job.run, files: event.files } }
    case 'stored':
      return job.state === 'storing' && job.media === null ? { media: event.media, recipe: event.recipe } : null
    case 'taken':
      return job.state === 'storing' && job.media !== null ? { state: 'done', finishedAt: now, error: null } : null
    case 'give-back':
      if (job.state !== 'assigned') return null
      return { ...queuedAgain(now + event.delayMs), attempts: job.attempts - 1, error: event.error }
    case 'attempt-failed':
      return failedAttempt(job, event, now)
    case 'cancel':
      return job.media === null ? { state: 'cancelled', finishedAt: now } : null
    case 'prioritise':
      return job.state === 'queued' && job.priority !== event.priority ? { priority: event.priority } : null
    case 'place':
      return job.state === 'queued' ? { place: event.place, priority: event.priority } : null
    default:
      return assertNever(event)
  }
}

/** Whether a pull worker has the job now. */
export function holdsLease(job: JobRecord, hostId: string): boolean {
  return job.state === 'running' && job.leaseEndsAt !== null && job.hostId === hostId
}

/** A result counts while its worker holds the job, and after its lease too as long as nobody else has begun. */
function handedIn(job: JobRecord, hand: HandedIn, now: number): Partial<JobRecord> | null {
  if (!holdsLease(job, hand.hostId) && job.state !== 'queued') return null
  const { hostId, hostName, run, media, recipe } = hand
  return { state: 'storing', hostId, hostName, run, media, recipe, startedAt: job.startedAt ?? now, error: null }
}

function failedAttempt(
  job: JobRecord,
  event: Extract<JobEvent, { type: 'attempt-failed' }>,
  now: number,
): Partial<JobRecord> | null {
  // A stored result becomes a take; only where its clip is gone for good is there nothing left to try.
  if (job.media !== null && event.retry) return null
  if (job.state === 'queued' || !event.retry || job.attempts >= job.maxAttempts) {
    return { state: 'failed', finishedAt: now, error: event.error }
  }
  const failedHosts = job.hostId === null ? job.failedHosts : [...new Set([...job.failedHosts, job.hostId])]
  return { ...queuedAgain(now + event.delayMs), failedHosts, error: event.error }
}

function queuedAgain(notBefore: number): Partial<JobRecord> {
  return { state: 'queued', hostId: null, hostName: null, run: null, leaseEndsAt: null, startedAt: null, notBefore }
}

/** Whether a job may be tried again as a new one. */
export function canRetry(job: JobRecord): boolean {
  return job.state === 'failed' || job.state === 'cancelled'
}

/** A new job that tries an ended one again, with changed parameters where given; the old one keeps its reason. */
export function retriedJob(job: JobRecord, id: string, params: JobParams, now: number): JobRecord {
  const given = Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined)) as JobParams
  const { place: _place, ...again } = job
  return {
    ...again,
    id,
    revision: 0,
    params: { ...job.params, ...given, seed: given.seed ?? job.params.seed },
    state: 'queued',
    hostId: null,
    hostName: null,
    attempts: 0,
    failedHosts: [],
    notBefore: 0,
    run: null,
    leaseEndsAt: null,
    error: null,
    media: null,
    recipe: null,
    createdAt: now,
    startedAt: null,
    finishedAt: null,
  }
}
