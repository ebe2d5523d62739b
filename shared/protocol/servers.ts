import { z } from 'zod'
import { EntityId } from '../model/ids.ts'

/**
 * Address of a ComfyUI server: http or https, no path needed, no credentials in it. Paths are put behind it, so it
 * cannot hold a query or a fragment.
 */
export const ServerUrl = z
  .url({ protocol: /^https?$/, error: 'an address begins with http:// or https://', abort: true })
  .max(500)
  .refine((value) => {
    const url = new URL(value)
    return url.username === '' && url.password === ''
  }, 'leave user names and passwords out of the address')
  .refine((value) => !/[?#]/.test(value), 'leave out what begins with ? or #')
  .transform((value) => value.replace(/\/+$/, ''))

/** User name and password that a server, or the proxy before it, asks for. */
export const ServerCredentials = z
  .object({
    // RFC 7617: the name ends at the first colon.
    username: z
      .string()
      .min(1)
      .max(200)
      .regex(/^[^:\p{C}]+$/u, 'a user name has no colon'),
    password: z
      .string()
      .min(1)
      .max(500)
      .regex(/^\P{Cc}+$/u, 'only visible characters are possible here'),
  })
  .meta({ id: 'ComfyServerCredentials' })

/** What it takes to register or change a server. */
export const ServerInput = z
  .object({
    name: z.string().trim().min(1).max(100),
    url: ServerUrl,
    paused: z.boolean().default(false),
    credentials: z.union([ServerCredentials, z.null()]).optional().meta({
      description:
        'For a server behind a sign-in (HTTP Basic). Kept sealed and never answered. Absent: those it has stay, unless the address changes; null: none',
    }),
  })
  .meta({ id: 'ComfyServerInput' })
export type ServerInput = z.infer<typeof ServerInput>

/** Whether a server answers: `unknown` until it was asked once. */
export const ServerStatus = z.enum(['unknown', 'online', 'working', 'unreachable', 'paused'])
export type ServerStatus = z.infer<typeof ServerStatus>

/** A registered ComfyUI server as lists show it. */
export const ComfyServer = z
  .object({
    id: EntityId,
    name: z.string(),
    url: z.string(),
    paused: z.boolean(),
    status: ServerStatus,
    /** What is wrong and what to do; null while it answers. */
    problem: z.string().nullable(),
    has_credentials: z.boolean().meta({ description: 'Whether a user name and a password are kept for it' }),
    waiting: z.int().min(0),
    ping_ms: z.number().min(0).nullable(),
    last_seen_at: z.string().nullable(),
    created_at: z.string(),
  })
  .meta({ id: 'ComfyServer' })
export type ComfyServer = z.infer<typeof ComfyServer>

/** What a preset of a model comes to on a server. */
export const ServerPreset = z.object({
  steps: z.int().min(1),
  /** What its few steps rely on and the server has not, in words and by file; null where nothing is missing. */
  lacks: z
    .object({ what: z.string(), files: z.array(z.string()), steps_without: z.int().min(1) })
    .nullable()
    .meta({ description: 'steps_without: how many steps give a good result without it' }),
})
export type ServerPreset = z.infer<typeof ServerPreset>

/** A model file on a server with the family it was recognised as. */
export const ServerModel = z.object({
  name: z.string(),
  /** `nodes` for a paid node that makes pictures by itself: then `name` is the name of its class. */
  folder: z.enum(['checkpoints', 'diffusion_models', 'nodes']),
  model_type: z.string().nullable(),
  /** Whether the server can run it with what it has; otherwise what it lacks, by name. */
  missing: z.array(z.string()),
  kinds: z.array(z.enum(['image', 'video'])),
  /** Null where the server cannot run the model. */
  presets: z.object({ fast: ServerPreset, quality: ServerPreset }).nullable(),
})
export type ServerModel = z.infer<typeof ServerModel>

/** Everything known of a server: what it runs on and what it holds. */
export const ComfyServerInfo = ComfyServer.extend({
  version: z.string().nullable(),
  gpus: z.array(
    z.object({
      name: z.string(),
      /** Bytes. */
      vram_total: z.number().min(0),
      vram_free: z.number().min(0),
    }),
  ),
  queue: z.object({ running: z.int().min(0), pending: z.int().min(0) }),
  models: z.array(ServerModel),
  loras: z.array(z.string()),
  node_count: z.int().min(0),
  nodes: z.array(z.string()).meta({ description: 'Classes of nodes that it has, in the order of their names' }),
}).meta({ id: 'ComfyServerInfo' })
export type ComfyServerInfo = z.infer<typeof ComfyServerInfo>
