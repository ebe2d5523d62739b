import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi'
import type { Secrets } from '#server/secrets/secrets.ts'
import { SecretBody, SecretName, SetSecretBody } from '#shared/protocol/secrets.ts'
import { createApi, problemAnswer, type ApiEnv } from '../api.ts'
import { etagOf, requireMatch } from '../conditional.ts'
import { changedSince, IfMatch, jsonAnswer, jsonBody } from './answers.ts'

/** What the routes of secrets use. */
export interface SecretRouteServices {
  readonly secrets: Secrets
}

const tags = ['secrets']
const params = z.object({ name: SecretName })
const wrong = { 422: problemAnswer('There is no such secret, or the body is wrong') }

const list = createRoute({
  method: 'get',
  path: '/secrets',
  tags,
  summary: 'Tell which keys of other services are kept here',
  description: 'What they are is never answered: whoever needs a key again makes a new one where it came from.',
  responses: { 200: jsonAnswer(z.array(SecretBody), 'Every secret that there can be') },
})

const put = createRoute({
  method: 'put',
  path: '/secrets/{name}',
  tags,
  summary: 'Keep a key of another service, sealed',
  description:
    'For administrators. It is never answered again, only that it is there. With `If-Match`, only where it is still the one of the answer with that ETag.',
  request: { params, headers: IfMatch, body: jsonBody(SetSecretBody) },
  responses: { 200: jsonAnswer(SecretBody, 'It is kept'), ...changedSince, ...wrong },
})

const remove = createRoute({
  method: 'delete',
  path: '/secrets/{name}',
  tags,
  summary: 'Forget a key of another service',
  description: 'For administrators. What needs it says so from then on.',
  request: { params, headers: IfMatch },
  responses: { 204: { description: 'It is forgotten, or was not there' }, ...changedSince, ...wrong },
})

/** `/secrets…`. */
export function secretRoutes({ secrets }: SecretRouteServices): OpenAPIHono<ApiEnv> {
  const app = createApi()
  const bodyOf = async (name: SecretName): Promise<SecretBody> => {
    const at = await secrets.setAt(name)
    return { name, is_set: at !== null, set_at: at === null ? null : new Date(at).toISOString() }
  }

  app.openapi(list, async (c) => c.json(await Promise.all(SecretName.options.map(bodyOf)), 200))

  app.openapi(put, async (c) => {
    const { name } = c.req.valid('param')
    requireMatch(c, etagOf(await bodyOf(name)))
    await secrets.set(name, c.req.valid('json').value)
    return c.json(await bodyOf(name), 200)
  })

  app.openapi(remove, async (c) => {
    const { name } = c.req.valid('param')
    requireMatch(c, etagOf(await bodyOf(name)))
    await secrets.clear(name)
    return c.body(null, 204)
  })

  return app
}
