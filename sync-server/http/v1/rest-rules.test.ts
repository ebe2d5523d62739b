import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeFilm } from '#server/testing/api-types/make-film.ts'
import { typedClient } from '#server/testing/api-types/typed-client.ts'
import { startTestServer, type TestServer } from '#server/testing/start-test-server.ts'
import { connectPeer } from '#server/testing/sync-peer.ts'
import { openProjectDoc } from '#shared/document/project-doc.ts'
import { Problem } from '#shared/protocol/errors.ts'
import { type ClipBody, TrashBody } from '#shared/protocol/http.ts'

let server: TestServer

beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

interface Sent {
  readonly status: number
  readonly headers: Headers
  readonly body: unknown
}

async function send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Sent> {
  const response = await fetch(`${server.url}/api/v1${path}`, {
    method,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) }
}

const film = (): ReturnType<typeof makeFilm> =>
  makeFilm(typedClient(server.url), 'Salt', [{ length: 5 }, { length: 2 }, { length: 3 }])

describe('entity tags', () => {
  test('what has not changed is not sent again', async () => {
    const { project, scene, clips } = await film()
    for (const path of [
      `/projects/${project.id}`,
      `/projects/${project.id}/with-scenes`,
      `/scenes/${scene.id}`,
      `/scenes/project/${project.id}?limit=1`,
      `/clips/${clips[0]?.id}`,
      '/queue/jobs',
    ]) {
      const first = await send('GET', path)
      const etag = first.headers.get('etag') ?? ''
      expect(etag, path).toMatch(/^"[\w-]+"$/)
      const again = await send('GET', path, undefined, { 'if-none-match': `"other", W/${etag}` })
      expect({ path, status: again.status, body: again.body }).toEqual({ path, status: 304, body: null })
      expect(again.headers.get('etag')).toBe(etag)
      expect((await send('GET', path, undefined, { 'if-none-match': '"other"' })).status).toBe(200)
    }
  })

  test('a change that was meant for another state is refused, and one for this state is taken', async () => {
    const { project, scene, clips } = await film()
    const clip = clips[0]?.id
    const changes = [
      [`/projects/${project.id}`, `/projects/${project.id}`, { name: 'Pepper' }],
      [`/scenes/${scene.id}`, `/scenes/${scene.id}`, { name: 'Verse' }],
      [`/clips/${clip}`, `/clips/${clip}`, { name: 'Pier' }],
      [`/clips/${clip}`, `/clips/${clip}/prompts`, { image_prompt: 'a pier' }],
      [`/clips/${clip}`, `/clips/${clip}/timeline-position`, { timeline_position: 1 }],
    ] as const
    for (const [read, path, body] of changes) {
      const etag = (await send('GET', read)).headers.get('etag') ?? ''
      const changed = await send('PUT', path, body, { 'if-match': etag })
      expect({ path, status: changed.status }).toEqual({ path, status: 200 })
      expect(changed.headers.get('etag')).toBe((await send('GET', read)).headers.get('etag'))
      const refused = await send('PUT', path, body, { 'if-match': etag })
      expect({ path, status: refused.status, etag: refused.headers.get('etag') }).toEqual({
        path,
        status: 412,
        etag: changed.headers.get('etag'),
      })
      expect(Problem.parse(refused.body).type).toBe('urn:storycanvas:error:precondition-failed')
      expect((await send('PUT', path, body, { 'if-match': '*' })).status).toBe(200)
    }
    for (const path of [`/clips/${clip}`, `/scenes/${scene.id}`, `/projects/${project.id}`]) {
      expect((await send('DELETE', path, undefined, { 'if-match': '"other"' })).status).toBe(412)
      const etag = (await send('GET', path)).headers.get('etag') ?? ''
      expect((await send('DELETE', path, undefined, { 'if-match': etag })).status).toBe(204)
    }
  })

  test('so it is with the library, with machines and with secrets', async () => {
    const made = async (path: string, body: object): Promise<string> => {
      const { id } = (await send('POST', path, { name: 'Salt', ...body })).body as { id: string }
      return `${path}/${id}`
    }
    const { project } = await film()
    const machine = await made('/comfyui/servers', { url: 'http://127.0.0.1:9' })
    const hero = await made('/characters', { project_id: project.id })
    const name = { name: 'Pepper' }
    const changes: [read: string, path: string, body: object][] = [
      ...[await made('/characters', {}), hero, await made('/templates', {}), await made('/presets', {})].map(
        (path): [string, string, object] => [path, path, name],
      ),
      [`${hero}?project_id=${project.id}`, `${hero}?project_id=${project.id}`, { name: 'Mara' }],
      [`${machine}/info`, machine, { ...name, url: 'http://127.0.0.1:9' }],
    ]
    const recipe = await made('/recipes', { model: 'sketch' })
    changes.push([recipe, recipe, name])
    for (const [read, path, body] of changes) {
      const etag = (await send('GET', read)).headers.get('etag') ?? ''
      const changed = await send('PUT', path, body, { 'if-match': etag })
      expect({ path, status: changed.status }).toEqual({ path, status: 200 })
      const refused = await send('PUT', path, body, { 'if-match': etag })
      expect({ path, status: refused.status }).toEqual({ path, status: 412 })
      expect((await send('DELETE', path, undefined, { 'if-match': etag })).status).toBe(412)
      const now = refused.headers.get('etag') ?? ''
      expect((await send('DELETE', path, undefined, { 'if-match': now })).status).toBe(204)
      if (path === machine) continue
      expect((await send('GET', read)).status).toBe(410)
      const [plain, query = ''] = path.split('?')
      expect((await send('POST', `${plain}/restore${query && `?${query}`}`)).status).toBe(200)
      expect((await send('GET', read)).headers.get('etag')).toBe(now)
    }
    const secret = '/secrets/openai-api-key'
    const etag = (await send('PUT', secret, { value: 'sk-one-of-them' })).headers.get('etag') ?? ''
    await send('DELETE', secret, undefined, { 'if-match': etag })
    expect((await send('PUT', secret, { value: 'sk-another' }, { 'if-match': etag })).status).toBe(412)
    expect((await send('DELETE', secret, undefined, { 'if-match': etag })).status).toBe(412)
  })

  test('the tag of a project is that of what can be changed in it, whatever happens to its scenes', async () => {
    const { project } = await film()
    const etag = (await send('GET', `/projects/${project.id}`)).headers.get('etag') ?? ''
    await send('POST', '/scenes', { project_id: project.id, name: 'Another' })
    expect((await send('PUT', `/projects/${project.id}`, { description: 'x' }, { 'if-match': etag })).status).toBe(200)
  })
})

