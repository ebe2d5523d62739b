import { z } from 'zod'
import { EntityId } from '../model/ids.ts'
import { GenerationKind } from '../model/settings.ts'
import { Job, JobParams } from './jobs.ts'

/** Seconds for which a worker may be silent unless it says otherwise. */
export const DEFAULT_LEASE_SECONDS = 120

/** Body of `POST /queue/servers/{id}/register`; everything may be absent. */
export const RegisterWorkerBody = z
  .object({
    name: z.string().trim().min(1).max(100).optional().meta({ description: 'What people read of it' }),
    models: z
      .array(z.string().min(1).max(300))
      .max(2000)
      .optional()
      .meta({ description: 'File names of the models that it has; absent: it takes every model' }),
    generation_types: z.array(GenerationKind).min(1).max(2).optional().meta({ description: 'Absent: both' }),
    lease_seconds: z
      .int()
      .min(5)
      .max(3600)
      .optional()
      .meta({ description: 'Seconds without a word after which its job goes back into the queue; absent: 120' }),
  })
  .meta({
    id: 'RegisterWorker',
    example: {
      name: 'Studio laptop',
      models: ['flux_dev.safetensors'],
      generation_types: ['image'],
      lease_seconds: 120,
    },
  })

/** A machine that fetches its jobs itself. */
export const PullWorkerBody = z
  .object({
    id: EntityId,
    name: z.string(),
    models: z.array(z.string()).nullable().meta({ description: 'null: it takes every model' }),
    generation_types: z.array(GenerationKind),
    lease_seconds: z.int(),
    job_id: EntityId.nullable().meta({ description: 'The job that it has now' }),
    here: z.boolean().meta({ description: 'Whether it has been heard of lately' }),
    last_seen_at: z.string().meta({ description: 'ISO 8601, UTC' }),
    created_at: z.string().meta({ description: 'ISO 8601, UTC' }),
  })
  .meta({ id: 'PullWorker' })
export type PullWorkerBody = z.infer<typeof PullWorkerBody>

/** A job as it is handed to a worker. */
export const LeasedJob = z
  .object({
    job: Job,
    lease: z.object({
      expires_at: z
        .string()
        .meta({ description: 'ISO 8601, UTC. Asking for the next job again holds this one for longer' }),
      seconds: z.int().meta({ description: 'Seconds from now' }),
    }),
    params: JobParams.extend({
      fps: z.number().optional().meta({ description: 'Frames per second of a video' }),
    }).meta({ description: 'What to use: as asked for, filled up from the preset of the model and the film' }),
    start_image: z
      .string()
      .nullable()
      .meta({ description: 'Path on this server of the picture to start from', example: null }),
    complete: z.string().meta({ description: 'Path to hand in the outputs or an error' }),
  })
  .meta({ id: 'LeasedJob' })
export type LeasedJob = z.infer<typeof LeasedJob>

/** JSON body of `POST /queue/jobs/{id}/complete` where the job came to nothing. */
export const JobFailure = z
  .object({
    server_id: EntityId.optional().meta({ description: 'The worker that hands in' }),
    error: z.string().trim().min(1).max(2000).meta({ description: 'What went wrong, for people' }),
    detail: z.string().max(20_000).default('').meta({ description: 'Raw words of the machine' }),
    retry: z.boolean().default(true).meta({ description: 'Whether another machine may do better' }),
  })
  .meta({ id: 'JobFailure', example: { error: 'The model could not be loaded', detail: 'CUDA out of memory' } })
