import { z } from 'zod'
import { EntityId } from './ids.ts'

/** What a generation makes. */
export const GenerationKind = z.enum(['image', 'video'])
export type GenerationKind = z.infer<typeof GenerationKind>

/** Name of the built-in placeholder renderer, used where a model file would stand. */
export const SKETCH_MODEL = 'sketch'

/** The number of steps is a multiple of this preset; the family's own table says how many. */
export const Preset = z.enum(['fast', 'quality'])
export type Preset = z.infer<typeof Preset>

/**
 * How the next take of a clip is made. Every key is optional: what is absent is chosen when the job is made (from
 * the family's presets, the film's shape, or at random for the seed). Each key is its own field in the document, so
 * two people changing different settings do not undo one another.
 */
export const GenerationSettings = z.object({
  kind: GenerationKind.optional(),
  /** A model file name as the ComfyUI server lists it, or `sketch`. */
  model: z.string().min(1).max(300).optional(),
  /** One of the 13 families, where the file name does not tell or the user knows better. */
  modelType: z.string().min(1).max(40).optional(),
  preset: Preset.optional(),
  /** Fixed start of chance; absent means a new one for each take. ComfyUI takes up to 2^64, JavaScript is exact to 2^53. */
  seed: z.int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
  /** `increment`: each take has the seed after that of the take before. `scene`: all clips of a scene share one. */
  seedMode: z.enum(['increment', 'scene']).optional(),
  /** Pixels. */
  width: z.int().min(16).max(8192).optional(),
  /** Pixels. */
  height: z.int().min(16).max(8192).optional(),
  steps: z.int().min(1).max(200).optional(),
  cfg: z.number().min(0).max(100).optional(),
  sampler: z.string().min(1).max(60).optional(),
  scheduler: z.string().min(1).max(60).optional(),
  /** The ComfyUI server to use; absent means any that can. */
  serverId: EntityId.optional(),
})
export type GenerationSettings = z.infer<typeof GenerationSettings>
