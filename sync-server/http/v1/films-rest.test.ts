import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type * as Y from 'yjs'
import { Films } from '#server/films/films.ts'
import { makeFilm } from '#server/testing/api-types/make-film.ts'
import type { Clip, Project, Scene } from '#server/testing/api-types/paths.ts'
import { held, typedClient } from '#server/testing/api-types/typed-client.ts'
import { startTestServer, type TestServer } from '#server/testing/start-test-server.ts'
import { openProjectDoc } from '#shared/document/project-doc.ts'
import { Problem } from '#shared/protocol/errors.ts'
import { ClipBody, type ProjectBody, SceneBody } from '#shared/protocol/http.ts'
import { must } from '#shared/util/assert.ts'
import { connectPeer } from '#server/testing/sync-peer.ts'

let server: TestServer

beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

async function call(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${server.url}/api/v1${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  })
  return { status: response.status, body: response.status === 204 ? null : await response.json() }
}

async function film(): Promise<{ project: Project; scene: Scene; clip: Clip }> {
  const shot = { name: 'Opening shot', length: 5.0, image_prompt: 'cinematic sunrise' }
  const { clips, ...made } = await makeFilm(typedClient(server.url), 'Music Video', [shot])
  return { ...made, clip: must(clips[0], 'the clip') }
}

describe('the worked example', () => {
  test('project, scene and clip are made, listed and read back', async () => {
    const { project, scene, clip } = await film()
    expect(project).toMatchObject({ name: 'Music Video', fps: '24', archived: false })
    expect(scene).toMatchObject({ project_id: project.id, lyrics: 'First verse...', order: 0 })
    expect(clip).toMatchObject({ scene_id: scene.id, number: '1.01', length: 5, timeline_position: 0 })
    const api = typedClient(server.url)
    const by = ({ id }: { readonly id: string }) => ({ params: { path: { id } } })
    const tree = held(await api.GET('/api/v1/projects/{id}/with-scenes', by(project)))
    expect(tree.scenes[0]?.clips[0]?.image_prompt).toBe('cinematic sunrise')
    expect(held(await api.GET('/api/v1/projects', {}))).toMatchObject([{ id: project.id }])
    const inProject = { params: { path: { project_id: project.id } } }
    expect(held(await api.GET('/api/v1/scenes/project/{project_id}', inProject))).toMatchObject([{ id: scene.id }])
    const inScene = { params: { path: { scene_id: scene.id } } }
    expect(held(await api.GET('/api/v1/clips/scene/{scene_id}', inScene))).toMatchObject([{ id: clip.id }])
    expect(held(await api.GET('/api/v1/clips/{id}/gallery', by(clip)))).toEqual([])
    expect(held(await api.GET('/api/v1/scenes/{id}/timeline-analysis', by(scene)))).toMatchObject({
      total: { frames: 120, seconds: 5 },
      without_take: [clip.id],
      overlaps: [],
    })
  })

  test('what a script posts appears in an open tab, and the other way round', async () => {
    const { project, scene, clip } = await film()
    const peer = connectPeer(server.wsUrl, `project/${project.id}`)
    const doc = openProjectDoc(peer.doc)
    await expect.poll(() => doc.clips.has(clip.id)).toBe(true)
    await call('PUT', `/clips/${clip.id}/prompts`, { image_prompt: 'cinematic sunrise, golden hour' })
    await expect.poll(() => String(doc.clips.get(clip.id)?.get('imagePrompt'))).toBe('cinematic sunrise, golden hour')
    const prompt = doc.clips.get(clip.id)!.get('imagePrompt') as Y.Text
    prompt.insert(0, 'wide ')
    await expect
      .poll(async () => ((await call('GET', `/clips/${clip.id}`)).body as ClipBody).image_prompt)
      .toBe('wide cinematic sunrise, golden hour')
    doc.scenes.get(scene.id)?.set('name', 'Opening')
    await expect.poll(async () => ((await call('GET', `/scenes/${scene.id}`)).body as SceneBody).name).toBe('Opening')
    peer.stop()
  })
})

