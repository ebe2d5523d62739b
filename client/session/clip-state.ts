import type { Take } from '#shared/model/take.ts'
import { FINAL_STATES, type Job } from '#shared/protocol/jobs.ts'

/** What a clip's card shows in its picture, strongest first: a running job, a waiting one, a failure, a take, nothing. */
export type ClipState =
  | { readonly kind: 'running'; readonly job: Job }
  | { readonly kind: 'queued'; readonly job: Job }
  | { readonly kind: 'failed'; readonly job: Job; readonly take: Take | null }
  | { readonly kind: 'take'; readonly take: Take }
  | { readonly kind: 'empty' }

/**
 * The state of a clip from its jobs (newest first) and the take that stands for it. A failure counts until a later
 * job or a later take makes it old news.
 */
export function clipState(jobs: readonly Job[], shown: Take | null, newestTakeAt: number): ClipState {
  const running = jobs.find((job) => job.status === 'running' || job.status === 'storing')
  if (running) return { kind: 'running', job: running }
  const waiting = jobs.findLast((job) => !FINAL_STATES.has(job.status))
  if (waiting) return { kind: 'queued', job: waiting }
  const [latest] = jobs
  if (latest?.status === 'failed' && Date.parse(latest.created_at) > newestTakeAt) {
    return { kind: 'failed', job: latest, take: shown }
  }
  return shown ? { kind: 'take', take: shown } : { kind: 'empty' }
}

const ordinal = (n: number): string => {
  const suffix = n % 100 >= 11 && n % 100 <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th')
  return `${n}${suffix}`
}

/** "Queued, 2nd in line"; without a place while the job has not reached the server. */
export function queuedWords(job: Pick<Job, 'position' | 'status'>): string {
  if (job.status === 'assigned') return 'Starting'
  return job.position === null
    ? 'Queued'
    : job.position === 1
      ? 'Queued, next in line'
      : `Queued, ${ordinal(job.position)} in line`
}

/** "Step 12 of 20", or what happens when there are no steps. */
export function stepWords(job: Pick<Job, 'status' | 'progress'>): string {
  if (job.status === 'storing') return 'Saving the take'
  return job.progress.steps > 0 ? `Step ${job.progress.step} of ${job.progress.steps}` : 'Loading the model'
}
