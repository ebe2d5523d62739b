import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi'
import { streamSSE, type SSEStreamingApi } from 'hono/streaming'
import type { AccessChanges } from '#server/auth/access-changes.ts'
import { concerns as accessConcerns } from '#server/auth/change-concerns.ts'
import type { Identity } from '#server/auth/identity.ts'
import type { People } from '#server/auth/people.ts'
import type { EventHub } from '#server/services/event-hub.ts'
import { EntityId } from '#shared/model/ids.ts'
import type { ServerEvent } from '#shared/protocol/jobs.ts'
import { createApi, identityOf, problemAnswer, type ApiEnv } from '../api.ts'

/** What the route of events uses. */
export interface EventRouteServices {
  readonly events: EventHub
  readonly people: Pick<People, 'changes'>
  /** Ends every stream: the server is stopping. */
  readonly stopping: AbortSignal
  /** Milliseconds between signs of life. */
  readonly heartbeatMs?: number
}

const HEARTBEAT_MS = 15_000

/** Signs of life between two looks whether the listener still may: sessions and links end by themselves as well. */
const BEATS_PER_LOOK = 4

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
    const listener = new EventListener(identityOf(c), projectId ?? null, services.people.changes)
    const response = streamSSE(c, (stream) => sendEvents(stream, services, listener))
    // Proxies that gather answers would hold events back.
    response.headers.set('x-accel-buffering', 'no')
    return response
  })
  return app
}

async function sendEvents(
  stream: SSEStreamingApi,
  services: EventRouteServices,
  listener: EventListener,
): Promise<void> {
  const waiting: ServerEvent[] = [services.events.hello()]
  let wake = (): void => {}
  let ended = false
  const end = (): void => {
    ended = true
    wake()
  }
  const unsubscribe = services.events.subscribe((event) => {
    if (waiting.push(event) > MAX_WAITING) end()
    wake()
  })
  const unwatch = listener.watch(end, (event) => {
    waiting.push(event)
    wake()
  })
  let heartbeatDue = false
  let beats = 0
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
        if (await listener.mayHear(event)) await stream.writeSSE({ event: event.type, data: JSON.stringify(event) })
      } else if (heartbeatDue) {
        heartbeatDue = false
        beats += 1
        // Where it cannot be known, whoever listens comes again.
        if (beats % BEATS_PER_LOOK === 0 && !(await listener.mayStay().catch(() => false))) break
        await stream.write(': still here\n\n')
      } else {
        await new Promise<void>((resolve) => (wake = resolve))
      }
    }
  } finally {
    clearInterval(heartbeat)
    unsubscribe()
    unwatch()
    services.stopping.removeEventListener('abort', end)
  }
}

/** Whoever listens to a stream: what they may hear, for as long as they may. */
class EventListener {
  #identity: Identity
  readonly #projectId: string | null
  readonly #changes: AccessChanges
  readonly #seen: number
  /** Whether they have a role, by film. */
  #films = new Map<string, boolean>()

  constructor(identity: Identity, projectId: string | null, changes: AccessChanges) {
    this.#identity = identity
    this.#projectId = projectId
    this.#changes = changes
    this.#seen = changes.count
  }

  /** Calls `end` once they may hear nothing more, and `tell` where lists look different to them. Returns the way to stop. */
  watch(end: () => void, tell: (event: ServerEvent) => void): () => void {
    const look = async (): Promise<void> => {
      if (await this.mayStay()) tell({ type: 'projects' })
      else end()
    }
    const unsubscribe = this.#changes.subscribe((change) => {
      if (accessConcerns(change, this.#identity, this.#projectId)) look().catch(end)
    })
    // What has changed before anybody listened.
    if (this.#changes.count !== this.#seen) look().catch(end)
    return unsubscribe
  }

  /** Looks anew who listens and what they may hear; resolves with whether that is anything. */
  async mayStay(): Promise<boolean> {
    const identity = await this.#identity.renew()
    if (!identity) return false
    this.#identity = identity
    this.#films = new Map()
    return this.#projectId === null || (await identity.roleIn(this.#projectId)) !== null
  }

  async mayHear(event: ServerEvent): Promise<boolean> {
    const projectId = filmOf(event)
    if (projectId === null) return true
    if (this.#projectId !== null && projectId !== this.#projectId) return false
    if (this.#identity.kind === 'machine') return true
    const films = this.#films
    const known = films.get(projectId)
    if (known !== undefined) return known
    const mayHear = (await this.#identity.roleIn(projectId)) !== null
    films.set(projectId, mayHear)
    return mayHear
  }
}

/** The film that an event is about; null where it is about none, or all. */
function filmOf(event: ServerEvent): string | null {
  if (event.type === 'job') return event.job.project_id
  return 'project_id' in event ? event.project_id : null
}
