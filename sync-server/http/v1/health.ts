import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi'
import type { Health } from '#server/services/health.ts'
import { PROTOCOL_VERSION } from '#shared/protocol/version.ts'
import { createApi, type ApiEnv } from '../api.ts'

/** What the routes of health use. */
export interface HealthRouteServices {
  readonly health: Health
  /** Version of the product. */
  readonly version: string
}

const PartStatus = z.enum(['ok', 'degraded', 'down'])

const HealthBody = z
  .object({
    status: PartStatus,
    version: z.string(),
    parts: z.array(
      z.object({
        name: z.string(),
        status: PartStatus,
        essential: z.boolean().meta({ description: 'Whether the server is unfit without it' }),
        latency_ms: z.number(),
        detail: z.string(),
      }),
    ),
  })
  .meta({ id: 'Health' })

const IndexBody = z
  .object({
    name: z.string(),
    version: z.string(),
    protocol: z.int(),
    links: z.record(z.string(), z.string()),
  })
  .meta({ id: 'Index' })

const getIndex = createRoute({
  method: 'get',
  path: '/',
  tags: ['health'],
  summary: 'Name, version and where to go from here',
  description: 'Needs no sign-in: a script can find out by it whether a server is there, and which version runs.',
  responses: { 200: { description: 'The server', content: { 'application/json': { schema: IndexBody } } } },
})

const healthAnswer = (
  description: string,
): { description: string; content: { 'application/json': { schema: typeof HealthBody } } } => ({
  description,
  content: { 'application/json': { schema: HealthBody } },
})

const getHealth = createRoute({
  method: 'get',
  path: '/health',
  tags: ['health'],
  summary: 'The state of each part',
  description:
    'Answers 503 where a part that is needed does not work, so that it fits the health check of a container or a load balancer.',
  responses: { 200: healthAnswer('The server is fit'), 503: healthAnswer('An essential part is down') },
})

/** `GET /` and `GET /health`. */
export function healthRoutes({ health, version }: HealthRouteServices): OpenAPIHono<ApiEnv> {
  return createApi()
    .openapi(getIndex, (c) =>
      c.json(
        {
          name: 'StoryCanvas',
          version,
          protocol: PROTOCOL_VERSION,
          links: {
            docs: '/api/v1/docs',
            openapi: '/api/v1/openapi.json',
            health: '/api/v1/health',
            events: '/api/v1/events',
            projects: '/api/v1/projects',
          },
        },
        200,
      ),
    )
    .openapi(getHealth, async (c) => {
      const { status, parts } = await health.check()
      const body = {
        status,
        version,
        parts: parts.map(({ latencyMs, ...part }) => ({ ...part, latency_ms: latencyMs })),
      }
      c.header('cache-control', 'no-store')
      return status === 'down' ? c.json(body, 503) : c.json(body, 200)
    }) as OpenAPIHono<ApiEnv>
}
