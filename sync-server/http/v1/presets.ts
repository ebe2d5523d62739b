import type { OpenAPIHono } from '@hono/zod-openapi'
import { libraryHome } from '#server/films/entity-homes.ts'
import type { StudioLibrary } from '#server/films/studio-library.ts'
import {
  addPreset,
  addRecipe,
  restorePreset,
  restoreRecipe,
  trashPreset,
  trashRecipe,
  updatePreset,
  updateRecipe,
} from '#shared/commands/preset-commands.ts'
import type { LibrarySnapshot } from '#shared/document/library-records.ts'
import { CreatePresetBody, PresetBody, presetFields, presetToBody, UpdatePresetBody } from '#shared/protocol/presets.ts'
import { CreateRecipeBody, RecipeBody, recipeFields, recipeToBody, UpdateRecipeBody } from '#shared/protocol/recipes.ts'
import { createApi, type ApiEnv } from '../api.ts'
import { addMakeableRoutes } from './entity-routes.ts'

/** What the routes of presets and saved recipes use. */
export interface PresetRouteServices {
  readonly library: StudioLibrary
}

const LISTED = 'Those in the trash are left out. With `limit` the answer is a page, without it the bare list.'
const TAKEN_BACK = 'One that is not in the trash stays as it is.'

const PRESET_WORDS = {
  one: 'The preset',
  all: 'The presets',
  list: { summary: 'List the model presets, oldest first', description: LISTED },
  get: {
    summary: 'Read a model preset',
    description: 'Sizes are pixels, `cfg` says how closely the prompt is followed.',
  },
  update: { summary: 'Change a model preset; what is absent stays', description: '`params` is given whole.' },
  remove: {
    summary: 'Move a model preset to the trash',
    description: 'Clips that took its values over keep them.',
  },
  restore: { summary: 'Take a model preset out of the trash', description: TAKEN_BACK },
}

const RECIPE_WORDS = {
  one: 'The recipe',
  all: 'The recipes',
  list: { summary: 'List the saved recipes, oldest first', description: LISTED },
  get: { summary: 'Read a saved recipe', description: 'A `seed` of null rolls anew for each take.' },
  update: {
    summary: 'Change a saved recipe; what is absent stays',
    description: '`params` is given whole. Texts change by their smallest edit.',
  },
  remove: { summary: 'Move a saved recipe to the trash', description: 'Takes that were made by it stay.' },
  restore: { summary: 'Take a saved recipe out of the trash', description: TAKEN_BACK },
}

/** `/presets…` and `/recipes…`. */
export function presetRoutes({ library }: PresetRouteServices): OpenAPIHono<ApiEnv> {
  const app = createApi()
  const homes = libraryHome(library)
  addMakeableRoutes(app, {
    path: '/presets',
    tag: 'presets',
    called: 'preset',
    homes,
    body: PresetBody,
    updateBody: UpdatePresetBody,
    records: ({ presets }: LibrarySnapshot) => presets,
    toBody: (_home, preset) => presetToBody(preset),
    fields: presetFields,
    commands: { update: updatePreset, trash: trashPreset, restore: restorePreset },
    make: {
      words: {
        summary: 'Keep sampling values of a model under a name',
        description: 'Presets belong to the studio. What clips take over from one is their own from then on.',
        made: 'Kept',
      },
      body: CreatePresetBody,
      add: addPreset,
    },
    words: PRESET_WORDS,
  })
  addMakeableRoutes(app, {
    path: '/recipes',
    tag: 'recipes',
    called: 'recipe',
    homes,
    body: RecipeBody,
    updateBody: UpdateRecipeBody,
    records: ({ recipes }: LibrarySnapshot) => recipes,
    toBody: (_home, recipe) => recipeToBody(recipe),
    fields: recipeFields,
    commands: { update: updateRecipe, trash: trashRecipe, restore: restoreRecipe },
    make: {
      words: {
        summary: 'Keep a way to make a take under a name',
        description: 'Model, sampling values, prompts and seed. Recipes that are saved belong to the studio.',
        made: 'Kept',
      },
      body: CreateRecipeBody,
      add: addRecipe,
    },
    words: RECIPE_WORDS,
  })
  return app
}
