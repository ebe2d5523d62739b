import type { MiddlewareHandler } from 'hono'
import type { ApiEnv } from '../api.ts'
import { HttpProblem } from '../http-problem.ts'

const LOOPBACK_NAMES: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * Lets in only requests that were meant for this server. The Host must be a loopback name or an allowed one, so that
 * no foreign name can be made to point here (DNS rebinding); and where a browser says which page asks (Origin), it
 * must be a page of this server. It stands before WebSocket upgrades too.
 */
export function checkOrigin(allowedHosts: readonly string[]): MiddlewareHandler<ApiEnv> {
  const allowed = new Set(allowedHosts)
  const isAllowed = (host: string): boolean => allowed.has(host) || allowed.has(nameOf(host))
  return async (c, next) => {
    const host = (c.req.header('host') ?? '').toLowerCase()
    if (!LOOPBACK_NAMES.has(nameOf(host)) && !isAllowed(host)) {
      throw new HttpProblem(
        'forbidden-origin',
        `This server does not answer to the name ${host.slice(0, 100)}. Reach it as localhost, or add the name to ALLOWED_HOSTS`,
      )
    }
    const origin = c.req.header('origin')?.toLowerCase()
    if (origin !== undefined) {
      const originHost = hostOf(origin)
      if (originHost === null || (originHost !== host && !isAllowed(originHost))) {
        throw new HttpProblem('forbidden-origin', `Pages of ${origin.slice(0, 100)} may not use this server`)
      }
    }
    await next()
  }
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) && /^https?:\/\//.test(origin) ? origin.replace(/^https?:\/\//, '') : null
}

function nameOf(host: string): string {
  return host.replace(/:\d+$/, '')
}
