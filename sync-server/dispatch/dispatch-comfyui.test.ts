import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { eventually } from '#server/testing/fake-comfy/eventually.ts'
import { startFakeComfy, type FakeComfy } from '#server/testing/fake-comfy/start.ts'
import { FAST, openLab, type GenerationLab } from '#server/testing/generation-lab.ts'
import { startTestServer, type TestServer } from '#server/testing/start-test-server.ts'
import { WorkflowGraph } from '#shared/generation/workflow-graph.ts'
import { Recipe } from '#shared/model/recipe.ts'
import { ComfyServerInfo } from '#shared/protocol/servers.ts'
import { Problem } from '#shared/protocol/errors.ts'

let fake: FakeComfy
let server: TestServer
let lab: GenerationLab

beforeAll(async () => {
  fake = await startFakeComfy()
}, 30_000)
afterAll(() => fake.stop())
beforeEach(async () => {
  await fake.control({ action: { type: 'reset' } })
  server = await startTestServer({ dispatch: FAST })
  lab = await openLab(server.url)
})
afterEach(() => server.stop())

const VIDEO = {
  model: 'wan2.1_t2v_1.3B_fp16.safetensors',
  generation_type: 'video',
  params: { width: 64, height: 64, steps: 3 },
} as const

/** How often a run was posted to the pretended host. */
const posted = async (): Promise<number> => (await fake.state()).posted.length

