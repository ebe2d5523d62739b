import type { ProjectRole } from '#shared/model/roles.ts'
import type { Scope } from '#shared/model/scopes.ts'

/** What an id in a request stands for, where a rule finds its film by it. */
export type FilmClue = 'project' | 'scene' | 'clip' | 'take' | 'job'

/** Where a request names its film. */
export interface FilmSource {
  readonly in: 'path' | 'query' | 'body'
  readonly name: string
  readonly is: FilmClue
}

type FilmRule = Extract<AccessRule, { readonly who: 'film' }>

/** Who may call a route. A scope that is absent is `read` for GET, `administer` for administrators, and else `write`. */
export type AccessRule =
  | {
      /**
       * `public`: everybody. `signed-in`: every identity, guests of a share link too; what it answers is limited to what
       * the identity may see. `account`: whoever has an account, and their tokens. `member`: members of the studio.
       */
      readonly who: 'public' | 'signed-in' | 'account' | 'member' | 'administrator'
      readonly scope?: Scope
    }
  | {
      readonly who: 'film'
      /** The least role in the film. */
      readonly role: ProjectRole
      /** The first of these that the request has counts. */
      readonly from: readonly FilmSource[]
      /** Who may call it where the request names no film; absent: whoever is signed in, to hear what is missing. */
      readonly without?: 'administrator'
      /** Administrators of the studio may do it without a role in the film. */
      readonly orAdministrator?: true
      /** It makes a film, which only members of the studio may. */
      readonly makesFilm?: true
      readonly scope?: Scope
    }
  /** A file: whoever may see a film that uses it, or has uploaded it. */
  | { readonly who: 'media' }
  /** A WebSocket: the relay refuses by close code, see relay/SPEC.md. */
  | { readonly who: 'room' }

const everybody: AccessRule = { who: 'public' }
const signedIn: AccessRule = { who: 'signed-in' }
const account: AccessRule = { who: 'account' }
const member: AccessRule = { who: 'member' }
const administrator: AccessRule = { who: 'administrator' }

const inPath = (name: string, is: FilmClue): FilmSource => ({ in: 'path', name, is })
const inBody = (name: string, is: FilmClue): FilmSource => ({ in: 'body', name, is })
const inQuery = (name: string, is: FilmClue): FilmSource => ({ in: 'query', name, is })

/** Whoever has at least this role in the film; the film is named by `{id}` unless told otherwise. */
function film(role: ProjectRole, ...from: readonly FilmSource[]): FilmRule {
  return { who: 'film', role, from: from.length > 0 ? from : [inPath('id', 'project')] }
}

/** What has to do with generation, for whoever may edit the film. */
function generation(from: FilmSource): FilmRule {
  return { ...film('editor', from), scope: 'generate' }
}

const scene = inPath('id', 'scene')
const clip = inPath('id', 'clip')
const job = inPath('id', 'job')

/**
 * Who may call each route under `/api/v1`, by method and path as in the OpenAPI document: the one place that decides.
 * What somebody may not see answers 404, what they see but may not do 403, and 401 where nobody is signed in. A route
 * without a rule is refused to everybody, and fails a test.
 */
