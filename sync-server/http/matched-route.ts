import type { Context } from 'hono'
import { matchedRoutes } from 'hono/route'
import type { ApiEnv } from './api.ts'

/** The route that will answer a request. */
export interface MatchedRoute {
  readonly method: string
  /** Its whole path, with parameters in braces as in the OpenAPI document. */
  readonly pattern: string
  readonly params: Readonly<Record<string, string>>
}

/**
 * The route that will answer: the first one of the request's own method, HEAD counting as GET. Null where there is none
 * but the files of the browser app, which everybody may have.
 */
export function routeOf(c: Context<ApiEnv>): MatchedRoute | null {
  const found = matchedRoutes(c).find(({ method, path }) => method !== 'ALL' && path !== '/*')
  if (!found) return null
  const pattern = inBraces(found.path)
  return { method: found.method, pattern, params: paramsOf(pattern, c.req.path) }
}

/** The route's own parameters: middleware stands before them. */
function paramsOf(pattern: string, path: string): Record<string, string> {
  const segments = path.split('/')
  return Object.fromEntries(
    pattern
      .split('/')
      .flatMap((part, at) => (/^\{\w+\}$/.test(part) ? [[part.slice(1, -1), decoded(segments[at] ?? '')]] : [])),
  )
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

function inBraces(path: string): string {
  return path
    .replace(/^\/sync\/\*$/, '/sync/{room}')
    .replaceAll(/:(\w+)(\{[^}]*\})?/g, '{$1}')
    .replace(/(.)\/$/, '$1')
}
