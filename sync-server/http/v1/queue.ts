import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi'
import type { Dispatcher } from '#server/dispatch/dispatcher.ts'
import { hostToBody } from '#server/dispatch/host-body.ts'
import type { HostPool } from '#server/dispatch/host-pool.ts'
import type { QueueDesk } from '#server/dispatch/queue-desk.ts'
import type { JobFilter } from '#server/storage/job-store.ts'
import { EntityId } from '#shared/model/ids.ts'
import { Job, JobState } from '#shared/protocol/jobs.ts'
import { ClearedBody, PlaceBody, PriorityBody, QueueStatus, RetryBody } from '#shared/protocol/queue.ts'
import { createApi, identityOf, problemAnswer, requesterOf, type ApiEnv } from '../api.ts'
import { HttpProblem } from '../http-problem.ts'
import { IdParam, jsonAnswer, jsonBody, listOrPage, lostCursor, PageQuery } from './answers.ts'
import { foundJob, withJobRefusals } from './job-refusals.ts'

/** What the routes of the queue use. */
export interface QueueRouteServices {
  readonly dispatcher: Dispatcher
  readonly queueDesk: QueueDesk
  readonly hosts: HostPool
  readonly now: () => number
}

/** Jobs in a list of which no page was asked for. */
const WHOLE_LIST = 1000

const tags = ['queue']
const missing = { 404: problemAnswer('There is no such job') }
const tooLate = { 409: problemAnswer('The state of the job does not allow it') }
const answer = jsonAnswer(Job, 'The job')

const JobQuery = PageQuery.extend({
  project_id: EntityId.optional(),
  clip_id: EntityId.optional(),
  server_id: z.string().max(100).optional(),
  status: z
    .string()
    .regex(/^[a-z,]+$/)
    .optional()
    .meta({ description: 'One or more states, separated by commas' }),
})

const list = createRoute({
  method: 'get',
  path: '/queue/jobs',
  tags,
  summary: 'List jobs, newest first',
  description:
    'Only jobs of projects in which who asks has a role. `status` takes several states, with commas between them.',
  request: { query: JobQuery },
  responses: { 200: jsonAnswer(listOrPage(Job), 'The jobs'), 422: problemAnswer('The query is wrong') },
})

const ofProject = createRoute({
  method: 'get',
  path: '/queue/projects/{id}/jobs',
  tags,
  summary: 'List the jobs of a project, newest first',
  description: 'The same jobs as in the whole list, of one project.',
  request: { params: IdParam, query: JobQuery.omit({ project_id: true }) },
  responses: { 200: jsonAnswer(listOrPage(Job), 'The jobs'), 422: problemAnswer('The query is wrong') },
})

const status = createRoute({
  method: 'get',
  path: '/queue/status',
  tags,
  summary: 'How many jobs there are, and when all will be done',
  description: 'Counts by state, for each machine too. `seconds_left` is estimated from the jobs that were done.',
  responses: { 200: jsonAnswer(QueueStatus, 'The queue') },
})

const get = createRoute({
  method: 'get',
  path: '/queue/jobs/{id}',
  tags,
  summary: 'Read a job',
  description:
    '`progress.fraction` goes from 0 to 1, `seconds_left` is an estimate. Events tell of each change, so nobody has to ask in a loop.',
  request: { params: IdParam },
  responses: { 200: answer, ...missing },
})

const preview = createRoute({
  method: 'get',
  path: '/queue/jobs/{id}/preview',
  tags,
  summary: 'The newest picture of a job that is being made',
  description: 'Small and unfinished. 204 where there is none yet, or the job is at its end.',
  request: { params: IdParam },
  responses: {
    200: { description: 'A picture', content: { 'image/*': { schema: z.string().meta({ format: 'binary' }) } } },
    204: { description: 'There is no picture of this job now' },
  },
})

const cancel = createRoute({
  method: 'post',
  path: '/queue/jobs/{id}/cancel',
  tags,
  summary: 'Call a job off; one at its end stays as it is',
  description: 'The machine that works on it is told to stop.',
  request: { params: IdParam },
  responses: { 200: answer, ...missing },
})

