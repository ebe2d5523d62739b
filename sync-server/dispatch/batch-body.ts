import type { BatchBody, BatchStatus, BatchSummary } from '#shared/protocol/batches.ts'
import { FINAL_STATES, JobState } from '#shared/protocol/jobs.ts'
import type { BatchView } from './batches.ts'

/** A batch as every client sees it. */
export function batchToBody({ batch, jobs: known }: BatchView): BatchBody {
  const jobs = batch.requests.map(({ id, clip_id }): BatchBody['jobs'][number] => {
    const job = known.get(id)
    return {
      job_id: id,
      clip_id,
      status: job?.status ?? 'removed',
      fraction: job?.progress.fraction ?? 0,
      error: job?.error ?? null,
    }
  })
  const states = [...JobState.options, 'removed'] as const
  const counts = Object.fromEntries(states.map((state) => [state, 0])) as BatchBody['counts']
  for (const { status } of jobs) counts[status] += 1
  const ended = (job: BatchBody['jobs'][number]): boolean => job.status === 'removed' || FINAL_STATES.has(job.status)
  return {
    id: batch.id,
    name: batch.name,
    project_ids: [...batch.projectIds],
    status: statusOf(jobs, ended),
    total: jobs.length,
    counts,
    fraction: jobs.reduce((sum, job) => sum + (ended(job) ? 1 : job.fraction), 0) / jobs.length,
    requested_by: batch.requestedBy,
    created_at: new Date(batch.createdAt).toISOString(),
    jobs,
  }
}

/** The same for lists, without its jobs. */
export function batchToSummary(view: BatchView): BatchSummary {
  const { jobs: _jobs, ...summary } = batchToBody(view)
  return summary
}

function statusOf(jobs: BatchBody['jobs'], ended: (job: BatchBody['jobs'][number]) => boolean): BatchStatus {
  if (!jobs.every(ended)) return jobs.every(({ status }) => status === 'queued') ? 'waiting' : 'running'
  const all = (...states: string[]): boolean => jobs.every(({ status }) => states.includes(status))
  if (all('done')) return 'done'
  if (all('cancelled', 'removed')) return 'cancelled'
  return jobs.some(({ status }) => status === 'done') ? 'partial' : 'failed'
}
