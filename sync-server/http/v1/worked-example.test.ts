import { execFile, execFileSync } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '#server/testing/fake-comfy/eventually.ts'
import { startFakeComfy, type FakeComfy } from '#server/testing/fake-comfy/start.ts'
import { FAST, type Answer } from '#server/testing/generation-lab.ts'
import { startTestServer, type TestServer } from '#server/testing/start-test-server.ts'
import { ClipBody, ProjectBody, ProjectTreeBody, SceneBody, type TakeBody } from '#shared/protocol/http.ts'
import { FilmExport } from '#shared/protocol/film-export.ts'
import { Job } from '#shared/protocol/jobs.ts'
import { CharacterBody } from '#shared/protocol/characters.ts'
import { TemplateBody } from '#shared/protocol/templates.ts'
import { QueueStatus } from '#shared/protocol/queue.ts'
import { ComfyServer, ComfyServerInfo } from '#shared/protocol/servers.ts'

/** A client of the API: any program that speaks HTTP. */
type Caller = (method: string, url: string, body?: unknown) => Promise<Answer>

const withFetch: Caller = async (method, url, body) => {
  const response = await fetch(url, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  })
  return asAnswer(response.status, await response.text())
}

const withCurl: Caller = async (method, url, body) => {
  const sent = body === undefined ? [] : ['-H', 'Content-Type: application/json', '--data-binary', JSON.stringify(body)]
  const args = ['-sS', '--noproxy', '*', '-X', method, '-w', '\n%{http_code}', ...sent, url]
  const { stdout } = await promisify(execFile)('curl', args, { encoding: 'utf8' })
  const end = stdout.lastIndexOf('\n')
  return asAnswer(Number(stdout.slice(end + 1)), stdout.slice(0, end))
}

function asAnswer(status: number, text: string): Answer {
  return { status, body: text === '' ? null : (JSON.parse(text) as unknown) }
}

