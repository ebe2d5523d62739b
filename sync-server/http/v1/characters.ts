import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi'
import type { CastHomes, CastRecords } from '#server/films/cast-homes.ts'
import { castHomesOf } from '#server/films/entity-homes.ts'
import type { Films } from '#server/films/films.ts'
import {
  addCharacter,
  applyCharacter,
  removeCharacter,
  restoreCharacter,
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
} from '#shared/protocol/characters.ts'
import { must } from '#shared/util/assert.ts'
import { createApi, requesterOf, type ApiEnv } from '../api.ts'
import { jsonAnswer } from './answers.ts'
import { missingOne } from './cast-answers.ts'
import { addMakeableRoutes } from './entity-routes.ts'

/** What the routes of characters use. */
export interface CharacterRouteServices {
  readonly films: Films
  readonly castHomes: CastHomes
}

const tags = ['characters']
const missing = missingOne('character')

const MAKE = {
  summary: 'Make a character',
  description:
    'With a `project_id` it belongs to that film, without one to the studio’s library, from which films take copies. With an `id` of your own, asking twice makes one.',
  made: 'Made',
}

const WORDS = {
  one: 'The character',
  all: 'The characters',
  list: {
    summary: 'List the characters of the library or of a film, oldest first',
    description: 'Those in the trash are left out. With `limit` the answer is a page, without it the bare list.',
  },
  get: {
    summary: 'Read a character',
    description:
      'Films that use a character of the library have a copy with the same id: name the film to read that one.',
  },
  update: {
    summary: 'Change a character; what is absent stays',
    description:
      'Texts change by their smallest edit. Copies that films have of a character of the library stay as they are.',
  },
  remove: {
    summary: 'Move a character to the trash',
    description: 'Clips keep it, and takes are made without it as long as it lies there.',
  },
  restore: {
    summary: 'Take a character out of the trash',
    description: 'One that is not in the trash stays as it is.',
  },
}

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

/** `/characters…`. */
export function characterRoutes({ films, castHomes }: CharacterRouteServices): OpenAPIHono<ApiEnv> {
  const app = createApi()
  addMakeableRoutes(app, {
    path: '/characters',
    tag: 'characters',
    called: 'character',
    homes: castHomesOf(castHomes, 'character'),
    body: CharacterBody,
    updateBody: UpdateCharacterBody,
    records: ({ characters }: CastRecords) => characters,
    toBody: characterToBody,
    fields: characterFields,
    commands: { update: updateCharacter, trash: trashCharacter, restore: restoreCharacter },
    make: { words: MAKE, body: CreateCharacterBody, add: addCharacter },
    words: WORDS,
  })

  app.openapi(apply, async (c) => {
    const { id, clip_id: clipId } = c.req.valid('param')
    const projectId = await films.filmOf(clipId, 'clip')
    const { record, isOwn } = await castHomes.usableIn(projectId, 'character', id, 'character')
    const from = isOwn ? undefined : record
    const body = await films.edit(
      projectId,
      ({ doc, context, after }) => {
        applyCharacter(doc, { id, clipIds: [clipId], from }, context)
        return clipBodyOf(projectId, after(), clipId)
      },
      requesterOf(c),
    )
    return c.json(body, 200)
  })

  app.openapi(takeOut, async (c) => {
    const { id, clip_id: clipId } = c.req.valid('param')
    const projectId = await films.filmOf(clipId, 'clip')
    const body = await films.edit(
      projectId,
      ({ doc, context, after }) => {
        removeCharacter(doc, { id, clipIds: [clipId] }, context)
        return clipBodyOf(projectId, after(), clipId)
      },
      requesterOf(c),
    )
    return c.json(body, 200)
  })

  return app
}

/** A clip that a command has just found, as the edge writes it. */
export function clipBodyOf(projectId: string, snapshot: Parameters<typeof clipToBody>[1], clipId: string): ClipBody {
  const clip = must(snapshot.clips.get(clipId), 'the clip that was edited')
  return clipToBody(projectId, snapshot, clip, timelineOf(snapshot).spanOf.get(clipId)?.start ?? null)
}
