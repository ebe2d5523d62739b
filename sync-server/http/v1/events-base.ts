import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi'
import { streamSSE, type SSEStreamingApi } from 'hono/streaming'
import type { EventHub } from '#server/services/event-hub.ts'
import { EntityId } from '#shared/model/ids.ts'
import type { ServerEvent } from '#shared/protocol/jobs.ts'
import { createApi, problemAnswer, type ApiEnv } from '../api.ts'

/** What the route of events uses. */
export interface EventRouteServices {
  readonly events: EventHub
  /** Ends every stream: the server is stopping. */
  readonly stopping: AbortSignal
  /** Milliseconds between signs of life. */
  readonly heartbeatMs?: number
}

const HEARTBEAT_MS = 15_000

/** Events that may wait for a slow reader; beyond them it starts over. */
const MAX_WAITING = 1000

const getEvents = createRoute({
  method: 'get',
  path: '/events',
  tags: ['events'],
  summary: 'What happens on the server, as server-sent events',
  description:
    'Begins with `hello` on every connection. Events that happen while a client is away are not repeated: after each `hello` it fetches anew what it shows.',
  request: { query: z.object({ project_id: EntityId.optional() }) },
  responses: {
    200: { description: 'A stream of events', content: { 'text/event-stream': { schema: z.string() } } },
    422: problemAnswer('The query is wrong'),
  },
})

/** `GET /events`; with `?project_id=` only what concerns that project, and what concerns all. */
export function eventRoutes(services: EventRouteServices): OpenAPIHono<ApiEnv> {
  const app = createApi()
  app.openapi(getEvents, (c) => {
    const { project_id: projectId } = c.req.valid('query')
    const response = streamSSE(c, (stream) => sendEvents(stream, services, projectId ?? null))
    // Proxies that gather answers would hold events back.
    response.headers.set('x-accel-buffering', 'no')
    return response
  })
  return app
}

async function sendEvents(
  stream: SSEStreamingApi,
  services: EventRouteServices,
  projectId: string | null,
): Promise<void> {
  const waiting: ServerEvent[] = [services.events.hello()]
  let wake = (): void => {}
  let ended = false
  const end = (): void => {
    ended = true
    wake()
  }
  const unsubscribe = services.events.subscribe((event) => {
    if (!concerns(event, projectId)) return
    if (waiting.push(event) > MAX_WAITING) end()
    wake()
  })
  let heartbeatDue = false
  const heartbeat = setInterval(() => {
    heartbeatDue = true
    wake()
  }, services.heartbeatMs ?? HEARTBEAT_MS)
  stream.onAbort(end)
  services.stopping.addEventListener('abort', end)
  try {
    while (!ended && !services.stopping.aborted) {
      const event = waiting.shift()
      if (event) {
        await stream.writeSSE({ event: event.type, data: JSON.stringify(event) })
      } else if (heartbeatDue) {
        heartbeatDue = false
        await stream.write(': still here\n\n')
      } else {
        await new Promise<void>((resolve) => (wake = resolve))
      }
    }
  } finally {
    clearInterval(heartbeat)
    unsubscribe()
    services.stopping.removeEventListener('abort', end)
  }
}

function concerns(event: ServerEvent, projectId: string | null): boolean {
  if (projectId === null) return true
  if (event.type === 'job') return event.job.project_id === projectId
  if (event.type === 'job-removed' || event.type === 'versions') return event.project_id === projectId
  return true
}
