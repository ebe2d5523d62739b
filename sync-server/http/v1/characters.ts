import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi'
import { liveRecord, liveRecords, type CastEdit, type CastHomes } from '#server/films/cast-homes.ts'
import type { Films } from '#server/films/films.ts'
import {
  addCharacter,
  applyCharacter,
  removeCharacter,
  trashCharacter,
  updateCharacter,
} from '#shared/commands/character-commands.ts'
import { timelineOf } from '#shared/document/timeline-selectors.ts'
import { EntityId } from '#shared/model/ids.ts'
import { ClipBody, clipToBody } from '#shared/protocol/http.ts'
import {
  CharacterBody,
  characterFields,
  characterToBody,
  CreateCharacterBody,
  UpdateCharacterBody,
} from '#shared/protocol/library.ts'
import { must } from '#shared/util/assert.ts'
import { createApi, problemAnswer, type ApiEnv } from '../api.ts'
import { IdParam, jsonAnswer, jsonBody, listOrPage, paged } from './answers.ts'
import { CastListQuery, HomeQuery, missingOne, refusedNew } from './cast-answers.ts'

/** What the routes of characters use. */
export interface CharacterRouteServices {
  readonly films: Films
  readonly castHomes: CastHomes
}

const tags = ['characters']
const missing = missingOne('character')

const create = createRoute({
  method: 'post',
  path: '/characters',
  tags,
  summary: 'Make a character',
  description:
    'With a `project_id` it belongs to that film, without one to the studio’s library, from which films take copies. With an `id` of your own, asking twice makes one.',
  request: { body: jsonBody(CreateCharacterBody) },
  responses: { 201: jsonAnswer(CharacterBody, 'Made'), ...refusedNew('character') },
})

const list = createRoute({
  method: 'get',
  path: '/characters',
  tags,
  summary: 'List the characters of the library or of a film, oldest first',
  description: 'Those in the trash are left out. With `limit` the answer is a page, without it the bare list.',
  request: { query: CastListQuery },
  responses: {
    200: jsonAnswer(listOrPage(CharacterBody), 'The characters'),
    404: problemAnswer('There is no such project'),
    422: problemAnswer('The query is wrong'),
  },
})

const get = createRoute({
  method: 'get',
  path: '/characters/{id}',
  tags,
  summary: 'Read a character',
  description:
    'Films that use a character of the library have a copy with the same id: name the film to read that one.',
  request: { params: IdParam, query: HomeQuery },
  responses: { 200: jsonAnswer(CharacterBody, 'The character'), ...missing },
})

const update = createRoute({
  method: 'put',
  path: '/characters/{id}',
  tags,
  summary: 'Change a character; what is absent stays',
  description:
    'Texts change by their smallest edit. Copies that films have of a character of the library stay as they are.',
  request: { params: IdParam, query: HomeQuery, body: jsonBody(UpdateCharacterBody) },
  responses: { 200: jsonAnswer(CharacterBody, 'The character'), ...missing },
})

const remove = createRoute({
  method: 'delete',
  path: '/characters/{id}',
  tags,
  summary: 'Move a character to the trash',
  description: 'Clips keep it, and takes are made without it as long as it lies there.',
  request: { params: IdParam, query: HomeQuery },
  responses: { 204: { description: 'It is in the trash' }, ...missing },
})

const ApplyParams = z.object({ id: EntityId, clip_id: EntityId })

const apply = createRoute({
  method: 'post',
  path: '/characters/{id}/apply/{clip_id}',
  tags,
  summary: 'Put a character into a clip',
  description:
    'No prompt is written: words, LoRA and pictures of the character go into each take when it is made. Doing it again changes nothing. The film gets a copy of a character of the library, under the same id.',
  request: { params: ApplyParams },
  responses: { 200: jsonAnswer(ClipBody, 'The clip'), ...missing },
})

