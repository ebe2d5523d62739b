import type { JobRecord } from '#server/storage/job-store.ts'

/** How long jobs took, by what they have in common. */
export interface Durations {
  /** Milliseconds that a job is likely to take on a host. */
  of(job: JobRecord, hostId: string | null): number
}

/** What is left of a running job, in milliseconds: by its own pace once that shows, before that by experience. */
export function timeLeft(job: JobRecord, fraction: number, durations: Durations, now: number): number {
  const expected = durations.of(job, job.hostId)
  if (job.startedAt === null) return expected
  const elapsed = now - job.startedAt
  if (fraction >= 0.08) return (elapsed / fraction) * (1 - fraction)
  return Math.max(expected - elapsed, 0)
}

/** When waiting jobs are likely to be done, in milliseconds since 1970. */
export interface Forecast {
  /** By job; those that nobody can run now are absent. */
  readonly finishAt: ReadonlyMap<string, number>
  /** When the last one is, those that run already included. */
  readonly allAt: number
}

/** Forecasts the waiting jobs: each goes, in the order in which they are due, to the host that is free first. */
export function forecast(
  due: readonly JobRecord[],
  hosts: readonly { readonly id: string; readonly busyMs: number }[],
  canRun: (job: JobRecord, hostId: string) => boolean,
  durations: Durations,
  now: number,
): Forecast {
  const free = hosts.map(({ id, busyMs }) => ({ id, at: now + busyMs }))
  const finishAt = new Map<string, number>()
  for (const job of due) {
    let first: (typeof free)[number] | null = null
    for (const host of free) {
      const isMeant = job.requestedHostId === null || job.requestedHostId === host.id
      if (isMeant && (first === null || host.at < first.at) && canRun(job, host.id)) first = host
    }
    if (!first) continue
    first.at += durations.of(job, first.id)
    finishAt.set(job.id, first.at)
  }
  return { finishAt, allAt: Math.max(now, ...free.map(({ at }) => at)) }
}