function hasCurl(): boolean {
  try {
    execFileSync('curl', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

const CALLERS: readonly (readonly [string, Caller])[] = [
  ['fetch', withFetch],
  ...(hasCurl() ? ([['curl', withCurl]] as const) : []),
]

test.each(hasCurl() ? [] : ['CURL'])('%s IS NOT ON THIS MACHINE: the worked example ran with fetch alone', () => {
  // It has a line of its own, since a client that is silently left out looks like one that passed.
  expect(CALLERS).toHaveLength(1)
})

let comfy: FakeComfy
beforeAll(async () => {
  comfy = await startFakeComfy()
})
afterAll(() => comfy.stop())

describe.each(CALLERS)('the worked example of the API, with %s', (_name, call) => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer({ dispatch: FAST })
  })
  afterAll(() => server.stop())

  const ask = async (method: string, path: string, status: number, body?: unknown): Promise<unknown> => {
    const answer = await call(method, `${server.url}/api/v1${path}`, body)
    expect(answer, `${method} ${path}`).toMatchObject({ status })
    return answer.body
  }

  test('runs as written against a fresh server', async () => {
    const machine = ComfyServer.parse(await ask('POST', '/comfyui/servers', 201, { name: 'Render 1', url: comfy.url }))
    expect(machine).toMatchObject({ status: 'online', problem: null })

    const project = ProjectBody.parse(await ask('POST', '/projects', 201, { name: 'Music Video' }))
    expect(project).toMatchObject({ name: 'Music Video', fps: '24', archived: false, deleted: false, music: null })

    const lyrics = 'First verse...'
    const scene = SceneBody.parse(await ask('POST', '/scenes', 201, { project_id: project.id, name: 'Intro', lyrics }))
    expect(scene).toMatchObject({ project_id: project.id, name: 'Intro', lyrics, order: 0 })

    const clip = ClipBody.parse(
      await ask('POST', '/clips', 201, {
        scene_id: scene.id,
        name: 'Opening shot',
        length: 5.0,
        image_prompt: 'cinematic sunrise',
      }),
    )
    expect(clip).toMatchObject({ scene_id: scene.id, length: 5, timeline_position: 0, generated_content: [] })

    const request = {
      clip_id: clip.id,
      server_id: machine.id,
      prompt: 'cinematic sunrise, golden hour',
      model: 'flux_dev.safetensors',
      generation_type: 'image',
      params: { steps: 28, cfg: 3.5 },
    }
    const job = Job.parse(await ask('POST', '/generation', 201, request))
    expect(job).toMatchObject({ clip_id: clip.id, server_id: machine.id, generation_type: 'image' })
    const done = await eventually(async () => {
      const now = Job.parse(await ask('GET', `/queue/jobs/${job.id}`, 200))
      expect(now).toMatchObject({ status: 'done', error: null })
      return now
    })
    expect(done).toMatchObject({
      take_id: job.id,
      model_type: 'flux_dev',
      assigned_server_name: 'Render 1',
      params: { steps: 28, cfg: 3.5 },
    })

    const [take, ...others] = (await ask('GET', `/clips/${clip.id}/gallery`, 200)) as TakeBody[]
    expect(others).toEqual([])
    expect(take).toMatchObject({ id: job.id, kind: 'image', source: 'generated', model: request.model, selected: true })
    const picture = await fetch(`${server.url}${take?.media}`)
    expect(picture.headers.get('content-type')).toBe('image/png')
    expect((await picture.arrayBuffer()).byteLength).toBe(take?.bytes)

    const tree = ProjectTreeBody.parse(await ask('GET', `/projects/${project.id}/with-scenes`, 200))
    expect(tree.scenes[0]?.clips[0]).toMatchObject({ id: clip.id, selected_take_id: job.id })
    expect(await ask('GET', `/queue/projects/${project.id}/jobs`, 200)).toMatchObject([{ id: job.id, status: 'done' }])
    expect(QueueStatus.parse(await ask('GET', '/queue/status', 200))).toMatchObject({ waiting: 0, running: 0 })
    expect(ComfyServerInfo.parse(await ask('GET', `/comfyui/servers/${machine.id}/info`, 200)).models).toContainEqual(
      expect.objectContaining({ name: request.model, model_type: 'flux_dev', missing: [] }),
    )

    const hero = CharacterBody.parse(
      await ask('POST', '/characters', 201, {
        name: 'Hero',
        reference_images: ['/refs/hero-front.png'],
        lora_path: '/models/lora/hero.safetensors',
      }),
    )
    // Once or twice: applying changes nothing that is so already, and never the words of the prompt.
    for (let times = 0; times < 2; times += 1) await ask('POST', `/characters/${hero.id}/apply/${clip.id}`, 200)
    const applied = ClipBody.parse(await ask('GET', `/clips/${clip.id}`, 200))
    expect(applied).toMatchObject({ image_prompt: 'cinematic sunrise' })
    expect(applied.character_ids).toHaveLength(1)

    const look = TemplateBody.parse(
      await ask('POST', '/templates', 201, {
        name: 'Cinematic Look',
        model: request.model,
        params: { steps: 28, cfg: 3.5, sampler: 'euler' },
      }),
    )
    expect(look.use_count).toBe(0)
    await ask('POST', `/templates/${look.id}/use`, 200)
    expect(await ask('GET', `/templates/${look.id}`, 200)).toMatchObject({ name: 'Cinematic Look', use_count: 1 })

    const whole = FilmExport.parse(await ask('GET', `/projects/${project.id}/export/json`, 200))
    expect(whole.scenes[0]?.clips[0]).toMatchObject({ id: clip.id, takes: [{ id: job.id }], span: { take_id: job.id } })

    expect(await ask('DELETE', '/queue/clear', 200)).toEqual({ removed: 1 })
    await ask('DELETE', `/comfyui/servers/${machine.id}`, 204)
    await ask('DELETE', `/clips/${clip.id}`, 204)
    expect(await ask('GET', `/clips/${clip.id}`, 410)).toMatchObject({ type: 'urn:storycanvas:error:in-trash' })
    await ask('DELETE', `/projects/${project.id}`, 204)
    expect(await ask('GET', `/projects/${project.id}`, 200)).toMatchObject({ deleted: true })
    await ask('DELETE', `/projects/${project.id}?permanent=true`, 204)
    await ask('GET', `/projects/${project.id}`, 404)
    expect(await ask('GET', '/projects', 200)).toEqual([])
  })
})
