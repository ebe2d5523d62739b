import type { MiddlewareHandler } from 'hono'
import { cors } from 'hono/cors'
import type { ApiEnv } from '../api.ts'

/** Seconds for which a browser remembers that it may. */
const REMEMBERED_SECONDS = 600

/** Lets pages of the allowed origins read what is answered to them (CORS); of no other, and of none where none is allowed. */
export function shareWithOrigins(allowedOrigins: readonly string[]): MiddlewareHandler<ApiEnv> {
  if (allowedOrigins.length === 0) return (_c, next) => next()
  const allowed = new Set(allowedOrigins)
  return cors({
    origin: (origin) => (allowed.has(origin.toLowerCase()) ? origin : null),
    credentials: true,
    allowMethods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowHeaders: [
      'authorization',
      'content-type',
      'idempotency-key',
      'if-match',
      'if-none-match',
      'last-event-id',
      'mcp-protocol-version',
      'range',
    ],
    exposeHeaders: [
      'content-range',
      'etag',
      'location',
      'ratelimit',
      'ratelimit-policy',
      'retry-after',
      'x-request-id',
    ],
    maxAge: REMEMBERED_SECONDS,
  })
}
