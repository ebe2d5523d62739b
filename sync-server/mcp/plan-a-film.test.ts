import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connectAssistant, type Assistant } from '#server/testing/assistant.ts'
import { eventually } from '#server/testing/fake-comfy/eventually.ts'
import { FAST } from '#server/testing/generation-lab.ts'
import { startTestServer, type TestServer } from '#server/testing/start-test-server.ts'
import type { BatchBody } from '#shared/protocol/batches.ts'
import type { ClipBody, ProjectBody, ProjectTreeBody, SceneBody, TakeBody } from '#shared/protocol/http.ts'
import { must } from '#shared/util/assert.ts'

let server: TestServer
let assistant: Assistant

beforeAll(async () => {
  server = await startTestServer({ dispatch: FAST, config: { mcp: true } })
  assistant = await connectAssistant(server.url)
})
afterAll(async () => {
  await assistant.client.close()
  await server.stop()
})

const rest = async <Body>(path: string): Promise<Body> =>
  (await (await fetch(`${server.url}/api/v1${path}`)).json()) as Body

async function makeClip(length = 4): Promise<{ film: ProjectBody; scene: SceneBody; clip: ClipBody }> {
  const film = await assistant.call<ProjectBody>('create_project', { name: 'Harbour' })
  const scene = await assistant.call<SceneBody>('create_scene', { project_id: film.id, name: 'Quay' })
  const clip = await assistant.call<ClipBody>('create_clip', { scene_id: scene.id, length, image_prompt: 'a quay' })
  return { film, scene, clip }
}

