import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import { liveRecord, liveRecords } from '#server/films/cast-homes.ts'
import type { StudioLibrary } from '#server/films/studio-library.ts'
import {
  addPreset,
  addRecipe,
  trashPreset,
  trashRecipe,
  updatePreset,
  updateRecipe,
} from '#shared/commands/preset-commands.ts'
import {
  CreatePresetBody,
  CreateRecipeBody,
  PresetBody,
  presetFields,
  presetToBody,
  RecipeBody,
  recipeFields,
  recipeToBody,
  UpdatePresetBody,
  UpdateRecipeBody,
} from '#shared/protocol/library.ts'
import { createApi, problemAnswer, type ApiEnv } from '../api.ts'
import { IdParam, jsonAnswer, jsonBody, listOrPage, paged, PageQuery } from './answers.ts'
import { missingOne } from './cast-answers.ts'

/** What the routes of presets and saved recipes use. */
export interface PresetRouteServices {
  readonly library: StudioLibrary
}

const missingPreset = missingOne('preset')
const missingRecipe = missingOne('recipe')
const wrongQuery = { 422: problemAnswer('The query is wrong') }
const refused = (called: string) => ({
  409: problemAnswer(`There is a ${called} with this id already`),
  422: problemAnswer('The body is wrong'),
})

const presets = {
  create: createRoute({
    method: 'post',
    path: '/presets',
    tags: ['presets'],
    summary: 'Keep sampling values of a model under a name',
    description: 'Presets belong to the studio. What clips take over from one is their own from then on.',
    request: { body: jsonBody(CreatePresetBody) },
    responses: { 201: jsonAnswer(PresetBody, 'Kept'), ...refused('preset') },
  }),
  list: createRoute({
    method: 'get',
    path: '/presets',
    tags: ['presets'],
    summary: 'List the model presets, oldest first',
    description: 'Those in the trash are left out. With `limit` the answer is a page, without it the bare list.',
    request: { query: PageQuery },
    responses: { 200: jsonAnswer(listOrPage(PresetBody), 'The presets'), ...wrongQuery },
  }),
  get: createRoute({
    method: 'get',
    path: '/presets/{id}',
    tags: ['presets'],
    summary: 'Read a model preset',
    description: 'Sizes are pixels, `cfg` says how closely the prompt is followed.',
    request: { params: IdParam },
    responses: { 200: jsonAnswer(PresetBody, 'The preset'), ...missingPreset },
  }),
  update: createRoute({
    method: 'put',
    path: '/presets/{id}',
    tags: ['presets'],
    summary: 'Change a model preset; what is absent stays',
    description: '`params` is given whole.',
    request: { params: IdParam, body: jsonBody(UpdatePresetBody) },
    responses: { 200: jsonAnswer(PresetBody, 'The preset'), ...missingPreset },
  }),
  remove: createRoute({
    method: 'delete',
    path: '/presets/{id}',
    tags: ['presets'],
    summary: 'Move a model preset to the trash',
    description: 'Clips that took its values over keep them.',
    request: { params: IdParam },
    responses: { 204: { description: 'It is in the trash' }, ...missingPreset },
  }),
}

