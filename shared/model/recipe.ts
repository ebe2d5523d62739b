import { z } from 'zod'
import { EntityId, Sha256 } from './ids.ts'
import { GenerationKind } from './settings.ts'

/** What a prompt was composed of. It marks a text as composed already, so that nothing is added to it a second time. */
export const Composition = z
  .object({
    prompt: z.string().max(20_000).meta({ description: 'The prompt as people wrote it' }),
    negative: z.string().max(20_000).meta({ description: 'The negative prompt as people wrote it' }),
    characters: z
      .array(
        z.object({
          id: EntityId,
          name: z.string().max(200),
          lora: z.string().max(500).nullable().meta({ description: 'The LoRA that went in for them; null for none' }),
        }),
      )
      .max(100),
    style: z.object({ id: EntityId, name: z.string().max(200) }).nullable(),
  })
  .meta({ id: 'Composition' })
export type Composition = z.infer<typeof Composition>

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
  /** The characters and the style in it, and the words before they were; null or absent where nobody looked for any. */
  composed: Composition.nullable().optional(),
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
