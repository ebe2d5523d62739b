import type { Context, MiddlewareHandler } from 'hono'
import { ruleOf, scopeOf, type AccessRule, type FilmClue, type FilmSource } from '#server/auth/access-rules.ts'
import type { AuditNote } from '#server/auth/audit.ts'
import type { Identity } from '#server/auth/identity.ts'
import { mayAct } from '#server/auth/permissions.ts'
import type { AuditKind } from '#shared/protocol/accounts.ts'
import type { ApiEnv } from '../api.ts'
import { HttpProblem } from '../http-problem.ts'
import { routeOf, type MatchedRoute } from '../matched-route.ts'

/** What finding out about a request takes. */
export interface AccessServices {
  /** The film of an entity or a job; null where there is none. */
  filmOf(id: string, is: FilmClue): Promise<string | null>
  /** Whether something lives in the studio's library. */
  isInLibrary(id: string, is: FilmClue): Promise<boolean>
  /** Whether somebody may read a file. */
  mayReadMedia(identity: Identity, sha256: string): Promise<boolean>
  /** Keeps a line of the audit log. */
  noteInAudit(note: AuditNote): Promise<void>
}

/**
 * Lets a request through to its route where the rule of that route allows it to who asks. The one place that decides:
 * what is answered where is told in `auth/access-rules.ts`.
 */
export function enforceAccess(services: AccessServices): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const route = routeOf(c)
    if (!route) return next()
    const rule = ruleOf(route.method, route.pattern)
    if (!rule) throw new Error(`${route.method} ${route.pattern} has no access rule`)
    const filmId = await requireAccess(c, route, rule, services)
    if ('inPerson' in rule && rule.inPerson && c.get('identity')?.kind === 'token') {
      throw new HttpProblem('not-allowed', 'Sign in yourself for that: no token is good for it. Nothing was changed')
    }
    await next()
    if ('audit' in rule && rule.audit && c.res.ok) await noteDeed(c, route, rule.audit, filmId, services)
    return undefined
  }
}

/** A deed that was done is noted whoever did it; the answer says so only once it is kept. */
async function noteDeed(
  c: Context<ApiEnv>,
  { params }: MatchedRoute,
  kind: AuditKind,
  filmId: string | null,
  services: AccessServices,
): Promise<void> {
  await services.noteInAudit({
    kind,
    actor: c.get('identity'),
    address: c.get('address'),
    projectId: filmId,
    subject: Object.values(params).at(-1) ?? filmId ?? '',
    ...c.get('audited'),
  })
}

/** Throws the refusal; else resolves with the film that the request is about, where its rule names one. */
async function requireAccess(
  c: Context<ApiEnv>,
  route: MatchedRoute,
  rule: AccessRule,
  services: AccessServices,
): Promise<string | null> {
  if (rule.who === 'public' || rule.who === 'room') return null
  const identity = c.get('identity')
  if (!identity) throw new HttpProblem('not-signed-in', 'Sign in first: this server asks who you are')
  if (rule.who === 'media') {
    await requireMedia(route, identity, services)
    return null
  }
  const scope = scopeOf(route.method, rule)
  if (identity.scopes && !identity.scopes.has(scope)) {
    throw new HttpProblem('not-allowed', `This token is not good for that: it lacks the scope "${scope}"`)
  }
  if (rule.who === 'film') return requireRole(c, route, rule, identity, services)
  if (!isAtLeast(identity, rule.who)) {
    throw new HttpProblem('not-allowed', `Only ${WORDS[rule.who]} may do that. Nothing was changed`)
  }
  return null
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
  { params }: MatchedRoute,
  rule: Extract<AccessRule, { readonly who: 'film' }>,
  identity: Identity,
  services: AccessServices,
): Promise<string | null> {
  if (rule.makesFilm && !isAtLeast(identity, 'member')) {
    throw new HttpProblem('not-allowed', 'Only members of the studio make films. Nothing was changed')
  }
  if (rule.memberIf && (await bodyField(c, rule.memberIf)) === true && !isAtLeast(identity, 'member')) {
    throw new HttpProblem('not-allowed', 'Only members of the studio may do that for all films. Nothing was changed')
  }
  const named = await namedIn(c, params, rule.from)
  const inLibrary = !named || (rule.library !== undefined && (await services.isInLibrary(named.id, named.is)))
  if (rule.library && inLibrary) {
    if (isAtLeast(identity, rule.library)) return null
    throw new HttpProblem('not-allowed', `Only ${WORDS[rule.library]} may do that in the library. Nothing was changed`)
  }
  if (!named) {
    if (rule.without === 'administrator' && !isAtLeast(identity, 'administrator')) {
      throw new HttpProblem('not-allowed', 'Without a film only administrators may do that. Nothing was changed')
    }
    // The route tells what is missing.
    return null
  }
  const isEverywhere = identity.kind === 'machine' || (rule.orAdministrator && isAtLeast(identity, 'administrator'))
  // Whoever has a role everywhere hears from the route itself what there is not.
  if (isEverywhere) return named.is === 'project' ? named.id : null
  const film = named.is === 'project' ? named.id : await services.filmOf(named.id, named.is)
  const role = film === null ? null : await identity.roleIn(film)
  if (!role) throw new HttpProblem('not-found', `There is no ${named.is} with the id ${named.id.slice(0, 100)}`)
  if (!mayAct(role, rule.role)) {
    throw new HttpProblem(
      'not-allowed',
      `Your role in this film is ${role}, and this takes ${rule.role}. Nothing was changed`,
    )
  }
  return film
}

async function requireMedia({ params }: MatchedRoute, identity: Identity, services: AccessServices): Promise<void> {
  const sha256 = params['sha256'] ?? ''
  if (identity.kind === 'machine' || (await services.mayReadMedia(identity, sha256))) return
  throw new HttpProblem('not-found', 'This media file is not on this server, or not in a film that you may see')
}

async function namedIn(
  c: Context<ApiEnv>,
  params: MatchedRoute['params'],
  sources: readonly FilmSource[],
): Promise<{ readonly id: string; readonly is: FilmClue } | null> {
  for (const source of sources) {
    const id = await valueOf(c, params, source)
    if (typeof id === 'string') return { id, is: source.is }
  }
  return null
}

async function valueOf(c: Context<ApiEnv>, params: MatchedRoute['params'], source: FilmSource): Promise<unknown> {
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
