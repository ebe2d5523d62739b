import { Hono, type Context } from 'hono'
import type { AskApi } from '#server/mcp/tool.ts'
import type { Logger } from '#server/observability/logger.ts'
import type { ApiEnv } from './api.ts'
import { HttpProblem } from './http-problem.ts'

/** What the endpoint for assistants uses. */
export interface McpRouteServices {
  /** Answers a request as this server does, from the first middleware on. */
  readonly answer: (request: Request, bindings: ApiEnv['Bindings']) => Response | Promise<Response>
  readonly logger: Logger
  /** Version of the product. */
  readonly version: string
}

/** Messages of one request, whose answers are held until the last is there; newer clients send one alone. */
const MOST_MESSAGES = 10

/**
 * `POST /mcp`: the Model Context Protocol over HTTP. A tool is a request to the API on behalf of whoever called it, with
 * their own credentials, so the roles, scopes, limits and audit of the API hold for it, and there is no second way in.
 */
export function mcpRoute({ answer, logger, version }: McpRouteServices): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>()
  app.post('/mcp', async (c) => {
    // Whoever does not use it does not load it.
    const { answerMcp } = await import('#server/mcp/answer-mcp.ts')
    const body: unknown = await c.req.json()
    if (Array.isArray(body) && body.length > MOST_MESSAGES) {
      throw new HttpProblem('invalid', `At most ${MOST_MESSAGES} messages are taken at once. Nothing was changed`)
    }
    const response = await answerMcp(c.req.raw, {
      body,
      version,
      ask: asCaller(c, answer),
      onFault: (error, tool) => logger.error({ requestId: c.get('requestId'), tool, err: error }, 'a tool failed'),
    })
    response.headers.set('cache-control', 'no-store')
    return response
  })
  app.all('/mcp', () => {
    const words = 'Messages come by POST here: there are no sessions to end, and no stream to listen to'
    throw new HttpProblem('method-not-allowed', words, [], {}, { allow: 'POST' })
  })
  return app
}

/** What belongs to the message alone, and not to the requests that follow from it. */
const OF_THE_MESSAGE =
  /^(accept|accept-encoding|connection|content-.*|expect|idempotency-key|if-.*|keep-alive|last-event-id|mcp-.*|range|te|trailer|transfer-encoding|upgrade)$/

/** Asks the API with all that tells who asks, from where, and from which page. */
function asCaller(c: Context<ApiEnv>, answer: McpRouteServices['answer']): AskApi {
  const headers = new Headers(c.req.raw.headers)
  for (const name of [...headers.keys()]) if (OF_THE_MESSAGE.test(name)) headers.delete(name)
  // The lines of the log about both belong together.
  headers.set('x-request-id', c.get('requestId'))
  return async ({ method, path, body }) => {
    const request = new Request(new URL(path, c.req.url), {
      method,
      headers: body ? [...headers, ['content-type', 'application/json']] : headers,
      ...(body && { body: JSON.stringify(body) }),
    })
    return answer(request, c.env)
  }
}
