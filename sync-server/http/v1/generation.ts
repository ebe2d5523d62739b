import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import type { Dispatcher } from '#server/dispatch/dispatcher.ts'
import { GenerationRequest, Job } from '#shared/protocol/jobs.ts'
import { createApi, problemAnswer, type ApiEnv } from '../api.ts'
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
  app.openapi(generate, async (c) => {
    const { job, created } = await withJobRefusals(() => dispatcher.submit(c.req.valid('json')))
    return created ? c.json(job, 201) : c.json(job, 200)
  })
  app.openapi(enqueue, async (c) => {
    const { job, created } = await withJobRefusals(() => dispatcher.submit(c.req.valid('json')))
    return created ? c.json(job, 201) : c.json(job, 200)
  })
  return app
}
