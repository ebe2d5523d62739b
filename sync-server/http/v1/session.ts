import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { AccessRefused } from '#server/auth/access-refused.ts'
import type { People } from '#server/auth/people.ts'
import type { WaysIn } from '#server/auth/ways-in.ts'
import type { OpenedSession } from '#server/auth/sessions.ts'
import type { AccountStore } from '#server/storage/account-store.ts'
import {
  ChangePasswordBody,
  ProfileBody,
  SessionBody,
  SetUpBody,
  SignInBody,
  UsePasswordResetBody,
  WhoAmI,
} from '#shared/protocol/accounts.ts'
import { createApi, identityOf, problemAnswer, type ApiEnv } from '../api.ts'
import { credentialsOf } from '../middleware/authenticate.ts'
import { guarded } from './guarded.ts'
import { sessionToBody, whoAmI } from './account-bodies.ts'
import { IdParam, jsonAnswer, jsonBody, listOrPage, paged, PageQuery } from './answers.ts'

/** What the routes of signing in use. */
export interface SessionRouteServices {
  readonly people: People
  readonly accountStore: AccountStore
  readonly waysIn: Pick<WaysIn, 'guard'>
}

const tags = ['session']
const wrong = { 422: problemAnswer('The body is wrong') }
const tooMany = { 429: problemAnswer('Too many try at this moment') }
const here = jsonAnswer(WhoAmI, 'Signed in; the answer sets a cookie')
const noAccounts = problemAnswer('Nobody signs in on this server')

const get = createRoute({
  method: 'get',
  path: '/session',
  tags,
  summary: 'Tell who asks, and what they may do',
  description: 'Answers everybody; whoever is not signed in learns whether they have to.',
  responses: { 200: jsonAnswer(WhoAmI, 'Who asks') },
})

const signIn = createRoute({
  method: 'post',
  path: '/session',
  tags,
  summary: 'Sign in by name and password',
  description: 'Sets the session cookie that browsers send from then on. Programs use an API token in its place.',
  request: { body: jsonBody(SignInBody) },
  responses: { 200: here, 401: problemAnswer('Name or password is wrong'), 409: noAccounts, ...wrong, ...tooMany },
})

const signOut = createRoute({
  method: 'delete',
  path: '/session',
  tags,
  summary: 'Sign out',
  description: 'Whoever is not signed in is told the same.',
  responses: { 204: { description: 'Signed out' } },
})

const changePassword = createRoute({
  method: 'put',
  path: '/session/password',
  tags,
  summary: 'Change the password of who is signed in',
  description: 'Every other session of the account ends.',
  request: { body: jsonBody(ChangePasswordBody) },
  responses: { 200: here, 403: problemAnswer('The current password is wrong'), ...wrong, ...tooMany },
})

const changeProfile = createRoute({
  method: 'put',
  path: '/session/profile',
  tags,
  summary: 'Change the name that others read',
  description: 'The name under which others see presence, takes and comments; the name to sign in by stays.',
  request: { body: jsonBody(ProfileBody) },
  responses: { 200: jsonAnswer(WhoAmI, 'Changed'), 403: problemAnswer('Who asks has no account'), ...wrong },
})

const setUp = createRoute({
  method: 'post',
  path: '/set-up',
  tags,
  summary: 'Make the first administrator, with the code from the log of the server',
  description: 'Works once, on a server that has no account yet, and signs the new administrator in.',
  request: { body: jsonBody(SetUpBody) },
  responses: {
    201: here,
    403: problemAnswer('The code is wrong'),
    409: problemAnswer('The server is set up already, or the name is taken'),
    ...wrong,
    ...tooMany,
  },
})

const useReset = createRoute({
  method: 'post',
  path: '/password-resets/use',
  tags,
  summary: 'Set a new password by a code from an administrator',
  description: 'Every session of the account ends, and a new one begins.',
  request: { body: jsonBody(UsePasswordResetBody) },
  responses: {
    200: here,
    401: problemAnswer('The account is disabled'),
    403: problemAnswer('The code is wrong, or too old'),
    409: noAccounts,
    ...wrong,
    ...tooMany,
  },
})

const listSessions = createRoute({
  method: 'get',
  path: '/sessions',
  tags,
  summary: 'List the browsers in which the account is signed in, last used first',
  description: 'Each has the browser and the address from which it was used; the one that asks is marked.',
  request: { query: PageQuery },
  responses: { 200: jsonAnswer(listOrPage(SessionBody), 'The sessions'), ...wrong },
})

