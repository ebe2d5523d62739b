import type { JobRecord } from '#server/storage/job-store.ts'
import { SKETCH_MODEL } from '#shared/model/settings.ts'

/** Milliseconds a job is taken to need while nothing like it has been measured. */
const GUESS_MS = { sketch: 1_000, image: 30_000, video: 240_000 } as const

/** How long jobs took, by what they have in common. */
export interface Durations {
  /** Milliseconds that a job is likely to take on a host. */
  of(job: JobRecord, hostId: string | null): number
}

/**
 * Learns from finished jobs: the median of those with the same model, kind and size on the same host, else on any
 * host, else of the same kind and model, else a guess.
 */
export function measureDurations(done: readonly JobRecord[]): Durations {
  const measured = new Map<string, number[]>()
  for (const job of done) {
    if (job.startedAt === null || job.finishedAt === null) continue
    for (const key of keysOf(job, job.hostId)) {
      const list = measured.get(key) ?? []
      list.push(job.finishedAt - job.startedAt)
      measured.set(key, list)
    }
  }
  return {
    of(job, hostId) {
      const known = keysOf(job, hostId)
        .map((key) => measured.get(key))
        .find((list) => list !== undefined)
      return known ? median(known) : GUESS_MS[job.model === SKETCH_MODEL ? 'sketch' : job.kind]
    },
  }
}

/** From the most to the least alike. */
function keysOf(job: JobRecord, hostId: string | null): string[] {
  const { model, kind, params } = job
  const alike = JSON.stringify([model, kind, params.width, params.height, params.steps, params.preset, params.frames])
  return [`${hostId} ${alike}`, alike, JSON.stringify([model, kind])]
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}

/** What is left of a running job, in milliseconds: by its own pace once that shows, before that by experience. */
export function timeLeft(job: JobRecord, fraction: number, durations: Durations, now: number): number {
  const expected = durations.of(job, job.hostId)
  if (job.startedAt === null) return expected
  const elapsed = now - job.startedAt
  if (fraction >= 0.08) return (elapsed / fraction) * (1 - fraction)
  return Math.max(expected - elapsed, 0)
}

/**
 * When the last open job is likely to be done: each waiting job goes, in the order in which they are due, to the host
 * that is free first. Null where there is work and no host to do it.
 */
export function estimateFinish(
  due: readonly JobRecord[],
  hosts: readonly { readonly id: string; readonly busyMs: number }[],
  canRun: (job: JobRecord, hostId: string) => boolean,
  durations: Durations,
  now: number,
): number | null {
  const freeAt = new Map(hosts.map(({ id, busyMs }) => [id, now + busyMs]))
  for (const job of due) {
    const able = [...freeAt].filter(([id]) => canRun(job, id)).sort(([, a], [, b]) => a - b)
    const [first] = able
    if (!first) return null
    freeAt.set(first[0], first[1] + durations.of(job, first[0]))
  }
  return Math.max(now, ...freeAt.values())
}

/** Finished jobs that times are learnt from. */
export const REMEMBERED_JOBS = 200

/** The times that jobs take, as the newest finished ones took. */
export class LearntDurations {
  #finished: readonly JobRecord[] = []
  #durations: Durations = measureDurations([])

  get durations(): Durations {
    return this.#durations
  }

  /** Learns from jobs that are done, newest first, which ended after those before. */
  add(finished: readonly JobRecord[]): void {
    this.#finished = [...finished, ...this.#finished].slice(0, REMEMBERED_JOBS)
    this.#durations = measureDurations(this.#finished)
  }
}
