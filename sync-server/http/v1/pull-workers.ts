import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi'
import type { Dispatcher } from '#server/dispatch/dispatcher.ts'
import type { HandIn, PullDesk } from '#server/dispatch/pull-desk.ts'
import { leasedJob, workerToBody } from '#server/dispatch/pull-work.ts'
import type { PullWorkers } from '#server/dispatch/pull-workers.ts'
import type { PullWorkerRecord } from '#server/storage/pull-worker-store.ts'
import { EntityId } from '#shared/model/ids.ts'
import { Job } from '#shared/protocol/jobs.ts'
import { JobFailure, LeasedJob, PullWorkerBody, RegisterWorkerBody } from '#shared/protocol/pull-workers.ts'
import { createApi, problemAnswer, type ApiEnv } from '../api.ts'
import { HttpProblem } from '../http-problem.ts'
import { withMediaRefusals } from '../media-refusals.ts'
import { IdParam, jsonAnswer, listOrPage, paged, PageQuery } from './answers.ts'
import { foundJob, withJobRefusals } from './job-refusals.ts'

/** What the routes of pull workers use. */
export interface PullWorkerRouteServices {
  readonly dispatcher: Dispatcher
  readonly workers: PullWorkers
  readonly desk: PullDesk
  readonly now: () => number
  readonly maxUploadBytes: number
}

/** Files that one job may bring. */
const MAX_OUTPUTS = 16

const tags = ['queue']
const missingWorker = { 404: problemAnswer('No worker is registered with this id') }

const register = createRoute({
  method: 'post',
  path: '/queue/servers/{id}/register',
  tags,
  summary: 'Register a machine that fetches its jobs itself',
  description:
    'For machines that this server cannot reach, as behind a home router. The id is one of your own (a UUID), or that of a registered ComfyUI server whose jobs the machine is to take. Registering again changes what is known of it.',
  request: { params: IdParam, body: { content: { 'application/json': { schema: RegisterWorkerBody } } } },
  responses: {
    200: jsonAnswer(PullWorkerBody, 'It was known, and is as you say now'),
    201: jsonAnswer(PullWorkerBody, 'Registered'),
  },
})

const list = createRoute({
  method: 'get',
  path: '/queue/servers',
  tags,
  summary: 'List the machines that fetch their jobs themselves',
  description:
    '`here` tells whether a machine has asked for work lately; `lease_seconds` is how long it may keep a job without a word.',
  request: { query: PageQuery },
  responses: { 200: jsonAnswer(listOrPage(PullWorkerBody), 'The workers, oldest first') },
})

const forget = createRoute({
  method: 'delete',
  path: '/queue/servers/{id}',
  tags,
  summary: 'Forget a machine that fetches its jobs itself',
  description: 'A job that it has goes back into the queue when its lease ends.',
  request: { params: IdParam },
  responses: { 204: { description: 'It is forgotten' }, ...missingWorker },
})

const next = createRoute({
  method: 'get',
  path: '/queue/servers/{id}/next',
  tags,
  summary: 'Take the next job, with a lease',
  description:
    'The job is this machine’s until the lease expires. Asking again before that holds the same job for longer, so ask every third of the lease while you work; a machine that is silent for the whole lease loses the job, which counts as a failed attempt.',
  request: { params: IdParam },
  responses: {
    200: jsonAnswer(LeasedJob, 'A job for this machine'),
    204: { description: 'There is nothing to do now. Ask again in a few seconds' },
    ...missingWorker,
  },
})

const OutputFile = z.instanceof(File, { error: 'a file is needed here' }).meta({ type: 'string', format: 'binary' })

const CompleteForm = z.object({
  outputs: z
    .union([OutputFile, z.array(OutputFile).min(1).max(MAX_OUTPUTS)])
    .optional()
    .meta({ description: 'The files: the first is the take of the job, further ones are further takes of the clip' }),
  server_id: EntityId.optional().meta({ description: 'The worker that hands in' }),
  fps: z.coerce
    .number()
    .positive()
    .max(240)
    .optional()
    .meta({ description: 'Frames per second of a video; absent: 24' }),
  error: z.string().trim().min(1).max(2000).optional().meta({ description: 'Instead of outputs: what went wrong' }),
  detail: z.string().max(20_000).optional().meta({ description: 'With an error: raw words of the machine' }),
})

