import { z } from 'zod'
import { EntityId } from '../model/ids.ts'
import { LookParams } from '../model/look-params.ts'
import { StyleFields } from '../model/style.ts'

/** A time at the edge. */
export const Iso = z.string().meta({ description: 'ISO 8601, UTC', example: '2026-03-01T12:00:00.000Z' })

/** The film that something lives in; null for the studio's library, which all films share. */
export const Home = EntityId.nullable().meta({ description: 'The film it lives in; null for the studio’s library' })

/** The film that something is made in. */
export const NewHome = EntityId.nullable()
  .optional()
  .meta({ description: 'The film it is made in; absent: the studio’s library' })

/** Sampling values. */
export const Params = LookParams.meta({
  id: 'LookParams',
  description:
    'Sampling values. `steps`, `cfg`, `sampler`, `scheduler`, `width` and `height` (pixels), `denoise` (0 to 1), `preset` and `loras` are used; other plain values are kept',
  example: { steps: 28, cfg: 3.5, sampler: 'euler' },
})

/** A model file, or none in particular. */
export const ModelFile = StyleFields.shape.model.meta({
  description: 'A model file as a ComfyUI server lists it; null for any model',
  example: 'flux_dev.safetensors',
})

/** A family of models, or none in particular. */
export const ModelFamily = StyleFields.shape.modelType.meta({
  description: 'One of the 13 families, where the name does not tell',
})

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

/** The fields that were given. */
export function given<T extends object>(fields: T): Given<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Given<T>
}
