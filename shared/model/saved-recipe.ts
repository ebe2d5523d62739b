import { z } from 'zod'
import { EntityId, Sha256 } from './ids.ts'
import { LookParams } from './look-params.ts'
import { Name, Timestamp } from './project.ts'
import { GenerationKind, GenerationSettings } from './settings.ts'
import { ModelName, ModelTypeName } from './style.ts'

/** What a person says of a saved recipe. */
export const SavedRecipeFields = z.object({
  name: Name,
  note: z.string().max(2000),
  kind: GenerationKind,
  model: ModelName,
  modelType: ModelTypeName.nullable(),
  prompt: z.string().max(20_000),
  negativePrompt: z.string().max(20_000),
  params: LookParams,
  /** A fixed start of chance makes the same picture again; null rolls anew. */
  seed: GenerationSettings.shape.seed.unwrap().nullable(),
  /** The recipe of the take that it was saved from, in the media store. */
  recipe: Sha256.nullable(),
})
export type SavedRecipeFields = z.infer<typeof SavedRecipeFields>

/** A way to make a take that somebody kept under a name. */
export const SavedRecipe = SavedRecipeFields.extend({
  id: EntityId,
  name: z.string().max(200),
  createdAt: Timestamp,
  deletedAt: Timestamp.nullable(),
})
export type SavedRecipe = z.infer<typeof SavedRecipe>

/** What a new recipe is where nothing is said. */
export const NEW_RECIPE: Omit<SavedRecipeFields, 'name' | 'model'> = {
  note: '',
  kind: 'image',
  modelType: null,
  prompt: '',
  negativePrompt: '',
  params: {},
  seed: null,
  recipe: null,
}
