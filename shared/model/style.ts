import { z } from 'zod'
import { MAX_TEXT } from './clip.ts'
import { EntityId } from './ids.ts'
import { LookParams } from './look-params.ts'
import { Name, Timestamp } from './project.ts'

const Words = z.string().max(MAX_TEXT)

/** A model file, as a ComfyUI server lists it. */
export const ModelName = z.string().trim().min(1).max(300)
/** One of the model families. */
export const ModelTypeName = z.string().min(1).max(40)

/** What a person says of a style. */
export const StyleFields = z.object({
  name: Name,
  description: z.string().max(2000),
  /** The model that it is made for; null for any. Its sampling values and LoRAs count for the same family alone. */
  model: ModelName.nullable(),
  /** The family, where the file name does not tell. */
  modelType: ModelTypeName.nullable(),
  params: LookParams,
  /** Words in front of every prompt. */
  prefix: Words,
  /** Words behind it. */
  suffix: Words,
  /** Words behind every negative prompt. */
  negative: Words,
})
export type StyleFields = z.infer<typeof StyleFields>

/** A look: words and sampling values that clips share. */
export const Style = StyleFields.extend({
  id: EntityId,
  name: z.string().max(200),
  prefix: z.string(),
  suffix: z.string(),
  negative: z.string(),
  /** How often it was put to use. */
  useCount: z.int().min(0),
  /** The library's style that a film's copy came from. */
  sourceId: EntityId.nullable(),
  createdAt: Timestamp,
  deletedAt: Timestamp.nullable(),
})
export type Style = z.infer<typeof Style>

/** What a new style is where nothing is said. */
export const NEW_STYLE: Omit<StyleFields, 'name'> = {
  description: '',
  model: null,
  modelType: null,
  params: {},
  prefix: '',
  suffix: '',
  negative: '',
}
