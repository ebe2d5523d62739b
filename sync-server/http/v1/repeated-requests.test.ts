import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { startTestServer, type TestServer } from '#server/testing/start-test-server.ts'
import { Problem } from '#shared/protocol/errors.ts'
import { type ProjectBody } from '#shared/protocol/http.ts'

let server: TestServer
let film: string
let scene: string
let clip: string

interface Sent {
  readonly status: number
  readonly headers: Headers
  readonly body: unknown
}

async function send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Sent> {
  const response = await fetch(`${server.url}/api/v1${path}`, {
    method,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) }
}

async function make(path: string, body: object): Promise<string> {
  const { status, body: made } = await send('POST', path, body)
  expect(status).toBe(201)
  return (made as { id: string }).id
}

beforeAll(async () => {
  server = await startTestServer()
  film = await make('/projects', { name: 'Salt' })
  scene = await make('/scenes', { project_id: film, name: 'Intro' })
  clip = await make('/clips', { scene_id: scene })
})
afterAll(() => server.stop())

describe('repeated requests', () => {
  const key = (): Record<string, string> => ({ 'idempotency-key': randomUUID() })

  test('run once and are answered alike, one after the other and at the same time', async () => {
    const headers = key()
    const body = { name: 'Once' }
    const first = await send('POST', '/projects', body, headers)
    expect(first.status).toBe(201)
    const again = await send('POST', '/projects', body, headers)
    expect({ status: again.status, body: again.body }).toEqual({ status: 201, body: first.body })
    expect([first, again].map((sent) => sent.headers.get('idempotency-replayed'))).toEqual([null, 'true'])
    const same = key()
    const project_id = (first.body as ProjectBody).id
    const many = await Promise.all([1, 2, 3, 4].map(() => send('POST', '/scenes', { project_id, name: 'Intro' }, same)))
    expect(new Set(many.map((sent) => JSON.stringify(sent.body))).size).toBe(1)
    expect((await send('GET', `/scenes/project/${project_id}`)).body).toHaveLength(1)
  })

  test('with another body are refused; without a key each runs', async () => {
    const headers = key()
    await send('POST', '/projects', { name: 'One' }, headers)
    const other = await send('POST', '/projects', { name: 'Two' }, headers)
    expect({ status: other.status, errors: Problem.parse(other.body).errors[0]?.path }).toEqual({
      status: 422,
      errors: 'Idempotency-Key',
    })
    const elsewhere = await send('POST', '/scenes', { name: 'One' }, headers)
    expect(elsewhere.status).toBe(422)
    const [a, b] = [await send('POST', '/projects', { name: 'A' }), await send('POST', '/projects', { name: 'A' })]
    expect((a.body as ProjectBody).id).not.toBe((b.body as ProjectBody).id)
  })

  test('that were refused have changed nothing, and may be tried again', async () => {
    const headers = key()
    const id = randomUUID()
    const scene = { project_id: id, name: 'Intro' }
    expect((await send('POST', '/scenes', scene, headers)).status).toBe(404)
    await send('POST', '/projects', { id, name: 'Late' })
    expect((await send('POST', '/scenes', scene, headers)).status).toBe(201)
  })

  test('forms count as the same whatever boundary they were sent with', async () => {
    const headers = key()
    const upload = async (): Promise<Response> => {
      const form = new FormData()
      form.append('file', new Blob(['no music']), 'a.mp3')
      return fetch(`${server.url}/api/v1/media/projects/${film}/upload-music`, {
        method: 'POST',
        body: form,
        headers,
      })
    }
    expect([(await upload()).status, (await upload()).status]).toEqual([415, 415])
  })

  test.each(['', ' ', 'a b', 'ü', 'x'.repeat(256)])('a key that is none is refused: %j', async (bad) => {
    const encoded = [...new TextEncoder().encode(bad)].map((byte) => String.fromCharCode(byte)).join('')
    const sent = await send('POST', '/projects', { name: 'x' }, { 'idempotency-key': encoded })
    expect(sent.status).toBe(422)
  })
})