const retry = createRoute({
  method: 'post',
  path: '/queue/jobs/{id}/retry',
  tags,
  summary: 'Try a failed or cancelled job again, as a new one',
  description: 'The body may change parameters, such as a smaller size in pixels after a lack of memory.',
  request: { params: IdParam, body: { content: { 'application/json': { schema: RetryBody } } } },
  responses: { 200: answer, 201: jsonAnswer(Job, 'The new job'), ...missing, ...tooLate },
})

const prioritise = createRoute({
  method: 'put',
  path: '/queue/jobs/{id}/priority',
  tags,
  summary: 'Move a waiting job in the line',
  description: 'Higher numbers go first; among equals the older one.',
  request: { params: IdParam, body: jsonBody(PriorityBody) },
  responses: { 200: answer, ...missing, 422: problemAnswer('The body is wrong') },
})

const place = createRoute({
  method: 'put',
  path: '/queue/jobs/{id}/place',
  tags,
  summary: 'Put a waiting job before another of its film, or last',
  description:
    'It gets the priority of the job that it stands before, and stays there: it is not overtaken for the sake of a loaded model.',
  request: { params: IdParam, body: jsonBody(PlaceBody) },
  responses: { 200: answer, ...missing, ...tooLate, 422: problemAnswer('The body is wrong') },
})

const front = createRoute({
  method: 'post',
  path: '/queue/jobs/{id}/front',
  tags,
  summary: 'Put a waiting job first in the line of its film',
  description: 'It is the next of its film. Films still take turns.',
  request: { params: IdParam },
  responses: { 200: answer, ...missing, ...tooLate },
})

const pause = createRoute({
  method: 'post',
  path: '/queue/pause',
  tags,
  summary: 'Stop the queue: what runs goes on, nothing is begun',
  description: 'For administrators. Jobs can be asked for and moved meanwhile. It stays so over a restart.',
  responses: { 200: jsonAnswer(QueueStatus, 'The queue') },
})

const resume = createRoute({
  method: 'post',
  path: '/queue/resume',
  tags,
  summary: 'Let the queue run again',
  description: 'For administrators. A queue that runs already stays as it is.',
  responses: { 200: jsonAnswer(QueueStatus, 'The queue') },
})

const remove = createRoute({
  method: 'delete',
  path: '/queue/jobs/{id}',
  tags,
  summary: 'Forget a job; one that is under way is called off first',
  description: 'The take that it made stays.',
  request: { params: IdParam },
  responses: { 204: { description: 'It is forgotten' }, ...missing, ...tooLate },
})

const clear = createRoute({
  method: 'delete',
  path: '/queue/clear',
  tags,
  summary: 'Forget the jobs that are at their end',
  description: 'Done, failed and cancelled jobs go, of one project with `project_id`. Their takes stay.',
  request: {
    query: z.object({
      project_id: EntityId.optional(),
      status: z.enum(['done', 'failed', 'cancelled']).optional().meta({ description: 'Only these; absent: all three' }),
    }),
  },
  responses: { 200: jsonAnswer(ClearedBody, 'How many were forgotten') },
})

