import { z } from 'zod'
import { CharacterFields, type Character } from '../model/character.ts'
import { EntityId, Sha256 } from '../model/ids.ts'
import { LookParams } from '../model/look-params.ts'
import { ModelPresetFields, type ModelPreset } from '../model/model-preset.ts'
import { PoolEntryFields, type PoolEntry } from '../model/pool-entry.ts'
import { SavedRecipeFields, type SavedRecipe } from '../model/saved-recipe.ts'
import { StyleFields, type Style } from '../model/style.ts'
import { framesToSeconds } from '../model/time.ts'
import { isoTime } from './http.ts'

const Iso = z.string().meta({ description: 'ISO 8601, UTC', example: '2026-03-01T12:00:00.000Z' })
const HERO = '3f2b8c1e-6d0a-4f57-9a55-0d4f8b1c2e10'
const LOOK = '7c9e6679-7425-40de-944b-e07fc1f90ae7'

/** The film that something lives in; null for the studio's library, which all films share. */
const Home = EntityId.nullable().meta({ description: 'The film it lives in; null for the studio’s library' })
const Params = LookParams.meta({
  id: 'LookParams',
  description:
    'Sampling values. `steps`, `cfg`, `sampler`, `scheduler`, `width` and `height` (pixels), `denoise` (0 to 1), `preset` and `loras` are used; other plain values are kept',
  example: { steps: 28, cfg: 3.5, sampler: 'euler' },
})
const ModelFile = StyleFields.shape.model.meta({
  description: 'A model file as a ComfyUI server lists it; null for any model',
  example: 'flux_dev.safetensors',
})
const ModelFamily = StyleFields.shape.modelType.meta({
  description: 'One of the 13 families, where the name does not tell',
})

/** Words that wake a LoRA, as one text or a list. */
const TriggerWords = z
  .union([z.string().max(500), z.array(z.string().max(100)).max(50)])
  .transform((value) => (typeof value === 'string' ? value : value.join(', ')))

const character = CharacterFields.shape

/** Body of `PUT /characters/{id}`: what is absent stays. */
export const UpdateCharacterBody = z
  .object({
    name: character.name.meta({ example: 'Hero' }),
    description: character.description.meta({
      description: 'What models are told about how they look',
      example: 'a tall woman with a red coat',
    }),
    negative_prompt: character.negative.meta({ description: 'What must not be seen of them', example: 'glasses' }),
    trigger_words: TriggerWords.meta({ description: 'Words that wake the LoRA', example: 'h3ro' }),
    reference_images: character.references.meta({
      description:
        'Pictures, the main one first: a SHA-256 or path in the media store, or any other path, which is kept as it is',
      example: ['/refs/hero-front.png'],
    }),
    face_image: character.faceImage.meta({ description: 'The picture of the face, likewise' }),
    lora_path: character.loraPath.meta({
      description: 'The LoRA’s file: servers are asked for a file of that name',
      example: '/models/lora/hero.safetensors',
    }),
    lora_strength: character.loraStrength.meta({
      description: 'How strongly it bends the model, −10 to 10',
      example: 1,
    }),
    lora_model_types: character.loraModelTypes.meta({
      description: 'Families that the LoRA was made for; none: it is used with every one',
      example: ['flux_dev'],
    }),
    prompt_fragments: character.fragments.meta({
      description: 'Words for single model families, in place of the description',
      example: { wan_2_1: 'a tall woman walks' },
    }),
  })
  .partial()
  .meta({ id: 'UpdateCharacter' })

/** Body of `POST /characters`. A given `id` makes asking twice create one. */
export const CreateCharacterBody = UpdateCharacterBody.required({ name: true })
  .extend({
    id: EntityId.optional(),
    project_id: EntityId.nullable()
      .optional()
      .meta({ description: 'The film it is made in; absent: the studio’s library' }),
  })
  .meta({
    id: 'CreateCharacter',
    example: { name: 'Hero', reference_images: ['/refs/hero-front.png'], lora_path: '/models/lora/hero.safetensors' },
  })

/** A character at the edge. */
export const CharacterBody = z
  .object({
    id: EntityId.meta({ example: HERO }),
    project_id: Home,
    name: z.string(),
    description: z.string(),
    negative_prompt: z.string(),
    trigger_words: z.string(),
    reference_images: z.array(z.string()),
    face_image: z.string().nullable(),
    lora_path: z.string().nullable(),
    lora_strength: z.number(),
    lora_model_types: z.array(z.string()),
    prompt_fragments: z.record(z.string(), z.string()),
    source_id: EntityId.nullable().meta({ description: 'The library’s character that a film’s copy came from' }),
    created_at: Iso,
  })
  .meta({ id: 'Character' })