describe('an assistant', () => {
  test('plans a film that REST shows as it was planned', async () => {
    const film = await assistant.call<ProjectBody>('create_project', { name: 'Music Video', fps: '23.976' })
    const names = ['Intro', 'Verse', 'Chorus']
    const { scenes } = await assistant.call<{ scenes: SceneBody[] }>('plan_scenes', {
      project_id: film.id,
      scenes: names.map((name, at) => ({
        name,
        lyrics: `${name}…`,
        clips: [
          {
            name: `${name}, wide`,
            length: at + 2,
            image_prompt: `${name} at dusk`,
            video_prompt: 'slow push in',
            settings: { model: 'sketch' },
          },
        ],
      })),
    })
    expect(await assistant.call('list_scenes', { project_id: film.id, limit: 2 })).toMatchObject({
      scenes: [{ name: 'Intro', lyrics: 'Intro…' }, { name: 'Verse' }],
      next_cursor: scenes[1]?.id,
    })
    const tree = await rest<ProjectTreeBody>(`/projects/${film.id}/with-scenes`)
    expect(tree).toMatchObject({ name: 'Music Video', fps: '23.976' })
    expect(tree.scenes.map(({ name, clips }) => [name, clips.map((clip) => clip.image_prompt)])).toEqual(
      names.map((name) => [name, [`${name} at dusk`]]),
    )
    const own = await assistant.call<ProjectTreeBody>('get_project_tree', { project_id: film.id })
    expect(own.scenes).toEqual(tree.scenes)

    const [first] = must(tree.scenes[0], 'a scene').clips
    const { id: clipId } = must(first, 'a clip')
    await assistant.call('update_clip', { clip_id: clipId, name: 'Opening', length: 3 })
    await assistant.call('delete_scene', { scene_id: must(scenes[2], 'a scene').id })
    const { clips } = await assistant.call<{ clips: ClipBody[] }>('list_clips', { project_id: film.id, limit: 1 })
    expect(clips).toMatchObject([{ id: clipId, name: 'Opening', image_prompt: 'Intro at dusk' }])
    expect(await rest(`/projects/${film.id}/clips`)).toMatchObject([{ name: 'Opening' }, { name: 'Verse, wide' }])
  })

  test('has takes made, looks at one, picks it, and takes the cut away', async () => {
    const { film, clip } = await makeClip()
    const asked = await assistant.call<BatchBody>('generate_takes', {
      clip_ids: [clip.id],
      generation_type: 'image',
      model: 'sketch',
      takes: 2,
    })
    await eventually(async () => {
      expect(await assistant.call('get_batch', { batch_id: asked.id })).toMatchObject({ status: 'done', fraction: 1 })
    })
    const { takes } = await assistant.call<{ takes: TakeBody[] }>('list_takes', { clip_id: clip.id })
    expect(takes).toMatchObject([
      { number: 1, created_by: 'Assistant' },
      { number: 2, created_by: 'Assistant' },
    ])
    expect(await assistant.call('get_job', { job_id: asked.jobs[0]?.job_id })).toMatchObject({ status: 'done' })
    const [take] = takes
    const seen = await assistant.result('view_take', { sha256: take?.sha256 })
    expect(seen).toMatchObject({
      structuredContent: { shown: true, file: take?.media },
      content: [{ type: 'text' }, { type: 'image', mimeType: 'image/webp', data: expect.stringMatching(/^UklGR/) }, {}],
    })
    await assistant.call('pick_take', { clip_id: clip.id, take_id: take?.id })
    expect(await rest(`/clips/${clip.id}`)).toMatchObject({ selected_take_id: take?.id })

    expect(await assistant.call('export_edl', { project_id: film.id })).toMatchObject({
      file_name: 'Harbour.edl',
      mime: 'text/plain',
      content: await (await fetch(`${server.url}/api/v1/projects/${film.id}/export/edl`)).text(),
    })
    const json = await assistant.call<{ content: string }>('export_json', { project_id: film.id })
    expect(JSON.parse(json.content)).toMatchObject({ format: 'storycanvas-film', project: { name: 'Harbour' } })
  })

  test('calls off what it asked for', async () => {
    const { clip } = await makeClip()
    const body = { name: 'Far away', url: 'http://127.0.0.1:9', paused: true }
    const added = await fetch(`${server.url}/api/v1/comfyui/servers`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    const { id } = (await added.json()) as { id: string }
    expect(await assistant.call('list_servers')).toMatchObject({ servers: [{ id, status: 'paused' }] })
    const asked = { clip_ids: [clip.id], generation_type: 'image', model: 'flux_dev.safetensors', server_id: id }
    const batch = await assistant.call<BatchBody>('generate_takes', asked)
    const [job] = batch.jobs
    expect(await assistant.call('get_job', { job_id: job?.job_id })).toMatchObject({ status: 'queued' })
    expect(await assistant.call('cancel_job', { job_id: job?.job_id })).toMatchObject({ status: 'cancelled' })
    expect(await assistant.call('get_batch', { batch_id: batch.id })).toMatchObject({ status: 'cancelled' })
  })

  test('reads cast and styles, and applies them', async () => {
    const { film, clip } = await makeClip()
    const make = async (path: string, body: object): Promise<string> => {
      const answer = await fetch(`${server.url}/api/v1${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      return ((await answer.json()) as { id: string }).id
    }
    const mara = await make('/characters', { name: 'Mara', description: 'a woman in a red coat' })
    const grain = await make('/templates', { name: 'Grain', project_id: film.id })
    expect(await assistant.call('list_characters')).toMatchObject({ characters: [{ id: mara }], next_cursor: null })
    expect(await assistant.call('list_styles', { project_id: film.id })).toMatchObject({ styles: [{ id: grain }] })
    await assistant.call('apply_character', { character_id: mara, clip_id: clip.id })
    await assistant.call('apply_style', { style_id: grain, clip_id: clip.id })
    expect(await rest(`/clips/${clip.id}`)).toMatchObject({ character_ids: [mara], style_template_id: grain })
  })

  test('adds a plan whole or not at all, behind what is there, of which a version is kept', async () => {
    const { film, scene } = await makeClip()
    const plan = (clips: object[]): Record<string, unknown> => ({
      project_id: film.id,
      scenes: [
        { name: 'Pier', clips: [{ length: 2 }] },
        { name: 'Sea', clips },
      ],
    })
    const state = (): Promise<ProjectTreeBody> => rest(`/projects/${film.id}/with-scenes`)
    const { scenes } = await state()
    expect(await assistant.refusal('plan_scenes', plan([{ character_ids: [film.id] }]))).toContain('no such character')
    expect(await assistant.refusal('plan_scenes', plan([{ id: scene.id, length: 0 }]))).toContain('was not run')
    const many = Array.from({ length: 500 }, () => ({}))
    expect(await assistant.refusal('plan_scenes', plan(many))).toContain('at most 500 clips')
    expect(await state()).toMatchObject({ scenes })
    await assistant.call('plan_scenes', plan([{ name: 'Waves', length: 1.5 }]))
    expect((await state()).scenes).toMatchObject([
      { id: scene.id },
      { name: 'Pier', clips: [{ length: 2, timeline_position: 4 }] },
      { name: 'Sea', clips: [{ name: 'Waves', timeline_position: 6 }] },
    ])
    const { id } = must((await state()).scenes[1], 'the pier')
    expect(await assistant.call('analyse_timeline', { scene_id: id })).toMatchObject({
      total: { seconds: 2, frames: 48 },
      gaps: [],
      without_take: [expect.any(String)],
    })
    const { versions } = await assistant.call<{ versions: { kind: string }[] }>('list_versions', {
      project_id: film.id,
    })
    expect(versions.map(({ kind }) => kind)).toContain('before-import')
  })

  test('goes back to a version that it kept', async () => {
    const { film, scene } = await makeClip()
    const kept = await assistant.call<{ id: string }>('keep_version', { project_id: film.id, name: 'Before' })
    await assistant.call('delete_scene', { scene_id: scene.id })
    await assistant.call('restore_version', { project_id: film.id, version_id: kept.id })
    expect(await rest(`/scenes/${scene.id}`)).toMatchObject({ name: 'Quay' })
  })
})

describe('what is wrong', () => {
  test('changes nothing, and says what to do', async () => {
    const { film, scene, clip } = await makeClip()
    const { scenes } = await rest<ProjectTreeBody>(`/projects/${film.id}/with-scenes`)
    const refusals: [string, Record<string, unknown>, string][] = [
      ['create_clip', { scene_id: scene.id, length: -1 }, 'create_clip was not run, and nothing was changed'],
      ['create_clip', { scene_id: scene.id, prompt: 'a quay' }, 'Unrecognized key: "prompt"'],
      ['create_scene', { project_id: film.id }, 'name: '],
      ['create_scene', { project_id: clip.id, name: 'x' }, `There is no project with the id ${clip.id}`],
      ['update_clip', { clip_id: clip.id, name: 'New', character_ids: [film.id] }, 'There is no such character'],
      ['pick_take', { clip_id: clip.id, take_id: film.id }, 'There is no such take'],
      ['generate_takes', { clip_ids: [clip.id], generation_type: 'image', model: 'nothing' }, 'model'],
      ['get_job', { job_id: film.id }, 'The list tools name what there is for you'],
    ]
    for (const [tool, given, words] of refusals) {
      const said = await assistant.refusal(tool, given)
      expect(said, tool).toContain(words)
      expect(said, tool).not.toMatch(/\bat .*\.ts|node_modules|Error:/)
    }
    expect(await rest(`/projects/${film.id}/with-scenes`)).toMatchObject({ scenes })
  })

  test('about a place names those that are free', async () => {
    const { scene } = await makeClip(4)
    const second = await assistant.call<ClipBody>('create_clip', { scene_id: scene.id, length: 2 })
    const said = await assistant.refusal('place_clip', { clip_id: second.id, timeline_position: 1 })
    expect(said).toContain('The clip before ends at 4 s')
    expect(said).toContain('from 4 s on')
    expect(await assistant.call('place_clip', { clip_id: second.id, timeline_position: 6 })).toMatchObject({
      timeline_position: 6,
    })
  })

  test('half a character is refused before a tool is run', async () => {
    await expect(assistant.result('create_project', { name: '\uD800' })).rejects.toThrow('surrogate')
  })

  test('a tool that is not there is an error of the protocol', async () => {
    await expect(assistant.result('drop_tables')).rejects.toThrow('There is no tool drop_tables')
  })
})