const endSession = createRoute({
  method: 'delete',
  path: '/sessions/{id}',
  tags,
  summary: 'Sign out one browser of the account',
  description: 'Its open connections end at once.',
  request: { params: IdParam },
  responses: { 204: { description: 'Signed out there' }, 404: problemAnswer('There is no such session') },
})

const endOthers = createRoute({
  method: 'delete',
  path: '/sessions',
  tags,
  summary: 'Sign out everywhere but in the browser that asks',
  description: 'Their open connections end at once.',
  responses: { 204: { description: 'Signed out everywhere else' } },
})

/** `/session…`, `/sessions…`, `/set-up` and `/password-resets/use`. */
export function sessionRoutes({ people, accountStore, waysIn: { guard } }: SessionRouteServices): OpenAPIHono<ApiEnv> {
  const { accounts, sessions, audit } = people
  const app = createApi()

  const requireAccounts = (): void => {
    if (!people.accountsOn)
      throw new AccessRefused('conflict', 'Nobody signs in on this server: whoever is here is its owner')
  }
  const opened = async (c: Context<ApiEnv>, { cookie, identity }: OpenedSession): Promise<WhoAmI> => {
    c.header('set-cookie', cookie, { append: true })
    return whoAmI(identity, people, accountStore)
  }

  app.openapi(get, async (c) => c.json(await whoAmI(c.get('identity'), people, accountStore), 200))

  app.openapi(signIn, async (c) => {
    requireAccounts()
    const { name, password } = c.req.valid('json')
    const credentials = credentialsOf(c)
    const session = await guarded(guard, { name, address: credentials.address }, () =>
      accounts.signIn(name, password, credentials).catch(wrongOr),
    )
    if (session === 'wrong') throw new AccessRefused('not-signed-in', 'Name or password is wrong')
    return c.json(await opened(c, session), 200)
  })

  app.openapi(signOut, async (c) => {
    const identity = c.get('identity')
    const credentials = credentialsOf(c)
    if (identity?.sessionId) {
      await sessions.end(identity.sessionId)
      await audit.note({ kind: 'sign-out', actor: identity, address: credentials.address })
    }
    c.header('set-cookie', sessions.forgettingCookie(credentials), { append: true })
    return c.body(null, 204)
  })

  app.openapi(changePassword, async (c) => {
    const { current_password: current, new_password: next } = c.req.valid('json')
    return c.json(
      await opened(c, await accounts.changePassword(identityOf(c), { current, next }, credentialsOf(c))),
      200,
    )
  })

  app.openapi(changeProfile, async (c) => {
    const identity = identityOf(c)
    const { id } = await accounts.own(identity)
    await accountStore.update(id, { displayName: c.req.valid('json').display_name })
    return c.json(await whoAmI(await identity.renew(), people, accountStore), 200)
  })

  app.openapi(setUp, async (c) => {
    requireAccounts()
    const { code, name, display_name: displayName, password } = c.req.valid('json')
    return c.json(await opened(c, await people.setUp.use(code, { name, displayName, password }, credentialsOf(c))), 201)
  })

  app.openapi(useReset, async (c) => {
    requireAccounts()
    const { code, password } = c.req.valid('json')
    return c.json(await opened(c, await accounts.useReset(code, password, credentialsOf(c))), 200)
  })

  app.openapi(listSessions, async (c) => {
    const { accountId, sessionId } = identityOf(c)
    const mine = accountId === null ? [] : await accountStore.sessionsOf(accountId)
    const bodies = mine.map((session) => sessionToBody(session, sessionId))
    return c.json(
      paged(bodies, ({ id }) => id, c.req.valid('query')),
      200,
    )
  })

  app.openapi(endSession, async (c) => {
    const identity = identityOf(c)
    const { id } = c.req.valid('param')
    const session = await accountStore.session(id)
    if (!session || session.accountId !== identity.accountId) {
      throw new AccessRefused('not-found', `There is no session with the id ${id}`)
    }
    await sessions.end(id)
    return c.body(null, 204)
  })

  app.openapi(endOthers, async (c) => {
    const { accountId, sessionId } = identityOf(c)
    if (accountId !== null) await sessions.endAll(accountId, sessionId)
    return c.body(null, 204)
  })

  return app
}

/** What was wrong is told by the same words whatever it was. */
function wrongOr(error: unknown): 'wrong' {
  if (error instanceof AccessRefused && error.code === 'not-signed-in') return 'wrong'
  throw error
}
