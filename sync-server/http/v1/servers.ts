import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import type { Dispatcher } from '#server/dispatch/dispatcher.ts'
import { hostInfoToBody, hostToBody, testHost } from '#server/dispatch/host-body.ts'
import { basicAuthorization, type HostKeys } from '#server/dispatch/host-credentials.ts'
import type { QueueDesk } from '#server/dispatch/queue-desk.ts'
import type { HostPool, HostState } from '#server/dispatch/host-pool.ts'
import { whyAddressRefused } from '#server/dispatch/host-trouble.ts'
import { ServerTestBody, ServerTestResult } from '#shared/protocol/queue.ts'
import { ComfyServer, ComfyServerInfo, ServerInput } from '#shared/protocol/servers.ts'
import { createApi, problemAnswer, requesterOf, type ApiEnv } from '../api.ts'
import { etagOfHalves, requireMatch } from '../conditional.ts'
import { HttpProblem } from '../http-problem.ts'
import { changedSince, IdParam, IfMatch, jsonAnswer, jsonBody, listOrPage, paged, PageQuery } from './answers.ts'

/** What the routes of ComfyUI servers use. */
export interface ServerRouteServices {
  readonly dispatcher: Dispatcher
  readonly queueDesk: QueueDesk
  readonly hosts: HostPool
  readonly hostKeys: HostKeys
  readonly now: () => number
}

const tags = ['comfyui']
const missing = { 404: problemAnswer('There is no such server') }
const wrong = { 422: problemAnswer('The body is wrong') }
const taken = { 409: problemAnswer('This address is registered already') }

const add = createRoute({
  method: 'post',
  path: '/comfyui/servers',
  tags,
  summary: 'Register a ComfyUI server',
  description: 'It is registered even where it does not answer now; `problem` then says what is wrong.',
  request: { body: jsonBody(ServerInput) },
  responses: { 201: jsonAnswer(ComfyServer, 'Registered'), ...taken, ...wrong },
})

const list = createRoute({
  method: 'get',
  path: '/comfyui/servers',
  tags,
  summary: 'List the registered ComfyUI servers',
  description: 'Each with whether it answers now, and why not.',
  request: { query: PageQuery },
  responses: { 200: jsonAnswer(listOrPage(ComfyServer), 'The servers') },
})

const info = createRoute({
  method: 'get',
  path: '/comfyui/servers/{id}/info',
  tags,
  summary: 'What a server runs on and what it holds',
  description: 'Versions, devices with their memory in bytes, and the models and nodes that it has.',
  request: { params: IdParam },
  responses: { 200: jsonAnswer(ComfyServerInfo, 'The server'), ...missing },
})

const update = createRoute({
  method: 'put',
  path: '/comfyui/servers/{id}',
  tags,
  summary: 'Rename, readdress or pause a server',
  description:
    'For administrators. A paused server finishes its run and gets no more; what it had not begun goes to others. The ETag to send as `If-Match` is that of `/info` or of the change before: whether the server answers is no part of what it is compared by.',
  request: { params: IdParam, headers: IfMatch, body: jsonBody(ServerInput) },
  responses: { 200: jsonAnswer(ComfyServer, 'The server'), ...missing, ...taken, ...changedSince, ...wrong },
})

const pause = createRoute({
  method: 'post',
  path: '/comfyui/servers/{id}/pause',
  tags,
  summary: 'Drain a server: it finishes its run and gets no more',
  description:
    'For administrators. What it has not begun goes back into the queue, for other servers. It is drained once `/queue/status` shows nothing running or waiting on it.',
  request: { params: IdParam },
  responses: { 200: jsonAnswer(ComfyServer, 'The server'), ...missing },
})

const resume = createRoute({
  method: 'post',
  path: '/comfyui/servers/{id}/resume',
  tags,
  summary: 'Let a paused server have jobs again',
  description: 'For administrators. A server that runs already stays as it is.',
  request: { params: IdParam },
  responses: { 200: jsonAnswer(ComfyServer, 'The server'), ...missing },
})

const remove = createRoute({
  method: 'delete',
  path: '/comfyui/servers/{id}',
  tags,
  summary: 'Forget a server; its jobs go elsewhere or fail',
  description: 'For administrators. The ComfyUI server itself is not touched.',
  request: { params: IdParam, headers: IfMatch },
  responses: { 204: { description: 'It is forgotten' }, ...missing, ...changedSince },
})

const test = createRoute({
  method: 'post',
  path: '/comfyui/servers/test',
  tags,
  summary: 'Try an address before it is registered',
  description: 'For administrators. Nothing is kept; the answer says what the address answered, or why it did not.',
  request: { body: jsonBody(ServerTestBody) },
  responses: { 200: jsonAnswer(ServerTestResult, 'What is there, or what is wrong and how to put it right'), ...wrong },
})