describe('the whole way, on a ComfyUI host', () => {
  test('[R1] [C2] [C3] [C5] a still: from words to a picked take with its recipe', async () => {
    const attic = await lab.addServer(fake.url)
    expect(attic).toMatchObject({ status: 'online', problem: null })
    const job = await lab.generate({ requested_by: 'Rin', negative_prompt: 'text' })
    const done = await lab.until(job.id, 'done')
    expect(done).toMatchObject({ attempts: 1, take_id: job.id, assigned_server_name: 'Attic', model_type: 'sdxl' })
    const [take, ...others] = await lab.takes()
    expect(others).toEqual([])
    expect(take).toMatchObject({
      id: job.id,
      kind: 'image',
      width: 64,
      height: 64,
      source: 'generated',
      model: 'sd_xl_base_1.0.safetensors',
      selected: true,
      created_by: 'Rin',
    })
    const recipe = Recipe.parse(await (await fetch(`${server.url}${take?.recipe}`)).json())
    expect(recipe).toMatchObject({
      backend: 'comfyui',
      modelType: 'sdxl',
      seed: job.params.seed,
      negativePrompt: 'text',
      params: { steps: 4, cfg: 7, sampler: 'dpmpp_2m', scheduler: 'karras', width: 64, height: 64 },
      server: 'Attic',
      serverVersion: '0.8.0',
    })
    expect(Object.values(recipe.graph ?? {})).toContainEqual(expect.objectContaining({ class_type: 'KSampler' }))
    const file = await fetch(`${server.url}${take?.media}`)
    expect(file.headers.get('content-type')).toBe('image/png')
  })

  test('[Q2] the seed chooses among alternatives, and the recipe has both the choice and what was written', async () => {
    await lab.addServer(fake.url)
    const written = 'a {red|blue} boat'
    const job = await lab.generate({ prompt: written, model: 'sketch', params: { seed: 7 } })
    await lab.until(job.id, 'done')
    const [take] = await lab.takes()
    const recipe = Recipe.parse(await (await fetch(`${server.url}${take?.recipe}`)).json())
    expect(recipe.prompt).toMatch(/^a (red|blue) boat$/)
    expect(recipe.composed?.prompt).toBe(written)
  })

  test('[Q2] a video is as long as its clip, and says its own rate', async () => {
    await lab.addServer(fake.url)
    const job = await lab.generate(VIDEO)
    await lab.until(job.id, 'done')
    expect(await lab.takes()).toMatchObject([{ kind: 'video', mime: 'video/mp4', duration: 33 / 16 }])
  })

  test('[Q2] a video from a picture starts from the clip’s newest still, uploaded to the host', async () => {
    await lab.addServer(fake.url)
    const still = await lab.generate({ model: 'sketch' })
    await lab.until(still.id, 'done')
    const [picture] = await lab.takes()
    const job = await lab.generate({ ...VIDEO, model: 'wan2.1_i2v_480p_14B_fp8_scaled.safetensors' })
    expect(job.params.start_image).toBe(picture?.sha256)
    await lab.until(job.id, 'done')
    expect((await fake.state()).requests).toContainEqual({ method: 'POST', path: '/upload/image' })
    const [, video] = await lab.takes()
    const recipe = Recipe.parse(await (await fetch(`${server.url}${video?.recipe}`)).json())
    expect(recipe.inputs).toEqual([picture?.sha256])
    expect(JSON.stringify(recipe.graph)).toContain(`storycanvas/${picture?.sha256}`)
  })

  test.each([
    {
      made: 'a picture with writing',
      model: 'qwen_image_fp8_e4m3fn.safetensors',
      kind: 'image',
      params: { preset: 'fast', upscale: 2 },
      type: 'qwen_image',
      used: { steps: 10, cfg: 1, shift: 3, upscale: 2 },
      nodes: ['LoraLoaderModelOnly', 'ModelSamplingAuraFlow', 'ImageUpscaleWithModel'],
    },
    {
      made: 'an edit of two pictures',
      model: 'qwen_image_edit_2509_fp8_e4m3fn.safetensors',
      kind: 'image',
      params: {},
      type: 'qwen_edit',
      used: { steps: 15, cfg: 2.5 },
      nodes: ['TextEncodeQwenImageEditPlus', 'CFGNorm'],
    },
    {
      made: 'a video by two experts',
      model: 'wan2.2_t2v_high_noise_14B_fp8_scaled.safetensors',
      kind: 'video',
      params: { width: 64, height: 64, steps: 4 },
      type: 'wan_2_2',
      used: { steps: 4, frames: 33, fps: 16 },
      nodes: ['KSamplerAdvanced', 'SaveVideo'],
    },
  ] as const)('[R1] [C2] $made', async ({ model, kind, params, type, used, nodes }) => {
    await lab.addServer(fake.url)
    const drawn = await lab.generate({ model: 'sketch' })
    await lab.until(drawn.id, 'done')
    const second = await lab.generate({ model: 'sketch', prompt: 'another' })
    await lab.until(second.id, 'done')
    const hashes = (await lab.takes()).map(({ sha256 }) => String(sha256))
    const [first = '', ...others] = hashes
    const pictures = type === 'qwen_edit' ? { start_image: first, reference_images: others } : {}
    const job = await lab.generate({ model, generation_type: kind, params: { ...params, ...pictures } })
    await lab.until(job.id, 'done')
    const take = (await lab.takes()).find(({ id }) => id === job.id)
    const recipe = Recipe.parse(await (await fetch(`${server.url}${take?.recipe}`)).json())
    expect(recipe).toMatchObject({ modelType: type, params: used, inputs: type === 'qwen_edit' ? hashes : [] })
    const graph = Object.values(WorkflowGraph.parse(recipe.graph))
    expect(graph.map((node) => node.class_type)).toEqual(expect.arrayContaining([...nodes]))
  })

  test('[C5] a pick that is there stays', async () => {
    await lab.addServer(fake.url)
    const first = await lab.generate()
    await lab.until(first.id, 'done')
    const second = await lab.generate()
    await lab.until(second.id, 'done')
    expect((await lab.takes()).map(({ id, selected }) => [id, selected])).toEqual([
      [first.id, true],
      [second.id, false],
    ])
  })

  test('progress, steps, time left and a preview can be seen while it runs', async () => {
    await fake.control({ set: { holdAtStep: 3, previewsByDefault: true } })
    await lab.addServer(fake.url)
    const job = await lab.generate({ params: { width: 64, height: 64, steps: 5 } })
    const running = await eventually(async () => {
      const now = await lab.job(job.id)
      expect(now.progress).toMatchObject({ step: 3, steps: 5 })
      expect(now.progress.preview).toBeGreaterThan(0)
      return now
    })
    expect(running.status).toBe('running')
    expect(running.progress.fraction).toBeGreaterThan(0.2)
    expect(running.progress.seconds_left).not.toBeNull()
    const preview = await fetch(`${server.url}/api/v1/queue/jobs/${job.id}/preview`)
    expect(preview.headers.get('content-type')).toMatch(/^image\//)
    const before = (await lab.call('GET', '/queue/status')).body as { finish_at: string | null; running: number }
    expect(before.running).toBe(1)
    expect(before.finish_at).not.toBeNull()
    await fake.control({ set: { holdAtStep: null }, action: { type: 'release' } })
    await lab.until(job.id, 'done')
  })

  test('[S4] one job runs and one is ahead in the host’s own queue; the rest know their place', async () => {
    await fake.control({ set: { holdAtStep: 1 } })
    await lab.addServer(fake.url)
    const jobs = [await lab.generate(), await lab.generate(), await lab.generate(), await lab.generate()]
    await lab.until(jobs[0]!.id, 'running')
    await lab.until(jobs[1]!.id, 'assigned')
    await eventually(async () => expect(await posted()).toBe(2))
    expect((await lab.job(jobs[2]!.id)).position).toBe(1)
    expect((await lab.job(jobs[3]!.id)).position).toBe(2)
    await lab.call('PUT', `/queue/jobs/${jobs[3]!.id}/priority`, { priority: 10 })
    expect((await lab.job(jobs[3]!.id)).position).toBe(1)
    await fake.control({ set: { holdAtStep: null }, action: { type: 'release' } })
    for (const { id } of jobs) await lab.until(id, 'done')
    expect(await posted()).toBe(4)
  })
})

describe('the queue by hand', () => {
  test('[S11] [S8] paused, nothing is begun; resumed, jobs go in the order into which they were put', async () => {
    await lab.addServer(fake.url)
    expect((await lab.call('POST', '/queue/pause')).body).toMatchObject({ paused: true })
    const jobs = [await lab.generate(), await lab.generate(), await lab.generate()]
    const [first, second, third] = jobs.map(({ id }) => id) as [string, string, string]
    expect((await lab.job(first)).error?.message).toBe('The queue is paused.')
    expect((await lab.call('POST', `/queue/jobs/${third}/front`)).body).toMatchObject({ position: 1 })
    expect((await lab.call('PUT', `/queue/jobs/${first}/place`, { before: null })).body).toMatchObject({ position: 3 })
    expect((await lab.call('PUT', `/queue/jobs/${second}/place`, { before: randomUUID() })).status).toBe(409)
    expect((await lab.call('POST', `/queue/jobs/${randomUUID()}/front`)).status).toBe(404)
    expect(await posted()).toBe(0)
    await fake.control({ set: { holdAtStep: 1 } })
    expect((await lab.call('POST', '/queue/resume')).body).toMatchObject({ paused: false })
    await lab.until(third, 'running')
    await lab.until(second, 'assigned')
    const waiting = await lab.job(first)
    // Nothing was measured yet: three stills of half a minute each.
    expect(waiting).toMatchObject({ status: 'queued', position: 1 })
    expect(waiting.progress.seconds_left).toBeGreaterThan(30)
    expect((await lab.call('POST', `/queue/jobs/${third}/front`)).status).toBe(409)
    await fake.control({ set: { holdAtStep: null }, action: { type: 'release' } })
    for (const id of [first, second, third]) await lab.until(id, 'done')
  })

  test('[H3] a paused host finishes its run; what it has not begun comes back, and costs no attempt', async () => {
    await fake.control({ set: { holdAtStep: 1 } })
    const attic = await lab.addServer(fake.url)
    const [first, second] = [await lab.generate(), await lab.generate()]
    await lab.until(first.id, 'running')
    await eventually(async () => expect((await fake.state()).pending).toHaveLength(1))
    const paused = await lab.call('POST', `/comfyui/servers/${attic.id}/pause`)
    expect(paused.body).toMatchObject({ status: 'paused' })
    expect(await lab.until(second.id, 'queued')).toMatchObject({
      attempts: 0,
      error: { message: 'Waits for Attic, which is paused.', detail: 'Attic was paused before it began.' },
    })
    expect((await fake.state()).pending).toEqual([])
    await fake.control({ set: { holdAtStep: null }, action: { type: 'release' } })
    await lab.until(first.id, 'done')
    expect((await lab.job(second.id)).status).toBe('queued')
    await lab.call('POST', `/comfyui/servers/${attic.id}/resume`)
    expect((await lab.until(second.id, 'done')).attempts).toBe(1)
    expect((await lab.call('POST', `/comfyui/servers/${randomUUID()}/pause`)).status).toBe(404)
  })
})

describe('[Q1] [Q3] [Q4] requests', () => {
  test('[Q1] posting twice with one id makes one job and one take', async () => {
    await lab.addServer(fake.url)
    const request = { id: randomUUID(), clip_id: lab.clipId, prompt: 'a', model: 'sketch', generation_type: 'image' }
    const answers = await Promise.all([1, 2, 3].map(() => lab.call('POST', '/generation', request)))
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 200, 201])
    await lab.until(request.id, 'done')
    expect((await lab.call('POST', '/queue/jobs', request)).status).toBe(200)
    expect(await lab.takes()).toHaveLength(1)
    const elsewhere = await lab.call('POST', '/generation', { ...request, clip_id: await lab.addClip() })
    expect(elsewhere.status).toBe(409)
  })

  test.each([
    ['a video from a still model', { generation_type: 'video' }, 422, 'makes image takes'],
    [
      'a model nobody has',
      { model: 'sdxl_dream.safetensors' },
      422,
      'Attic: SDXL needs `sdxl_dream.safetensors` in checkpoints',
    ],
    ['a name that says nothing', { model: 'dream.safetensors' }, 422, 'Choose its type'],
    ['a type that is none', { params: { model_type: 'sdxxl' } }, 422, 'no model type'],
    [
      'a model that takes a graph of its own',
      { model: 'flux1-canny-dev.safetensors' },
      422,
      'follows outlines or depth',
    ],
    [
      'a video from a picture without one',
      { ...VIDEO, model: 'wan2.1_i2v_480p_14B_fp8_scaled.safetensors' },
      422,
      'Make or pick a still',
    ],
    ['an unknown server', { server_id: randomUUID() }, 404, 'no server'],
    ['an unknown clip', { clip_id: randomUUID() }, 404, 'no clip'],
    ['a video from Sketch', { model: 'sketch', generation_type: 'video' }, 422, 'stills only'],
    ['numbers out of range', { params: { steps: 0 } }, 422, 'params.steps'],
  ])('[Q3] %s is refused and says why', async (_name, change, status, words) => {
    await lab.addServer(fake.url)
    const request = { clip_id: lab.clipId, prompt: 'a', model: 'sd_xl_base_1.0.safetensors', generation_type: 'image' }
    const answer = await lab.call('POST', '/generation', { ...request, ...change })
    expect(answer.status).toBe(status)
    expect(Problem.parse(answer.body).detail).toContain(words)
    expect((await lab.call('GET', '/queue/jobs')).body).toEqual([])
  })

  test('[Q3] without any server a model cannot run, and the answer says what can be done', async () => {
    const request = { clip_id: lab.clipId, prompt: 'a', model: 'sd_xl_base_1.0.safetensors', generation_type: 'image' }
    const answer = await lab.call('POST', '/generation', request)
    expect(answer.status).toBe(422)
    expect(Problem.parse(answer.body).detail).toContain('No ComfyUI server is connected')
  })

  test('[Q4] [H1] [H2] a job waits for a host that is away, says so, and runs when it comes', async () => {
    await fake.kill()
    const attic = await lab.addServer(fake.url)
    expect(attic).toMatchObject({ status: 'unreachable', problem: expect.stringContaining('Nothing answers at') })
    const job = await lab.generate()
    expect((await lab.job(job.id)).error?.message).toBe('Waits for Attic, which does not answer.')
    await fake.restart()
    await lab.until(job.id, 'done')
    expect((await lab.job(job.id)).error).toBeNull()
  })
})

