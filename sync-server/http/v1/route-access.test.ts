import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createApp } from '#server/app.ts'
import { apiRuleKeys, ruleOf, type AccessRule, type FilmClue } from '#server/auth/access-rules.ts'
import { until } from '#server/testing/until.ts'
import { mayAct } from '#server/auth/permissions.ts'
import { openStudio, type Person, type Studio } from '#server/testing/studio.ts'
import { ProjectRole, type StudioRole } from '#shared/model/roles.ts'
import { must } from '#shared/util/assert.ts'

/** Somebody who asks: their role in the studio, and in the film that is theirs; null where they have none. */
interface Asker {
  readonly name: string
  readonly studio: StudioRole | null
  readonly role: ProjectRole | null
  readonly cookie: string
}

/** The ids of a film and of what is in it. */
type FilmIds = Readonly<Record<FilmClue, string>>

const API = '/api/v1'
const METHODS = ['get', 'post', 'put', 'delete', 'patch']
/** Signing out would end the session that the next row asks with. */
const SIGN_OUT = 'DELETE /session'
/** Whoever leaves a film may nothing more in it: the last of all. */
const LEAVE = 'DELETE /projects/{id}/membership'

let studio: Studio
let app: ReturnType<typeof createApp>
let routes: { method: string; path: string; key: string }[]
let askers: Asker[]
let mine: FilmIds
let others: FilmIds
const missing: FilmIds = {
  project: randomUUID(),
  scene: randomUUID(),
  clip: randomUUID(),
  take: randomUUID(),
  job: randomUUID(),
  character: randomUUID(),
  style: randomUUID(),
  pool: randomUUID(),
}

async function makeFilm(owner: Person): Promise<FilmIds> {
  const make = async (path: string, body: object): Promise<string> => {
    const response = await owner.ask('POST', path, body)
    const made = (await response.json()) as { id: string }
    expect(response.status, `${path} ${JSON.stringify(made)}`).toBe(201)
    return made.id
  }
  const project = await make('/projects', { name: 'Harbour' })
  const scene = await make('/scenes', { project_id: project, name: 'Quay' })
  const clip = await make('/clips', { scene_id: scene, length: 2 })
  const job = await make('/generation', { clip_id: clip, prompt: 'a quay', model: 'sketch', generation_type: 'image' })
  const character = await make('/characters', { project_id: project, name: 'Mara' })
  const style = await make('/templates', { project_id: project, name: 'Grain' })
  await until(async () => {
    expect(await (await owner.ask('GET', `/queue/jobs/${job}`)).json()).toMatchObject({ status: 'done' })
  })
  // The take has the id of its job, and what is offered that of its take.
  await make('/pool', { take_id: job })
  return { project, scene, clip, job, take: job, pool: job, character, style }
}

beforeAll(async () => {
  studio = await openStudio()
  app = createApp(studio.services)
  const [owner, stranger] = [await studio.person('owner'), await studio.person('somebody-else')]
  ;[mine, others] = [await makeFilm(owner), await makeFilm(stranger)]
  askers = [{ name: 'nobody', studio: null, role: null, cookie: '' }]
  for (const [name, role] of [
    ['guest', 'guest'],
    ['member', 'member'],
    ['administrator', 'administrator'],
  ] as const) {
    askers.push({ name, studio: role, role: null, cookie: (await studio.person(name, role)).cookie })
  }
  for (const role of [...ProjectRole.options].reverse()) {
    const person = role === 'owner' ? owner : await studio.person(role, role === 'viewer' ? 'guest' : 'member')
    if (role !== 'owner') await studio.give(mine.project, person, role)
    askers.push({ name: role, studio: role === 'viewer' ? 'guest' : 'member', role, cookie: person.cookie })
  }
  const document = (await (await ask('GET', '/openapi.json', '')).json()) as { paths: Record<string, object> }
  // The addresses of earlier versions have the rules of those that took their place.
  const paths = Object.entries(document.paths).filter(([path]) => path.startsWith(API))
  routes = paths.flatMap(([path, operations]) =>
    Object.keys(operations)
      .filter((method) => METHODS.includes(method))
      .map((method) => ({ method: method.toUpperCase(), path: path.slice(API.length) || '/' }))
      .map((route) => ({ ...route, key: `${route.method} ${route.path}` })),
  )
})
afterAll(() => studio.stop())

