import { z } from 'zod'
import { EntityId } from '../model/ids.ts'
import { StyleFields, type Style } from '../model/style.ts'
import { isoTime } from './http.ts'
import { given, Home, Iso, ModelFamily, ModelFile, NewHome, Params } from './library-fields.ts'

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
    project_id: NewHome,
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
    id: EntityId.meta({ example: '7c9e6679-7425-40de-944b-e07fc1f90ae7' }),
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
