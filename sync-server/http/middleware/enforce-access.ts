import type { Context, MiddlewareHandler } from 'hono'
import { matchedRoutes } from 'hono/route'
import { ruleOf, scopeOf, type AccessRule, type FilmClue, type FilmSource } from '#server/auth/access-rules.ts'
import type { Identity } from '#server/auth/identity.ts'
import { mayAct } from '#server/auth/permissions.ts'
import type { ApiEnv } from '../api.ts'
import { HttpProblem } from '../http-problem.ts'

/** What finding out about a request takes. */
export interface AccessServices {
  /** The film of an entity or a job; null where there is none. */
  filmOf(id: string, is: FilmClue): Promise<string | null>
  /** Whether something lives in the studio's library. */
  isInLibrary(id: string, is: FilmClue): Promise<boolean>
  /** Whether somebody may read a file. */
  mayReadMedia(identity: Identity, sha256: string): Promise<boolean>
}

/**
 * Lets a request through to its route where the rule of that route allows it to who asks. The one place that decides:
 * what is answered where is told in `auth/access-rules.ts`.
 */
export function enforceAccess(services: AccessServices): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const route = routeOf(c)
    if (route) await requireAccess(c, route, services)
    await next()
  }
}

interface Route {
  readonly method: string
  /** Parameters in braces. */
  readonly pattern: string
  readonly params: Readonly<Record<string, string>>
}

/** The route that will answer: the first one of the request's own method. Null where there is none, and nothing to guard. */
function routeOf(c: Context<ApiEnv>): Route | null {
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

async function requireAccess(c: Context<ApiEnv>, route: Route, services: AccessServices): Promise<void> {
  const { method, pattern } = route
  const rule = ruleOf(method, pattern)
  if (!rule) throw new Error(`${method} ${pattern} has no access rule`)
  if (rule.who === 'public' || rule.who === 'room') return
  const identity = c.get('identity')
  if (!identity) throw new HttpProblem('not-signed-in', 'Sign in first: this server asks who you are')
  const scope = scopeOf(method, rule)
  if (identity.scopes && !identity.scopes.has(scope)) {
    throw new HttpProblem('not-allowed', `This token is not good for that: it lacks the scope "${scope}"`)
  }
  if (rule.who === 'film') return requireRole(c, route, rule, identity, services)
  if (rule.who === 'media') return requireMedia(route, identity, services)
  if (!isAtLeast(identity, rule.who)) {
    throw new HttpProblem('not-allowed', `Only ${WORDS[rule.who]} may do that. Nothing was changed`)
  }
}

const WORDS = {
  'signed-in': 'who is signed in',
  account: 'people with an account',
  member: 'members of the studio',
  administrator: 'administrators',
} as const

function isAtLeast(identity: Identity, who: keyof typeof WORDS): boolean {
  switch (who) {
    case 'signed-in':
      return true
    case 'account':
      return identity.kind !== 'share-link'
    case 'member':
      return identity.kind !== 'share-link' && identity.studio !== 'guest'
    case 'administrator':
      return identity.kind !== 'share-link' && identity.studio === 'administrator'
  }
}

async function requireRole(
  c: Context<ApiEnv>,
  { params }: Route,
  rule: Extract<AccessRule, { readonly who: 'film' }>,
  identity: Identity,
  services: AccessServices,
): Promise<void> {
  if (rule.makesFilm && !isAtLeast(identity, 'member')) {
    throw new HttpProblem('not-allowed', 'Only members of the studio make films. Nothing was changed')
  }
  if (rule.memberIf && (await bodyField(c, rule.memberIf)) === true && !isAtLeast(identity, 'member')) {
    throw new HttpProblem('not-allowed', 'Only members of the studio may do that for all films. Nothing was changed')
  }
  const named = await namedIn(c, params, rule.from)
  const inLibrary = !named || (rule.library !== undefined && (await services.isInLibrary(named.id, named.is)))
  if (rule.library && inLibrary) {
    if (isAtLeast(identity, rule.library)) return
    throw new HttpProblem('not-allowed', `Only ${WORDS[rule.library]} may do that in the library. Nothing was changed`)
  }
  if (!named) {
    if (rule.without === 'administrator' && !isAtLeast(identity, 'administrator')) {
      throw new HttpProblem('not-allowed', 'Without a film only administrators may do that. Nothing was changed')
    }
    // The route tells what is missing.
    return
  }
  if (rule.orAdministrator && isAtLeast(identity, 'administrator')) return
  // Whoever has a role everywhere hears from the route itself what there is not.
  if (identity.kind === 'machine') return
  const film = named.is === 'project' ? named.id : await services.filmOf(named.id, named.is)
  const role = film === null ? null : await identity.roleIn(film)
  if (!role) throw new HttpProblem('not-found', `There is no ${named.is} with the id ${named.id.slice(0, 100)}`)
  if (!mayAct(role, rule.role)) {
    throw new HttpProblem(
      'not-allowed',
      `Your role in this film is ${role}, and this takes ${rule.role}. Nothing was changed`,
    )
  }
}

async function requireMedia({ params }: Route, identity: Identity, services: AccessServices): Promise<void> {
  const sha256 = params['sha256'] ?? ''
  if (identity.kind === 'machine' || (await services.mayReadMedia(identity, sha256))) return
  throw new HttpProblem('not-found', 'This media file is not on this server, or not in a film that you may see')
}

async function namedIn(
  c: Context<ApiEnv>,
  params: Route['params'],
  sources: readonly FilmSource[],
): Promise<{ readonly id: string; readonly is: FilmClue } | null> {
  for (const source of sources) {
    const id = await valueOf(c, params, source)
    if (typeof id === 'string') return { id, is: source.is }
  }
  return null
}

async function valueOf(c: Context<ApiEnv>, params: Route['params'], source: FilmSource): Promise<unknown> {
  switch (source.in) {
    case 'path':
      return params[source.name]
    case 'query':
      return c.req.query(source.name)
    case 'body':
      return bodyField(c, source.name)
  }
}

/** The route reads the same body again, which is kept; what is wrong with it is told there. */
async function bodyField(c: Context<ApiEnv>, name: string): Promise<unknown> {
  try {
    const body: unknown = await c.req.json()
    return typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[name] : null
  } catch {
    return null
  }
}
