import { z } from 'zod'
import type { LibraryDoc } from '../document/library-doc.ts'
import { PRESET_PARTS, readPreset, readSavedRecipe, RECIPE_PARTS } from '../document/library-records.ts'
import type { ProjectDoc } from '../document/project-doc.ts'
import { EntityId } from '../model/ids.ts'
import type { LookParams } from '../model/look-params.ts'
import { ModelPreset, ModelPresetFields, NEW_PRESET } from '../model/model-preset.ts'
import { NEW_RECIPE, SavedRecipe, SavedRecipeFields } from '../model/saved-recipe.ts'
import { editPrompt, setClipSettings } from './clip-commands.ts'
import { defineCommand } from './command.ts'
import { entityCommands } from './entity-commands.ts'
import { liveClip } from './lookup.ts'

/** Adds, changes, trashes and restores a preset of the library. */
export const {
  add: addPreset,
  update: updatePreset,
  trash: trashPreset,
  restore: restorePreset,
} = entityCommands({
  noun: 'preset',
  called: 'preset',
  root: (doc: LibraryDoc) => doc.presets,
  read: readPreset,
  fields: ModelPresetFields,
  defaults: NEW_PRESET,
  parts: PRESET_PARTS,
})

/** Adds, changes, trashes and restores a saved recipe of the library. */
export const {
  add: addRecipe,
  update: updateRecipe,
  trash: trashRecipe,
  restore: restoreRecipe,
} = entityCommands({
  noun: 'recipe',
  called: 'recipe',
  root: (doc: LibraryDoc) => doc.recipes,
  read: readSavedRecipe,
  fields: SavedRecipeFields,
  defaults: NEW_RECIPE,
  parts: RECIPE_PARTS,
})

const ClipIds = z.array(EntityId).min(1).max(5000)

/** The sampling values of a look as a clip's settings; what it does not say is chosen when the job is made. */
function samplingOf(params: LookParams) {
  const { steps, cfg, sampler, scheduler, width, height, preset } = params
  return {
    steps: steps ?? null,
    cfg: cfg ?? null,
    sampler: sampler ?? null,
    scheduler: scheduler ?? null,
    width: width ?? null,
    height: height ?? null,
    preset: preset ?? null,
  }
}

/** Gives clips the model and the sampling values of a preset. The values are the clips' own from then on. */
export const applyPreset = defineCommand(
  'preset.apply',
  z.object({ preset: ModelPreset, clipIds: ClipIds }),
  (doc: ProjectDoc, { preset, clipIds }, context) => {
    for (const id of clipIds) liveClip(doc, id)
    const { model, modelType, params } = preset
    const settings = { ...samplingOf(params), ...(model !== null && { model }), modelType }
    return () => setClipSettings(doc, { ids: clipIds, settings }, context)
  },
)

/** Gives clips what a recipe says: model, sampling values and seed; and its prompts, where that is wanted. */
export const applyRecipe = defineCommand(
  'recipe.apply',
  z.object({ recipe: SavedRecipe, clipIds: ClipIds, prompts: z.boolean() }),
  (doc: ProjectDoc, { recipe, clipIds, prompts }, context) => {
    for (const id of clipIds) liveClip(doc, id)
    const { kind, model, modelType, seed, params } = recipe
    const settings = { ...samplingOf(params), kind, model, modelType, seed }
    return () => {
      setClipSettings(doc, { ids: clipIds, settings }, context)
      if (!prompts) return
      const field = kind === 'video' ? 'videoPrompt' : 'imagePrompt'
      for (const id of clipIds) {
        editPrompt(doc, { id, field, text: recipe.prompt }, context)
        editPrompt(doc, { id, field: 'negativePrompt', text: recipe.negativePrompt }, context)
      }
    }
  },
)