const complete = createRoute({
  method: 'post',
  path: '/queue/jobs/{id}/complete',
  tags,
  summary: 'Hand in what came of a job: its outputs, or an error',
  description:
    'What the files are is told by their bytes. Handing in twice changes nothing. The take is written into the film like any other, and every open tab shows it at once.',
  request: {
    params: IdParam,
    body: {
      content: {
        'multipart/form-data': { schema: CompleteForm },
        'application/json': { schema: JobFailure },
      },
    },
  },
  responses: {
    200: jsonAnswer(Job, 'The job as it is now'),
    404: problemAnswer('There is no such job'),
    409: problemAnswer('Another machine has it by now, or it was called off'),
    413: problemAnswer('The files are too large'),
    415: problemAnswer('A file is not of the kind that was asked for'),
  },
})

/** What machines that cannot be reached from here ask for and hand in. */
export function pullWorkerRoutes(services: PullWorkerRouteServices): OpenAPIHono<ApiEnv> {
  const { dispatcher, workers, desk, now } = services
  const app = createApi()
  const bodyOf = (worker: PullWorkerRecord): PullWorkerBody =>
    workerToBody(worker, workers.isHere(worker), desk.jobOf(worker.id)?.id ?? null)

  app.openapi(register, async (c) => {
    const input = RegisterWorkerBody.parse(c.req.valid('json') ?? {})
    const { worker, created } = await desk.register(c.req.valid('param').id, input)
    return created ? c.json(bodyOf(worker), 201) : c.json(bodyOf(worker), 200)
  })

  app.openapi(list, async (c) => {
    await workers.sync()
    return c.json(
      paged(workers.list().map(bodyOf), ({ id }) => id, c.req.valid('query')),
      200,
    )
  })

  app.openapi(forget, async (c) => {
    const { id } = c.req.valid('param')
    if (!(await workers.remove(id))) throw new HttpProblem('not-found', `There is no worker with the id ${id}`)
    return c.body(null, 204)
  })

  app.openapi(next, async (c) => {
    const lease = await withJobRefusals(() => desk.next(c.req.valid('param').id))
    c.header('cache-control', 'no-store')
    if (!lease) return c.body(null, 204)
    const job = foundJob(await dispatcher.get(lease.job.id), lease.job.id)
    return c.json(leasedJob(lease.job, job, lease.endsAt, now()), 200)
  })

  app.openapi(complete, async (c) => {
    const { id } = c.req.valid('param')
    const isForm = /^multipart\/form-data/i.test(c.req.header('content-type') ?? '')
    const { serverId, hand } = isForm ? formHand(c.req.valid('form')) : failureHand(c.req.valid('json'))
    foundJob(
      await withMediaRefusals(services.maxUploadBytes, () => withJobRefusals(() => desk.complete(id, serverId, hand))),
      id,
    )
    return c.json(foundJob(await dispatcher.get(id), id), 200)
  })

  return app
}

interface Handed {
  readonly serverId: string | null
  readonly hand: HandIn
}

function formHand({ outputs, server_id, fps, error, detail }: z.output<typeof CompleteForm>): Handed {
  const serverId = server_id ?? null
  if (error !== undefined) {
    return {
      serverId,
      hand: { kind: 'error', error: { message: error, detail: detail ?? '', fix: null }, retry: true },
    }
  }
  const files = outputs === undefined ? [] : [outputs].flat()
  if (files.length === 0) {
    const message = 'send files as `outputs`, or what went wrong as `error`'
    throw new HttpProblem('invalid', `The request was refused and nothing was changed. outputs: ${message}`, [
      { path: 'outputs', message },
    ])
  }
  const contents = files.map((file) => ({
    content: file.stream() as AsyncIterable<Uint8Array> & ReadableStream<Uint8Array>,
  }))
  return { serverId, hand: { kind: 'outputs', files: contents, fps: fps ?? null } }
}

function failureHand(body: unknown): Handed {
  const parsed = JobFailure.safeParse(body)
  if (!parsed.success) {
    const errors = parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }))
    throw new HttpProblem('invalid', 'Send the outputs as a form, or an error as JSON. Nothing was changed', errors)
  }
  const { server_id, error, detail, retry } = parsed.data
  return { serverId: server_id ?? null, hand: { kind: 'error', error: { message: error, detail, fix: null }, retry } }
}
