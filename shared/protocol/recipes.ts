import { z } from 'zod'
import { EntityId, Sha256 } from '../model/ids.ts'
import { SavedRecipeFields, type SavedRecipe } from '../model/saved-recipe.ts'
import { isoTime } from './http.ts'
import { given, Iso, ModelFamily, Params } from './library-fields.ts'

const recipe = SavedRecipeFields.shape

/** Body of `PUT /recipes/{id}`: what is absent stays. */
export const UpdateRecipeBody = z
  .object({
    name: recipe.name.meta({ example: 'Dusk on the pier' }),
    note: recipe.note,
    generation_type: recipe.kind,
    model: recipe.model.meta({ example: 'flux_dev.safetensors' }),
    model_type: ModelFamily,
    prompt: recipe.prompt.meta({ example: 'a pier at dusk' }),
    negative_prompt: recipe.negativePrompt,
    params: Params,
    seed: recipe.seed.meta({ description: 'Start of chance; null rolls anew', example: 20481 }),
    recipe: Sha256.nullable().meta({
      description: 'The recipe of the take that it was saved from, in the media store',
    }),
  })
  .partial()
  .meta({ id: 'UpdateRecipe' })

/** Body of `POST /recipes`. A given `id` makes asking twice create one. */
export const CreateRecipeBody = UpdateRecipeBody.required({ name: true, model: true })
  .extend({ id: EntityId.optional() })
  .meta({
    id: 'CreateRecipe',
    example: { name: 'Dusk on the pier', model: 'sketch', prompt: 'a pier at dusk', seed: 20481 },
  })

/** A saved recipe at the edge. */
export const RecipeBody = z
  .object({
    id: EntityId,
    name: z.string(),
    note: z.string(),
    generation_type: recipe.kind,
    model: z.string(),
    model_type: z.string().nullable(),
    prompt: z.string(),
    negative_prompt: z.string(),
    params: Params,
    seed: z.int().nullable(),
    recipe: Sha256.nullable(),
    created_at: Iso,
  })
  .meta({ id: 'Recipe' })
export type RecipeBody = z.infer<typeof RecipeBody>

/** What a body says of a saved recipe, as commands take it. */
export function recipeFields(body: z.output<typeof UpdateRecipeBody>): Partial<SavedRecipeFields> {
  return given({
    name: body.name,
    note: body.note,
    kind: body.generation_type,
    model: body.model,
    modelType: body.model_type,
    prompt: body.prompt,
    negativePrompt: body.negative_prompt,
    params: body.params,
    seed: body.seed,
    recipe: body.recipe,
  })
}

/** A saved recipe's record as the edge writes it. */
export function recipeToBody(record: SavedRecipe): RecipeBody {
  return {
    id: record.id,
    name: record.name,
    note: record.note,
    generation_type: record.kind,
    model: record.model,
    model_type: record.modelType,
    prompt: record.prompt,
    negative_prompt: record.negativePrompt,
    params: record.params,
    seed: record.seed,
    recipe: record.recipe,
    created_at: isoTime(record.createdAt),
  }
}