const takeOut = createRoute({
  method: 'delete',
  path: '/characters/{id}/apply/{clip_id}',
  tags,
  summary: 'Take a character out of a clip',
  description: 'The film keeps the character. Taking out one that is not in the clip changes nothing.',
  request: { params: ApplyParams },
  responses: { 200: jsonAnswer(ClipBody, 'The clip'), ...missing },
})

function bodyAfter({ after }: CastEdit, home: string | null, id: string): CharacterBody {
  return characterToBody(home, liveRecord(after().characters, id, 'character'))
}

/** `/characters…`. */
export function characterRoutes({ films, castHomes }: CharacterRouteServices): OpenAPIHono<ApiEnv> {
  const app = createApi()
  const homeOf = async (id: string, projectId: string | undefined): Promise<string | null> =>
    projectId ?? (await castHomes.homeOf('character', id))

  app.openapi(create, async (c) => {
    const { id: asked, project_id: home = null, ...fields } = c.req.valid('json')
    const body = await castHomes.edit(home, (edit) => {
      const id = addCharacter(edit.doc, { id: asked, ...characterFields(fields) }, edit.context)
      return bodyAfter(edit, home, id)
    })
    await castHomes.note(home, 'character', body.id)
    return c.json(body, 201)
  })

  app.openapi(list, async (c) => {
    const { project_id: home = null, ...page } = c.req.valid('query')
    const bodies = await castHomes.read(home, ({ characters }) =>
      liveRecords(characters).map((character) => characterToBody(home, character)),
    )
    return c.json(
      paged(bodies, (body) => body.id, page),
      200,
    )
  })

  app.openapi(get, async (c) => {
    const { id } = c.req.valid('param')
    const home = await homeOf(id, c.req.valid('query').project_id)
    const record = await castHomes.read(home, ({ characters }) => liveRecord(characters, id, 'character'))
    return c.json(characterToBody(home, record), 200)
  })

  app.openapi(update, async (c) => {
    const { id } = c.req.valid('param')
    const home = await homeOf(id, c.req.valid('query').project_id)
    const fields = characterFields(c.req.valid('json'))
    const body = await castHomes.edit(home, (edit) => {
      updateCharacter(edit.doc, { id, ...fields }, edit.context)
      return bodyAfter(edit, home, id)
    })
    return c.json(body, 200)
  })

  app.openapi(remove, async (c) => {
    const { id } = c.req.valid('param')
    const home = await homeOf(id, c.req.valid('query').project_id)
    await castHomes.edit(home, ({ doc, context }) => trashCharacter(doc, { id }, context))
    return c.body(null, 204)
  })

  app.openapi(apply, async (c) => {
    const { id, clip_id: clipId } = c.req.valid('param')
    const projectId = await films.filmOf(clipId, 'clip')
    const { record, isOwn } = await castHomes.usableIn(projectId, 'character', id, 'character')
    const from = isOwn ? undefined : record
    const body = await films.edit(projectId, ({ doc, context, after }) => {
      applyCharacter(doc, { id, clipIds: [clipId], from }, context)
      return clipBodyOf(projectId, after(), clipId)
    })
    return c.json(body, 200)
  })

  app.openapi(takeOut, async (c) => {
    const { id, clip_id: clipId } = c.req.valid('param')
    const projectId = await films.filmOf(clipId, 'clip')
    const body = await films.edit(projectId, ({ doc, context, after }) => {
      removeCharacter(doc, { id, clipIds: [clipId] }, context)
      return clipBodyOf(projectId, after(), clipId)
    })
    return c.json(body, 200)
  })

  return app
}

/** A clip that a command has just found, as the edge writes it. */
export function clipBodyOf(projectId: string, snapshot: Parameters<typeof clipToBody>[1], clipId: string): ClipBody {
  const clip = must(snapshot.clips.get(clipId), 'the clip that was edited')
  return clipToBody(projectId, snapshot, clip, timelineOf(snapshot).spanOf.get(clipId)?.start ?? null)
}
