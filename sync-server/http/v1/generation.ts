import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { Dispatcher } from '#server/dispatch/dispatcher.ts'
import { GenerationRequest, Job } from '#shared/protocol/jobs.ts'
import { createApi, problemAnswer, requesterOf, type ApiEnv } from '../api.ts'
import { jsonAnswer, jsonBody } from './answers.ts'
import { withJobRefusals } from './job-refusals.ts'

/** What the routes of generation use. */
export interface GenerationRouteServices {
  readonly dispatcher: Dispatcher
}

const description =
  'With an `id` of your own, asking twice makes one job; the take gets the same id. What is absent from `params` is chosen from the model’s preset and the film. The model `sketch` draws a placeholder without any server.'

const responses = {
  200: jsonAnswer(Job, 'The job was there already'),
  201: jsonAnswer(Job, 'The job waits its turn'),
  404: problemAnswer('There is no such clip or server'),
  409: problemAnswer('The id belongs to a job of another clip'),
  410: problemAnswer('The clip is in the trash'),
  422: problemAnswer('The body is wrong, or no connected server can run this'),
}

const generate = createRoute({
  method: 'post',
  path: '/generation',
  tags: ['generation'],
  summary: 'Ask for an image or a video for a clip',
  description,
  request: { body: jsonBody(GenerationRequest) },
  responses,
})

const enqueue = createRoute({
  method: 'post',
  path: '/queue/jobs',
  tags: ['queue'],
  summary: 'Put a job into the queue',
  description,
  request: { body: jsonBody(GenerationRequest) },
  responses,
})

/** `POST /generation` and its twin in the queue. */
export function generationRoutes({ dispatcher }: GenerationRouteServices): OpenAPIHono<ApiEnv> {
  const app = createApi()
  /** With an id that follows from the request, so that running it again finds the job; an answer says 200 only to those who chose it. */
  const submit = async (c: Context<ApiEnv>, asked: GenerationRequest): Promise<{ job: Job; isNew: boolean }> => {
    const request = { ...asked, id: asked.id ?? requesterOf(c).newId() }
    const { job, created } = await withJobRefusals(() => dispatcher.submit(request))
    return { job, isNew: created || asked.id === undefined }
  }

  app.openapi(generate, async (c) => {
    const { job, isNew } = await submit(c, c.req.valid('json'))
    return isNew ? c.json(job, 201) : c.json(job, 200)
  })
  app.openapi(enqueue, async (c) => {
    const { job, isNew } = await submit(c, c.req.valid('json'))
    return isNew ? c.json(job, 201) : c.json(job, 200)
  })
  return app
}