/** `/comfyui/servers…`. */
export function serverRoutes({
  dispatcher,
  queueDesk,
  hosts,
  hostKeys,
  now,
}: ServerRouteServices): OpenAPIHono<ApiEnv> {
  const app = createApi()
  const bodyOf = (state: HostState): ComfyServer => hostToBody(state, dispatcher.loadOf(state.record.id))

  const tagOf = (state: HostState, body: ComfyServer): string => {
    const { name, url, paused, credentialsAt } = state.record
    return etagOfHalves([name, url, paused, credentialsAt], body)
  }

  /** Two entries for one machine would each fill its queue. */
  const requireFree = (url: string, id?: string): void => {
    const owner = hosts.list().find(({ record }) => record.url === url && record.id !== id)
    if (owner) throw new HttpProblem('conflict', `${url} is registered already as "${owner.record.name}"`)
  }

  const setPaused = async (id: string, paused: boolean): Promise<ComfyServer> => {
    const state = await queueDesk.setHostPaused(id, paused)
    if (!state) throw noServer(id)
    return bodyOf(state)
  }

  app.openapi(add, async (c) => {
    const { credentials = null, ...input } = c.req.valid('json')
    requireUsable(input.url)
    await hosts.sync()
    const id = requesterOf(c).newId()
    const made = hosts.get(id)
    // One under a new id was made by this very request, whose answer was lost.
    if (made) return c.json(bodyOf(made), 201)
    requireFree(input.url)
    if (credentials) await hostKeys.set(id, credentials)
    const credentialsAt = credentials && now()
    return c.json(bodyOf(await hosts.put({ id, ...input, createdAt: now(), credentialsAt })), 201)
  })

  app.openapi(list, async (c) => {
    await hosts.sync()
    const servers = hosts.list().map(bodyOf)
    return c.json(
      paged(servers, ({ id }) => id, c.req.valid('query')),
      200,
    )
  })

  app.openapi(info, async (c) => {
    const { id } = c.req.valid('param')
    await hosts.sync()
    const found = await hosts.inspect(id)
    if (!found) throw noServer(id)
    const body = hostInfoToBody(found.state, dispatcher.loadOf(id), found.queue)
    c.header('etag', tagOf(found.state, body))
    return c.json(body, 200)
  })

  app.openapi(update, async (c) => {
    const { id } = c.req.valid('param')
    const { credentials, ...input } = c.req.valid('json')
    requireUsable(input.url)
    await hosts.sync()
    const known = hosts.get(id)
    if (!known) throw noServer(id)
    requireMatch(c, tagOf(known, bodyOf(known)))
    requireFree(input.url, id)
    // A password is for the machine that it was entered for.
    const wanted = credentials === undefined && known.record.url !== input.url ? null : credentials
    if (wanted) await hostKeys.set(id, wanted)
    else if (wanted === null) await hostKeys.clear(id)
    const credentialsAt = wanted === undefined ? known.record.credentialsAt : wanted && now()
    const changed = await hosts.put({ ...known.record, ...input, credentialsAt })
    const body = bodyOf(changed)
    c.header('etag', tagOf(changed, body))
    return c.json(body, 200)
  })

  app.openapi(pause, async (c) => c.json(await setPaused(c.req.valid('param').id, true), 200))

  app.openapi(resume, async (c) => c.json(await setPaused(c.req.valid('param').id, false), 200))

  app.openapi(remove, async (c) => {
    const { id } = c.req.valid('param')
    await hosts.sync()
    const known = hosts.get(id)
    if (known) requireMatch(c, tagOf(known, bodyOf(known)))
    if (!(await hosts.remove(id))) throw noServer(id)
    await hostKeys.clear(id)
    return c.body(null, 204)
  })

  app.openapi(test, async (c) => {
    const { url, credentials, server_id: serverId } = c.req.valid('json')
    const kept = serverId !== undefined && hosts.get(serverId)?.record.url === url ? serverId : null
    const authorization = credentials
      ? basicAuthorization(credentials)
      : credentials === undefined && kept !== null && (await hostKeys.authorizationOf(kept))
    return c.json(await testHost(url, authorization || null), 200)
  })

  return app
}

function requireUsable(url: string): void {
  const why = whyAddressRefused(url)
  if (why !== null) throw new HttpProblem('invalid', why, [{ path: 'url', message: why }])
}

function noServer(id: string): HttpProblem {
  return new HttpProblem('not-found', `There is no server with the id ${id}`)
}