describe('what is sent', () => {
  const long = (depth: number): string => `${'{"a":['.repeat(depth)}1${']}'.repeat(depth)}`
  test.each([
    ['POST', '/projects', '{"name":', {}, 400, 'malformed'],
    ['POST', '/projects', 'name=x', {}, 400, 'malformed'],
    ['POST', '/projects', ' ', {}, 422, 'invalid'],
    ['POST', '/projects', '{"name":"x"}', { 'content-type': 'text/plain' }, 415, 'unsupported-media'],
    ['POST', '/projects', '<name/>', { 'content-type': 'application/xml' }, 415, 'unsupported-media'],
    ['POST', '/projects', '{"name":"\\ud800"}', {}, 422, 'invalid'],
    ['POST', '/projects', '{"\\udc00":1,"name":"x"}', {}, 422, 'invalid'],
    ['POST', '/projects', long(100_000), {}, 422, 'invalid'],
    ['POST', '/projects', '{"name":"x","width":1e999}', {}, 422, 'invalid'],
    ['POST', '/projects', '{"name":"x","width":12345678901234567890}', {}, 422, 'invalid'],
    ['POST', '/projects', 'null', {}, 422, 'invalid'],
    ['POST', '/projects', '[]', {}, 422, 'invalid'],
    ['POST', '/projects', undefined, {}, 422, 'invalid'],
    ['GET', '/projects?limit=1&limit=2', undefined, {}, 422, 'invalid'],
    ['GET', '/projects?cursor=%00', undefined, {}, 422, 'invalid'],
    ['GET', '/queue/jobs?server_id=a%00', undefined, {}, 422, 'invalid'],
    ['GET', '/projects?limit=99999999999999999999', undefined, {}, 422, 'invalid'],
    ['GET', '/projects/%E0%A4%A', undefined, {}, 422, 'invalid'],
    ['GET', '/projects/%ff', undefined, {}, 422, 'invalid'],
    ['PATCH', '/projects', '{}', {}, 405, 'method-not-allowed'],
    ['POST', `/clips/${randomUUID()}`, '{}', {}, 405, 'method-not-allowed'],
    ['GET', '/generation', undefined, {}, 405, 'method-not-allowed'],
    ['POST', '/media/upload-face-image', '--x', { 'content-type': 'multipart/form-data' }, 400, 'malformed'],
  ])('%s %s of %.20j is answered %s', async (method, path, body, headers, status, code) => {
    const sent = await send(method, path, body, headers)
    expect({ status: sent.status, type: Problem.parse(sent.body).type }).toEqual({
      status,
      type: `urn:storycanvas:error:${code}`,
    })
    if (status === 405) expect(sent.headers.get('allow')).toMatch(/^[A-Z, ]+$/)
  })

  test('a name may hold U+0000 and every character that is whole', async () => {
    const name = 'a\0b 🎬 \u202e'
    const made = await send('POST', '/projects', { name })
    expect(made).toMatchObject({ status: 201, body: { name } })
    expect((await send('GET', '/projects')).status).toBe(200)
  })
})

