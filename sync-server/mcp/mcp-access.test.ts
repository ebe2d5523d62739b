import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { createApp } from '#server/app.ts'
import { ruleOf, scopeOf, type AccessRule } from '#server/auth/access-rules.ts'
import { mayAct } from '#server/auth/permissions.ts'
import { connectAssistant, type Assistant } from '#server/testing/assistant.ts'
import { openStudio, type Person, type Studio } from '#server/testing/studio.ts'
import { until } from '#server/testing/until.ts'
import type { ProjectRole, StudioRole } from '#shared/model/roles.ts'
import type { Scope } from '#shared/model/scopes.ts'
import { must } from '#shared/util/assert.ts'
import { answerMcp } from './answer-mcp.ts'
import type { Tool } from './tool.ts'
import { TOOLS } from './tools.ts'

/** Somebody who may not change the film. */
interface Asker {
  readonly name: string
  readonly studio: StudioRole
  readonly role: ProjectRole | null
  readonly scopes: readonly Scope[] | null
  readonly assistant: Assistant
}

let studio: Studio
let owner: Person
let askers: Asker[]
/** An argument of each name, all of one film. */
let given: Record<string, unknown>
const open: Assistant[] = []

async function as(headers: Record<string, string>): Promise<Assistant> {
  const assistant = await connectAssistant(studio.url, headers)
  open.push(assistant)
  return assistant
}

async function tokenOf(person: Person, scopes: readonly Scope[]): Promise<{ id: string; token: string }> {
  return (await (await person.ask('POST', '/tokens', { name: 'Assistant', scopes })).json()) as {
    id: string
    token: string
  }
}

