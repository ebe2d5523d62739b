import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import { liveRecord, type CastHomes, type CastRecords } from '#server/films/cast-homes.ts'
import { castHomesOf } from '#server/films/entity-homes.ts'
import type { Films } from '#server/films/films.ts'
import type { Requester } from '#server/films/requester.ts'
import {
  addStyle,
  restoreStyle,
  setClipStyle,
  trashStyle,
  updateStyle,
  useStyle,
} from '#shared/commands/style-commands.ts'
import {
  CreateTemplateBody,
  TemplateBody,
  templateFields,
  templateToBody,
  UpdateTemplateBody,
  UseTemplateBody,
} from '#shared/protocol/templates.ts'
import { createApi, requesterOf, type ApiEnv } from '../api.ts'
import { IdParam, jsonAnswer } from './answers.ts'
import { HomeQuery, missingOne } from './cast-answers.ts'
import { addMakeableRoutes } from './entity-routes.ts'

/** What the routes of style templates use. */
export interface TemplateRouteServices {
  readonly films: Films
  readonly castHomes: CastHomes
}

const tags = ['templates']
const missing = missingOne('template')

const MAKE = {
  summary: 'Make a style template',
  description:
    'With a `project_id` it belongs to that film, without one to the studio’s library, from which films take copies. With an `id` of your own, asking twice makes one.',
  made: 'Made',
}

const WORDS = {
  one: 'The template',
  all: 'The templates',
  list: {
    summary: 'List the style templates of the library or of a film, oldest first',
    description: 'Those in the trash are left out. With `limit` the answer is a page, without it the bare list.',
  },
  get: {
    summary: 'Read a style template',
    description:
      'Films that use a template of the library have a copy with the same id: name the film to read that one.',
  },
  update: {
    summary: 'Change a style template; what is absent stays',
    description:
      '`params` is given whole. Texts change by their smallest edit. Copies that films have of a template of the library stay as they are.',
  },
  remove: {
    summary: 'Move a style template to the trash',
    description: 'Clips keep it, and takes are made without it as long as it lies there.',
  },
  restore: {
    summary: 'Take a style template out of the trash',
    description: 'One that is not in the trash stays as it is.',
  },
}

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

/** `/templates…`. */
export function templateRoutes({ films, castHomes }: TemplateRouteServices): OpenAPIHono<ApiEnv> {
  const app = createApi()
  addMakeableRoutes(app, {
    path: '/templates',
    tag: 'templates',
    called: 'template',
    homes: castHomesOf(castHomes, 'style'),
    body: TemplateBody,
    updateBody: UpdateTemplateBody,
    records: ({ styles }: CastRecords) => styles,
    toBody: templateToBody,
    fields: templateFields,
    commands: { update: updateStyle, trash: trashStyle, restore: restoreStyle },
    make: { words: MAKE, body: CreateTemplateBody, add: addStyle },
    words: WORDS,
  })

  app.openapi(use, async (c) => {
    const { id } = c.req.valid('param')
    const { clip_id: clipId } = UseTemplateBody.parse(c.req.valid('json') ?? {})
    const by = requesterOf(c)
    const home =
      clipId === undefined
        ? (c.req.valid('query').project_id ?? (await castHomes.homeOf('style', id)))
        : await give(id, clipId, by)
    const body = await castHomes.edit(
      home,
      ({ doc, context, after }) => {
        useStyle(doc, { id }, context)
        return templateToBody(home, liveRecord(after().styles, id, 'template'))
      },
      by,
    )
    return c.json(body, 200)
  })

  /** Gives a clip a style of its film or of the library, and answers where the style lives. */
  const give = async (id: string, clipId: string, by: Requester): Promise<string | null> => {
    const projectId = await films.filmOf(clipId, 'clip')
    const { record, isOwn } = await castHomes.usableIn(projectId, 'style', id, 'template')
    const from = isOwn ? undefined : record
    await films.edit(
      projectId,
      ({ doc, context }) => setClipStyle(doc, { styleId: id, clipIds: [clipId], from }, context),
      by,
    )
    // A film's copy is counted where it comes from.
    return (await castHomes.isInLibrary('style', id)) ? null : projectId
  }

  return app
}