describe('places in the film', () => {
  test('a start that cannot hold is refused with the free ones', async () => {
    const { clips } = await film()
    const [, second, third] = clips
    const put = (id: string | undefined, body: object): Promise<Sent> =>
      send('PUT', `/clips/${id}/timeline-position`, body)
    const early = await put(second?.id, { timeline_position: 3 })
    expect(early).toMatchObject({ status: 409, body: { free_positions: [{ from: 5, to: null }] } })
    expect((await put(third?.id, { timeline_position: 12 })).status).toBe(200)
    expect(await put(second?.id, { timeline_position: 11 })).toMatchObject({
      status: 409,
      body: { free_positions: [{ from: 5, to: 10 }] },
    })
    expect(await put(second?.id, { timeline_position: 6, length: 6.5 })).toMatchObject({
      status: 409,
      body: { free_positions: [{ from: 5, to: 5.5 }] },
    })
    expect(await put(second?.id, { timeline_position: 6, length: 9 })).toMatchObject({
      status: 409,
      body: { free_positions: [] },
    })
    expect(await put(second?.id, { timeline_position: 10 })).toMatchObject({
      status: 200,
      body: { timeline_position: 10 },
    })
  })
})

describe('a clip', () => {
  test('is given its cast, style and settings with all else, in one step', async () => {
    const { project, scene } = await film()
    const make = async (path: string, name: string): Promise<string> =>
      ((await send('POST', path, { project_id: project.id, name })).body as { id: string }).id
    const [hero, friend, look] = [
      await make('/characters', 'Hero'),
      await make('/characters', 'Friend'),
      await make('/templates', 'Look'),
    ]
    const settings = { model: 'sketch', model_type: 'flux_dev', steps: 12 }
    const made = await send('POST', '/clips', {
      scene_id: scene.id,
      character_ids: [hero],
      style_template_id: look,
      settings,
    })
    expect(made).toMatchObject({ status: 201, body: { character_ids: [hero], style_template_id: look, settings } })
    const { id } = made.body as ClipBody
    const body = { character_ids: [friend], style_template_id: null, settings: { steps: null, cfg: 3.5 } }
    const changed = await send('PUT', `/clips/${id}`, body)
    expect(changed.body).toMatchObject({ character_ids: [friend], style_template_id: null })
    expect((changed.body as ClipBody).settings).toEqual({ model: 'sketch', model_type: 'flux_dev', cfg: 3.5 })
    const refused = await send('PUT', `/clips/${id}`, { name: 'Changed', character_ids: [randomUUID()] })
    expect(refused.status).toBe(404)
    expect(await send('GET', `/clips/${id}`)).toMatchObject({ body: { name: '', character_ids: [friend] } })
  })
})

