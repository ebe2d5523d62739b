import type { MiddlewareHandler } from 'hono'
import type { ApiEnv } from '../api.ts'
import { namesTag, tagOfText } from '../conditional.ts'

const TAGGED_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'PUT'])

/**
 * Gives every JSON answer that shows something its entity tag, and answers 304 without a body where the client says by
 * `If-None-Match` that it has just that. Routes whose answers hold more than what can be changed set their own tag.
 */
export function conditionalAnswers(): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    await next()
    const { res } = c
    if (res.status !== 200 || !TAGGED_METHODS.has(c.req.method)) return
    if (!res.headers.get('content-type')?.startsWith('application/json')) return
    if (res.headers.get('cache-control') === 'no-store') return
    const etag = res.headers.get('etag') ?? tagOfText(await res.clone().text())
    res.headers.set('etag', etag)
    if (c.req.method === 'PUT') return
    if (!res.headers.has('cache-control')) res.headers.set('cache-control', 'private, no-cache')
    const known = c.req.header('if-none-match')
    if (known === undefined || !namesTag(known, etag)) return
    const headers = new Headers(res.headers)
    headers.delete('content-type')
    headers.delete('content-length')
    c.res = undefined
    c.res = new Response(null, { status: 304, headers })
  }
}
