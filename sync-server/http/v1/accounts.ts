import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import type { People } from '#server/auth/people.ts'
import type { AccountStore } from '#server/storage/account-store.ts'
import { AccountBody, PasswordResetBody, PersonBody, UpdateAccountBody } from '#shared/protocol/accounts.ts'
import { createApi, problemAnswer, type ApiEnv } from '../api.ts'
import { accountToBody } from './account-bodies.ts'
import { IdParam, jsonAnswer, jsonBody, listOrPage, paged, PageQuery } from './answers.ts'

/** What the routes of accounts use. */
export interface AccountRouteServices {
  readonly people: People
  readonly accountStore: AccountStore
}

const tags = ['accounts']
const missing = { 404: problemAnswer('There is no such account') }
const last = { 409: problemAnswer('It is the last administrator') }
const wrong = { 422: problemAnswer('The body or query is wrong') }

const list = createRoute({
  method: 'get',
  path: '/accounts',
  tags,
  summary: 'List the accounts, oldest first',
  description: 'For administrators. The whole list comes at once, unless a page is asked for by `limit`.',
  request: { query: PageQuery },
  responses: { 200: jsonAnswer(listOrPage(AccountBody), 'The accounts'), ...wrong },
})

const listPeople = createRoute({
  method: 'get',
  path: '/people',
  tags,
  summary: 'List who is in the studio, by the names that others read',
  description: 'What choosing a member needs to show: ids, names and roles in the studio, nothing to sign in by.',
  request: { query: PageQuery },
  responses: { 200: jsonAnswer(listOrPage(PersonBody), 'The people'), ...wrong },
})

const get = createRoute({
  method: 'get',
  path: '/accounts/{id}',
  tags,
  summary: 'Read an account',
  description: 'For administrators. It never holds a password, only whether there is one.',
  request: { params: IdParam },
  responses: { 200: jsonAnswer(AccountBody, 'The account'), ...missing },
})

const update = createRoute({
  method: 'put',
  path: '/accounts/{id}',
  tags,
  summary: 'Change the name, the role in the studio, or whether somebody may sign in; what is absent stays',
  description: 'Whoever is disabled is signed out at once everywhere. The last administrator stays one.',
  request: { params: IdParam, body: jsonBody(UpdateAccountBody) },
  responses: { 200: jsonAnswer(AccountBody, 'The account'), ...missing, ...last, ...wrong },
})

const remove = createRoute({
  method: 'delete',
  path: '/accounts/{id}',
  tags,
  summary: 'Remove an account for good',
  description: 'Films that nobody else owns belong to the administrators then. What it made in films stays.',
  request: { params: IdParam },
  responses: { 204: { description: 'It is gone' }, ...missing, ...last },
})

const makeReset = createRoute({
  method: 'post',
  path: '/accounts/{id}/password-reset',
  tags,
  summary: 'Make a code by which somebody sets a new password',
  description: 'It is shown here alone, works once within a day, and replaces one that was made before.',
  request: { params: IdParam },
  responses: { 201: jsonAnswer(PasswordResetBody, 'The code'), ...missing },
})

const endSessions = createRoute({
  method: 'delete',
  path: '/accounts/{id}/sessions',
  tags,
  summary: 'Sign somebody out everywhere',
  description: 'All sessions of the account end, and its open connections with them; its password stays.',
  request: { params: IdParam },
  responses: { 204: { description: 'Signed out everywhere' }, ...missing },
})

/** `/accounts…` and `/people`. */
export function accountRoutes({
  people: { accounts, sessions },
  accountStore,
}: AccountRouteServices): OpenAPIHono<ApiEnv> {
  const app = createApi()

  app.openapi(list, async (c) => {
    const bodies = (await accountStore.list()).map(accountToBody)
    return c.json(
      paged(bodies, ({ id }) => id, c.req.valid('query')),
      200,
    )
  })

  app.openapi(listPeople, async (c) => {
    const bodies = (await accountStore.list()).flatMap(({ id, displayName, studio, disabled }): PersonBody[] =>
      disabled ? [] : [{ id, display_name: displayName, studio_role: studio }],
    )
    return c.json(
      paged(bodies, ({ id }) => id, c.req.valid('query')),
      200,
    )
  })

  app.openapi(get, async (c) => c.json(accountToBody(await accounts.require(c.req.valid('param').id)), 200))

  app.openapi(update, async (c) => {
    const { display_name: displayName, studio_role: studio, disabled } = c.req.valid('json')
    const account = await accounts.update(c.req.valid('param').id, {
      ...(displayName !== undefined && { displayName }),
      ...(studio !== undefined && { studio }),
      ...(disabled !== undefined && { disabled }),
    })
    c.set('audited', { subject: account.name, detail: JSON.stringify(c.req.valid('json')) })
    return c.json(accountToBody(account), 200)
  })

  app.openapi(remove, async (c) => {
    const { name } = await accounts.remove(c.req.valid('param').id)
    c.set('audited', { subject: name })
    return c.body(null, 204)
  })

  app.openapi(makeReset, async (c) => {
    const { id } = c.req.valid('param')
    const { code, expiresAt } = await accounts.makeReset(id)
    c.set('audited', { subject: (await accounts.require(id)).name })
    return c.json({ code, expires_at: new Date(expiresAt).toISOString() }, 201)
  })

  app.openapi(endSessions, async (c) => {
    const { id, name } = await accounts.require(c.req.valid('param').id)
    await sessions.endAll(id, null)
    c.set('audited', { subject: name, detail: 'everywhere' })
    return c.body(null, 204)
  })

  return app
}