export type CharacterBody = z.infer<typeof CharacterBody>

/** What a body says of a character, as commands take it. */
export function characterFields(body: z.output<typeof UpdateCharacterBody>): Partial<CharacterFields> {
  return given({
    name: body.name,
    description: body.description,
    negative: body.negative_prompt,
    triggerWords: body.trigger_words,
    references: body.reference_images,
    faceImage: body.face_image,
    loraPath: body.lora_path,
    loraStrength: body.lora_strength,
    loraModelTypes: body.lora_model_types,
    fragments: body.prompt_fragments,
  })
}

/** A character's record as the edge writes it. */
export function characterToBody(projectId: string | null, record: Character): CharacterBody {
  return {
    id: record.id,
    project_id: projectId,
    name: record.name,
    description: record.description,
    negative_prompt: record.negative,
    trigger_words: record.triggerWords,
    reference_images: record.references,
    face_image: record.faceImage,
    lora_path: record.loraPath,
    lora_strength: record.loraStrength,
    lora_model_types: record.loraModelTypes,
    prompt_fragments: record.fragments,
    source_id: record.sourceId,
    created_at: isoTime(record.createdAt),
  }
}

const style = StyleFields.shape

/** Body of `PUT /templates/{id}`: what is absent stays. */
export const UpdateTemplateBody = z
  .object({
    name: style.name.meta({ example: 'Cinematic Look' }),
    description: style.description,
    model: ModelFile,
    model_type: ModelFamily,
    params: Params,
    prompt_prefix: style.prefix.meta({ description: 'Words in front of every prompt', example: 'film still' }),
    prompt_suffix: style.suffix.meta({ description: 'Words behind it', example: 'anamorphic, 35 mm' }),
    negative_prompt: style.negative.meta({ description: 'Words behind every negative prompt', example: 'blurry' }),
  })
  .partial()
  .meta({ id: 'UpdateTemplate' })

/** Body of `POST /templates`. A given `id` makes asking twice create one. */
export const CreateTemplateBody = UpdateTemplateBody.required({ name: true })
  .extend({
    id: EntityId.optional(),
    project_id: EntityId.nullable()
      .optional()
      .meta({ description: 'The film it is made in; absent: the studio’s library' }),
  })
  .meta({
    id: 'CreateTemplate',
    example: {
      name: 'Cinematic Look',
      model: 'flux_dev.safetensors',
      params: { steps: 28, cfg: 3.5, sampler: 'euler' },
    },
  })

/** A style template at the edge. */
export const TemplateBody = z
  .object({
    id: EntityId.meta({ example: LOOK }),
    project_id: Home,
    name: z.string(),
    description: z.string(),
    model: z.string().nullable(),
    model_type: z.string().nullable(),
    params: Params,
    prompt_prefix: z.string(),
    prompt_suffix: z.string(),
    negative_prompt: z.string(),
    use_count: z.int().meta({ description: 'How often it was put to use' }),
    source_id: EntityId.nullable().meta({ description: 'The library’s template that a film’s copy came from' }),
    created_at: Iso,
  })
  .meta({ id: 'Template' })
export type TemplateBody = z.infer<typeof TemplateBody>

/** Body of `POST /templates/{id}/use`. */
export const UseTemplateBody = z
  .object({
    clip_id: EntityId.optional().meta({ description: 'The clip that gets the style; absent: it is only counted' }),
  })
  .meta({ id: 'UseTemplate' })

/** What a body says of a style template, as commands take it. */
export function templateFields(body: z.output<typeof UpdateTemplateBody>): Partial<StyleFields> {
  return given({
    name: body.name,
    description: body.description,
    model: body.model,
    modelType: body.model_type,
    params: body.params,
    prefix: body.prompt_prefix,
    suffix: body.prompt_suffix,
    negative: body.negative_prompt,
  })
}

/** A style's record as the edge writes it. */
export function templateToBody(projectId: string | null, record: Style): TemplateBody {
  return {
    id: record.id,
    project_id: projectId,
    name: record.name,
    description: record.description,
    model: record.model,
    model_type: record.modelType,
    params: record.params,
    prompt_prefix: record.prefix,
    prompt_suffix: record.suffix,
    negative_prompt: record.negative,
    use_count: record.useCount,
    source_id: record.sourceId,
    created_at: isoTime(record.createdAt),
  }
}