/** What is made, and the list in which it then is. */
const MADE: readonly [what: string, path: () => string, body: (name: string) => object, list: () => string][] = [
  ['a film', () => '/projects', (name) => ({ name }), () => '/projects'],
  ['a scene', () => '/scenes', (name) => ({ name, project_id: film }), () => `/scenes/project/${film}`],
  ['a clip', () => '/clips', (name) => ({ name, scene_id: scene }), () => `/clips/scene/${scene}`],
  ['a character', () => '/characters', (name) => ({ name }), () => '/characters'],
  [
    'a film’s own template',
    () => '/templates',
    (name) => ({ name, project_id: film }),
    () => `/templates?project_id=${film}`,
  ],
  ['a preset', () => '/presets', (name) => ({ name }), () => '/presets'],
  ['a recipe', () => '/recipes', (name) => ({ name, model: 'sketch' }), () => '/recipes'],
  ['a version', () => `/projects/${film}/versions`, (name) => ({ name }), () => `/projects/${film}/versions`],
  ['a machine', () => '/comfyui/servers', (name) => ({ name, url: 'http://127.0.0.1:9' }), () => '/comfyui/servers'],
  ['a job', () => '/generation', (prompt) => ({ ...job(), prompt }), () => '/queue/jobs'],
  ['a queued job', () => '/queue/jobs', (prompt) => ({ ...job(), prompt }), () => '/queue/jobs'],
  [
    'a batch',
    () => '/generation/batch',
    (name) => ({ name, requests: [{ ...job(), prompt: name }] }),
    () => '/generation/batches',
  ],
]

const job = (): object => ({ clip_id: clip, model: 'sketch', generation_type: 'image' })

/** Asks for something with a key, and the server fails once it is made, before it has kept the answer. */
async function loseAnswer(path: string, body: object, key: string): Promise<void> {
  const { answers } = server.services
  const keeping = vi.spyOn(answers, 'answer').mockRejectedValueOnce(new Error('the server ended'))
  expect((await send('POST', path, body, { 'idempotency-key': key })).status).toBe(500)
  keeping.mockRestore()
  // As when its minute is over.
  await answers.renew({ scope: 'machine', key, fingerprint: '' }, 0)
}

describe('an answer that was lost after the deed', () => {
  test.each(MADE)('leaves %s that the next try finds, and no second one', async (_what, path, body, list) => {
    const name = randomUUID()
    const key = randomUUID()
    await loseAnswer(path(), body(name), key)
    const again = await send('POST', path(), body(name), { 'idempotency-key': key })
    expect(again.status).toBe(201)
    const { id } = again.body as { id: string }
    const found = (await send('GET', list())).body as { id: string; name?: string; prompt?: string }[]
    expect(found.filter((one) => one.name === name || one.prompt === name)).toMatchObject([{ id }])
    const third = await send('POST', path(), body(name), { 'idempotency-key': key })
    expect([third.status, third.headers.get('idempotency-replayed')]).toEqual([201, 'true'])
    expect(third.body).toEqual(again.body)
    // The same request with another key is another one.
    if (path() === '/comfyui/servers') return
    const other = await send('POST', path(), body(name), { 'idempotency-key': randomUUID() })
    expect((other.body as { id: string }).id).not.toBe(id)
  })

  test('leaves one copy of a version', async () => {
    const version = await make(`/projects/${film}/versions`, { name: 'Kept' })
    const path = `/projects/${film}/versions/${version}/copy`
    await loseAnswer(path, { name: 'Copy' }, 'copy')
    const again = await send('POST', path, { name: 'Copy' }, { 'idempotency-key': 'copy' })
    expect(again).toMatchObject({ status: 201, body: { name: 'Copy' } })
    const films = (await send('GET', '/projects')).body as ProjectBody[]
    expect(films.filter(({ name }) => name === 'Copy')).toMatchObject([{ id: (again.body as ProjectBody).id }])
  })

  test('leaves one plan', async () => {
    const path = `/projects/${film}/plan`
    const body = { scenes: [{ name: 'Planned', clips: [{ name: 'Once' }] }] }
    await loseAnswer(path, body, 'plan')
    const again = await send('POST', path, body, { 'idempotency-key': 'plan' })
    expect(again).toMatchObject({ status: 201, body: { scenes: [{ name: 'Planned', clips: [{ name: 'Once' }] }] } })
    const scenes = (await send('GET', `/scenes/project/${film}`)).body as { name: string }[]
    expect(scenes.filter(({ name }) => name === 'Planned')).toHaveLength(1)
  })

  test('an id of one’s own says by 409 that it is there', async () => {
    const body = { id: randomUUID(), project_id: film, name: 'Own' }
    await loseAnswer('/scenes', body, 'own')
    expect((await send('POST', '/scenes', body, { 'idempotency-key': 'own' })).status).toBe(409)
    expect((await send('GET', `/scenes/${body.id}`)).status).toBe(200)
  })
})