async function ask(method: string, path: string, cookie: string, body?: unknown): Promise<Response> {
  const response = await app.request(`http://localhost${API}${path}`, {
    method,
    headers: {
      host: 'localhost',
      ...(cookie && { cookie }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  // A stream has no end to wait for.
  if (response.headers.get('content-type')?.startsWith('text/event-stream')) await response.body?.cancel()
  return response
}

const ruleFor = (key: string): AccessRule => {
  const [method = '', path = ''] = key.split(' ')
  return must(ruleOf(method, API + path), `a rule for ${key}`)
}

/** The request to a route, about a film. */
function requestTo(key: string, film: FilmIds): { path: string; body: Record<string, unknown> | undefined } {
  const [method = '', pattern = ''] = key.split(' ')
  const rule = ruleFor(key)
  const sources = rule.who === 'film' ? rule.from : []
  const isInPath = sources.some((source) => source.in === 'path')
  const path = pattern.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const source = sources.find((one) => one.in === 'path' && one.name === name)
    if (source) return film[source.is]
    return name === 'sha256' ? 'a'.repeat(64) : randomUUID()
  })
  const query = sources.find((source) => source.in === 'query')
  const field = sources.find((source) => source.in === 'body')
  const asked = query && !isInPath && !field ? `?${query.name}=${film[query.is]}` : ''
  const hasBody = method !== 'GET' && method !== 'DELETE'
  return { path: path + asked, body: hasBody ? (field ? { [field.name]: film[field.is] } : {}) : undefined }
}

/** What the rules promise: the status of the refusal, or that it is none. */
function promised(key: string, asker: Asker, which: 'own' | 'other' | 'missing'): 401 | 403 | 404 | 'let in' {
  const rule = ruleFor(key)
  if (rule.who === 'public') return 'let in'
  if (asker.studio === null) return 401
  const isMember = asker.studio !== 'guest'
  const isAdministrator = asker.studio === 'administrator'
  switch (rule.who) {
    case 'signed-in':
    case 'account':
      return 'let in'
    case 'member':
      return isMember ? 'let in' : 403
    case 'administrator':
      return isAdministrator ? 'let in' : 403
    case 'film': {
      if (rule.makesFilm && !isMember) return 403
      if (rule.orAdministrator && isAdministrator) return 'let in'
      const role = which === 'own' ? asker.role : null
      if (!role) return 404
      return mayAct(role, rule.role) ? 'let in' : 403
    }
    default:
      throw new Error(`${key} is no route of the API`)
  }
}

describe('who may call what', () => {
  test('every route has a rule, and every rule a route', () => {
    const known = new Set(apiRuleKeys())
    expect(routes.filter(({ key }) => !known.has(key)).map(({ key }) => key)).toEqual([])
    const asked = new Set(routes.map(({ key }) => key))
    const beside = ['GET /openapi.json', 'GET /docs', 'GET /docs/start.js', 'GET /docs/{file}']
    expect([...known].filter((key) => !asked.has(key) && !beside.includes(key))).toEqual([])
  })

  test('the rules that matter most, in words', () => {
    const may = (key: string): string[] =>
      askers.filter((asker) => promised(key, asker, 'own') === 'let in').map(({ name }) => name)
    const all = ['guest', 'member', 'administrator', 'viewer', 'reviewer', 'editor', 'owner']
    expect(may('GET /projects/{id}')).toEqual(['viewer', 'reviewer', 'editor', 'owner'])
    expect(may('PUT /projects/{id}')).toEqual(['editor', 'owner'])
    expect(may('DELETE /projects/{id}')).toEqual(['owner'])
    expect(may('PUT /clips/{id}')).toEqual(['editor', 'owner'])
    expect(may('POST /generation')).toEqual(['editor', 'owner'])
    expect(may('PUT /projects/{id}/members/{account_id}')).toEqual(['administrator', 'owner'])
    expect(may('POST /projects')).toEqual(['member', 'administrator', 'reviewer', 'editor', 'owner'])
    expect(may('GET /projects')).toEqual(all)
    for (const key of ['POST /comfyui/servers', 'GET /accounts', 'GET /audit', 'PUT /secrets/{name}']) {
      expect(may(key), key).toEqual(['administrator'])
    }
  })

  test(
    'every route answers every role as promised: about an own film, another’s, and none',
    { timeout: 60_000 },
    async () => {
      const wrong: string[] = []
      const check = async (key: string, asker: Asker, which: 'own' | 'other' | 'missing'): Promise<void> => {
        const { path, body } = requestTo(key, { own: mine, other: others, missing }[which])
        const [method = ''] = key.split(' ')
        const { status } = await ask(method, path, asker.cookie, body)
        const promise = promised(key, asker, which)
        const isKept =
          promise === 'let in' ? status !== 401 && status < 500 && !isRefusal(key, status) : status === promise
        if (!isKept) wrong.push(`${asker.name}, ${which}: ${key} answered ${status}, promised is ${promise}`)
      }
      // What takes away comes last: an own film is there for all that is asked before.
      const place = ({ method, key }: { method: string; key: string }): number =>
        key === LEAVE ? 2 : method === 'DELETE' ? 1 : 0
      const ordered = [...routes].sort((a, b) => place(a) - place(b))
      for (const { key } of ordered.filter((route) => route.key !== SIGN_OUT)) {
        const isAboutFilm = ruleFor(key).who === 'film'
        for (const asker of askers) {
          for (const which of isAboutFilm ? (['missing', 'other', 'own'] as const) : (['own'] as const)) {
            await check(key, asker, which)
          }
        }
      }
      expect({ wrong, errors: studio.logLines.filter(({ level }) => level === 50).slice(0, 3) }).toEqual({
        wrong: [],
        errors: [],
      })
    },
  )
})

/** Routes that refuse by themselves what their rule cannot know: whether a code works, or an invitation is theirs to make. */
const REFUSE_THEMSELVES =
  /^(POST|PUT|DELETE) \/(session|set-up|password-resets|invitations|share-links|passkeys|tokens|access-tokens|generation\/batch)/

function isRefusal(key: string, status: number): boolean {
  return status === 403 && !REFUSE_THEMSELVES.test(key)
}
