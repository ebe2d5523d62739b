import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import { batchToBody, batchToSummary } from '#server/dispatch/batch-body.ts'
import type { Batches, BatchView } from '#server/dispatch/batches.ts'
import type { Identity } from '#server/auth/identity.ts'
import { mayAct } from '#server/auth/permissions.ts'
import { BatchBody, BatchInput, BatchSummary } from '#shared/protocol/batches.ts'
import { createApi, identityOf, problemAnswer, requesterOf, type ApiEnv } from '../api.ts'
import { HttpProblem } from '../http-problem.ts'
import { IdParam, jsonAnswer, jsonBody, listOrPage, lostCursor, PageQuery } from './answers.ts'
import { withJobRefusals } from './job-refusals.ts'

/** What the routes of batches use. */
export interface BatchRouteServices {
  readonly batches: Batches
}

/** Batches in a list of which no page was asked for. */
const WHOLE_LIST = 200

const tags = ['generation']
const missing = { 404: problemAnswer('There is no such batch') }

const create = createRoute({
  method: 'post',
  path: '/generation/batch',
  tags,
  summary: 'Ask for takes of many clips at once',
  description:
    'All of it goes into the queue, or nothing: where a job could never run, every such one is named. Without a `prompt` each clip’s own prompts are used. A batch that was taken is completed even if the server ends in the middle.',
  request: { body: jsonBody(BatchInput) },
  responses: {
    200: jsonAnswer(BatchBody, 'The batch was there already'),
    201: jsonAnswer(BatchBody, 'Its jobs wait their turn'),
    404: problemAnswer('None of the clips, or the server, is there'),
    409: problemAnswer('The id belongs to something else'),
    410: problemAnswer('The clips are in the trash'),
  },
})

const list = createRoute({
  method: 'get',
  path: '/generation/batches',
  tags,
  summary: 'List batches, newest first',
  description:
    'Only batches with projects in which who asks has a role, with how many of their jobs are in which state.',
  request: { query: PageQuery },
  responses: { 200: jsonAnswer(listOrPage(BatchSummary), 'The batches') },
})

const get = createRoute({
  method: 'get',
  path: '/generation/batch/{id}',
  tags,
  summary: 'Read how a batch and each of its jobs does',
  description: '`fraction` is how much of the whole is done, from 0 to 1.',
  request: { params: IdParam },
  responses: { 200: jsonAnswer(BatchBody, 'The batch'), ...missing },
})

const cancel = createRoute({
  method: 'post',
  path: '/generation/batch/{id}/cancel',
  tags,
  summary: 'Call off what of a batch is not at its end',
  description: 'Takes that are there already stay.',
  request: { params: IdParam },
  responses: { 200: jsonAnswer(BatchBody, 'The batch'), ...missing },
})

/** `/generation/batch…`. */
export function batchRoutes({ batches }: BatchRouteServices): OpenAPIHono<ApiEnv> {
  const app = createApi()

  app.openapi(create, async (c) => {
    const identity = identityOf(c)
    const asked = c.req.valid('json')
    const { view, created } = await withJobRefusals(() =>
      batches.submit({ ...asked, id: asked.id ?? requesterOf(c).newId() }, (projectId) =>
        mayGenerate(identity, projectId),
      ),
    )
    return created || asked.id === undefined ? c.json(batchToBody(view), 201) : c.json(batchToBody(view), 200)
  })

  app.openapi(list, async (c) => {
    const { limit, cursor } = c.req.valid('query')
    if (cursor !== undefined && !(await batches.get(cursor))) throw lostCursor()
    const films = await identityOf(c).films()
    const seen: BatchView[] = []
    const wanted = (limit ?? WHOLE_LIST) + (limit === undefined ? 0 : 1)
    // Those of other people's films are passed over, so one look may not be enough.
    for (let after = cursor; seen.length < wanted;) {
      const found = await batches.list(wanted, after)
      seen.push(...found.filter((view) => isVisible(view, films)))
      after = found.at(-1)?.batch.id
      if (found.length < wanted || after === undefined) break
    }
    if (limit === undefined) return c.json(seen.slice(0, wanted).map(batchToSummary), 200)
    const items = seen.slice(0, limit).map(batchToSummary)
    return c.json({ items, next_cursor: seen.length > limit ? (items.at(-1)?.id ?? null) : null }, 200)
  })

  app.openapi(get, async (c) => {
    const { id } = c.req.valid('param')
    return c.json(batchToBody(await visible(batches.get(id), identityOf(c), id)), 200)
  })

  app.openapi(cancel, async (c) => {
    const { id } = c.req.valid('param')
    const identity = identityOf(c)
    const view = await visible(batches.get(id), identity, id)
    for (const projectId of view.batch.projectIds) {
      if (!(await mayGenerate(identity, projectId))) {
        throw new HttpProblem('not-allowed', 'Only editors of its films may call a batch off. Nothing was changed')
      }
    }
    return c.json(batchToBody((await batches.cancel(id)) ?? view), 200)
  })

  return app
}

async function visible(found: Promise<BatchView | null>, identity: Identity, id: string): Promise<BatchView> {
  const view = await found
  if (!view || !isVisible(view, await identity.films())) {
    throw new HttpProblem('not-found', `There is no batch with the id ${id}`)
  }
  return view
}

/** A batch is seen by who may see every film in it. */
function isVisible({ batch }: BatchView, films: ReadonlySet<string> | null): boolean {
  return films === null || batch.projectIds.every((id) => films.has(id))
}

async function mayGenerate(identity: Identity, projectId: string): Promise<boolean> {
  const role = await identity.roleIn(projectId)
  return role !== null && mayAct(role, 'editor')
}
