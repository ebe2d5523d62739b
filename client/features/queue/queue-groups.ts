import { count, timeLeft } from '#client/ui/words.ts'
import { FINAL_STATES, type Job } from '#shared/protocol/jobs.ts'

/** Jobs as the queue page shows them. */
export type QueueGroups = {
  running: readonly Job[]
  /** In the order in which they start. */
  waiting: readonly Job[]
  /** Newest first; only those that no later job of the same clip has made old news. */
  failed: readonly Job[]
  /** Newest first. */
  doneToday: readonly Job[]
}

const time = (text: string | null): number => (text === null ? 0 : Date.parse(text))

/** Sorts jobs into the groups of the queue page. */
export function groupJobs(jobs: readonly Job[], now: number): QueueGroups {
  const today = new Date(now).setHours(0, 0, 0, 0)
  const latest = new Map<string, Job>()
  for (const job of jobs) {
    const known = latest.get(job.clip_id)
    if (!known || time(job.created_at) > time(known.created_at)) latest.set(job.clip_id, job)
  }
  const newest = (a: Job, b: Job): number => time(b.finished_at ?? b.created_at) - time(a.finished_at ?? a.created_at)
  return {
    running: jobs
      .filter((job) => ['assigned', 'running', 'storing'].includes(job.status))
      .sort(
        (a, b) =>
          Number(a.status === 'assigned') - Number(b.status === 'assigned') ||
          time(a.started_at ?? a.created_at) - time(b.started_at ?? b.created_at),
      ),
    waiting: jobs
      .filter((job) => job.status === 'queued')
      .sort((a, b) => (a.position ?? Infinity) - (b.position ?? Infinity) || time(a.created_at) - time(b.created_at)),
    failed: jobs.filter((job) => job.status === 'failed' && latest.get(job.clip_id)?.id === job.id).sort(newest),
    doneToday: jobs.filter((job) => job.status === 'done' && time(job.finished_at) >= today).sort(newest),
  }
}

/** Seconds that jobs of one kind took lately, the middle one; null while none has been seen. */
function usualSeconds(jobs: readonly Job[], like: Pick<Job, 'generation_type' | 'model'>): number | null {
  const took = (wanted: (job: Job) => boolean): number[] =>
    jobs
      .filter((job) => job.status === 'done' && job.started_at !== null && job.finished_at !== null && wanted(job))
      .map((job) => (time(job.finished_at) - time(job.started_at)) / 1000)
      .sort((a, b) => a - b)
  const same = took((job) => job.model === like.model && job.generation_type === like.generation_type)
  return same[Math.floor(same.length / 2)] ?? null
}

/**
 * Seconds until everything is done: each waiting job goes to the worker that is free first. Null while the length of
 * any of them is unknown. `workers` is how many jobs run at a time.
 */
export function secondsUntilDone(jobs: readonly Job[], workers: number, now: number): number | null {
  const { running, waiting } = groupJobs(jobs, now)
  const free = Array.from({ length: Math.max(1, workers, running.length) }, () => 0)
  for (const [at, job] of running.entries()) {
    const usual = usualSeconds(jobs, job)
    const passed = job.started_at ? (now - time(job.started_at)) / 1000 : 0
    const left = job.progress.seconds_left ?? (usual === null ? null : Math.max(0, usual - passed))
    if (left === null) return null
    free[at] = left
  }
  for (const job of waiting) {
    const usual = usualSeconds(jobs, job)
    if (usual === null) return null
    const first = free.indexOf(Math.min(...free))
    free[first] = (free[first] ?? 0) + usual
  }
  return Math.max(0, ...free)
}

/** The headline: when everything is done. */
export function queueHeadline(jobs: readonly Job[], workers: number, now: number): string {
  const active = jobs.filter((job) => !FINAL_STATES.has(job.status)).length
  if (active === 0) {
    const { doneToday } = groupJobs(jobs, now)
    return doneToday.length > 0 ? `All done, ${count(doneToday.length, 'take')} today` : 'Nothing in the queue'
  }
  const seconds = secondsUntilDone(jobs, workers, now)
  if (seconds === null) return `Measuring how long ${count(active, 'take')} will need`
  return seconds < 60
    ? `All done in ${count(Math.max(1, Math.round(seconds)), 'second')}`
    : `All done in ${timeLeft(seconds)}`
}

/** "2 running, 4 waiting, 1 failed", only what there is. */
export function queueSummary({ running, waiting, failed }: QueueGroups): string {
  const parts: [number, string][] = [
    [running.length, 'running'],
    [waiting.length, 'waiting'],
    [failed.length, 'failed'],
  ]
  return parts.flatMap(([number, word]) => (number > 0 ? `${number} ${word}` : [])).join(', ')
}