describe('[R7] cancelling', () => {
  test('a waiting job leaves the line', async () => {
    await fake.control({ set: { holdAtStep: 1 } })
    await lab.addServer(fake.url)
    const jobs = [await lab.generate(), await lab.generate(), await lab.generate()]
    await lab.until(jobs[0]!.id, 'running')
    expect((await lab.call('POST', `/queue/jobs/${jobs[2]!.id}/cancel`)).body).toMatchObject({ status: 'cancelled' })
    await fake.control({ set: { holdAtStep: null }, action: { type: 'release' } })
    for (const { id } of jobs.slice(0, 2)) await lab.until(id, 'done')
    expect(await posted()).toBe(2)
    expect(await lab.takes()).toHaveLength(2)
  })

  test('a job ahead leaves the host’s queue, a running one is interrupted; no other is touched', async () => {
    await fake.control({ set: { holdAtStep: 2 } })
    await lab.addServer(fake.url)
    const [first, second] = [await lab.generate(), await lab.generate()]
    await lab.until(first.id, 'running')
    await eventually(async () => expect((await fake.state()).pending).toHaveLength(1))
    await lab.call('POST', `/queue/jobs/${second.id}/cancel`)
    await eventually(async () => expect((await fake.state()).pending).toEqual([]))
    expect((await fake.state()).running).not.toBeNull()
    await lab.call('POST', `/queue/jobs/${first.id}/cancel`)
    await fake.control({ set: { holdAtStep: null }, action: { type: 'release' } })
    await eventually(async () => expect((await fake.state()).running).toBeNull())
    expect((await lab.job(first.id)).status).toBe('cancelled')
    expect(await lab.takes()).toEqual([])
    // The places are free again.
    const third = await lab.generate()
    await lab.until(third.id, 'done')
  })

  test('a job at its end stays as it is, and twice is once', async () => {
    const job = await lab.generate({ model: 'sketch' })
    await lab.until(job.id, 'done')
    expect((await lab.call('POST', `/queue/jobs/${job.id}/cancel`)).body).toMatchObject({ status: 'done' })
    const other = await lab.generate({ model: 'sketch' })
    await lab.call('POST', `/queue/jobs/${other.id}/cancel`)
    expect((await lab.call('POST', `/queue/jobs/${other.id}/cancel`)).body).toMatchObject({ status: 'cancelled' })
    expect(await lab.takes()).toHaveLength(1)
  })

  test('[J8] a cancelled job can be tried again as a new one', async () => {
    const job = await lab.generate({ model: 'sketch' })
    expect((await lab.call('POST', `/queue/jobs/${job.id}/retry`, {})).status).toBe(409)
    await lab.call('POST', `/queue/jobs/${job.id}/cancel`)
    const id = randomUUID()
    const body = { id, params: { seed: 5 } }
    expect((await lab.call('POST', `/queue/jobs/${job.id}/retry`, body)).status).toBe(201)
    expect((await lab.call('POST', `/queue/jobs/${job.id}/retry`, body)).status).toBe(200)
    expect((await lab.until(id, 'done')).params.seed).toBe(5)
    expect((await lab.job(job.id)).status).toBe('cancelled')
  })
})

