import type { JobRecord } from '#server/storage/job-store.ts'
import type { ProjectDoc } from '#shared/document/project-doc.ts'
import { openProjectDoc } from '#shared/document/project-doc.ts'
import { readClip, readProject, readTake } from '#shared/document/records.ts'
import { needsStartImage, type GraphRefusal } from '#shared/generation/build-graph.ts'
import { finalPrompt } from '#shared/generation/final-prompt.ts'
import type { HostCapabilities } from '#shared/generation/host-capabilities.ts'
import { ModelType } from '#shared/generation/model-types.ts'
import type { Clip } from '#shared/model/clip.ts'
import { SKETCH_MODEL } from '#shared/model/settings.ts'
import { framesToSeconds } from '#shared/model/time.ts'
import type { ErrorCode } from '#shared/protocol/errors.ts'
import { picturesIn, type GenerationRequest } from '#shared/protocol/jobs.ts'
import { roomName } from '#shared/protocol/rooms.ts'
import { castOf, composeRequest, type ClipCast } from './compose-request.ts'
import { MAX_ATTEMPTS } from './job.ts'
import { tryJobGraph, whyNotOn } from './job-graph.ts'

/** Reading and editing the documents of projects as a peer of their rooms. */
export interface ProjectDocuments {
  withDocument<T>(room: string, run: (ydoc: ProjectDoc['ydoc']) => T): Promise<T>
  readDocument<T>(room: string, read: (ydoc: ProjectDoc['ydoc']) => T): Promise<T>
}

/** A place in a request, and what is wrong there. */
export interface Refusal {
  readonly path: string
  readonly message: string
}

/** A request for a job was refused; nothing was stored. */
export class JobRefused extends Error {
  override readonly name = 'JobRefused'
  readonly code: ErrorCode
  readonly errors: readonly Refusal[]

  /** @param where the place in the request that is wrong, or all places with what is wrong there */
  constructor(code: ErrorCode, message: string, where: string | readonly Refusal[] = []) {
    super(message)
    this.code = code
    this.errors = typeof where === 'string' ? [{ path: where, message }] : where
  }
}

/** A host as far as it matters whether it can run a job. */
export interface CandidateHost {
  readonly id: string
  readonly name: string
  /** Null while unknown: then nobody can say that it cannot. */
  readonly capabilities: HostCapabilities | null
  /** What a pull worker takes, by its own word; absent for hosts. */
  readonly takes?: (job: JobRecord) => boolean
}

/** What preparing uses. */
export interface PrepareServices {
  readonly documents: ProjectDocuments
  /** The project that a clip belongs to. Throws a `not-found` command error where nobody knows the clip. */
  readonly projectOfClip: (clipId: string) => Promise<string>
  /** Whether a film may use a file: its hash alone proves nothing. */
  readonly mayUse: (projectId: string, sha256: string) => Promise<boolean>
  readonly hosts: () => readonly CandidateHost[]
  readonly newId: () => string
  /** A fresh start of chance, at most 2^53 − 1. */
  readonly newSeed: () => number
  readonly now: () => number
}

const NO_NODES: HostCapabilities = { classes: {} }

/** Reasons against a job that hold wherever it runs. */
const OWN_REASONS: ReadonlySet<GraphRefusal['code']> = new Set(['wrong-kind', 'needs-picture', 'too-many-loras'])

/**
 * Turns a request into a job, with everything made certain that chance or the film decides: the seed, the size of the
 * film, the length of the clip, the picture that a video starts from. Throws `JobRefused` for what can never run.
 */
export async function prepareJob(request: GenerationRequest, services: PrepareServices): Promise<JobRecord> {
  const { params } = request
  if (params.model_type !== undefined && !ModelType.safeParse(params.model_type).success) {
    const known = ModelType.options.join(', ')
    throw new JobRefused('invalid', `"${params.model_type}" is no model type. Known are ${known}`, 'params.model_type')
  }
  const facts = await readClipFacts(request.clip_id, services)
  const { projectId, clip, film, still } = facts
  const words = composeRequest(request, facts)
  const isSketch = request.model === SKETCH_MODEL
  const startImage = params.start_image ?? (needsPicture(request) ? (still ?? undefined) : undefined)
  for (const picture of picturesIn({ ...params, start_image: startImage })) {
    if (await services.mayUse(projectId, picture)) continue
    const path = picture === startImage ? 'params.start_image' : 'params'
    throw new JobRefused('invalid', `A picture that it is made from is not in this film (${picture.slice(0, 8)})`, path)
  }
  const seed = params.seed ?? services.newSeed()
  const told = finalPrompt({
    ...words,
    seed,
    model: request.model,
    modelType: ModelType.safeParse(params.model_type).data ?? null,
  })
  const job: JobRecord = {
    id: request.id ?? services.newId(),
    revision: 0,
    projectId,
    clipId: clip.id,
    requestedHostId: isSketch || request.server_id === 'any' ? null : request.server_id,
    prompt: told.prompt,
    negativePrompt: told.negativePrompt,
    composed: words.composed,
    model: request.model,
    modelType: params.model_type ?? null,
    kind: request.generation_type,
    params: {
      ...words.params,
      ...(startImage !== undefined && { start_image: startImage }),
      seed,
    },
    film,
    priority: request.priority,
    requestedBy: request.requested_by,
    state: 'queued',
    hostId: null,
    hostName: null,
    attempts: 0,
    maxAttempts: MAX_ATTEMPTS,
    failedHosts: [],
    notBefore: 0,
    run: null,
    leaseEndsAt: null,
    error: null,
    media: null,
    recipe: null,
    createdAt: services.now(),
    startedAt: null,
    finishedAt: null,
  }
  if (isSketch) checkSketch(job)
  else checkRunnable(job, services.hosts())
  return job
}

