import type { MiddlewareHandler } from 'hono'
import type { ApiEnv } from '../api.ts'

/** Bytes of a body that nobody wants and that is read all the same. */
const MOST_BYTES = 16 * 1024 * 1024

/**
 * Reads what is left of a body that was refused unread, such as that of a form for an address at which nothing is. Left
 * there, it would end the connection half a second later, under the next request on it. Where it is too long for that, or
 * somebody has stopped in the middle of it, the answer says that the connection ends.
 */
export function readUnreadBodies(): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    await next()
    const incoming = c.env?.incoming
    if (!incoming || incoming.readableEnded || !('content-length' in incoming.headers || isChunked(incoming.headers))) {
      return
    }
    const length = Number(incoming.headers['content-length'] ?? Number.POSITIVE_INFINITY)
    if (length === 0) return
    const { body } = c.req.raw
    if (body && !body.locked && length <= MOST_BYTES) {
      // Whoever hangs up meanwhile is gone anyway.
      body.pipeTo(new WritableStream()).catch(() => undefined)
    } else {
      c.res.headers.set('connection', 'close')
    }
  }
}

function isChunked(headers: Readonly<Record<string, unknown>>): boolean {
  return 'transfer-encoding' in headers
}
