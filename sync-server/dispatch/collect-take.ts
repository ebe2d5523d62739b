import { createHash } from 'node:crypto'
import type { MediaLibrary } from '#server/media/media-library.ts'
import { MediaRefused } from '#server/media/media-library.ts'
import { MediaTooLarge } from '#server/media/media-store.ts'
import type { JobRecord, JobRun } from '#server/storage/job-store.ts'
import type { MediaRecord } from '#server/storage/media-index.ts'
import { CommandError } from '#shared/commands/command.ts'
import { addTake } from '#shared/commands/take-commands.ts'
import { changeOrigin } from '#shared/document/origins.ts'
import { openProjectDoc } from '#shared/document/project-doc.ts'
import { SKETCH_MODEL } from '#shared/model/settings.ts'
import { picturesIn } from '#shared/protocol/jobs.ts'
import { roomName } from '#shared/protocol/rooms.ts'
import { must } from '#shared/util/assert.ts'
import { ResultUnavailable, type Backend } from './backend.ts'
import { ComfyError } from './comfy-errors.ts'
import type { HandedIn } from './job.ts'
import type { ProjectDocuments } from './prepare-job.ts'
import { canonicalJson, recipeOf } from './recipe.ts'

/** What collecting uses. */
export interface CollectServices {
  readonly media: MediaLibrary
  readonly documents: ProjectDocuments
  readonly maxResultBytes: number
  readonly now: () => number
  readonly newId: () => string
}

/** A take cannot be had from a result; `gone` says that only a new run can help. */
export class CollectFailed extends Error {
  override readonly name = 'CollectFailed'
  readonly gone: boolean

  constructor(message: string, gone: boolean, options?: ErrorOptions) {
    super(message, options)
    this.gone = gone
  }
}

const RECIPE_BYTES = 4 * 1024 * 1024
const ORIGIN = changeOrigin('dispatch')

/**
 * Brings a result and its recipe into the media store. A result that came only in part, or is not what it should be,
 * leaves nothing behind: `CollectFailed`.
 */
export async function storeResult(
  job: JobRecord,
  backend: Backend,
  services: CollectServices,
  signal: AbortSignal,
): Promise<{ media: string; recipe: string }> {
  const { media, maxResultBytes, now } = services
  try {
    const content = await backend.open(job, signal)
    const stored = await media.add(content, { maxBytes: maxResultBytes, kinds: [job.kind], film: job.projectId })
    const recipe = new TextEncoder().encode(canonicalJson(recipeOf(job, now())))
    const kept = await media.add(oneChunk(recipe), { maxBytes: RECIPE_BYTES, kinds: ['recipe'], film: job.projectId })
    return { media: stored.sha256, recipe: kept.sha256 }
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof ResultUnavailable) throw new CollectFailed(error.message, error.gone, { cause: error })
    if (error instanceof ComfyError || error instanceof MediaRefused || error instanceof MediaTooLarge) {
      throw new CollectFailed(error.message, false, { cause: error })
    }
    throw error
  }
}

/** A file that a pull worker hands in. */
export interface HandedInFile {
  readonly content: AsyncIterable<Uint8Array>
}

/** Frames per second of a video of which its maker says nothing. */
const DEFAULT_FPS = 24

/**
 * Brings what a pull worker has made into the media store, with its recipe. The first file is the job's take and of its
 * kind; others are further takes of the clip. Throws `MediaRefused` and `MediaTooLarge`.
 */
