import type { Context, MiddlewareHandler } from 'hono'
import { AccessRefused } from '#server/auth/access-refused.ts'
import type { Credentials, Identity, IdentitySource } from '#server/auth/identity.ts'
import type { ApiEnv } from '../api.ts'

/** Tells who asks by the first source that knows, and puts it beside the request; null where none does. */
export function authenticate(sources: readonly IdentitySource[]): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const credentials = credentialsOf(c)
    try {
      c.set('identity', await identify(sources, credentials))
    } catch (error) {
      // A socket is refused by close code: its client would repeat a request that is answered 401 for ever.
      const isSocket = credentials.header('upgrade')?.toLowerCase() === 'websocket'
      if (!(isSocket && error instanceof AccessRefused)) throw error
      c.set('identity', null)
    }
    await next()
  }
}

/** What a request brings to tell who asks. */
export function credentialsOf(c: Context<ApiEnv>): Credentials {
  return {
    header: (name) => c.req.header(name),
    query: (name) => c.req.query(name),
    address: c.get('address') ?? null,
  }
}

async function identify(sources: readonly IdentitySource[], credentials: Credentials): Promise<Identity | null> {
  for (const source of sources) {
    const identity = await source.identify(credentials)
    if (identity) return identity
  }
  return null
}
