import { z } from 'zod'
import { GenerationSettings } from './settings.ts'

/** A LoRA by the name or path under which it was given, and how strongly it bends the model. */
export const LoraReference = z.object({
  name: z.string().trim().min(1).max(500),
  strength: z.number().min(-10).max(10),
})
export type LoraReference = z.infer<typeof LoraReference>

/** Most LoRAs that a look names. Families take fewer; what is too many for one is left out there. */
export const MAX_LORAS = 5

const { steps, cfg, sampler, scheduler, width, height, preset } = GenerationSettings.shape

/**
 * How a look is sampled, as far as it says so. Values that nothing here uses yet are kept, since looks come from other
 * tools too.
 */
export const LookParams = z
  .object({
    steps,
    cfg,
    sampler,
    scheduler,
    width,
    height,
    preset,
    denoise: z.number().min(0).max(1).optional(),
    loras: z.array(LoraReference).max(MAX_LORAS).optional(),
  })
  .catchall(z.unknown().refine(isPlain, 'a value is a number, a text of at most 500 characters, true or false'))
export type LookParams = z.infer<typeof LookParams>

function isPlain(value: unknown): boolean {
  return typeof value === 'string' ? value.length <= 500 : typeof value === 'number' || typeof value === 'boolean'
}
