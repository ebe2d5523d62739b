import type { JobRecord } from '#server/storage/job-store.ts'
import type { GenerationKind } from '#shared/model/settings.ts'
import { must } from '#shared/util/assert.ts'
import { seededRandom, type Random } from '#shared/util/random.ts'
import { aJob } from '../a-job.ts'

/** A model of the simulation. */
export interface SimulatedModel {
  readonly name: string
  readonly kind: GenerationKind
  /** Milliseconds that a job of usual size takes on a server of speed 1. */
  readonly runMs: number
  /** Milliseconds that loading it takes, on any server. */
  readonly loadMs: number
  /** How often it is asked for, beside the others. */
  readonly share: number
}

/** A server of the simulation. */
export interface SimulatedServer {
  readonly id: string
  readonly speed: number
  readonly models: ReadonlySet<string>
}

/** A job of the simulation, with what nobody knows before it has run. */
export interface SimulatedJob {
  readonly job: JobRecord
  /** Milliseconds on a server of speed 1, without loading. */
  readonly runMs: number
}

/** What is simulated. */
export interface Fleet {
  readonly servers: readonly SimulatedServer[]
  /** In the order in which they are asked for. */
  readonly jobs: readonly SimulatedJob[]
}

/** Times as a consumer GPU has them: distilled and small models in seconds, videos in minutes. */
export const MODELS: readonly SimulatedModel[] = [
  { name: 'sd-1.5', kind: 'image', runMs: 4_000, loadMs: 6_000, share: 2 },
  { name: 'sdxl', kind: 'image', runMs: 9_000, loadMs: 12_000, share: 5 },
  { name: 'flux-dev', kind: 'image', runMs: 25_000, loadMs: 30_000, share: 5 },
  { name: 'flux-schnell', kind: 'image', runMs: 6_000, loadMs: 30_000, share: 3 },
  { name: 'qwen-image', kind: 'image', runMs: 40_000, loadMs: 45_000, share: 2 },
  { name: 'wan-t2v', kind: 'video', runMs: 140_000, loadMs: 50_000, share: 2 },
  { name: 'wan-i2v', kind: 'video', runMs: 180_000, loadMs: 55_000, share: 2 },
  { name: 'hunyuan-video', kind: 'video', runMs: 240_000, loadMs: 60_000, share: 1 },
]

/** Pixels, and how much longer than at usual size it takes. */
const SIZES = [
  { width: 768, height: 432, factor: 0.6 },
  { width: 1024, height: 576, factor: 1 },
  { width: 1280, height: 720, factor: 1.6 },
] as const

/** How the films differ: how much each asks for, and when it comes, in milliseconds. */
const FILMS = [
  { id: 'film-1', share: 8, comesAt: 0 },
  { id: 'film-2', share: 4, comesAt: 0 },
  { id: 'film-3', share: 3, comesAt: 0 },
  { id: 'film-4', share: 2, comesAt: 20 * 60_000 },
  { id: 'film-5', share: 1, comesAt: 45 * 60_000 },
] as const

const SPEEDS = [1, 0.6, 1.8, 1.2, 0.8] as const

/** A fleet of so many servers and jobs; the same for the same seed. A single server has every model. */
export function makeFleet(servers: number, jobs: number, seed: number): Fleet {
  const random = seededRandom(seed)
  return { servers: makeServers(servers), jobs: makeJobs(jobs, random) }
}

/** Every third has all models, the others five of the eight each. */
function makeServers(count: number): SimulatedServer[] {
  return Array.from({ length: count }, (_, at) => {
    const names = MODELS.map(({ name }) => name)
    const some = names.filter((_name, n) => (n + at) % names.length < 5)
    return {
      id: `server-${at + 1}`,
      speed: SPEEDS[at % SPEEDS.length] ?? 1,
      models: new Set(at % 3 === 0 ? names : some),
    }
  })
}

function makeJobs(count: number, random: Random): SimulatedJob[] {
  const weighted = <Item extends { readonly share: number }>(items: readonly Item[]): Item[] =>
    items.flatMap((item) => Array.from({ length: item.share }, () => item))
  const [models, films] = [weighted(MODELS), weighted(FILMS)]
  const jobs = Array.from({ length: count }, () => {
    const [model, film, size] = [pick(models, random), pick(films, random), pick(SIZES, random)]
    return { model, film, size, noise: 0.9 + random() * 0.2 }
  })
  jobs.sort((a, b) => a.film.comesAt - b.film.comesAt)
  return jobs.map(({ model, film, size, noise }, at) => ({
    job: jobRecord(`job-${String(at).padStart(5, '0')}`, film.id, model, size, film.comesAt),
    runMs: model.runMs * size.factor * noise,
  }))
}

function pick<Item>(items: readonly Item[], random: Random): Item {
  return must(items[Math.floor(random() * items.length)], 'something to pick from')
}

function jobRecord(
  id: string,
  projectId: string,
  { name, kind }: SimulatedModel,
  { width, height }: { readonly width: number; readonly height: number },
  createdAt: number,
): JobRecord {
  return aJob({
    id,
    projectId,
    clipId: `clip-of-${id}`,
    model: name,
    kind,
    params: { seed: 1, width, height, ...(kind === 'video' && { frames: 81 }) },
    createdAt,
  })
}
