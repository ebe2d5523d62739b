import { z } from 'zod'
import { EntityId } from './ids.ts'
import { LookParams } from './look-params.ts'
import { Name, Timestamp } from './project.ts'
import { ModelName, ModelTypeName } from './style.ts'

/** What a person says of a preset. */
export const ModelPresetFields = z.object({
  name: Name,
  description: z.string().max(2000),
  /** The model file; null where it goes with every file of the family. */
  model: ModelName.nullable(),
  /** The family. */
  modelType: ModelTypeName.nullable(),
  params: LookParams,
})
export type ModelPresetFields = z.infer<typeof ModelPresetFields>

/** Sampling values of a model under a name, for clips to take over. */
export const ModelPreset = ModelPresetFields.extend({
  id: EntityId,
  name: z.string().max(200),
  createdAt: Timestamp,
  deletedAt: Timestamp.nullable(),
})
export type ModelPreset = z.infer<typeof ModelPreset>

/** What a new preset is where nothing is said. */
export const NEW_PRESET: Omit<ModelPresetFields, 'name'> = { description: '', model: null, modelType: null, params: {} }