describe('the trash', () => {
  test('is listed, and gives back what was put there', async () => {
    const { project, scene, clips } = await film()
    const [first, second] = clips
    await send('DELETE', `/clips/${first?.id}`)
    expect(TrashBody.parse((await send('GET', `/projects/${project.id}/trash`)).body)).toMatchObject({
      scenes: [],
      clips: [{ id: first?.id, number: '1.01' }],
    })
    expect(await send('POST', `/clips/${first?.id}/restore`)).toMatchObject({ status: 200, body: { id: first?.id } })
    await send('DELETE', `/scenes/${scene.id}`)
    expect((await send('POST', `/clips/${second?.id}/restore`)).status).toBe(410)
    expect((await send('GET', `/projects/${project.id}/trash`)).body).toMatchObject({
      scenes: [{ id: scene.id, clips: 3 }],
    })
    expect(await send('POST', `/scenes/${scene.id}/restore`)).toMatchObject({ status: 200, body: { id: scene.id } })
    await send('DELETE', `/projects/${project.id}`)
    expect(await send('PUT', `/projects/${project.id}`, { deleted: false })).toMatchObject({ body: { deleted: false } })
  })

  test('is passed over by a permanent deletion: nothing is left here, in open tabs, or in the log', async () => {
    const { project, clips } = await film()
    const name = `secret ${randomUUID()}`
    await send('PUT', `/clips/${clips[0]?.id}/prompts`, { image_prompt: name })
    await send('POST', `/projects/${project.id}/versions`, { name: 'kept' })
    const job = { clip_id: clips[0]?.id, prompt: 'a', model: 'sketch', generation_type: 'image' }
    await send('POST', '/generation', job)
    const peer = connectPeer(server.wsUrl, `project/${project.id}`)
    const doc = openProjectDoc(peer.doc)
    await expect.poll(() => doc.clips.size).toBe(3)
    expect((await send('DELETE', `/projects/${project.id}?permanent=true`)).status).toBe(204)
    await expect.poll(() => [doc.meta.size, doc.clips.size, doc.scenes.size]).toEqual([0, 0, 0])
    for (const path of [`/projects/${project.id}`, `/projects/${project.id}/versions`, `/clips/${clips[0]?.id}`]) {
      expect({ path, status: (await send('GET', path)).status }).toEqual({ path, status: 404 })
    }
    expect(JSON.stringify((await send('GET', '/projects?trashed=true')).body)).not.toContain(project.id)
    expect((await send('GET', `/queue/jobs?project_id=${project.id}`)).body).toEqual([])
    const stored = await storedBytes(project.id)
    expect(stored.includes(name)).toBe(false)
    expect((await send('DELETE', `/projects/${project.id}?permanent=true`)).status).toBe(404)
    peer.stop()
  })
})

/** What a device that knows nothing gets of a film. */
async function storedBytes(projectId: string): Promise<Buffer> {
  const peer = connectPeer(server.wsUrl, `project/${projectId}`)
  const chunks: Uint8Array[] = []
  peer.doc.on('update', (update: Uint8Array) => chunks.push(update))
  await expect.poll(() => chunks.length).toBeGreaterThan(0)
  peer.stop()
  return Buffer.concat(chunks)
}