const recipes = {
  create: createRoute({
    method: 'post',
    path: '/recipes',
    tags: ['recipes'],
    summary: 'Keep a way to make a take under a name',
    description: 'Model, sampling values, prompts and seed. Recipes that are saved belong to the studio.',
    request: { body: jsonBody(CreateRecipeBody) },
    responses: { 201: jsonAnswer(RecipeBody, 'Kept'), ...refused('recipe') },
  }),
  list: createRoute({
    method: 'get',
    path: '/recipes',
    tags: ['recipes'],
    summary: 'List the saved recipes, oldest first',
    description: 'Those in the trash are left out. With `limit` the answer is a page, without it the bare list.',
    request: { query: PageQuery },
    responses: { 200: jsonAnswer(listOrPage(RecipeBody), 'The recipes'), ...wrongQuery },
  }),
  get: createRoute({
    method: 'get',
    path: '/recipes/{id}',
    tags: ['recipes'],
    summary: 'Read a saved recipe',
    description: 'A `seed` of null rolls anew for each take.',
    request: { params: IdParam },
    responses: { 200: jsonAnswer(RecipeBody, 'The recipe'), ...missingRecipe },
  }),
  update: createRoute({
    method: 'put',
    path: '/recipes/{id}',
    tags: ['recipes'],
    summary: 'Change a saved recipe; what is absent stays',
    description: '`params` is given whole. Texts change by their smallest edit.',
    request: { params: IdParam, body: jsonBody(UpdateRecipeBody) },
    responses: { 200: jsonAnswer(RecipeBody, 'The recipe'), ...missingRecipe },
  }),
  remove: createRoute({
    method: 'delete',
    path: '/recipes/{id}',
    tags: ['recipes'],
    summary: 'Move a saved recipe to the trash',
    description: 'Takes that were made by it stay.',
    request: { params: IdParam },
    responses: { 204: { description: 'It is in the trash' }, ...missingRecipe },
  }),
}

/** `/presets…` and `/recipes…`. */
export function presetRoutes({ library }: PresetRouteServices): OpenAPIHono<ApiEnv> {
  const app = createApi()

  app.openapi(presets.create, async (c) => {
    const { id: asked, ...fields } = c.req.valid('json')
    const record = await library.edit(({ doc, after, context }) => {
      const id = addPreset(doc, { id: asked, ...presetFields(fields) }, context)
      return liveRecord(after().presets, id, 'preset')
    })
    return c.json(presetToBody(record), 201)
  })
  app.openapi(presets.list, async (c) => {
    const bodies = await library.read((snapshot) => liveRecords(snapshot.presets).map(presetToBody))
    return c.json(
      paged(bodies, (body) => body.id, c.req.valid('query')),
      200,
    )
  })
  app.openapi(presets.get, async (c) => {
    const { id } = c.req.valid('param')
    const record = await library.read((snapshot) => liveRecord(snapshot.presets, id, 'preset'))
    return c.json(presetToBody(record), 200)
  })
  app.openapi(presets.update, async (c) => {
    const { id } = c.req.valid('param')
    const fields = presetFields(c.req.valid('json'))
    const record = await library.edit(({ doc, after, context }) => {
      updatePreset(doc, { id, ...fields }, context)
      return liveRecord(after().presets, id, 'preset')
    })
    return c.json(presetToBody(record), 200)
  })
  app.openapi(presets.remove, async (c) => {
    const { id } = c.req.valid('param')
    await library.edit(({ doc, context }) => trashPreset(doc, { id }, context))
    return c.body(null, 204)
  })

  app.openapi(recipes.create, async (c) => {
    const { id: asked, ...fields } = c.req.valid('json')
    const record = await library.edit(({ doc, after, context }) => {
      const id = addRecipe(doc, { id: asked, ...recipeFields(fields) }, context)
      return liveRecord(after().recipes, id, 'recipe')
    })
    return c.json(recipeToBody(record), 201)
  })
  app.openapi(recipes.list, async (c) => {
    const bodies = await library.read((snapshot) => liveRecords(snapshot.recipes).map(recipeToBody))
    return c.json(
      paged(bodies, (body) => body.id, c.req.valid('query')),
      200,
    )
  })
  app.openapi(recipes.get, async (c) => {
    const { id } = c.req.valid('param')
    const record = await library.read((snapshot) => liveRecord(snapshot.recipes, id, 'recipe'))
    return c.json(recipeToBody(record), 200)
  })
  app.openapi(recipes.update, async (c) => {
    const { id } = c.req.valid('param')
    const fields = recipeFields(c.req.valid('json'))
    const record = await library.edit(({ doc, after, context }) => {
      updateRecipe(doc, { id, ...fields }, context)
      return liveRecord(after().recipes, id, 'recipe')
    })
    return c.json(recipeToBody(record), 200)
  })
  app.openapi(recipes.remove, async (c) => {
    const { id } = c.req.valid('param')
    await library.edit(({ doc, context }) => trashRecipe(doc, { id }, context))
    return c.body(null, 204)
  })
  return app
}
