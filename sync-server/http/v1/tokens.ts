import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import type { WaysIn } from '#server/auth/ways-in.ts'
import type { TokenRecord } from '#server/storage/pass-store.ts'
import {
  AccessTokenBody,
  CreateAccessTokenBody,
  CreateTokenBody,
  NewTokenBody,
  TokenBody,
} from '#shared/protocol/ways-in.ts'
import { createApi, identityOf, problemAnswer, type ApiEnv } from '../api.ts'
import { IdParam, jsonAnswer, jsonBody, listOrPage, paged, PageQuery } from './answers.ts'
import { daysFrom, iso, notKept, orNull } from './times.ts'

/** What the routes of tokens use. */
export interface TokenRouteServices {
  readonly waysIn: WaysIn
  readonly now: () => number
}

const tags = ['tokens']
const wrong = { 422: problemAnswer('The body or query is wrong') }
const notByToken = { 403: problemAnswer('A token or a guest asks: only somebody who is signed in may') }

const list = createRoute({
  method: 'get',
  path: '/tokens',
  tags,
  summary: 'List one’s own API tokens, newest first',
  description: 'Names, scopes and times of use. The tokens themselves were shown once, and are kept only as hashes.',
  request: { query: PageQuery },
  responses: { 200: jsonAnswer(listOrPage(TokenBody), 'The tokens'), ...notByToken, ...wrong },
})

const make = createRoute({
  method: 'post',
  path: '/tokens',
  tags,
  summary: 'Make an API token for a program',
  description: 'Its text is in this answer alone: the server keeps a hash of it.',
  request: { body: jsonBody(CreateTokenBody) },
  responses: { 201: jsonAnswer(NewTokenBody, 'The token, to be kept safe'), ...notByToken, ...wrong },
})

const revoke = createRoute({
  method: 'delete',
  path: '/tokens/{id}',
  tags,
  summary: 'Revoke an API token',
  description: 'What it has open ends at once.',
  request: { params: IdParam },
  responses: {
    204: { description: 'It is no longer good' },
    ...notByToken,
    404: problemAnswer('There is no such token'),
  },
})

const access = createRoute({
  method: 'post',
  path: '/access-tokens',
  tags,
  summary: 'Make a short-lived token for where no cookie goes',
  description:
    'For WebSockets of pages from elsewhere, and for workers. It is good for ten minutes, for no more than who asks may do, and ends with the session, token or link by which it was asked for. What was opened with it stays open.',
  request: { body: jsonBody(CreateAccessTokenBody) },
  responses: {
    201: jsonAnswer(AccessTokenBody, 'The token'),
    403: problemAnswer('It would be good for more than who asks'),
    404: problemAnswer('There is no such project'),
    ...wrong,
  },
})

/** `/tokens…` and `/access-tokens`. */
export function tokenRoutes({ waysIn: { tokens, accessTokens }, now }: TokenRouteServices): OpenAPIHono<ApiEnv> {
  const app = createApi()

  app.openapi(list, async (c) => {
    const bodies = (await tokens.list(identityOf(c))).map(tokenToBody)
    return c.json(
      paged(bodies, ({ id }) => id, c.req.valid('query')),
      200,
    )
  })

  app.openapi(make, async (c) => {
    const { name, scopes, expires_in_days: days } = c.req.valid('json')
    const { record, token } = await tokens.make(identityOf(c), { name, scopes, expiresAt: daysFrom(now(), days) })
    c.set('audited', { subject: name, detail: scopes.join(' ') })
    return notKept(c).json({ ...tokenToBody(record), token }, 201)
  })

  app.openapi(revoke, async (c) => {
    const { name } = await tokens.revoke(identityOf(c), c.req.valid('param').id)
    c.set('audited', { subject: name })
    return c.body(null, 204)
  })

  app.openapi(access, async (c) => {
    const { scopes = null, project_id: film = null } = c.req.valid('json')
    const { token, expiresAt } = await accessTokens.make(identityOf(c), { scopes, film })
    return notKept(c).json(accessTokenToBody(token, expiresAt, now()), 201)
  })

  return app
}

/** A short-lived token as an answer. */
export function accessTokenToBody(
  token: string,
  expiresAt: number,
  now: number,
): { access_token: string; token_type: 'Bearer'; expires_in: number } {
  return { access_token: token, token_type: 'Bearer', expires_in: Math.round((expiresAt - now) / 1000) }
}

function tokenToBody(record: TokenRecord): TokenBody {
  return {
    id: record.id,
    name: record.name,
    scopes: [...record.scopes],
    hint: record.hint,
    created_at: iso(record.createdAt),
    expires_at: orNull(record.expiresAt),
    last_used_at: orNull(record.lastUsedAt),
  }
}