describe('the queue, over REST', () => {
  test('lists by project, clip and state, in pages, and forgets what is done', async () => {
    const jobs = []
    for (let count = 0; count < 3; count += 1) jobs.push(await lab.generate({ model: 'sketch' }))
    for (const { id } of jobs) await lab.until(id, 'done')
    const ids = [...jobs].reverse().map(({ id }) => id)
    const list = async (query: string): Promise<unknown> => (await lab.call('GET', `/queue/jobs${query}`)).body
    const idsOf = (found: unknown): string[] => (found as { id: string }[]).map(({ id }) => id)
    expect(idsOf(await list(`?project_id=${lab.projectId}`))).toEqual(ids)
    expect(idsOf((await lab.call('GET', `/queue/projects/${lab.projectId}/jobs`)).body)).toEqual(ids)
    expect(idsOf(await list(`?clip_id=${lab.clipId}&status=done,failed`))).toEqual(ids)
    expect(await list('?status=failed')).toEqual([])
    expect(await list(`?project_id=${randomUUID()}`)).toEqual([])
    const page = (await list('?limit=2')) as { items: unknown; next_cursor: string }
    expect(idsOf(page.items)).toEqual(ids.slice(0, 2))
    expect(await list(`?limit=2&cursor=${page.next_cursor}`)).toMatchObject({
      items: [{ id: ids[2] }],
      next_cursor: null,
    })
    expect((await lab.call('GET', '/queue/jobs?status=asleep')).status).toBe(422)
    expect((await lab.call('DELETE', `/queue/jobs/${ids[0]}`)).status).toBe(204)
    expect((await lab.call('GET', `/queue/jobs/${ids[0]}`)).status).toBe(404)
    expect((await lab.call('DELETE', '/queue/clear?status=failed')).body).toEqual({ removed: 0 })
    expect((await lab.call('DELETE', '/queue/clear')).body).toEqual({ removed: 2 })
    expect(await lab.takes()).toHaveLength(3)
  })
})