describe('changes', () => {
  test('times are seconds at the edge and frames inside; a new rate keeps seconds', async () => {
    const { project, scene, clip } = await film()
    await call('POST', '/clips', { scene_id: scene.id, length: 2 })
    await call('PUT', `/projects/${project.id}`, { fps: '23.976', name: 'Retimed' })
    const again = (await call('GET', `/projects/${project.id}`)).body as ProjectBody
    expect(again).toMatchObject({ fps: '23.976', name: 'Retimed' })
    expect(((await call('GET', `/clips/${clip.id}`)).body as ClipBody).length).toBeCloseTo(5, 1)
  })

  test('a position that would overlap is refused with the earliest one that holds', async () => {
    const { scene } = await film()
    const second = ClipBody.parse((await call('POST', '/clips', { scene_id: scene.id, length: 2 })).body)
    const refused = await call('PUT', `/clips/${second.id}/timeline-position`, { timeline_position: 3 })
    expect(refused.status).toBe(409)
    expect(Problem.parse(refused.body).errors).toEqual([{ path: 'timeline_position', message: '5 or later' }])
    const held = await call('PUT', `/clips/${second.id}/timeline-position`, { timeline_position: 8 })
    expect(held.body).toMatchObject({ timeline_position: 8, pinned: 'locked' })
    const freed = await call('PUT', `/clips/${second.id}/timeline-position`, { timeline_position: null })
    expect(freed.body).toMatchObject({ timeline_position: 5, pinned: null })
  })

  test('clips and scenes change places by order', async () => {
    const { project, scene, clip } = await film()
    const other = SceneBody.parse(
      (await call('POST', '/scenes', { project_id: project.id, name: 'Verse', order: 0 })).body,
    )
    expect(other.order).toBe(0)
    const moved = await call('PUT', `/clips/${clip.id}`, { scene_id: other.id, order: 0, name: 'Moved' })
    expect(moved.body).toMatchObject({ scene_id: other.id, name: 'Moved', number: '1.01' })
    expect((await call('PUT', `/scenes/${other.id}`, { order: 1, lyrics: 'Second' })).body).toMatchObject({
      order: 1,
      lyrics: 'Second',
    })
    expect((await call('GET', `/clips/scene/${scene.id}`)).body).toEqual([])
  })

  test('deleting moves to the trash and says so afterwards', async () => {
    const { project, scene, clip } = await film()
    expect((await call('DELETE', `/clips/${clip.id}`)).status).toBe(204)
    expect((await call('GET', `/clips/${clip.id}`)).status).toBe(410)
    expect((await call('DELETE', `/scenes/${scene.id}`)).status).toBe(204)
    expect((await call('GET', `/scenes/${scene.id}`)).status).toBe(410)
    expect((await call('DELETE', `/projects/${project.id}`)).status).toBe(204)
    const listed = (await call('GET', '/projects')).body as ProjectBody[]
    expect(listed.map(({ id }) => id)).not.toContain(project.id)
    expect((await call('GET', `/projects/${project.id}`)).body).toMatchObject({ deleted: true })
  })

  test('asking twice with one id makes one project; pages carry a cursor', async () => {
    const id = '6b1f4c1e-9a4d-4f7e-9c55-0d1f0a8b7c11'
    expect((await call('POST', '/projects', { id, name: 'Once' })).status).toBe(201)
    expect((await call('POST', '/projects', { id, name: 'Twice' })).body).toMatchObject({ id, name: 'Once' })
    const first = (await call('GET', '/projects?limit=1')).body as { items: ProjectBody[]; next_cursor: string }
    expect(first.items).toHaveLength(1)
    const second = (await call('GET', `/projects?limit=1&cursor=${first.next_cursor}`)).body as { items: ProjectBody[] }
    expect(second.items[0]?.id).not.toBe(first.items[0]?.id)
  })
})

describe('bad input', () => {
  const unknown = '00000000-0000-4000-8000-000000000000'
  test.each([
    ['POST', '/projects', { name: '' }, 422],
    ['POST', '/projects', { name: 'x', fps: 'fast' }, 422],
    ['POST', '/projects', '{', 422],
    ['GET', '/projects/nonsense', undefined, 422],
    ['GET', `/projects/${unknown}`, undefined, 404],
    ['POST', '/scenes', { project_id: unknown, name: 'x' }, 404],
    ['POST', '/clips', { scene_id: unknown }, 404],
    ['GET', `/clips/${unknown}`, undefined, 404],
    ['PUT', `/clips/${unknown}`, { length: -1 }, 422],
    ['GET', `/scenes/${unknown}/timeline-analysis`, undefined, 404],
    ['GET', '/nothing-here', undefined, 404],
  ])('%s %s with %j is refused with a problem document', async (method, path, body, status) => {
    const answer = await call(method, path, body)
    expect(answer.status).toBe(status)
    expect(Problem.parse(answer.body)).toMatchObject({ status })
  })

  test('a refused part of a change takes the rest with it', async () => {
    const { clip } = await film()
    const answer = await call('PUT', `/clips/${clip.id}`, { name: 'Changed', selected_take_id: unknown })
    expect(answer.status).toBe(404)
    expect(((await call('GET', `/clips/${clip.id}`)).body as ClipBody).name).toBe('Opening shot')
  })
})

describe('what must not go wrong', () => {
  test('the entry of a film is made before the film, so a crash between them leaves nothing that cannot be found', async () => {
    const steps: string[] = []
    const films = new Films({
      ...server.services,
      keepVersion: () => Promise.resolve(),
      documents: {
        readDocument: () => Promise.reject(new Error('not asked for')),
        withDocument: () => Promise.reject(new Error('the server ended')),
      },
      catalog: { ...server.services.catalog, ensure: async () => (steps.push('entry'), true) },
    })
    await expect(films.create(randomUUID(), () => null)).rejects.toThrow('the server ended')
    expect(steps).toEqual(['entry'])
  })

  test('a cursor whose item has gone is refused, so that no client goes round for ever', async () => {
    const gone = randomUUID()
    for (const path of ['/projects', '/queue/jobs']) {
      const { status, body } = await call('GET', `${path}?limit=1&cursor=${gone}`)
      expect({ path, status }).toEqual({ path, status: 422 })
      expect(Problem.parse(body).errors).toMatchObject([{ path: 'cursor' }])
    }
  })
})
