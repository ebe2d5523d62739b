import type { MediaLibrary } from '#server/media/media-library.ts'
import { MediaRefused } from '#server/media/media-library.ts'
import { MediaTooLarge } from '#server/media/media-store.ts'
import type { JobRecord } from '#server/storage/job-store.ts'
import { CommandError } from '#shared/commands/command.ts'
import { addTake } from '#shared/commands/take-commands.ts'
import { changeOrigin } from '#shared/document/origins.ts'
import { openProjectDoc } from '#shared/document/project-doc.ts'
import { SKETCH_MODEL } from '#shared/model/settings.ts'
import { roomName } from '#shared/protocol/rooms.ts'
import { must } from '#shared/util/assert.ts'
import { ResultUnavailable, type Backend } from './backend.ts'
import { ComfyError } from './comfy-errors.ts'
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
    const stored = await media.add(content, { maxBytes: maxResultBytes, kinds: [job.kind] })
    const recipe = new TextEncoder().encode(canonicalJson(recipeOf(job, now())))
    const kept = await media.add(oneChunk(recipe), { maxBytes: RECIPE_BYTES, kinds: ['recipe'] })
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

/**
 * Writes the take of a stored result into the project's document. The take has the job's id, so doing it again after a
 * crash changes nothing. Throws `CollectFailed` where the clip is gone for good.
 */
export async function writeTake(job: JobRecord, services: CollectServices): Promise<void> {
  const { media, documents, now, newId } = services
  const file = must(await media.find(must(job.media, 'the hash of the result')), 'the stored result')
  const fps = job.run?.fps ?? null
  const take = {
    id: job.id,
    clipId: job.clipId,
    kind: job.kind,
    media: file.sha256,
    mime: file.mime,
    bytes: file.bytes,
    width: file.width ?? Number(job.run?.params.width ?? 0),
    height: file.height ?? Number(job.run?.params.height ?? 0),
    frames: job.run?.frames ?? 1,
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
      addTake(openProjectDoc(ydoc), { take }, context),
    )
  } catch (error) {
    if (error instanceof CommandError) throw new CollectFailed(error.message, true, { cause: error })
    throw error
  }
}

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
