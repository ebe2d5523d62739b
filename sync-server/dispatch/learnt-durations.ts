import type { JobRecord } from '#server/storage/job-store.ts'
import { SKETCH_MODEL } from '#shared/model/settings.ts'
import type { Durations } from './estimate.ts'
import { jobShape } from './job-shape.ts'

/** Milliseconds a job is taken to need while nothing like it has been measured. */
const GUESS_MS = { sketch: 1_000, image: 30_000, video: 240_000 } as const

/** Finished jobs that times are learnt from when a server starts. */
export const REMEMBERED_JOBS = 1_000

/** Of jobs that are alike so many of the newest count. */
const SAMPLES = 15
/** Kinds of job that are remembered; those that came up longest ago are forgotten first. */
const KINDS = 4_000

/** Newest last. */
interface Samples {
  readonly values: number[]
  median: number
}

/**
 * Learns from finished jobs: the median of those with the same model, size, frames and settings on the same host; else
 * that of the same model and kind on the same host, or of the same settings on any host, in proportion to the work; else
 * a guess.
 */
export class LearntDurations implements Durations {
  readonly #kinds = new Map<string, Samples>()

  /** Learns from jobs that are done, newest first, which ended after those before. */
  add(finished: readonly JobRecord[]): void {
    for (const job of [...finished].reverse()) {
      if (job.startedAt === null || job.finishedAt === null) continue
      const ms = job.finishedAt - job.startedAt
      const [exact, onHost, alike, model] = keysOf(job, job.hostId)
      this.#note(exact, ms)
      this.#note(onHost, ms / workOf(job))
      this.#note(alike, ms)
      this.#note(model, ms / workOf(job))
    }
  }

  of(job: JobRecord, hostId: string | null): number {
    const [exact, onHost, alike, model] = keysOf(job, hostId)
    const known =
      this.#median(exact) ?? this.#scaled(onHost, job) ?? this.#median(alike) ?? this.#scaled(model, job) ?? null
    return known ?? GUESS_MS[job.model === SKETCH_MODEL ? 'sketch' : job.kind]
  }

  #scaled(key: string, job: JobRecord): number | undefined {
    const perUnit = this.#median(key)
    return perUnit === undefined ? undefined : perUnit * workOf(job)
  }

  #median(key: string): number | undefined {
    return this.#kinds.get(key)?.median
  }

  #note(key: string, value: number): void {
    const samples = this.#kinds.get(key) ?? { values: [], median: value }
    samples.values.push(value)
    if (samples.values.length > SAMPLES) samples.values.shift()
    samples.median = [...samples.values].sort((a, b) => a - b)[Math.floor(samples.values.length / 2)] ?? value
    this.#kinds.delete(key)
    this.#kinds.set(key, samples)
    if (this.#kinds.size > KINDS) for (const oldest of this.#kinds.keys()) return void this.#kinds.delete(oldest)
  }
}

/** From the most to the least alike. */
function keysOf(job: JobRecord, hostId: string | null): readonly [string, string, string, string] {
  const shape = jobShape(job)
  const model = `${job.kind} ${job.model}`
  return [`${hostId} ${shape}`, `${hostId} ${model}`, shape, model]
}

/** Pixels by frames by steps, which is what the time of one model on one host goes with. */
function workOf({ params, film, kind }: JobRecord): number {
  const frames = kind === 'video' ? (params.frames ?? film.clipSeconds * USUAL_RATE) : 1
  return (params.width ?? film.width) * (params.height ?? film.height) * frames * (params.steps ?? USUAL_STEPS)
}

/** Where a job leaves these to its model; all jobs of the model that do are the same in them. */
const USUAL_RATE = 16
const USUAL_STEPS = 20
