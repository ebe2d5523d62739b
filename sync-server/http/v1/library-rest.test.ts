import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type * as Y from 'yjs'
import { eventually } from '#server/testing/fake-comfy/eventually.ts'
import { FAST } from '#server/testing/generation-lab.ts'
import { startTestServer, type TestServer } from '#server/testing/start-test-server.ts'
import { readCharacter } from '#shared/document/cast-records.ts'
import { openLibraryDoc } from '#shared/document/library-doc.ts'
import { openProjectDoc } from '#shared/document/project-doc.ts'
import type { Recipe } from '#shared/model/recipe.ts'
import type { ClipBody, ProjectBody, SceneBody, TakeBody } from '#shared/protocol/http.ts'
import { CharacterBody } from '#shared/protocol/characters.ts'
import { PoolEntryBody } from '#shared/protocol/pool.ts'
import { PresetBody } from '#shared/protocol/presets.ts'
import { RecipeBody } from '#shared/protocol/recipes.ts'
import { TemplateBody } from '#shared/protocol/templates.ts'
import type { Job } from '#shared/protocol/jobs.ts'

let server: TestServer
let project: ProjectBody
let other: ProjectBody
let clip: ClipBody
let elsewhere: ClipBody

const ask = async <T>(method: string, path: string, status: number, body?: unknown): Promise<T> => {
  const response = await fetch(`${server.url}/api/v1${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  })
  const text = await response.text()
  expect({ path, status: response.status, text }).toMatchObject({ status })
  return (text === '' ? null : JSON.parse(text)) as T
}

const aClip = async (projectId: string, name: string): Promise<ClipBody> => {
  const scene = await ask<SceneBody>('POST', '/scenes', 201, { project_id: projectId, name: 'Intro' })
  return ask('POST', '/clips', 201, { scene_id: scene.id, name, length: 5, image_prompt: 'cinematic sunrise' })
}

const draw = async (clipId: string, prompt: string, more: object = {}): Promise<Job> => {
  const asked = { clip_id: clipId, prompt, model: 'sketch', generation_type: 'image', params: { seed: 1 }, ...more }
  const { id } = await ask<Job>('POST', '/generation', 201, asked)
  return eventually(async () => {
    const job = await ask<Job>('GET', `/queue/jobs/${id}`, 200)
    expect(job.status).toBe('done')
    return job
  })
}

beforeAll(async () => {
  server = await startTestServer({ dispatch: FAST })
  project = await ask('POST', '/projects', 201, { name: 'Music Video' })
  other = await ask('POST', '/projects', 201, { name: 'Another film' })
  clip = await aClip(project.id, 'Opening shot')
  elsewhere = await aClip(other.id, 'Elsewhere')
})
afterAll(() => server.stop())

describe('the worked example', () => {
  test('a character is made and applied as written, once however often; the clip’s prompt stays', async () => {
    const hero = CharacterBody.parse(
      await ask('POST', '/characters', 201, {
        name: 'Hero',
        reference_images: ['/refs/front.png', '/refs/left.png'],
        lora_path: '/models/lora/hero.safetensors',
      }),
    )
    expect(hero).toMatchObject({ project_id: null, reference_images: ['/refs/front.png', '/refs/left.png'] })
    for (let n = 0; n < 2; n += 1) {
      const applied = await ask<ClipBody>('POST', `/characters/${hero.id}/apply/${clip.id}`, 200)
      expect(applied).toMatchObject({ character_ids: [hero.id], image_prompt: 'cinematic sunrise' })
    }
    // The film has a copy under the same id; the library's own is what is asked for without a film.
    const copy = await ask<CharacterBody>('GET', `/characters/${hero.id}?project_id=${project.id}`, 200)
    expect(copy).toMatchObject({ project_id: project.id, source_id: hero.id, lora_path: hero.lora_path })
    await ask('PUT', `/characters/${hero.id}`, 200, { description: 'a tall woman' })
    expect(await ask<CharacterBody>('GET', `/characters/${hero.id}?project_id=${project.id}`, 200)).toEqual(copy)
    const out = await ask<ClipBody>('DELETE', `/characters/${hero.id}/apply/${clip.id}`, 200)
    expect(out.character_ids).toEqual([])
  })

  test('a template is made and used as written: its count goes up by one, and uses at the same time add up', async () => {
    const look = TemplateBody.parse(
      await ask('POST', '/templates', 201, {
        name: 'Cinematic Look',
        model: 'flux_dev.safetensors',
        params: { steps: 28, cfg: 3.5, sampler: 'euler' },
      }),
    )
    expect(look).toMatchObject({ use_count: 0, params: { steps: 28, cfg: 3.5, sampler: 'euler' } })
    expect(await ask('POST', `/templates/${look.id}/use`, 200)).toMatchObject({ use_count: 1 })
    await Promise.all(Array.from({ length: 5 }, () => ask('POST', `/templates/${look.id}/use`, 200)))
    expect(await ask('GET', `/templates/${look.id}`, 200)).toMatchObject({ use_count: 6 })
    await ask('POST', `/templates/${look.id}/use`, 200, { clip_id: clip.id })
    expect(await ask('GET', `/clips/${clip.id}`, 200)).toMatchObject({ style_template_id: look.id })
    expect(await ask('GET', `/templates/${look.id}`, 200)).toMatchObject({ use_count: 7 })
  })
})

describe('what a take is made of', () => {
  test('[D93] [D94] characters and style are composed into the job, and the recipe says so', async () => {
    const place = await aClip(project.id, 'Composed')
    const mara = await ask<CharacterBody>('POST', '/characters', 201, {
      project_id: project.id,
      name: 'Mara',
      description: 'a woman with a wet fringe',
      negative_prompt: 'hats',
    })
    const look = await ask<TemplateBody>('POST', '/templates', 201, {
      project_id: project.id,
      name: 'Neon',
      prompt_suffix: 'neon rain',
      params: { width: 640, height: 384, clip_skip: 2 },
    })
    expect(look.params).toMatchObject({ clip_skip: 2 })
    await ask('POST', `/characters/${mara.id}/apply/${place.id}`, 200)
    await ask('POST', `/templates/${look.id}/use`, 200, { clip_id: place.id })
    const job = await draw(place.id, 'a pier at dusk')
    expect(job).toMatchObject({
      prompt: 'a pier at dusk, a woman with a wet fringe, neon rain',
      negative_prompt: 'hats',
      params: { width: 640, height: 384 },
    })
    const [take] = await ask<TakeBody[]>('GET', `/clips/${place.id}/gallery`, 200)
    const recipe = (await (await fetch(`${server.url}${take!.recipe}`)).json()) as Recipe
    expect(recipe).toMatchObject({
      prompt: job.prompt,
      composed: {
        prompt: 'a pier at dusk',
        characters: [{ id: mara.id, name: 'Mara', lora: null }],
        style: { id: look.id, name: 'Neon' },
      },
    })
    // A text that a browser has composed is taken as it comes.
    const composed = { prompt: 'x', negative: '', characters: [], style: null }
    expect(await draw(place.id, 'as it comes', { composed })).toMatchObject({
      prompt: 'as it comes',
      negative_prompt: '',
    })
  })
})

describe('the pool', () => {
  test('a take is offered once, found in film or studio, and used as a take of the same file', async () => {
    await draw(clip.id, 'cinematic sunrise, golden hour')
    const [take] = await ask<TakeBody[]>('GET', `/clips/${clip.id}/gallery`, 200)
    const offered = PoolEntryBody.parse(await ask('POST', '/pool', 201, { take_id: take!.id }))
    expect(offered).toMatchObject({ id: take!.id, project_id: project.id, sha256: take!.sha256, from_clip_id: clip.id })
    expect(await ask('POST', '/pool', 200, { take_id: take!.id })).toEqual(offered)
    // What one film offers is for its own clips; what the studio offers is for all.
    await ask('POST', `/pool/${take!.id}/use/${elsewhere.id}`, 404)
    const shared = await ask<PoolEntryBody>('POST', '/pool', 201, {
      take_id: take!.id,
      name: 'Sunrise',
      studio_wide: true,
    })
    expect(shared).toMatchObject({ project_id: null, name: 'Sunrise' })
    for (let n = 0; n < 2; n += 1) {
      const used = await ask<ClipBody>('POST', `/pool/${take!.id}/use/${elsewhere.id}`, 200)
      expect(used.generated_content).toMatchObject([{ sha256: take!.sha256, recipe: take!.recipe }])
    }
    expect(await ask('PUT', `/pool/${take!.id}`, 200, { name: 'Sunrise 2' })).toMatchObject({ name: 'Sunrise 2' })
    expect(await ask<PoolEntryBody[]>('GET', '/pool', 200)).toMatchObject([{ name: 'Sunrise 2' }])
    expect(await ask<PoolEntryBody[]>('GET', `/pool?project_id=${project.id}`, 200)).toEqual([offered])
    await ask('DELETE', `/pool/${take!.id}`, 204)
    await ask('GET', `/pool/${take!.id}`, 410)
    expect(await ask<PoolEntryBody[]>('GET', '/pool', 200)).toEqual([])
  })
})

describe('presets and recipes', () => {
  test('are made, listed, changed and thrown away', async () => {
    const preset = PresetBody.parse(
      await ask('POST', '/presets', 201, { name: 'Quick', model_type: 'flux_dev', params: { steps: 8, cfg: 1 } }),
    )
    expect(await ask('PUT', `/presets/${preset.id}`, 200, { params: { steps: 6 } })).toMatchObject({
      name: 'Quick',
      params: { steps: 6 },
    })
    expect(await ask<PresetBody[]>('GET', '/presets', 200)).toMatchObject([{ id: preset.id, params: { steps: 6 } }])
    const recipe = RecipeBody.parse(
      await ask('POST', '/recipes', 201, { name: 'Dusk', model: 'sketch', prompt: 'a pier at dusk', seed: 7 }),
    )
    expect(recipe).toMatchObject({ generation_type: 'image', seed: 7, recipe: null })
    expect(await ask('PUT', `/recipes/${recipe.id}`, 200, { seed: null })).toMatchObject({ seed: null })
    for (const path of [`/presets/${preset.id}`, `/recipes/${recipe.id}`]) {
      await ask('DELETE', path, 204)
      await ask('GET', path, 410)
      await ask('PUT', path, 410, { name: 'Again' })
    }
    expect(await ask<RecipeBody[]>('GET', '/recipes', 200)).toEqual([])
  })
})

describe('homes and refusals', () => {
  test('a film’s character lives in its document, another one in the library’s', async () => {
    const id = randomUUID()
    await ask('POST', '/characters', 201, { id, project_id: project.id, name: 'Ines' })
    await ask('POST', '/characters', 409, { id, project_id: project.id, name: 'Ines' })
    const studio = await ask<CharacterBody>('POST', '/characters', 201, { name: 'Jun', trigger_words: ['jun', 'man'] })
    expect(studio.trigger_words).toBe('jun, man')
    const rooms = server.services.relay
    const inFilm = (ydoc: Y.Doc): unknown => readCharacter(openProjectDoc(ydoc), id)
    expect(await rooms.readDocument(`project/${project.id}`, inFilm)).toMatchObject({ name: 'Ines' })
    const inLibrary = (ydoc: Y.Doc): unknown => readCharacter(openLibraryDoc(ydoc), studio.id)
    expect(await rooms.readDocument('library', inLibrary)).toMatchObject({ name: 'Jun' })
    const names = async (query: string): Promise<string[]> =>
      (await ask<CharacterBody[]>('GET', `/characters${query}`, 200)).map(({ name }) => name)
    expect(await names(`?project_id=${project.id}`)).toContain('Ines')
    expect(await names('')).toContain('Jun')
    expect(await names('')).not.toContain('Ines')
    const page = await ask<{ items: CharacterBody[]; next_cursor: string }>('GET', '/characters?limit=1', 200)
    expect(page.items).toHaveLength(1)
    // A film's own character is not for other films.
    await ask('POST', `/characters/${id}/apply/${elsewhere.id}`, 404)
    await ask('DELETE', `/characters/${id}`, 204)
    await ask('POST', `/characters/${id}/apply/${clip.id}`, 410)
  })

  test.each([
    ['GET', `/characters/${randomUUID()}`, 404, undefined],
    ['GET', '/characters/no-id', 422, undefined],
    ['GET', `/characters?project_id=${randomUUID()}`, 404, undefined],
    ['POST', '/characters', 422, {}],
    ['POST', '/characters', 422, { name: 'X', lora_strength: 50 }],
    ['POST', '/characters', 404, { name: 'X', project_id: randomUUID() }],
    ['POST', `/characters/${randomUUID()}/apply/${randomUUID()}`, 404, undefined],
    ['PUT', `/templates/${randomUUID()}`, 404, { name: 'X' }],
    ['POST', '/templates', 422, { name: 'X', params: { steps: 0 } }],
    ['POST', '/templates', 422, { name: 'X', params: { steps: 'many' } }],
    ['POST', `/templates/${randomUUID()}/use`, 404, undefined],
    ['POST', '/recipes', 422, { name: 'No model' }],
    ['DELETE', `/presets/${randomUUID()}`, 404, undefined],
    ['POST', '/pool', 404, { take_id: randomUUID() }],
  ] as const)('%s %s answers %i', async (method, path, status, body) => {
    expect(await ask(method, path, status, body)).toMatchObject({ status, detail: expect.any(String) as string })
  })
})