const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` })

async function make(path: string, body: object): Promise<string> {
  const response = await owner.ask('POST', path, body)
  expect(response.status, path).toBe(201)
  return ((await response.json()) as { id: string }).id
}

beforeAll(async () => {
  studio = await openStudio({ config: { mcp: true } })
  owner = await studio.person('ada')
  const project_id = await make('/projects', { name: 'Harbour' })
  const scene_id = await make('/scenes', { project_id, name: 'Quay' })
  const clip_id = await make('/clips', { scene_id, length: 2, image_prompt: 'a quay' })
  const asked = { clip_ids: [clip_id], model: 'sketch', generation_type: 'image' }
  const batch_id = await make('/generation/batch', asked)
  const takesOf = async (): Promise<{ id: string; sha256: string }[]> =>
    (await (await owner.ask('GET', `/clips/${clip_id}/gallery`)).json()) as { id: string; sha256: string }[]
  const take = await until(async () => must((await takesOf())[0], 'a take'))
  given = {
    ...asked,
    ...{ project_id, scene_id, clip_id, batch_id, job_id: take.id, take_id: take.id, sha256: take.sha256 },
    character_id: await make('/characters', { project_id, name: 'Mara' }),
    style_id: await make('/templates', { project_id, name: 'Grain' }),
    version_id: await make(`/projects/${project_id}/versions`, { name: 'Now' }),
    server_id: randomUUID(),
    timeline_position: 0,
    name: 'Mine now',
    scenes: [{ name: 'Mine now' }],
  }
  const [viewer, stranger] = [await studio.person('viewer', 'guest'), await studio.person('stranger')]
  await studio.give(project_id, viewer, 'viewer')
  const reader = await tokenOf(owner, ['read'])
  const generator = await tokenOf(viewer, ['read', 'write', 'generate', 'administer'])
  const cookie = (person: Person): Promise<Assistant> => as({ cookie: person.cookie })
  askers = [
    { name: 'stranger', studio: 'member', role: null, scopes: null, assistant: await cookie(stranger) },
    {
      name: 'reading token',
      studio: 'member',
      role: 'owner',
      scopes: ['read'],
      assistant: await as(bearer(reader.token)),
    },
    {
      name: 'token of the viewer',
      studio: 'guest',
      role: 'viewer',
      scopes: ['read', 'write', 'generate', 'administer'],
      assistant: await as(bearer(generator.token)),
    },
  ]
})
afterAll(async () => {
  await Promise.all(open.map(({ client }) => client.close()))
  await studio.stop()
})

function operationOf({ operation }: Tool): { method: string; pattern: string; rule: AccessRule } {
  const [method = '', pattern = ''] = operation.split(' ')
  return { method, pattern, rule: must(ruleOf(method, pattern), `a rule for ${operation}`) }
}

const Schema = z.object({
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
})

/** What a tool takes, of the film; what it may do without is left away, but for what names something. */
function argumentsFor(tool: Tool): Record<string, unknown> {
  const { properties = {}, required = [] } = Schema.parse(tool.schemas().input)
  const names = Object.keys(properties).filter((name) => required.includes(name) || name === 'project_id')
  return Object.fromEntries(names.map((name) => [name, given[name]]))
}

/** How the rules have a call end. */
function promised(tool: Tool, asker: Asker): 'scope' | 'role' | 'missing' | 'let in' {
  const { method, rule } = operationOf(tool)
  if (rule.who === 'media') return asker.role ? 'let in' : 'missing'
  if (asker.scopes && !asker.scopes.includes(scopeOf(method, rule))) return 'scope'
  if (rule.who === 'film') return !asker.role ? 'missing' : mayAct(asker.role, rule.role) ? 'let in' : 'role'
  if (rule.who === 'member') return asker.studio === 'guest' ? 'role' : 'let in'
  return 'let in'
}

function meets(promise: ReturnType<typeof promised>, said: string | null): boolean {
  switch (promise) {
    case 'scope':
      return said?.includes('it lacks the scope') ?? false
    case 'role':
      return /Your role in this film is viewer|Only members of the studio/.test(said ?? '')
    case 'missing':
      return /There is no |not in a film that you may see/.test(said ?? '')
    case 'let in':
      return !/scope|role|There is no (project|scene|clip|job|character|style)|may do that/.test(said ?? '')
  }
}

/** Which batch may be seen or called off is asked where its films are known. */
const REFUSE_THEMSELVES = new Set(['generate_takes', 'get_batch', 'cancel_batch', 'get_server'])

describe('who may use which tool', () => {
  test('every tool is an operation of the API, with the rule of that', async () => {
    const document = (await (await owner.ask('GET', '/openapi.json')).json()) as {
      paths: Record<string, Record<string, object>>
    }
    for (const tool of TOOLS) {
      const { method, pattern } = operationOf(tool)
      const isThere = pattern.startsWith('/media/') || document.paths[pattern]?.[method.toLowerCase()] !== undefined
      expect(isThere, `${tool.name}: ${tool.operation}`).toBe(true)
    }
  })

  test('whoever may not change a film cannot by any tool, and strangers see nothing of it', async () => {
    const film = async (): Promise<unknown> => {
      const path = `/projects/${String(given['project_id'])}/export/json`
      const { project, ...rest } = (await (await owner.ask('GET', path)).json()) as { project: object }
      // The time of the last change follows the film by a moment.
      return { ...rest, project: { ...project, updated_at: null } }
    }
    const before = await film()
    const wrong: string[] = []
    for (const asker of askers) {
      for (const tool of TOOLS.filter(({ name }) => name !== 'create_project')) {
        const said = await asker.assistant.refusal(tool.name, argumentsFor(tool))
        const promise = promised(tool, asker)
        const isKept =
          REFUSE_THEMSELVES.has(tool.name) && promise === 'let in'
            ? asker.scopes?.length === 1 || said !== null || tool.name === 'get_batch'
            : meets(promise, said)
        if (!isKept) wrong.push(`${asker.name}: ${tool.name} said ${said}, promised is ${promise}`)
        if (asker.role === null && said !== null) expect(said).not.toMatch(/Harbour|Quay|Mara|Grain/)
      }
    }
    expect(wrong).toEqual([])
    expect(await film()).toEqual(before)
  })

  test('lists hold only what who asks may see', async () => {
    const lists = askers.map(async ({ name, assistant }) => {
      const { projects } = await assistant.call<{ projects: unknown[] }>('list_projects')
      return [name, projects.length]
    })
    expect(await Promise.all(lists)).toEqual([
      ['stranger', 0],
      ['reading token', 1],
      ['token of the viewer', 1],
    ])
  })

  test('a token does what its scopes say, and is out at once when it is revoked', async () => {
    const { id, token } = await tokenOf(owner, ['read', 'write'])
    const assistant = await as(bearer(token))
    expect(await assistant.call('create_project', { name: 'By an assistant' })).toMatchObject({ fps: '24' })
    const asked = { clip_ids: given['clip_ids'], generation_type: 'image', model: 'sketch' }
    expect(await assistant.refusal('generate_takes', asked)).toContain('it lacks the scope "generate"')
    await owner.ask('DELETE', `/tokens/${id}`)
    await expect(assistant.call('list_projects')).rejects.toThrow('not-signed-in')
  })

  test('what a tool does is in the audit log, as what its operation is', async () => {
    const assistant = await as({ cookie: owner.cookie })
    await assistant.call('export_fcpxml', { project_id: given['project_id'] })
    const boss = await studio.person('boss', 'administrator')
    const page = (await (await boss.ask('GET', '/audit?kind=exported&limit=1')).json()) as { items: unknown[] }
    expect(page.items).toMatchObject([{ actor: 'ada', project_id: given['project_id'] }])
  })
})

const HEADERS = { 'content-type': 'application/json', accept: 'application/json, text/event-stream', host: 'localhost' }
const message = (method: string, params: object = {}): string =>
  JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })
const LIST = message('tools/list')

describe('the endpoint', () => {
  const app = (config: Partial<Studio['services']['config']>): ReturnType<typeof createApp> =>
    createApp({ ...studio.services, config: { ...studio.services.config, ...config } })
  const post = async (
    to: ReturnType<typeof createApp>,
    body: string,
    headers: Record<string, string> = {},
  ): Promise<Response> =>
    to.request('http://localhost/mcp', { method: 'POST', headers: { ...HEADERS, ...headers }, body })

  test('is not there unless it is switched on', async () => {
    const off = app({ mcp: false })
    expect((await post(off, LIST, { cookie: owner.cookie })).status).toBe(404)
    expect((await off.request('http://localhost/mcp', { headers: HEADERS })).status).toBe(404)
  })

  test('asks who comes, takes messages by POST alone, and keeps no answer', async () => {
    const on = app({})
    const refused = await post(on, LIST)
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Bearer'])
    const got = await on.request('http://localhost/mcp', { headers: { ...HEADERS, cookie: owner.cookie } })
    expect([got.status, got.headers.get('allow')]).toEqual([405, 'POST'])
    const listed = await post(on, LIST, { cookie: owner.cookie })
    expect([listed.status, listed.headers.get('cache-control')]).toEqual([200, 'no-store'])
    expect((await post(on, '{', { cookie: owner.cookie })).status).toBe(400)
    expect((await post(on, LIST, { cookie: owner.cookie, 'content-type': 'text/plain' })).status).toBe(415)
    expect((await post(on, `"${'x'.repeat(3_000_000)}"`, { cookie: owner.cookie })).status).toBe(413)
  })

  test('takes a few messages at once, and no flood of them', async () => {
    const many = (count: number): string => `[${Array.from({ length: count }, () => LIST).join(',')}]`
    const statuses = [many(2), many(11)].map(
      async (body) => (await post(app({}), body, { cookie: owner.cookie })).status,
    )
    expect(await Promise.all(statuses)).toEqual([200, 422])
  })

  test('a fault of the server is told in general words, and to its log', async () => {
    const faults: string[] = []
    const body = JSON.parse(message('tools/call', { name: 'list_projects', arguments: {} })) as unknown
    const answer = await answerMcp(new Request('http://localhost/mcp', { method: 'POST', headers: HEADERS }), {
      body,
      version: '1',
      ask: async () => Response.json({ secret: 'of the inside' }),
      onFault: (_error, tool) => faults.push(tool),
    })
    expect(await answer.text()).toMatch(/What is stored is safe; try again".*"isError":true/)
    expect(faults).toEqual(['list_projects'])
  })

  test('has the limits of the API, for what its tools do as well', async () => {
    const { access } = studio.services.config
    const slow = app({ access: { ...access, rateLimits: { ...access.rateLimits, generation: 1 } } })
    const call = message('tools/call', {
      name: 'generate_takes',
      arguments: { clip_ids: [randomUUID()], generation_type: 'image', model: 'sketch' },
    })
    const first = await (await post(slow, call, { cookie: owner.cookie })).text()
    const second = await (await post(slow, call, { cookie: owner.cookie })).text()
    expect([first.includes('Too many generations'), second.includes('Too many generations')]).toEqual([false, true])
  })

  test.each([
    [{ host: 'evil.example' }],
    [{ origin: 'http://evil.example' }],
    [{ origin: 'null' }],
    [{ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }],
  ])('is closed to pages of others, and to this server under foreign names: %j', async (headers) => {
    const status = await new Promise<number>((resolve, reject) => {
      const { host: _own, ...plain } = HEADERS
      const outgoing = request(`${studio.url}/mcp`, {
        method: 'POST',
        headers: { ...plain, cookie: owner.cookie, ...headers },
      })
      outgoing.on('error', reject)
      outgoing.on('response', (answer) => {
        answer.resume()
        resolve(answer.statusCode ?? 0)
      })
      outgoing.end(LIST)
    })
    expect(status).toBe(403)
  })
})

describe('what assistants and people read of a tool', () => {
  test('docs/mcp.md names every tool, and no other', async () => {
    const page = await readFile(new URL('../../docs/mcp.md', import.meta.url), 'utf8')
    const named = [...page.matchAll(/^\| `([a-z]+_[a-z_]+)` \|/gm)].map(([, name]) => name)
    expect(named).toEqual(TOOLS.map(({ name }) => name))
  })

  test('schemas are objects without references, and every tool and argument is described', async () => {
    const [{ assistant }] = askers as [Asker]
    const tools = await assistant.tools()
    expect(tools.map(({ name }) => name)).toEqual(TOOLS.map(({ name }) => name))
    expect(new Set(tools.map(({ name }) => name)).size).toBe(tools.length)
    expect(JSON.stringify(tools)).not.toContain('$ref')
    for (const { name, title, description, inputSchema, outputSchema, annotations } of tools) {
      expect(name).toMatch(/^[a-z_]{3,40}$/)
      expect([title, description].every(Boolean), name).toBe(true)
      expect([inputSchema.type, outputSchema?.type], name).toEqual(['object', 'object'])
      expect(annotations?.readOnlyHint, name).toBe(/^(list|get|view|export|analyse)_/.test(name))
    }
  })
})
