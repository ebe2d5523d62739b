import type { ProjectRole } from '#shared/model/roles.ts'
import type { AuditKind } from '#shared/protocol/accounts.ts'
import type { Scope } from '#shared/model/scopes.ts'

/** What an id in a request stands for, where a rule finds its film by it. */
export type FilmClue = 'project' | 'scene' | 'clip' | 'take' | 'job' | 'character' | 'style' | 'pool'

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
      /** What the audit log calls it, once it was done. */
      readonly audit?: AuditKind
      /** Not by a token, whatever its scopes: it makes another way in, which would outlive the token, or ends one. */
      readonly inPerson?: true
    }
  | {
      readonly who: 'film'
      /** The least role in the film. */
      readonly role: ProjectRole
      /** The first of these that the request has counts. */
      readonly from: readonly FilmSource[]
      /** Who may call it where the request names no film; absent: whoever is signed in, to hear what is missing. */
      readonly without?: 'administrator'
      /** Who may call it where what it names lives in the studio's library, or where it names no film and means that. */
      readonly library?: 'account' | 'member'
      /** A field of the body that, when it is true, also takes a member of the studio. */
      readonly memberIf?: string
      /** Administrators of the studio may do it without a role in the film. */
      readonly orAdministrator?: true
      /** It makes a film, which only members of the studio may. */
      readonly makesFilm?: true
      readonly scope?: Scope
      readonly audit?: AuditKind
      readonly inPerson?: true
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

/** Taking a film away as a file. */
const exporting: FilmRule = { ...film('viewer'), audit: 'exported' }

const scene = inPath('id', 'scene')
const clip = inPath('id', 'clip')
const job = inPath('id', 'job')
const ofFilm = inQuery('project_id', 'project')

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
  'GET /events': film('viewer', ofFilm),

  'GET /session': everybody,
  'POST /session': everybody,
  'DELETE /session': everybody,
  'PUT /session/password': { ...account, inPerson: true },
  'PUT /session/profile': account,
  'POST /set-up': everybody,
  'POST /password-resets/use': everybody,
  'GET /sessions': account,
  'DELETE /sessions': { ...account, audit: 'session-ended', inPerson: true },
  'DELETE /sessions/{id}': { ...account, audit: 'session-ended', inPerson: true },

  'GET /people': member,
  'GET /accounts': administrator,
  'GET /accounts/{id}': administrator,
  'PUT /accounts/{id}': { ...administrator, audit: 'account-changed' },
  'DELETE /accounts/{id}': { ...administrator, audit: 'account-removed' },
  'POST /accounts/{id}/password-reset': { ...administrator, audit: 'password-reset-made', inPerson: true },
  'DELETE /accounts/{id}/sessions': { ...administrator, audit: 'session-ended' },
  'GET /audit': administrator,

  // Whether it is theirs to make is asked where the film is known.
  'POST /invitations': { ...account, audit: 'invitation-made', inPerson: true },
  'GET /invitations': account,
  'DELETE /invitations/{id}': { ...account, audit: 'invitation-removed' },
  'POST /invitations/look': everybody,
  'POST /invitations/accept': everybody,

  'GET /projects/{id}/members': { ...film('viewer'), orAdministrator: true },
  'POST /projects/{id}/members': { ...film('owner'), orAdministrator: true, audit: 'member-added' },
  'PUT /projects/{id}/members/{account_id}': { ...film('owner'), orAdministrator: true, audit: 'role-changed' },
  'DELETE /projects/{id}/members/{account_id}': { ...film('owner'), orAdministrator: true, audit: 'member-removed' },
  'DELETE /projects/{id}/membership': { ...film('viewer'), audit: 'member-removed' },

  'GET /projects': signedIn,
  'POST /projects': { ...member, audit: 'film-made' },
  'GET /projects/{id}': film('viewer'),
  'PUT /projects/{id}': film('editor'),
  'DELETE /projects/{id}': { ...film('owner'), audit: 'film-trashed' },
  'GET /projects/{id}/trash': film('viewer'),
  'GET /projects/{id}/with-scenes': film('viewer'),
  'GET /projects/{id}/export/json': exporting,
  'GET /projects/{id}/export/fcpxml': exporting,
  'GET /projects/{id}/export/edl': exporting,
  'GET /projects/{id}/export/resolve': exporting,
  'GET /projects/{id}/clips': film('viewer'),
  'POST /projects/{id}/plan': film('editor'),

  'POST /scenes': film('editor', inBody('project_id', 'project')),
  'GET /scenes/project/{project_id}': film('viewer', inPath('project_id', 'project')),
  'GET /scenes/{id}': film('viewer', scene),
  'PUT /scenes/{id}': film('editor', scene),
  'DELETE /scenes/{id}': film('editor', scene),
  'POST /scenes/{id}/restore': film('editor', scene),
  'GET /scenes/{id}/timeline-analysis': film('viewer', scene),

  'POST /clips': film('editor', inBody('scene_id', 'scene')),
  'GET /clips/scene/{scene_id}': film('viewer', inPath('scene_id', 'scene')),
  'GET /clips/{id}': film('viewer', clip),
  'GET /clips/{id}/gallery': film('viewer', clip),
  'PUT /clips/{id}': film('editor', clip),
  'PUT /clips/{id}/prompts': film('editor', clip),
  'PUT /clips/{id}/timeline-position': film('editor', clip),
  'DELETE /clips/{id}': film('editor', clip),
  'POST /clips/{id}/restore': film('editor', clip),

  'GET /projects/{id}/versions': film('viewer'),
  'POST /projects/{id}/versions': film('editor'),
  'PUT /projects/{id}/versions/{version_id}': film('editor'),
  'GET /projects/{id}/versions/{version_id}': film('viewer'),
  'GET /projects/{id}/versions/{version_id}/state': film('viewer'),
  'GET /projects/{id}/versions/{version_id}/changes': film('viewer'),
  'PUT /projects/{id}/versions/{version_id}/name': film('editor'),
  'DELETE /projects/{id}/versions/{version_id}': { ...film('editor'), audit: 'version-removed' },
  'POST /projects/{id}/versions/{version_id}/restore': film('editor'),
  'POST /projects/{id}/versions/{version_id}/copy': { ...film('viewer'), makesFilm: true, audit: 'film-made' },

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
  'PUT /queue/jobs/{id}/place': generation(job),
  'POST /queue/jobs/{id}/front': generation(job),
  'POST /queue/pause': { ...administrator, audit: 'server-changed' },
  'POST /queue/resume': { ...administrator, audit: 'server-changed' },
  'DELETE /queue/jobs/{id}': generation(job),
  // Without a film it clears those of all, which only an administrator may.
  'DELETE /queue/clear': { ...generation(inQuery('project_id', 'project')), without: 'administrator' },

  'POST /characters': { ...film('editor', inBody('project_id', 'project')), library: 'member' },
  'GET /characters': { ...film('viewer', ofFilm), library: 'account' },
  'GET /characters/{id}': { ...film('viewer', ofFilm, inPath('id', 'character')), library: 'account' },
  'PUT /characters/{id}': { ...film('editor', ofFilm, inPath('id', 'character')), library: 'member' },
  'DELETE /characters/{id}': { ...film('editor', ofFilm, inPath('id', 'character')), library: 'member' },
  'POST /characters/{id}/restore': { ...film('editor', ofFilm, inPath('id', 'character')), library: 'member' },
  'POST /characters/{id}/apply/{clip_id}': film('editor', inPath('clip_id', 'clip')),
  'DELETE /characters/{id}/apply/{clip_id}': film('editor', inPath('clip_id', 'clip')),

  'POST /templates': { ...film('editor', inBody('project_id', 'project')), library: 'member' },
  'GET /templates': { ...film('viewer', ofFilm), library: 'account' },
  'GET /templates/{id}': { ...film('viewer', ofFilm, inPath('id', 'style')), library: 'account' },
  'PUT /templates/{id}': { ...film('editor', ofFilm, inPath('id', 'style')), library: 'member' },
  'DELETE /templates/{id}': { ...film('editor', ofFilm, inPath('id', 'style')), library: 'member' },
  'POST /templates/{id}/restore': { ...film('editor', ofFilm, inPath('id', 'style')), library: 'member' },
  'POST /templates/{id}/use': {
    ...film('editor', inBody('clip_id', 'clip'), ofFilm, inPath('id', 'style')),
    library: 'member',
  },

  'GET /presets': account,
  'POST /presets': member,
  'GET /presets/{id}': account,
  'PUT /presets/{id}': member,
  'DELETE /presets/{id}': member,
  'POST /presets/{id}/restore': member,
  'GET /recipes': account,
  'POST /recipes': member,
  'GET /recipes/{id}': account,
  'PUT /recipes/{id}': member,
  'DELETE /recipes/{id}': member,
  'POST /recipes/{id}/restore': member,

  'GET /pool': { ...film('viewer', ofFilm), library: 'account' },
  'POST /pool': { ...film('editor', inBody('take_id', 'take')), memberIf: 'studio_wide' },
  'GET /pool/{id}': { ...film('viewer', ofFilm, inPath('id', 'pool')), library: 'account' },
  'PUT /pool/{id}': { ...film('editor', ofFilm, inPath('id', 'pool')), library: 'member' },
  'DELETE /pool/{id}': { ...film('editor', ofFilm, inPath('id', 'pool')), library: 'member' },
  'POST /pool/{id}/restore': { ...film('editor', ofFilm, inPath('id', 'pool')), library: 'member' },
  'POST /pool/{id}/use/{clip_id}': film('editor', inPath('clip_id', 'clip')),

  'GET /comfyui/servers': account,
  'GET /comfyui/servers/{id}/info': account,
  'POST /comfyui/servers': { ...administrator, audit: 'server-added' },
  'PUT /comfyui/servers/{id}': { ...administrator, audit: 'server-changed' },
  'POST /comfyui/servers/{id}/pause': { ...administrator, audit: 'server-changed' },
  'POST /comfyui/servers/{id}/resume': { ...administrator, audit: 'server-changed' },
  'DELETE /comfyui/servers/{id}': { ...administrator, audit: 'server-removed' },
  'POST /comfyui/servers/test': administrator,

  'GET /tokens': account,
  'POST /tokens': { ...account, audit: 'token-made' },
  'DELETE /tokens/{id}': { ...account, audit: 'token-removed' },
  'POST /access-tokens': { ...signedIn, scope: 'read' },

  'GET /projects/{id}/share-links': film('owner'),
  'POST /projects/{id}/share-links': { ...film('owner'), audit: 'share-link-made', inPerson: true },
  'DELETE /projects/{id}/share-links/{link_id}': { ...film('owner'), audit: 'share-link-removed' },
  'POST /share-links/look': everybody,
  'POST /share-links/open': everybody,

  'GET /session/ways': everybody,
  'GET /session/oidc/start': everybody,
  'GET /session/oidc/callback': everybody,
  'GET /session/linked': account,
  'DELETE /session/linked': { ...account, audit: 'sign-in-service-unlinked' },
  'POST /session/passkey/options': everybody,
  'POST /session/passkey': everybody,
  'GET /passkeys': account,
  'POST /passkeys/options': account,
  'POST /passkeys': { ...account, audit: 'passkey-added' },
  'DELETE /passkeys/{passkey_id}': { ...account, audit: 'passkey-removed' },

  'GET /secrets': administrator,
  'PUT /secrets/{name}': { ...administrator, audit: 'secret-stored' },
  'DELETE /secrets/{name}': { ...administrator, audit: 'secret-removed' },

  'GET /openai/videos': administrator,
  'GET /openai/videos/{id}': administrator,
  'DELETE /openai/videos/{id}': administrator,

  'PUT /media/{sha256}': account,
  'POST /media/missing': account,
  'POST /media/lend': member,
  'POST /media/upload-face-image': account,
  'POST /media/projects/{id}/upload-music': film('editor'),
}

/** Rules of what stands beside the API. */
const OTHER_RULES: Readonly<Record<string, AccessRule>> = {
  'GET /media/{sha256}': { who: 'media' },
  'GET /sync/{room}': { who: 'room' },
  // What a tool of it does is a request of its own, with the rule of that.
  'POST /mcp': { who: 'signed-in', scope: 'read' },
  // Where earlier versions had the exports.
  'GET /api/projects/{id}/export/json': exporting,
  'GET /api/projects/{id}/export/fcpxml': exporting,
  'GET /api/projects/{id}/export/edl': exporting,
  'GET /api/projects/{id}/export/resolve': exporting,
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
