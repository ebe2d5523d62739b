import { z } from 'zod'
import { Sha256 } from './ids.ts'
import { GenerationKind } from './settings.ts'

/**
 * Everything it takes to make a take again. Stored as canonical JSON in the media store under its own hash, so that
 * documents stay small and a take always leads back to its making.
 */
export const Recipe = z.object({
  version: z.literal(1),
  kind: GenerationKind,
  backend: z.enum(['comfyui', 'sketch', 'sample']),
  prompt: z.string(),
  negativePrompt: z.string(),
  model: z.string(),
  modelType: z.string().nullable(),
  /** Steps, cfg, sampler, scheduler, size, frames … as they were really used. */
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  seed: z.int().min(0),
  /** Pictures that went in, by hash. */
  inputs: z.array(Sha256),
  /** The workflow graph as sent to ComfyUI; null for other backends. */
  graph: z.record(z.string(), z.unknown()).nullable(),
  /** Name of the server that made it and its version, where known. */
  server: z.string().nullable(),
  serverVersion: z.string().nullable(),
  /** Milliseconds the making took. */
  durationMs: z.int().min(0).nullable(),
})
export type Recipe = z.infer<typeof Recipe>
