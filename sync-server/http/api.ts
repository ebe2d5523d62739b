import type { IncomingMessage } from 'node:http'
import { OpenAPIHono } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { RequestIdVariables } from 'hono/request-id'
import type { Identity } from '#server/auth/identity.ts'
import { UNNAMED, type Requester } from '#server/films/requester.ts'
import type { AuditKind } from '#shared/protocol/accounts.ts'
import { Problem } from '#shared/protocol/errors.ts'
import { must } from '#shared/util/assert.ts'
import { HttpProblem } from './http-problem.ts'

/** What middleware puts beside each request. */
export interface ApiEnv {
  Bindings: {
    /** The connection on which the request came; absent for upgrades and in tests. */
    readonly incoming?: IncomingMessage
    /** Address of who asks for an upgrade. */
    readonly address?: string
  }
  Variables: RequestIdVariables & {
    /** Who asks; null where nobody is signed in, which only public routes see. */
    identity: Identity | null
    /** What a route tells the audit log of what it did, beside what its rule says. */
    audited?: {
      /** In place of what the rule calls it. */
      readonly kind?: AuditKind
      readonly subject?: string
      readonly detail?: string
      readonly projectId?: string | null
    }
    /** Ids for what the request makes; absent where it makes nothing. */
    newId?: () => string
    /** Network address of who asks, through proxies that are believed; null where it is not known. */
    address: string | null
  }
}

/** An empty set of routes under `/api/v1`: bodies, queries and parameters that fail their schema are refused alike. */
export function createApi(): OpenAPIHono<ApiEnv> {
  return new OpenAPIHono<ApiEnv>({
    // `/api/v1/` is the same place as `/api/v1`.
    strict: false,
    defaultHook: (result) => {
      if (result.success) return undefined
      const errors = result.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }))
      const [first] = errors
      const where = first?.path ? `${first.path}: ` : ''
      throw new HttpProblem(
        'invalid',
        `The request was refused and nothing was changed. ${where}${first?.message}`,
        errors,
      )
    },
  })
}

/** The description of an error answer, for a route's list of responses. */
export function problemAnswer(description: string): {
  description: string
  content: { 'application/problem+json': { schema: typeof Problem } }
} {
  return { description, content: { 'application/problem+json': { schema: Problem } } }
}

/** Who asks, in a route that only somebody signed in reaches. */
export function identityOf(c: Context<ApiEnv>): Identity {
  const identity = c.get('identity')
  if (!identity) throw new HttpProblem('not-signed-in', 'Sign in first')
  return identity
}

/** Who edits in a route that makes or changes something, as takes, versions and histories name them. */
export function requesterOf(c: Context<ApiEnv>): Requester {
  const { kind, name } = identityOf(c)
  return { actor: kind === 'machine' ? UNNAMED : name, newId: must(c.get('newId'), 'ids for what a request makes') }
}
