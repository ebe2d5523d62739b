import { z } from 'zod'
import { EntityId } from '../model/ids.ts'
import { GenerationSettings } from '../model/settings.ts'

const { kind, model, modelType, preset, seed, width, height, steps, cfg, sampler, scheduler, serverId } =
  GenerationSettings.shape

/** How the next take of a clip is made, at the edge; null takes a setting away. */
export const ClipSettingsBody = z
  .object({
    kind: kind.nullable(),
    model: model.nullable().meta({ description: 'File name of the model, or `sketch`' }),
    model_type: modelType.nullable().meta({ description: 'One of the 13 families, if the name does not tell' }),
    preset: preset.nullable(),
    seed: seed.nullable().meta({ description: 'Start of chance; absent: random for each take' }),
    width: width.nullable().meta({ description: 'Pixels' }),
    height: height.nullable().meta({ description: 'Pixels' }),
    steps: steps.nullable().meta({ description: 'Sampling steps' }),
    cfg: cfg.nullable().meta({ description: 'How closely to follow the prompt' }),
    sampler: sampler.nullable(),
    scheduler: scheduler.nullable(),
    server_id: serverId.nullable().meta({ description: 'The server to use; absent: any that can' }),
  })
  .partial()
  .meta({ id: 'ClipSettings', example: { model: 'flux_dev.safetensors', steps: 28, cfg: 3.5 } })

/** What a body may say of who is in a clip, how it looks and how it is made. */
export const ClipLookBody = z.object({
  character_ids: z
    .array(EntityId)
    .max(100)
    .optional()
    .meta({ description: 'The characters in it, all of them; each is one of the project' }),
  style_template_id: EntityId.nullable().optional().meta({ description: 'A style of the project; null: none' }),
  settings: ClipSettingsBody.optional().meta({ description: 'What is absent of them stays' }),
})

/** Settings at the edge, as commands take them. */
export function settingsOfBody({ model_type, server_id, ...rest }: z.output<typeof ClipSettingsBody>): {
  [Key in keyof GenerationSettings]?: GenerationSettings[Key] | null
} {
  return {
    ...rest,
    ...(model_type !== undefined && { modelType: model_type }),
    ...(server_id !== undefined && { serverId: server_id }),
  }
}

/** Settings as the edge writes them. */
export function settingsToBody({
  modelType: type,
  serverId: server,
  ...rest
}: GenerationSettings): Record<string, string | number> {
  const given = { ...rest, model_type: type, server_id: server }
  return Object.fromEntries(
    Object.entries(given).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  )
}
