import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi'
import { OpenAiRefused, type OpenAiVideos } from '#server/openai/openai-videos.ts'
import type { ErrorCode } from '#shared/protocol/errors.ts'
import { OpenAiVideo, OpenAiVideoId, OpenAiVideoPage } from '#shared/protocol/openai-videos.ts'
import { createApi, problemAnswer, type ApiEnv } from '../api.ts'
import { HttpProblem } from '../http-problem.ts'
import { jsonAnswer } from './answers.ts'

/** What the routes of OpenAI’s videos use. */
export interface OpenAiRouteServices {
  readonly openAiVideos: OpenAiVideos
}

const tags = ['openai']
const VideoParam = z.object({ id: OpenAiVideoId })
const trouble = {
  409: problemAnswer('No OpenAI key is set, or OpenAI does not take it'),
  429: problemAnswer('OpenAI wants to be asked less often'),
  502: problemAnswer('OpenAI does not answer, or not as it should'),
}
const missing = { 404: problemAnswer('OpenAI keeps no such video') }

const list = createRoute({
  method: 'get',
  path: '/openai/videos',
  tags,
  summary: 'List the videos that OpenAI keeps for the studio’s key, newest first',
  description: 'What comes of them is taken into clips by generation with an OpenAI video model.',
  request: {
    query: z.object({
      limit: z.coerce.number().int().min(1).max(100).default(100),
      cursor: OpenAiVideoId.optional().meta({ description: 'The `next_cursor` of the page before' }),
    }),
  },
  responses: { 200: jsonAnswer(OpenAiVideoPage, 'A page of videos'), ...trouble },
})

const get = createRoute({
  method: 'get',
  path: '/openai/videos/{id}',
  tags,
  summary: 'Read how a video at OpenAI does',
  description: 'Asks OpenAI with the key of the studio. `progress` is in percent, `seconds` the length of the video.',
  request: { params: VideoParam },
  responses: { 200: jsonAnswer(OpenAiVideo, 'The video'), ...missing, ...trouble },
})

const remove = createRoute({
  method: 'delete',
  path: '/openai/videos/{id}',
  tags,
  summary: 'Delete a video at OpenAI',
  description: 'Takes that came of it stay: their files are here.',
  request: { params: VideoParam },
  responses: { 204: { description: 'It is deleted there' }, ...missing, ...trouble },
})

/** `/openai/videos…`. */
export function openAiRoutes({ openAiVideos }: OpenAiRouteServices): OpenAPIHono<ApiEnv> {
  const app = createApi()

  app.openapi(list, async (c) => {
    const { limit, cursor } = c.req.valid('query')
    return c.json(await withRefusals(() => openAiVideos.list(limit, cursor)), 200)
  })

  app.openapi(get, async (c) => c.json(await withRefusals(() => openAiVideos.get(c.req.valid('param').id)), 200))

  app.openapi(remove, async (c) => {
    await withRefusals(() => openAiVideos.remove(c.req.valid('param').id))
    return c.body(null, 204)
  })

  return app
}

const CODES: Readonly<Record<OpenAiRefused['reason'], ErrorCode>> = {
  'no-key': 'not-configured',
  'wrong-key': 'not-configured',
  'not-found': 'not-found',
  'too-many': 'too-many-requests',
  refused: 'backend-refused',
  unreachable: 'backend-unreachable',
}

async function withRefusals<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    if (!(error instanceof OpenAiRefused)) throw error
    throw new HttpProblem(CODES[error.reason], error.message, [], { cause: error })
  }
}