/** `/queue…`, without what makes new jobs. */
export function queueRoutes({ dispatcher, queueDesk, hosts, now }: QueueRouteServices): OpenAPIHono<ApiEnv> {
  const app = createApi()

  app.openapi(list, async (c) => {
    const { project_id, ...query } = c.req.valid('query')
    const mine = await identityOf(c).films()
    return c.json(await listJobs(dispatcher, query, { projectId: project_id, mine }), 200)
  })

  app.openapi(ofProject, async (c) =>
    c.json(await listJobs(dispatcher, c.req.valid('query'), { projectId: c.req.valid('param').id, mine: null }), 200),
  )

  const wholeQueue = async (): Promise<QueueStatus> => {
    const { counts, finishAt, blocked } = await dispatcher.status()
    const count = (state: JobState): number => counts[state] ?? 0
    const servers = hosts.list().map((state) => {
      const load = dispatcher.loadOf(state.record.id)
      return { id: state.record.id, name: state.record.name, status: hostToBody(state, load).status, ...load }
    })
    return {
      counts: Object.fromEntries(JobState.options.map((state) => [state, count(state)])) as Record<JobState, number>,
      waiting: count('queued'),
      running: count('assigned') + count('running') + count('storing'),
      paused: queueDesk.paused,
      blocked,
      finish_at: finishAt === null ? null : new Date(finishAt).toISOString(),
      seconds_left: finishAt === null ? null : Math.max(0, Math.round((finishAt - now()) / 1000)),
      servers,
    }
  }

  app.openapi(status, async (c) => c.json(await wholeQueue(), 200))

  app.openapi(pause, async (c) => {
    await queueDesk.setPaused(true)
    return c.json(await wholeQueue(), 200)
  })

  app.openapi(resume, async (c) => {
    await queueDesk.setPaused(false)
    return c.json(await wholeQueue(), 200)
  })

  app.openapi(get, async (c) => {
    const { id } = c.req.valid('param')
    return c.json(foundJob(await dispatcher.get(id), id), 200)
  })

  app.openapi(preview, (c) => {
    const { id } = c.req.valid('param')
    const picture = dispatcher.preview(id)
    // A page that asks in the moment in which the job ends has done nothing wrong.
    if (!picture) return c.body(null, 204)
    return c.body(new Uint8Array(picture.bytes), 200, { 'content-type': picture.mime, 'cache-control': 'no-store' })
  })

  app.openapi(cancel, async (c) => {
    const { id } = c.req.valid('param')
    return c.json(foundJob(await dispatcher.cancel(id), id), 200)
  })

  app.openapi(retry, async (c) => {
    const { id } = c.req.valid('param')
    const body = RetryBody.parse(c.req.valid('json') ?? {})
    const newId = body.id ?? requesterOf(c).newId()
    const { job, created } = foundJob(await withJobRefusals(() => dispatcher.retry(id, body.params, newId)), id)
    return created || body.id === undefined ? c.json(job, 201) : c.json(job, 200)
  })

  app.openapi(prioritise, async (c) => {
    const { id } = c.req.valid('param')
    return c.json(foundJob(await dispatcher.prioritise(id, c.req.valid('json').priority), id), 200)
  })

  app.openapi(place, async (c) => {
    const { id } = c.req.valid('param')
    const { before } = c.req.valid('json')
    return c.json(foundJob(await withJobRefusals(() => queueDesk.placeBefore(id, before)), id), 200)
  })

  app.openapi(front, async (c) => {
    const { id } = c.req.valid('param')
    return c.json(foundJob(await withJobRefusals(() => queueDesk.toFront(id)), id), 200)
  })

  app.openapi(remove, async (c) => {
    const { id } = c.req.valid('param')
    foundJob((await withJobRefusals(() => dispatcher.remove(id))) || null, id)
    return c.body(null, 204)
  })

  app.openapi(clear, async (c) => {
    const { project_id, status: only } = c.req.valid('query')
    const states = only ? [only] : (['done', 'failed', 'cancelled'] as const)
    return c.json({ removed: await dispatcher.clear(states, project_id) }, 200)
  })

  return app
}

async function listJobs(
  dispatcher: Dispatcher,
  query: Omit<z.output<typeof JobQuery>, 'project_id'>,
  { projectId, mine }: { readonly projectId: string | undefined; readonly mine: ReadonlySet<string> | null },
): Promise<Job[] | { items: Job[]; next_cursor: string | null }> {
  const { limit, cursor, clip_id, server_id, status: wanted } = query
  const filter: JobFilter = {
    // One more than asked for tells whether there is another page.
    limit: (limit ?? WHOLE_LIST) + (limit === undefined ? 0 : 1),
    ...(projectId !== undefined && { projectId }),
    ...(mine && { projectIds: [...mine] }),
    ...(clip_id !== undefined && { clipId: clip_id }),
    ...(server_id !== undefined && { hostId: server_id }),
    ...(wanted !== undefined && { states: statesOf(wanted) }),
    ...(cursor !== undefined && { after: cursor }),
  }
  if (cursor !== undefined) {
    const last = await dispatcher.get(cursor)
    if (!last || (mine && !mine.has(last.project_id))) throw lostCursor()
  }
  const jobs = await dispatcher.list(filter)
  if (limit === undefined) return [...jobs]
  const items = jobs.slice(0, limit)
  return { items, next_cursor: jobs.length > limit ? (items.at(-1)?.id ?? null) : null }
}

function statesOf(list: string): JobState[] {
  return list.split(',').map((name) => {
    const state = JobState.safeParse(name)
    if (state.success) return state.data
    const message = `"${name}" is no state of a job. Known are ${JobState.options.join(', ')}`
    throw new HttpProblem('invalid', message, [{ path: 'status', message }])
  })
}
