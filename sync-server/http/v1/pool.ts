import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi'
import { liveRecord, type CastHomes, type CastRecords } from '#server/films/cast-homes.ts'
import { castHomesOf } from '#server/films/entity-homes.ts'
import type { People } from '#server/auth/people.ts'
import type { Films } from '#server/films/films.ts'
import { CommandError } from '#shared/commands/command.ts'
import {
  restorePoolEntry,
  sendToPool,
  takeFromPool,
  trashPoolEntry,
  updatePoolEntry,
} from '#shared/commands/pool-commands.ts'
import type { ProjectSnapshot } from '#shared/document/record-cache.ts'
import { EntityId } from '#shared/model/ids.ts'
import { TakeFacts } from '#shared/model/pool-entry.ts'
import { ClipBody } from '#shared/protocol/http.ts'
import { CreatePoolEntryBody, PoolEntryBody, poolEntryToBody, UpdatePoolEntryBody } from '#shared/protocol/pool.ts'
import { createApi, identityOf, problemAnswer, requesterOf, type ApiEnv } from '../api.ts'
import { jsonAnswer, jsonBody } from './answers.ts'
import { missingOne } from './cast-answers.ts'
import { clipBodyOf } from './characters.ts'
import { addEntityRoutes } from './entity-routes.ts'

/** What the routes of the pool use. */
export interface PoolRouteServices {
  readonly people: People
  readonly films: Films
  readonly castHomes: CastHomes
}

const tags = ['pool']
const missing = missingOne('entry of the pool')

const send = createRoute({
  method: 'post',
  path: '/pool',
  tags,
  summary: 'Offer a take for reuse',
  description:
    'The take’s file is referred to, not copied, and the entry has the take’s id: offering a take twice leaves one entry.',
  request: { body: jsonBody(CreatePoolEntryBody) },
  responses: {
    200: jsonAnswer(PoolEntryBody, 'It was offered already'),
    201: jsonAnswer(PoolEntryBody, 'Offered'),
    404: problemAnswer('There is no such take'),
    410: problemAnswer('The take is in the trash'),
    422: problemAnswer('The body is wrong, or the take is a sound'),
  },
})

const WORDS = {
  one: 'The entry',
  all: 'The entries',
  list: {
    summary: 'List the takes that the studio or a film offers for reuse, oldest first',
    description: 'Those in the trash are left out. Sizes are bytes and pixels, durations seconds.',
  },
  get: { summary: 'Read an entry of the pool', description: 'Sizes are bytes and pixels, the duration seconds.' },
  update: {
    summary: 'Rename an entry of the pool, or change the words it is found by',
    description: 'What is absent stays.',
  },
  remove: {
    summary: 'Take an entry out of the pool, to the trash',
    description: 'The take that it was made from, and takes that were made of it, stay.',
  },
  restore: {
    summary: 'Take an entry of the pool out of the trash',
    description: 'One that is not in the trash stays as it is.',
  },
}

const use = createRoute({
  method: 'post',
  path: '/pool/{id}/use/{clip_id}',
  tags,
  summary: 'Put an entry of the pool into a clip as a take of its own',
  description: 'A clip that has a live take of the same file keeps that one, so doing it again changes nothing.',
  request: { params: z.object({ id: EntityId, clip_id: EntityId }) },
  responses: { 200: jsonAnswer(ClipBody, 'The clip'), ...missing },
})

/** What a take brings into the pool. */
function offerOf(snapshot: ProjectSnapshot, projectId: string, takeId: string) {
  const take = snapshot.takes.get(takeId)
  if (!take) throw new CommandError('not-found', `There is no take with the id ${takeId}`)
  if (take.deletedAt !== null) throw new CommandError('in-trash', 'This take is in the trash. Restore it first')
  const clip = snapshot.clips.get(take.clipId)
  const prompt = take.kind === 'video' ? clip?.videoPrompt || clip?.imagePrompt : clip?.imagePrompt
  return {
    takeId,
    facts: TakeFacts.parse(take),
    name: `${clip?.number ?? ''} ${clip?.name ?? ''}`.trim().slice(0, 200) || 'A take',
    prompt: (prompt ?? '').slice(0, 20_000),
    fromProjectId: projectId,
    fromClipId: take.clipId,
  }
}

/** `/pool…`. */
export function poolRoutes({ people, films, castHomes }: PoolRouteServices): OpenAPIHono<ApiEnv> {
  const app = createApi()
  app.openapi(send, async (c) => {
    const { take_id: takeId, name, studio_wide: isStudioWide } = c.req.valid('json')
    const projectId = await films.filmOf(takeId, 'take')
    const offer = await films.read(projectId, (snapshot) => offerOf(snapshot, projectId, takeId))
    const home = isStudioWide ? null : projectId
    const { body, isNew } = await castHomes.edit(
      home,
      ({ doc, context, after }) => {
        const added = sendToPool(doc, { ...offer, ...(name !== undefined && { name }) }, context)
        return { isNew: added, body: poolEntryToBody(home, liveRecord(after().pool, takeId, 'entry of the pool')) }
      },
      requesterOf(c),
    )
    // The library is everybody's: so is what is offered there.
    const { media, recipe } = offer.facts
    if (isStudioWide) await people.films.lend(identityOf(c), recipe === null ? [media] : [media, recipe])
    return isNew ? c.json(body, 201) : c.json(body, 200)
  })

  addEntityRoutes(app, {
    path: '/pool',
    tag: 'pool',
    called: 'entry of the pool',
    homes: castHomesOf(castHomes, 'pool'),
    body: PoolEntryBody,
    updateBody: UpdatePoolEntryBody,
    records: ({ pool }: CastRecords) => pool,
    toBody: poolEntryToBody,
    fields: (body) => body,
    commands: { update: updatePoolEntry, trash: trashPoolEntry, restore: restorePoolEntry },
    words: WORDS,
  })

  app.openapi(use, async (c) => {
    const { id, clip_id: clipId } = c.req.valid('param')
    const projectId = await films.filmOf(clipId, 'clip')
    const { record: entry } = await castHomes.usableIn(projectId, 'pool', id, 'entry of the pool')
    const { takeId, body } = await films.edit(
      projectId,
      ({ doc, context, after }) => {
        const made = takeFromPool(doc, { entry, clipId }, context)
        return { takeId: made, body: clipBodyOf(projectId, after(), clipId) }
      },
      requesterOf(c),
    )
    await films.noteEntity(projectId, 'take', takeId)
    return c.json(body, 200)
  })
  return app
}