const API_RULES: Readonly<Record<string, AccessRule>> = {
  'GET /': everybody,
  'GET /health': everybody,
  'GET /openapi.json': everybody,
  'GET /docs': everybody,
  'GET /docs/start.js': everybody,
  'GET /docs/{file}': everybody,
  'GET /events': signedIn,

  'GET /projects': signedIn,
  'POST /projects': member,
  'GET /projects/{id}': film('viewer'),
  'PUT /projects/{id}': film('editor'),
  'DELETE /projects/{id}': film('owner'),
  'GET /projects/{id}/with-scenes': film('viewer'),
  'GET /projects/{id}/clips': film('viewer'),

  'POST /scenes': film('editor', inBody('project_id', 'project')),
  'GET /scenes/project/{project_id}': film('viewer', inPath('project_id', 'project')),
  'GET /scenes/{id}': film('viewer', scene),
  'PUT /scenes/{id}': film('editor', scene),
  'DELETE /scenes/{id}': film('editor', scene),
  'GET /scenes/{id}/timeline-analysis': film('viewer', scene),

  'POST /clips': film('editor', inBody('scene_id', 'scene')),
  'GET /clips/scene/{scene_id}': film('viewer', inPath('scene_id', 'scene')),
  'GET /clips/{id}': film('viewer', clip),
  'GET /clips/{id}/gallery': film('viewer', clip),
  'PUT /clips/{id}': film('editor', clip),
  'PUT /clips/{id}/prompts': film('editor', clip),
  'PUT /clips/{id}/timeline-position': film('editor', clip),
  'DELETE /clips/{id}': film('editor', clip),

  'GET /projects/{id}/versions': film('viewer'),
  'POST /projects/{id}/versions': film('editor'),
  'PUT /projects/{id}/versions/{version_id}': film('editor'),
  'GET /projects/{id}/versions/{version_id}': film('viewer'),
  'GET /projects/{id}/versions/{version_id}/state': film('viewer'),
  'GET /projects/{id}/versions/{version_id}/changes': film('viewer'),
  'PUT /projects/{id}/versions/{version_id}/name': film('editor'),
  'DELETE /projects/{id}/versions/{version_id}': film('editor'),
  'POST /projects/{id}/versions/{version_id}/restore': film('editor'),
  'POST /projects/{id}/versions/{version_id}/copy': { ...film('viewer'), makesFilm: true },

  'POST /generation': generation(inBody('clip_id', 'clip')),
  // Whether each of its films may be edited is asked where they are known.
  'POST /generation/batch': { ...signedIn, scope: 'generate' },
  'GET /generation/batches': signedIn,
  'GET /generation/batch/{id}': signedIn,
  'POST /generation/batch/{id}/cancel': { ...signedIn, scope: 'generate' },
  'GET /queue/servers': account,
  'POST /queue/servers/{id}/register': administrator,
  'DELETE /queue/servers/{id}': administrator,
  'GET /queue/servers/{id}/next': { ...administrator, scope: 'work' },
  'POST /queue/jobs/{id}/complete': { ...administrator, scope: 'work' },
  'POST /queue/jobs': generation(inBody('clip_id', 'clip')),
  'GET /queue/jobs': signedIn,
  'GET /queue/projects/{id}/jobs': film('viewer'),
  'GET /queue/status': account,
  'GET /queue/jobs/{id}': film('viewer', job),
  'GET /queue/jobs/{id}/preview': film('viewer', job),
  'POST /queue/jobs/{id}/cancel': generation(job),
  'POST /queue/jobs/{id}/retry': generation(job),
  'PUT /queue/jobs/{id}/priority': generation(job),
  'DELETE /queue/jobs/{id}': generation(job),
  // Without a film it clears those of all, which only an administrator may.
  'DELETE /queue/clear': { ...generation(inQuery('project_id', 'project')), without: 'administrator' },

  'GET /comfyui/servers': account,
  'GET /comfyui/servers/{id}/info': account,
  'POST /comfyui/servers': administrator,
  'PUT /comfyui/servers/{id}': administrator,
  'DELETE /comfyui/servers/{id}': administrator,
  'POST /comfyui/servers/test': administrator,

  'GET /secrets': administrator,
  'PUT /secrets/{name}': administrator,
  'DELETE /secrets/{name}': administrator,

  'PUT /media/{sha256}': account,
  'POST /media/missing': account,
  'POST /media/projects/{id}/upload-music': film('editor'),
}

/** Rules of what stands beside the API. */
const OTHER_RULES: Readonly<Record<string, AccessRule>> = {
  'GET /media/{sha256}': { who: 'media' },
  'GET /sync/{room}': { who: 'room' },
}

const API = '/api/v1'

/** The rule of a route; `pattern` is its whole path with parameters in braces. Null where nobody has made one. */
export function ruleOf(method: string, pattern: string): AccessRule | null {
  if (!pattern.startsWith(API)) return OTHER_RULES[`${method} ${pattern}`] ?? null
  return API_RULES[`${method} ${pattern.slice(API.length) || '/'}`] ?? null
}

/** Every rule of the API as `METHOD /path`, to find those whose route is gone. */
export function apiRuleKeys(): string[] {
  return Object.keys(API_RULES)
}

/** The scope that a token needs for a route. */
export function scopeOf(method: string, rule: AccessRule): Scope {
  if ('scope' in rule && rule.scope) return rule.scope
  if (method === 'GET') return 'read'
  return rule.who === 'administrator' ? 'administer' : 'write'
}
