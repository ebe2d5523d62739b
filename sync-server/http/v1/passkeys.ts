import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi'
import type { PasskeyMade, PasskeyUsed } from '#server/auth/passkeys.ts'
import type { People } from '#server/auth/people.ts'
import type { WaysIn } from '#server/auth/ways-in.ts'
import type { AccountStore } from '#server/storage/account-store.ts'
import type { PasskeyRecord } from '#server/storage/credential-store.ts'
import { WhoAmI } from '#shared/protocol/accounts.ts'
import { AddPasskeyBody, PasskeyBody, PasskeyOptionsBody, UsePasskeyBody } from '#shared/protocol/ways-in.ts'
import { createApi, identityOf, problemAnswer, type ApiEnv } from '../api.ts'
import { credentialsOf } from '../middleware/authenticate.ts'
import { whoAmI } from './account-bodies.ts'
import { jsonAnswer, jsonBody } from './answers.ts'
import { iso, notKept, orNull } from './times.ts'

/** What the routes of passkeys use. */
export interface PasskeyRouteServices {
  readonly waysIn: WaysIn
  readonly people: People
  readonly accountStore: AccountStore
}

const tags = ['passkeys']
const wrong = { 422: problemAnswer('The body is wrong') }
const notOwn = { 403: problemAnswer('Who asks has no account, or it took too long') }
const needsName = problemAnswer('The server is reached by an IP address, for which browsers keep no passkeys')

const list = createRoute({
  method: 'get',
  path: '/passkeys',
  tags,
  summary: 'List one’s own passkeys',
  description: 'Names and times of use; the keys themselves stay in the devices.',
  responses: { 200: jsonAnswer(z.array(PasskeyBody), 'The passkeys, oldest first'), ...notOwn },
})

const beginAdding = createRoute({
  method: 'post',
  path: '/passkeys/options',
  tags,
  summary: 'Begin to add a passkey',
  description: 'The options are for `navigator.credentials.create()`; its answer goes to `POST /passkeys`.',
  responses: { 200: jsonAnswer(PasskeyOptionsBody, 'What the browser needs'), ...notOwn, 409: needsName },
})

const add = createRoute({
  method: 'post',
  path: '/passkeys',
  tags,
  summary: 'Add the passkey that the browser has made',
  description: 'The second step: `ceremony` is the one of the options that the browser was given before.',
  request: { body: jsonBody(AddPasskeyBody) },
  responses: {
    201: jsonAnswer(PasskeyBody, 'Added'),
    ...notOwn,
    409: problemAnswer('The passkey is known already'),
    ...wrong,
  },
})

const remove = createRoute({
  method: 'delete',
  path: '/passkeys/{passkey_id}',
  tags,
  summary: 'Remove a passkey',
  description: 'Refused where nothing else is left to sign in by.',
  request: { params: z.object({ passkey_id: z.string().max(2000) }) },
  responses: {
    204: { description: 'It opens nothing any more' },
    ...notOwn,
    404: problemAnswer('There is no such passkey'),
    409: problemAnswer('It is the only way in'),
  },
})

const beginSigningIn = createRoute({
  method: 'post',
  path: '/session/passkey/options',
  tags,
  summary: 'Begin to sign in by a passkey',
  description: 'The options are for `navigator.credentials.get()`; its answer goes to `POST /session/passkey`.',
  responses: { 200: jsonAnswer(PasskeyOptionsBody, 'What the browser needs'), 409: needsName },
})

const signIn = createRoute({
  method: 'post',
  path: '/session/passkey',
  tags,
  summary: 'Sign in by a passkey',
  description:
    'The second step: `ceremony` is the one of the options that the browser was given before. Sets the session cookie.',
  request: { body: jsonBody(UsePasskeyBody) },
  responses: {
    200: jsonAnswer(WhoAmI, 'Signed in; the answer sets a cookie'),
    401: problemAnswer('The passkey opens nothing here'),
    403: problemAnswer('It took too long'),
    ...wrong,
  },
})

/** `/passkeys…` and `/session/passkey…`. */
export function passkeyRoutes(services: PasskeyRouteServices): OpenAPIHono<ApiEnv> {
  const { people, accountStore } = services
  const { passkeys } = services.waysIn
  const app = createApi()

  app.openapi(list, async (c) => c.json((await passkeys.list(identityOf(c))).map(passkeyToBody), 200))

  app.openapi(beginAdding, async (c) => {
    const { ceremony, options } = await passkeys.beginAdding(identityOf(c), credentialsOf(c))
    return notKept(c).json({ ceremony, options: { ...options } }, 200)
  })

  app.openapi(add, async (c) => {
    const { response, ...rest } = c.req.valid('json')
    const answer = { ...rest, response: response as PasskeyMade }
    const passkey = await passkeys.add(identityOf(c), answer, credentialsOf(c))
    c.set('audited', { subject: passkey.name })
    return c.json(passkeyToBody(passkey), 201)
  })

  app.openapi(remove, async (c) => {
    const { name } = await passkeys.remove(identityOf(c), c.req.valid('param').passkey_id)
    c.set('audited', { subject: name })
    return c.body(null, 204)
  })

  app.openapi(beginSigningIn, async (c) => {
    const { ceremony, options } = await passkeys.beginSigningIn(credentialsOf(c))
    return notKept(c).json({ ceremony, options: { ...options } }, 200)
  })

  app.openapi(signIn, async (c) => {
    const { ceremony, response: given } = c.req.valid('json')
    const { userHandle, ...signed } = given.response
    const response = { ...given, response: { ...signed, ...(userHandle && { userHandle }) } }
    const answer = { ceremony, response: response as PasskeyUsed }
    const opened = await passkeys.signIn(answer, credentialsOf(c))
    c.header('set-cookie', opened.cookie, { append: true })
    return notKept(c).json(await whoAmI(opened.identity, people, accountStore), 200)
  })

  return app
}

function passkeyToBody(passkey: PasskeyRecord): PasskeyBody {
  return {
    id: passkey.id,
    name: passkey.name,
    synced: passkey.synced,
    created_at: iso(passkey.createdAt),
    last_used_at: orNull(passkey.lastUsedAt),
  }
}
