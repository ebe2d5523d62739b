import { z } from 'zod'
import { CharacterFields, type Character } from '../model/character.ts'
import { EntityId } from '../model/ids.ts'
import { isoTime } from './http.ts'
import { given, Home, Iso, NewHome } from './library-fields.ts'

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
    project_id: NewHome,
  })
  .meta({
    id: 'CreateCharacter',
    example: { name: 'Hero', reference_images: ['/refs/hero-front.png'], lora_path: '/models/lora/hero.safetensors' },
  })

/** A character at the edge. */
export const CharacterBody = z
  .object({
    id: EntityId.meta({ example: '3f2b8c1e-6d0a-4f57-9a55-0d4f8b1c2e10' }),
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