const preset = ModelPresetFields.shape

/** Body of `PUT /presets/{id}`: what is absent stays. */
export const UpdatePresetBody = z
  .object({
    name: preset.name.meta({ example: 'Flux, quick look' }),
    description: preset.description,
    model: ModelFile,
    model_type: ModelFamily,
    params: Params,
  })
  .partial()
  .meta({ id: 'UpdatePreset' })

/** Body of `POST /presets`. A given `id` makes asking twice create one. */
export const CreatePresetBody = UpdatePresetBody.required({ name: true })
  .extend({ id: EntityId.optional() })
  .meta({
    id: 'CreatePreset',
    example: { name: 'Flux, quick look', model_type: 'flux_dev', params: { steps: 8, cfg: 1 } },
  })

/** A model preset at the edge. */
export const PresetBody = z
  .object({
    id: EntityId,
    name: z.string(),
    description: z.string(),
    model: z.string().nullable(),
    model_type: z.string().nullable(),
    params: Params,
    created_at: Iso,
  })
  .meta({ id: 'Preset' })
export type PresetBody = z.infer<typeof PresetBody>

/** What a body says of a preset, as commands take it. */
export function presetFields(body: z.output<typeof UpdatePresetBody>): Partial<ModelPresetFields> {
  const { name, description, model, model_type: modelType, params } = body
  return given({ name, description, model, modelType, params })
}

/** A preset's record as the edge writes it. */
export function presetToBody({ id, name, description, model, modelType, params, createdAt }: ModelPreset): PresetBody {
  return { id, name, description, model, model_type: modelType, params, created_at: isoTime(createdAt) }
}

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

/** Body of `POST /pool`. */
export const CreatePoolEntryBody = z
  .object({
    take_id: EntityId.meta({ description: 'The take that is offered; the entry gets its id' }),
    name: PoolEntryFields.shape.name.optional().meta({ description: 'Absent: number and name of its clip' }),
    studio_wide: z.boolean().default(false).meta({ description: 'Into the studio’s pool rather than the film’s own' }),
  })
  .meta({ id: 'CreatePoolEntry' })

/** Body of `PUT /pool/{id}`: what is absent stays. */
export const UpdatePoolEntryBody = PoolEntryFields.partial().meta({ id: 'UpdatePoolEntry' })

/** An entry of the pool at the edge. */
export const PoolEntryBody = z
  .object({
    id: EntityId.meta({ description: 'The id of the take that was offered' }),
    project_id: Home,
    name: z.string(),
    prompt: z.string(),
    kind: z.enum(['image', 'video', 'audio']),
    media: z.string().meta({ description: 'Path of the file on this server' }),
    sha256: Sha256,
    mime: z.string(),
    bytes: z.int(),
    width: z.int().meta({ description: 'Pixels' }),
    height: z.int().meta({ description: 'Pixels' }),
    duration: z.number().meta({ description: 'Seconds; 0 for a still' }),
    recipe: z.string().nullable().meta({ description: 'Path of the recipe on this server' }),
    source: z.enum(['generated', 'imported', 'sketch']),
    model: z.string().nullable(),
    from_project_id: EntityId.nullable(),
    from_clip_id: EntityId.nullable(),
    created_at: Iso,
    created_by: z.string(),
  })
  .meta({ id: 'PoolEntry' })
export type PoolEntryBody = z.infer<typeof PoolEntryBody>

/** A pool entry's record as the edge writes it. */
export function poolEntryToBody(projectId: string | null, record: PoolEntry): PoolEntryBody {
  const { frameRate, frames } = record
  return {
    id: record.id,
    project_id: projectId,
    name: record.name,
    prompt: record.prompt,
    kind: record.kind,
    media: `/media/${record.media}`,
    sha256: record.media,
    mime: record.mime,
    bytes: record.bytes,
    width: record.width,
    height: record.height,
    duration: frameRate ? framesToSeconds(frames, frameRate) : 0,
    recipe: record.recipe && `/media/${record.recipe}`,
    source: record.source,
    model: record.model,
    from_project_id: record.fromProjectId,
    from_clip_id: record.fromClipId,
    created_at: isoTime(record.createdAt),
    created_by: record.createdBy,
  }
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

/** The fields that were given. */
function given<T extends object>(fields: T): Given<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Given<T>
}
