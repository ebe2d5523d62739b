import { z } from 'zod'
import { EntityId, Sha256 } from '../model/ids.ts'
import { Composition } from '../model/recipe.ts'
import { GenerationKind } from '../model/settings.ts'

/** queued → assigned → running → storing → done, or failed or cancelled from any of the first four. */
export const JobState = z.enum(['queued', 'assigned', 'running', 'storing', 'done', 'failed', 'cancelled'])
export type JobState = z.infer<typeof JobState>

/** States from which a job never moves on by itself. */
export const FINAL_STATES: ReadonlySet<JobState> = new Set<JobState>(['done', 'failed', 'cancelled'])

/** Parameters of a generation; what is absent comes from the family's preset or the film. */
export const JobParams = z
  .object({
    steps: z.int().min(1).max(200).optional().meta({ description: 'Sampling steps' }),
    cfg: z.number().min(0).max(100).optional().meta({ description: 'How closely to follow the prompt' }),
    sampler: z.string().min(1).max(60).optional(),
    scheduler: z.string().min(1).max(60).optional(),
    seed: z
      .int()
      .min(0)
      .max(Number.MAX_SAFE_INTEGER)
      .optional()
      .meta({ description: 'Start of chance; absent: random' }),
    width: z.int().min(16).max(8192).optional().meta({ description: 'Pixels' }),
    height: z.int().min(16).max(8192).optional().meta({ description: 'Pixels' }),
    frames: z.int().min(1).max(100_000).optional().meta({ description: 'Frames of a video at the model’s own rate' }),
    preset: z.enum(['fast', 'quality']).optional(),
    model_type: z
      .string()
      .min(1)
      .max(40)
      .optional()
      .meta({ description: 'One of the 13 families, if the name does not tell' }),
    denoise: z.number().min(0).max(1).optional(),
    loras: z
      .array(z.object({ name: z.string().min(1).max(500), strength: z.number().min(-10).max(10) }))
      .max(5)
      .optional(),
    guidance: z
      .number()
      .min(0)
      .max(100)
      .optional()
      .meta({ description: 'Distilled guidance, for models that take it' }),
    shift: z.number().min(0).max(100).optional().meta({ description: 'Sigma shift, for models that take one' }),
    fps: z.number().min(1).max(120).optional().meta({ description: 'Rate of a video, for models that can be told' }),
    start_image: Sha256.optional().meta({
      description: 'Hash of the picture that a video starts from, or that a still is made from',
    }),
    end_image: Sha256.optional().meta({ description: 'Hash of the last frame of a video' }),
    reference_images: z
      .array(Sha256)
      .max(8)
      .optional()
      .meta({ description: 'Hashes of pictures of a person, a place or a look, and of further pictures of an edit' }),
    reference_strength: z.number().min(0).max(1).optional().meta({ description: 'How strongly references count' }),
    face_image: Sha256.optional().meta({ description: 'Hash of a face that is put into the result (ReActor)' }),
    refiner: z.string().min(1).max(300).optional().meta({ description: 'Checkpoint that finishes an SDXL still' }),
    upscale: z
      .union([z.literal(1.5), z.literal(2), z.literal(3), z.literal(4)])
      .optional()
      .meta({ description: 'How many times larger the result is made by an upscaling model' }),
    upscale_model: z.string().min(1).max(300).optional().meta({ description: 'Which; absent: the one that fits' }),
    interpolate: z.int().min(1).max(4).optional().meta({ description: 'Frames that come of one, in a video (RIFE)' }),
  })
  .meta({ id: 'JobParams' })
export type JobParams = z.infer<typeof JobParams>

/** Hashes of all pictures that parameters name, each once. */
export function picturesIn(params: JobParams): readonly string[] {
  const { start_image, end_image, reference_images = [], face_image } = params
  return [...new Set([start_image, end_image, ...reference_images, face_image].filter((hash) => hash !== undefined))]
}

/** What it takes to ask for a take. `id` makes asking twice create one job; it is also the id of the take. */
export const GenerationRequest = z
  .object({
    id: EntityId.optional(),
    clip_id: EntityId,
    server_id: z.union([EntityId, z.literal('any')]).default('any'),
    prompt: z.string().max(20_000),
    negative_prompt: z.string().max(20_000).default(''),
    model: z.string().min(1).max(300),
    generation_type: GenerationKind,
    params: JobParams.default({}),
    priority: z.int().min(-100).max(100).default(0),
    requested_by: z.string().max(100).default(''),
    composed: Composition.optional().meta({
      description:
        'What the prompt was composed of already; absent: characters and style of the clip are composed into it now',
    }),
  })
  .meta({ id: 'GenerationRequest' })
export type GenerationRequest = z.infer<typeof GenerationRequest>

/** Why a job failed: words for people, raw text for the details, and the best fix where one is known. */
export const JobError = z
  .object({
    message: z.string(),
    detail: z.string(),
    fix: z
      .object({ label: z.string(), params: JobParams })
      .nullable()
      .meta({ description: 'Parameters with which a retry should succeed' }),
  })
  .meta({ id: 'JobError' })
export type JobError = z.infer<typeof JobError>

/** A job as every client sees it. Times are ISO 8601, UTC. */
export const Job = z
  .object({
    id: EntityId,
    project_id: EntityId,
    clip_id: EntityId,
    server_id: z.union([EntityId, z.literal('any')]),
    /** The server that has it now; null while it waits. */
    assigned_server_id: z.string().nullable(),
    assigned_server_name: z.string().nullable(),
    prompt: z.string(),
    negative_prompt: z.string(),
    model: z.string(),
    model_type: z.string().nullable(),
    generation_type: GenerationKind,
    params: JobParams,
    priority: z.int(),
    status: JobState,
    progress: z.object({
      /** Whole steps over all samplers. */
      step: z.int().min(0),
      steps: z.int().min(0),
      /** 0 to 1, never falling. */
      fraction: z.number().min(0).max(1),
      /** Estimated seconds until done; null while unknown. */
      seconds_left: z.number().min(0).nullable(),
      /** Counts preview pictures; a new number means a new picture under `/preview`. */
      preview: z.int().min(0),
    }),
    /** Place among the waiting jobs, from 1; null once it is assigned. */
    position: z.int().min(1).nullable(),
    // `nullable` would make the named schema of the API’s document null everywhere.
    error: z.union([JobError, z.null()]),
    attempts: z.int().min(0),
    max_attempts: z.int().min(1),
    take_id: EntityId.nullable(),
    /** Hash of the finished file. */
    media: Sha256.nullable(),
    requested_by: z.string(),
    created_at: z.string(),
    started_at: z.string().nullable(),
    finished_at: z.string().nullable(),
  })
  .meta({ id: 'Job' })
export type Job = z.infer<typeof Job>

/** Events of `GET /api/v1/events` (server-sent events; `event:` is the type, `data:` the JSON). */
export const ServerEvent = z.discriminatedUnion('type', [
  /** First event of every connection: whoever was connected before fetches anew. */
  z.object({ type: z.literal('hello'), protocol: z.int(), now: z.string() }),
  z.object({ type: z.literal('job'), job: Job }),
  z.object({ type: z.literal('job-removed'), id: EntityId, project_id: EntityId }),
  z.object({ type: z.literal('servers') }),
  z.object({ type: z.literal('projects') }),
  z.object({ type: z.literal('versions'), project_id: EntityId }),
])
export type ServerEvent = z.infer<typeof ServerEvent>
