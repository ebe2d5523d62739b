import { z } from 'zod'
import { EntityId } from '../model/ids.ts'
import { JobParams, JobState } from './jobs.ts'
import { ServerCredentials, ServerModel, ServerUrl } from './servers.ts'

/** Body of `POST /queue/jobs/{id}/retry`: what is absent stays as it was. */
export const RetryBody = z
  .object({
    id: EntityId.optional().meta({ description: 'Id of the new job; with one, asking twice makes one job' }),
    params: JobParams.default({}),
  })
  .meta({ id: 'RetryJob' })

/** Body of `PUT /queue/jobs/{id}/priority`. */
export const PriorityBody = z
  .object({ priority: z.int().min(-100).max(100).meta({ description: 'Higher goes first' }) })
  .meta({ id: 'JobPriority' })

/** Body of `PUT /queue/jobs/{id}/place`. */
export const PlaceBody = z
  .object({
    before: z
      .union([EntityId, z.null()])
      .meta({ description: 'The waiting job of the same film that it is to stand before; null: last in the line' }),
  })
  .meta({ id: 'JobPlace' })

/** How the queue does as a whole. */
export const QueueStatus = z
  .object({
    counts: z.record(JobState, z.int().min(0)),
    waiting: z.int().min(0),
    running: z.int().min(0),
    paused: z.boolean().meta({ description: 'Whether nothing is begun because somebody stopped the queue' }),
    blocked: z.int().min(0).meta({ description: 'Waiting jobs that no server can take now' }),
    finish_at: z
      .string()
      .nullable()
      .meta({ description: 'When all that can run is likely to be done, ISO 8601; null where nothing runs or waits' }),
    seconds_left: z.number().min(0).nullable(),
    servers: z.array(
      z.object({ id: z.string(), name: z.string(), status: z.string(), running: z.int(), waiting: z.int() }),
    ),
  })
  .meta({ id: 'QueueStatus' })
export type QueueStatus = z.infer<typeof QueueStatus>

/** Answer of `DELETE /queue/clear`. */
export const ClearedBody = z.object({ removed: z.int().min(0) }).meta({ id: 'ClearedQueue' })

/** Body of `POST /comfyui/servers/test`. */
export const ServerTestBody = z
  .object({
    url: ServerUrl,
    credentials: z.union([ServerCredentials, z.null()]).optional(),
    server_id: EntityId.optional().meta({
      description: 'A server whose kept credentials are tried at its own address where none are sent',
    }),
  })
  .meta({ id: 'ComfyServerTest' })
export type ServerTestBody = z.infer<typeof ServerTestBody>

/** What came of trying an address: either what is there, or what is wrong and how to put it right. */
export const ServerTestResult = z
  .object({
    ok: z.boolean(),
    problem: z.string().nullable(),
    fix: z.string().nullable(),
    version: z.string().nullable(),
    ping_ms: z.number().nullable(),
    gpus: z.array(z.object({ name: z.string(), vram_total: z.number(), vram_free: z.number() })),
    models: z.array(ServerModel),
  })
  .meta({ id: 'ComfyServerTestResult' })
export type ServerTestResult = z.infer<typeof ServerTestResult>