/** Whether the clip's still has to stand in: the model wants a picture, and the request names none. */
function needsPicture({ model, params }: GenerationRequest): boolean {
  if ((params.reference_images ?? []).length > 0) return false
  const type = ModelType.safeParse(params.model_type)
  return needsStartImage(model, type.success ? type.data : undefined)
}

function checkSketch(job: JobRecord): void {
  if (job.kind === 'image') return
  throw new JobRefused(
    'invalid',
    'Sketch draws stills only. Ask for an image, or choose a video model',
    'generation_type',
  )
}

/** Refuses what no registered host can run. As long as one of them is unknown, it might be the one. */
export function checkRunnable(job: JobRecord, hosts: readonly CandidateHost[]): void {
  const general = tryJobGraph(job, NO_NODES)
  const pulls = hosts.some((host) => host.takes?.(job) === true)
  // A pull worker builds what it runs itself, so it may know models that nothing here does.
  if (pulls && (general.ok || !OWN_REASONS.has(general.code))) return
  if (!general.ok && general.code !== 'missing-on-host') {
    const path =
      general.code === 'wrong-kind' ? 'generation_type' : general.code === 'needs-picture' ? 'clip_id' : 'model'
    throw new JobRefused('invalid', general.message, path)
  }
  const wanted = hosts.filter((host) => job.requestedHostId === null || host.id === job.requestedHostId)
  if (wanted.length === 0) {
    throw job.requestedHostId === null
      ? new JobRefused(
          'missing-models',
          'No ComfyUI server is connected. Connect one, or use the model "sketch"',
          'server_id',
        )
      : new JobRefused('not-found', 'There is no server with this id. It may have been removed', 'server_id')
  }
  const reasons: string[] = []
  for (const { name, capabilities, takes } of wanted) {
    if (takes) {
      reasons.push(`${name}: it has no ${job.model} for ${job.kind} takes`)
      continue
    }
    if (!capabilities) return
    const trial = tryJobGraph(job, capabilities)
    if (trial.ok) return
    reasons.push(`${name}: ${whyNotOn(job, capabilities, trial)}`)
  }
  throw new JobRefused('missing-models', `No server can run this. ${reasons.join('. ')}`, 'model')
}

/** The project, clip and film of a job, its cast and style, and the still that a video of the clip would start from. */
async function readClipFacts(
  clipId: string,
  { projectOfClip, documents }: PrepareServices,
): Promise<ClipCast & { projectId: string; film: JobRecord['film']; still: string | null }> {
  const projectId = await projectOfClip(clipId)
  return documents.readDocument(roomName({ kind: 'project', projectId }), (ydoc) => {
    const doc = openProjectDoc(ydoc)
    const clip = readClip(doc, clipId)
    if (!clip) throw new JobRefused('not-found', 'There is no clip with this id', 'clip_id')
    if (clip.deletedAt !== null)
      throw new JobRefused('in-trash', 'This clip is in the trash. Restore it first', 'clip_id')
    const { width, height, frameRate } = readProject(doc)
    const film = { width, height, clipSeconds: framesToSeconds(clip.length, frameRate) }
    return { projectId, clip, film, still: stillOf(doc, clip), ...castOf(doc, clip) }
  })
}

/** The picked still of a clip, else its newest. */
function stillOf(doc: ProjectDoc, clip: Clip): string | null {
  const stills = [...doc.takes.keys()]
    .flatMap((id) => readTake(doc, id) ?? [])
    .filter((take) => take.clipId === clip.id && take.kind === 'image' && take.deletedAt === null)
    .sort((a, b) => b.createdAt - a.createdAt)
  return (stills.find((take) => take.id === clip.selectedTakeId) ?? stills[0])?.media ?? null
}