describe('servers, over REST', () => {
  test('[H3] info lists models with what they lack; changing, pausing and removing work', async () => {
    const attic = await lab.addServer(fake.url)
    const info = ComfyServerInfo.parse((await lab.call('GET', `/comfyui/servers/${attic.id}/info`)).body)
    expect(info).toMatchObject({ version: '0.8.0', queue: { running: 0, pending: 0 } })
    expect(info.gpus[0]?.name).toContain('RTX 4090')
    expect(info.models).toContainEqual({
      name: 'flux1-dev.safetensors',
      folder: 'diffusion_models',
      model_type: 'flux_dev',
      missing: [],
      kinds: ['image'],
      presets: { fast: { steps: 8, lacks: null }, quality: { steps: 28, lacks: null } },
    })
    expect(info.models.find(({ name }) => name.startsWith('hidream'))?.missing).toEqual([
      'clip_g_hidream.safetensors',
      'llama_3.1_8b_instruct_fp8_scaled.safetensors',
    ])
    const pair = info.models.filter(({ name }) => name.startsWith('wan2.2_t2v'))
    expect(pair).toMatchObject([
      {
        name: 'wan2.2_t2v_high_noise_14B_fp8_scaled.safetensors',
        presets: { fast: { steps: 8, lacks: { what: 'the lightx2v pair of t2v LoRAs', steps_without: 20 } } },
      },
    ])
    expect((await lab.call('POST', '/comfyui/servers', { name: 'Twin', url: `${fake.url}/` })).status).toBe(409)
    const paused = await lab.call('PUT', `/comfyui/servers/${attic.id}`, {
      name: 'Attic 4090',
      url: fake.url,
      paused: true,
    })
    expect(paused.body).toMatchObject({ name: 'Attic 4090', status: 'paused' })
    const job = await lab.generate()
    expect((await lab.job(job.id)).error?.message).toBe('Waits for Attic 4090, which is paused.')
    await lab.call('PUT', `/comfyui/servers/${attic.id}`, { name: 'Attic', url: fake.url })
    await lab.until(job.id, 'done')
    expect((await lab.call('DELETE', `/comfyui/servers/${attic.id}`)).status).toBe(204)
    expect((await lab.call('GET', `/comfyui/servers/${attic.id}/info`)).status).toBe(404)
    expect((await lab.call('GET', '/comfyui/servers')).body).toEqual([])
  })

  test('[H4] testing an address says what is there, or the exact fix', async () => {
    const good = await lab.call('POST', '/comfyui/servers/test', { url: fake.url })
    expect(good.body).toMatchObject({ ok: true, version: '0.8.0', problem: null, fix: null })
    const self = await lab.call('POST', '/comfyui/servers/test', { url: server.url })
    expect(self.body).toMatchObject({ ok: false, fix: expect.stringContaining('usually 8188') })
    const nobody = await lab.call('POST', '/comfyui/servers/test', { url: 'http://127.0.0.1:9' })
    expect(nobody.body).toMatchObject({ ok: false, fix: expect.stringContaining('Start ComfyUI on this computer') })
    expect((await lab.call('POST', '/comfyui/servers/test', { url: 'ftp://attic' })).status).toBe(422)
  })
})
