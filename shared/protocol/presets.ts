import { z } from 'zod'
import { EntityId } from '../model/ids.ts'
import { ModelPresetFields, type ModelPreset } from '../model/model-preset.ts'
import { isoTime } from './http.ts'
import { given, Iso, ModelFamily, ModelFile, Params } from './library-fields.ts'

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
