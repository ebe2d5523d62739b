import { z } from 'zod'
import { EntityId } from '../model/ids.ts'
import { GenerationKind } from '../model/settings.ts'
import { GenerationRequest, JobError, JobParams, JobState } from './jobs.ts'

/** Most jobs of one batch. */
export const MAX_BATCH_JOBS = 500

const CLIP = '3f0b2a9e-6c1d-4e57-8b3a-2d9c5e7f1a40'

/**
 * Body of `POST /generation/batch`: the same for many clips (`clip_ids` with `model` and `generation_type`), or a list of
 * single requests (`requests`).
 */
export const BatchInput = z
  .object({
    id: EntityId.optional().meta({
      description: 'Id of the batch; with one of your own, asking twice makes one batch',
    }),
    name: z.string().trim().max(200).default('').meta({ description: 'What it is called in lists' }),
    clip_ids: z
      .array(EntityId)
      .min(1)
      .max(MAX_BATCH_JOBS)
      .optional()
      .meta({ description: 'Clips that get a take each' }),
    model: z.string().min(1).max(300).optional().meta({ description: 'File name of the model, or `sketch`' }),
    generation_type: GenerationKind.optional(),
    server_id: z.union([EntityId, z.literal('any')]).default('any'),
    prompt: z.string().max(20_000).optional().meta({ description: 'For all clips; absent: the prompts of each clip' }),
    negative_prompt: z.string().max(20_000).optional(),
    params: JobParams.default({}),
    takes: z
      .int()
      .min(1)
      .max(16)
      .default(1)
      .meta({ description: 'Takes of each clip; with a seed in `params` they count up from it' }),
    priority: z.int().min(-100).max(100).default(0).meta({ description: 'Higher goes first' }),
    requested_by: z.string().max(100).default(''),
    requests: z
      .array(GenerationRequest)
      .min(1)
      .max(MAX_BATCH_JOBS)
      .optional()
      .meta({ description: 'Single requests, instead of `clip_ids`' }),
  })
  .superRefine(({ clip_ids, requests, model, generation_type, takes }, context) => {
    const refuse = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message })
    if ((clip_ids === undefined) === (requests === undefined)) refuse('clip_ids', 'send either clip_ids or requests')
    if (!clip_ids) return
    if (model === undefined) refuse('model', 'needed with clip_ids')
    if (generation_type === undefined) refuse('generation_type', 'needed with clip_ids')
    if (new Set(clip_ids).size !== clip_ids.length) refuse('clip_ids', 'names a clip twice; ask for more by `takes`')
    if (clip_ids.length * takes > MAX_BATCH_JOBS) refuse('takes', `makes more than ${MAX_BATCH_JOBS} jobs`)
  })
  .meta({
    id: 'BatchInput',
    example: {
      name: 'First look',
      clip_ids: [CLIP],
      model: 'sketch',
      generation_type: 'image',
      params: { width: 1280, height: 720 },
    },
  })
export type BatchInput = z.infer<typeof BatchInput>

/** How a batch does as a whole: `partial` where it has ended and some of it came to nothing. */
export const BatchStatus = z.enum(['waiting', 'running', 'done', 'partial', 'failed', 'cancelled'])
export type BatchStatus = z.infer<typeof BatchStatus>

/** A batch in lists. */
export const BatchSummary = z
  .object({
    id: EntityId,
    name: z.string(),
    project_ids: z.array(EntityId),
    status: BatchStatus,
    total: z.int().min(1).meta({ description: 'Jobs that were asked for' }),
    counts: z
      .record(z.enum([...JobState.options, 'removed']), z.int().min(0))
      .meta({ description: 'Jobs in each state; `removed` were taken out of the queue' }),
    fraction: z.number().min(0).max(1).meta({ description: 'How much of it has been done, from 0 to 1' }),
    requested_by: z.string(),
    created_at: z.string().meta({ description: 'ISO 8601, UTC', example: '2026-03-01T12:00:00.000Z' }),
  })
  .meta({ id: 'BatchSummary' })
export type BatchSummary = z.infer<typeof BatchSummary>

/** A batch with what has become of each of its jobs. */
export const BatchBody = BatchSummary.extend({
  jobs: z.array(
    z.object({
      job_id: EntityId.meta({ description: 'Also the id of the take that comes of it' }),
      clip_id: EntityId,
      status: z.enum([...JobState.options, 'removed']),
      fraction: z.number().min(0).max(1),
      error: z.union([JobError, z.null()]),
    }),
  ),
}).meta({ id: 'Batch' })
export type BatchBody = z.infer<typeof BatchBody>
