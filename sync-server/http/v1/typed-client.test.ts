import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeFilm } from '#server/testing/api-types/make-film.ts'
import { held, typedClient } from '#server/testing/api-types/typed-client.ts'
import { eventually } from '#server/testing/fake-comfy/eventually.ts'
import { FAST } from '#server/testing/generation-lab.ts'
import { startTestServer, type TestServer } from '#server/testing/start-test-server.ts'
import { must } from '#shared/util/assert.ts'

let server: TestServer
let api: ReturnType<typeof typedClient>

beforeAll(async () => {
  server = await startTestServer({ dispatch: FAST })
  api = typedClient(server.url)
})
afterAll(() => server.stop())

/** A film with a scene and a clip, as scripts make them. */
async function makeClip(): Promise<{ projectId: string; sceneId: string; clipId: string }> {
  const shot = { name: 'Opening shot', length: 5.0, image_prompt: 'cinematic sunrise' }
  const { project, scene, clips } = await makeFilm(api, 'Music Video', [shot])
  return { projectId: project.id, sceneId: scene.id, clipId: must(clips[0], 'the clip').id }
}

describe('a client with the types of the API’s document', () => {
  test('walks the worked example: film, scene, clip, take, cast, style and export', async () => {
    const { projectId, clipId } = await makeClip()
    const asked = held(
      await api.POST('/api/v1/generation', {
        body: { clip_id: clipId, prompt: 'cinematic sunrise, golden hour', model: 'sketch', generation_type: 'image' },
      }),
    )
    const params = { path: { id: clipId } }
    await eventually(async () => {
      const job = held(await api.GET('/api/v1/queue/jobs/{id}', { params: { path: { id: asked.id } } }))
      expect(job).toMatchObject({ status: 'done', error: null, take_id: asked.id })
    })
    const takes = held(await api.GET('/api/v1/clips/{id}/gallery', { params }))
    expect(takes).toMatchObject([{ id: asked.id, kind: 'image', selected: true }])

    const hero = held(await api.POST('/api/v1/characters', { body: { name: 'Hero', trigger_words: ['h3ro'] } }))
    for (let times = 0; times < 2; times += 1) {
      const applied = held(
        await api.POST('/api/v1/characters/{id}/apply/{clip_id}', {
          params: { path: { id: hero.id, clip_id: clipId } },
        }),
      )
      expect(applied).toMatchObject({ character_ids: [hero.id], image_prompt: 'cinematic sunrise' })
    }
    const look = held(await api.POST('/api/v1/templates', { body: { name: 'Cinematic Look', params: { steps: 28 } } }))
    const used = held(
      await api.POST('/api/v1/templates/{id}/use', {
        params: { path: { id: look.id } },
        body: { clip_id: clipId },
      }),
    )
    expect(used.use_count).toBe(1)

    const film = held(await api.GET('/api/v1/projects/{id}/export/json', { params: { path: { id: projectId } } }))
    expect(film.scenes[0]?.clips[0]).toMatchObject({ id: clipId, takes: [{ id: asked.id }] })
    expect(film.characters.map(({ name }) => name)).toEqual(['Hero'])
    expect(film.templates.map(({ name }) => name)).toEqual(['Cinematic Look'])
  })

  test('changes what it read: under the ETag of the answer once, and not again', async () => {
    const { clipId } = await makeClip()
    const params = { path: { id: clipId } }
    const read = await api.GET('/api/v1/clips/{id}', { params })
    const etag = read.response.headers.get('etag') ?? ''
    const rename = (name: string) =>
      api.PUT('/api/v1/clips/{id}', { params, headers: { 'if-match': etag }, body: { name } })
    expect(held(await rename('Wide shot'))).toMatchObject({ id: clipId, name: 'Wide shot', length: 5 })
    const late = await rename('Too late')
    expect(late.data).toBeUndefined()
    expect(late.error).toMatchObject({ status: 412, type: 'urn:storycanvas:error:precondition-failed' })
  })

  test('pages through a list, and reads refusals as problem documents', async () => {
    const { sceneId, projectId } = await makeClip()
    for (const name of ['Second shot', 'Third shot']) {
      held(await api.POST('/api/v1/clips', { body: { scene_id: sceneId, name } }))
    }
    const names: string[] = []
    for (let cursor: string | undefined; ;) {
      const query = { limit: 2, ...(cursor !== undefined && { cursor }) }
      const page = held(await api.GET('/api/v1/projects/{id}/clips', { params: { path: { id: projectId }, query } }))
      if (Array.isArray(page)) throw new Error('a page was asked for')
      names.push(...page.items.map(({ name }) => name))
      if (page.next_cursor === null) break
      cursor = page.next_cursor
    }
    expect(names).toEqual(['Opening shot', 'Second shot', 'Third shot'])

    const removed = await api.DELETE('/api/v1/scenes/{id}', { params: { path: { id: sceneId } } })
    expect(removed.response.status).toBe(204)
    const gone = await api.GET('/api/v1/scenes/{id}', { params: { path: { id: sceneId } } })
    expect(gone.error).toMatchObject({ status: 410, type: 'urn:storycanvas:error:in-trash' })
    const wrong = await api.POST('/api/v1/projects', { body: { name: '' } })
    expect(wrong.error?.errors).toMatchObject([{ path: 'name' }])
  })
})
