import type { MiddlewareHandler } from 'hono'
import type { ApiEnv } from '../api.ts'
import { HttpProblem } from '../http-problem.ts'

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])
const TAKEN = /^(application\/([\w.-]+\+)?json|multipart\/form-data)\s*(;|$)/i

/**
 * Refuses bodies that say they are neither JSON nor a form with files. The types that a page may send anywhere without
 * asking first (`text/plain`, a plain form, none) are not read as JSON by mistake. `isFile`: addresses that take a file
 * of any type.
 */
export function requireMediaType(isFile: (path: string) => boolean): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const hasBody = c.req.header('transfer-encoding') !== undefined || Number(c.req.header('content-length') ?? 0) > 0
    const type = c.req.header('content-type') ?? ''
    if (hasBody && !SAFE_METHODS.has(c.req.method) && !TAKEN.test(type) && !isFile(c.req.path)) {
      throw new HttpProblem(
        'unsupported-media',
        `Bodies are JSON here: send Content-Type: application/json. Nothing was changed`,
      )
    }
    await next()
  }
}
