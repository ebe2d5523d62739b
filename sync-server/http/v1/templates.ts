import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import { liveRecord, liveRecords, type CastEdit, type CastHomes } from '#server/films/cast-homes.ts'
import type { Films } from '#server/films/films.ts'
import { addStyle, setClipStyle, trashStyle, updateStyle, useStyle } from '#shared/commands/style-commands.ts'
import {
  CreateTemplateBody,
  TemplateBody,
  templateFields,
  templateToBody,
  UpdateTemplateBody,
  UseTemplateBody,
} from '#shared/protocol/library.ts'
import { createApi, problemAnswer, type ApiEnv } from '../api.ts'
import { IdParam, jsonAnswer, jsonBody, listOrPage, paged } from './answers.ts'
import { CastListQuery, HomeQuery, missingOne, refusedNew } from './cast-answers.ts'

/** What the routes of style templates use. */
export interface TemplateRouteServices {
  readonly films: Films
  readonly castHomes: CastHomes
}

const tags = ['templates']
const missing = missingOne('template')

const create = createRoute({
  method: 'post',
  path: '/templates',
  tags,
  summary: 'Make a style template',
  description:
    'With a `project_id` it belongs to that film, without one to the studio’s library, from which films take copies. With an `id` of your own, asking twice makes one.',
  request: { body: jsonBody(CreateTemplateBody) },
  responses: { 201: jsonAnswer(TemplateBody, 'Made'), ...refusedNew('template') },
})

const list = createRoute({
  method: 'get',
  path: '/templates',
  tags,
  summary: 'List the style templates of the library or of a film, oldest first',
  description: 'Those in the trash are left out. With `limit` the answer is a page, without it the bare list.',
  request: { query: CastListQuery },
  responses: {
    200: jsonAnswer(listOrPage(TemplateBody), 'The templates'),
    404: problemAnswer('There is no such project'),
    422: problemAnswer('The query is wrong'),
  },
})

const get = createRoute({
  method: 'get',
  path: '/templates/{id}',
  tags,
  summary: 'Read a style template',
  description: 'Films that use a template of the library have a copy with the same id: name the film to read that one.',
  request: { params: IdParam, query: HomeQuery },
  responses: { 200: jsonAnswer(TemplateBody, 'The template'), ...missing },
})

const update = createRoute({
  method: 'put',
  path: '/templates/{id}',
  tags,
  summary: 'Change a style template; what is absent stays',
  description:
    '`params` is given whole. Texts change by their smallest edit. Copies that films have of a template of the library stay as they are.',
  request: { params: IdParam, query: HomeQuery, body: jsonBody(UpdateTemplateBody) },
  responses: { 200: jsonAnswer(TemplateBody, 'The template'), ...missing },
})

const remove = createRoute({
  method: 'delete',
  path: '/templates/{id}',
  tags,
  summary: 'Move a style template to the trash',
  description: 'Clips keep it, and takes are made without it as long as it lies there.',
  request: { params: IdParam, query: HomeQuery },
  responses: { 204: { description: 'It is in the trash' }, ...missing },
})

const use = createRoute({
  method: 'post',
  path: '/templates/{id}/use',
  tags,
  summary: 'Put a style template to use: `use_count` goes up by one',
  description:
    'With `clip_id` this clip gets the style as well, and its film a copy of a template of the library under the same id. No prompt is written: words and values of the style go into each take when it is made. Uses that are counted at the same time add up.',
  request: {
    params: IdParam,
    query: HomeQuery,
    body: { content: { 'application/json': { schema: UseTemplateBody } } },
  },
  responses: { 200: jsonAnswer(TemplateBody, 'The template, with the new count'), ...missing },
})

function bodyAfter({ after }: CastEdit, home: string | null, id: string): TemplateBody {
  return templateToBody(home, liveRecord(after().styles, id, 'template'))
}

/** `/templates…`. */
export function templateRoutes({ films, castHomes }: TemplateRouteServices): OpenAPIHono<ApiEnv> {
  const app = createApi()
  const homeOf = async (id: string, projectId: string | undefined): Promise<string | null> =>
    projectId ?? (await castHomes.homeOf('style', id))

  app.openapi(create, async (c) => {
    const { id: asked, project_id: home = null, ...fields } = c.req.valid('json')
    const body = await castHomes.edit(home, (edit) => {
      const id = addStyle(edit.doc, { id: asked, ...templateFields(fields) }, edit.context)
      return bodyAfter(edit, home, id)
    })
    await castHomes.note(home, 'style', body.id)
    return c.json(body, 201)
  })

  app.openapi(list, async (c) => {
    const { project_id: home = null, ...page } = c.req.valid('query')
    const bodies = await castHomes.read(home, ({ styles }) =>
      liveRecords(styles).map((style) => templateToBody(home, style)),
    )
    return c.json(
      paged(bodies, (body) => body.id, page),
      200,
    )
  })

  app.openapi(get, async (c) => {
    const { id } = c.req.valid('param')
    const home = await homeOf(id, c.req.valid('query').project_id)
    const record = await castHomes.read(home, ({ styles }) => liveRecord(styles, id, 'template'))
    return c.json(templateToBody(home, record), 200)
  })

  app.openapi(update, async (c) => {
    const { id } = c.req.valid('param')
    const home = await homeOf(id, c.req.valid('query').project_id)
    const fields = templateFields(c.req.valid('json'))
    const body = await castHomes.edit(home, (edit) => {
      updateStyle(edit.doc, { id, ...fields }, edit.context)
      return bodyAfter(edit, home, id)
    })
    return c.json(body, 200)
  })

  app.openapi(remove, async (c) => {
    const { id } = c.req.valid('param')
    const home = await homeOf(id, c.req.valid('query').project_id)
    await castHomes.edit(home, ({ doc, context }) => trashStyle(doc, { id }, context))
    return c.body(null, 204)
  })

  app.openapi(use, async (c) => {
    const { id } = c.req.valid('param')
    const { clip_id: clipId } = UseTemplateBody.parse(c.req.valid('json') ?? {})
    const home = clipId === undefined ? await homeOf(id, c.req.valid('query').project_id) : await give(id, clipId)
    const body = await castHomes.edit(home, (edit) => {
      useStyle(edit.doc, { id }, edit.context)
      return bodyAfter(edit, home, id)
    })
    return c.json(body, 200)
  })

  /** Gives a clip a style of its film or of the library, and answers where the style lives. */
  const give = async (id: string, clipId: string): Promise<string | null> => {
    const projectId = await films.filmOf(clipId, 'clip')
    const { record, isOwn } = await castHomes.usableIn(projectId, 'style', id, 'template')
    const from = isOwn ? undefined : record
    await films.edit(projectId, ({ doc, context }) =>
      setClipStyle(doc, { styleId: id, clipIds: [clipId], from }, context),
    )
    // A film's copy is counted where it comes from.
    return (await castHomes.isInLibrary('style', id)) ? null : projectId
  }

  return app
}