export async function storeHandedIn(
  job: JobRecord,
  files: readonly HandedInFile[],
  fps: number | null,
  services: CollectServices,
): Promise<{ readonly hand: Pick<HandedIn, 'run' | 'media' | 'recipe'>; readonly others: readonly MediaRecord[] }> {
  const { media, maxResultBytes, now } = services
  const stored: MediaRecord[] = []
  for (const { content } of files) {
    const kinds = stored.length === 0 ? [job.kind] : (['image', 'video'] as const)
    stored.push(await media.add(content, { maxBytes: maxResultBytes, kinds, film: job.projectId }))
  }
  const [main, ...others] = stored
  const first = must(main, 'a file that was handed in')
  const rate = first.kind === 'video' ? (fps ?? DEFAULT_FPS) : null
  const run: JobRun = {
    promptId: job.id,
    graph: null,
    outputNodeIds: [],
    params: Object.fromEntries(Object.entries<unknown>(job.params).filter(isPlain)),
    inputs: [...picturesIn(job.params)],
    serverVersion: null,
    frames: framesOf(first, rate, job),
    fps: rate,
    files: [],
  }
  const recipe = new TextEncoder().encode(canonicalJson(recipeOf({ ...job, run }, now())))
  const kept = await media.add(oneChunk(recipe), { maxBytes: RECIPE_BYTES, kinds: ['recipe'], film: job.projectId })
  return { hand: { run, media: first.sha256, recipe: kept.sha256 }, others }
}

/**
 * Writes the take of a stored result into the project's document. The take has the job's id, so doing it again after a
 * crash changes nothing. Throws `CollectFailed` where the clip is gone for good.
 */
export async function writeTake(job: JobRecord, services: CollectServices): Promise<void> {
  const file = must(await services.media.find(must(job.media, 'the hash of the result')), 'the stored result')
  await writeTakeOf(job, job.id, file, job.run?.frames ?? 1, services)
}

/** Writes what was handed in beside a job's own take. Each has an id of its job and its bytes, so doing it again changes nothing. */
export async function writeFurtherTakes(
  job: JobRecord,
  files: readonly MediaRecord[],
  services: CollectServices,
): Promise<void> {
  for (const file of files) {
    const rate = file.kind === 'video' ? (job.run?.fps ?? DEFAULT_FPS) : null
    await writeTakeOf(job, takeId(job.id, file.sha256), file, framesOf(file, rate, job), services)
  }
}

async function writeTakeOf(
  job: JobRecord,
  id: string,
  file: MediaRecord,
  frames: number,
  { documents, now, newId }: CollectServices,
): Promise<void> {
  const fps = file.kind === 'video' ? (job.run?.fps ?? DEFAULT_FPS) : null
  const take = {
    id,
    clipId: job.clipId,
    kind: file.kind === 'video' ? ('video' as const) : ('image' as const),
    media: file.sha256,
    mime: file.mime,
    bytes: file.bytes,
    width: file.width ?? Number(job.run?.params.width ?? 0),
    height: file.height ?? Number(job.run?.params.height ?? 0),
    frames,
    frameRate: fps === null ? null : { num: fps, den: 1 },
    recipe: job.recipe,
    source: job.model === SKETCH_MODEL ? ('sketch' as const) : ('generated' as const),
    model: job.model,
    createdAt: now(),
    createdBy: job.requestedBy,
  }
  const context = { origin: ORIGIN, now, newId, actor: job.requestedBy }
  try {
    await documents.withDocument(roomName({ kind: 'project', projectId: job.projectId }), (ydoc) =>
      addTake(openProjectDoc(ydoc), { take, pick: id === job.id ? 'if-none' : 'never' }, context),
    )
  } catch (error) {
    if (error instanceof CommandError) throw new CollectFailed(error.message, true, { cause: error })
    throw error
  }
}

function framesOf(file: MediaRecord, fps: number | null, job: JobRecord): number {
  return fps === null ? 1 : Math.max(1, Math.round((file.duration ?? job.film.clipSeconds) * fps))
}

/** An id that is the same for the same job and bytes (UUID version 8). */
function takeId(jobId: string, sha256: string): string {
  const hex = createHash('sha256').update(`${jobId} ${sha256}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

function isPlain(entry: readonly [string, unknown]): entry is [string, string | number | boolean] {
  return ['string', 'number', 'boolean'].includes(typeof entry[1])
}

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
