import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '#server/testing/fake-comfy/eventually.ts'
import { FAST, openLab, type GenerationLab } from '#server/testing/generation-lab.ts'
import { startTestServer, type TestServer } from '#server/testing/start-test-server.ts'
import { connectPeer } from '#server/testing/sync-peer.ts'
import { openProjectDoc } from '#shared/document/project-doc.ts'
import { BatchBody } from '#shared/protocol/batches.ts'
import { Problem } from '#shared/protocol/errors.ts'
import type { GenerationRequest, Job } from '#shared/protocol/jobs.ts'
import { LeasedJob, PullWorkerBody } from '#shared/protocol/pull-workers.ts'
import type { TakeBody } from '#shared/protocol/http.ts'

const MODEL = 'house_style_v3.safetensors'

let server: TestServer
let lab: GenerationLab

let dataDir: string

async function start(): Promise<void> {
  server = await startTestServer({ dataDir, dispatch: { ...FAST, leaseLookMs: 20 } })
}

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'storycanvas-pull-'))
  await start()
  lab = await openLab(server.url)
})
afterAll(async () => {
  await server.stop()
  await rm(dataDir, { recursive: true, force: true })
})

async function register(body: object = { models: [MODEL], name: 'Attic' }): Promise<string> {
  const id = randomUUID()
  const answer = await lab.call('POST', `/queue/servers/${id}/register`, body)
  expect(answer.status).toBe(201)
  expect(PullWorkerBody.parse(answer.body)).toMatchObject({ id, here: true, job_id: null })
  return id
}

async function next(id: string): Promise<LeasedJob | null> {
  const { status, body } = await lab.call('GET', `/queue/servers/${id}/next`)
  expect([200, 204]).toContain(status)
  return status === 204 ? null : LeasedJob.parse(body)
}

async function ask(changes: Partial<GenerationRequest> = {}): Promise<Job> {
  return lab.generate({ model: MODEL, params: { seed: 7, width: 64, height: 64 }, ...changes })
}

let colour = 0
async function picture(): Promise<Blob> {
  colour += 1
  const create = { width: 64, height: 48, channels: 3 as const, background: { r: colour, g: 90, b: 20 } }
  return new Blob([new Uint8Array(await sharp({ create }).png().toBuffer())])
}

async function handIn(
  jobId: string,
  files: readonly Blob[],
  fields: Record<string, string> = {},
): Promise<{ status: number; body: unknown }> {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  for (const [at, file] of files.entries()) form.append('outputs', file, `out-${at}.png`)
  const response = await fetch(`${server.url}/api/v1/queue/jobs/${jobId}/complete`, { method: 'POST', body: form })
  return { status: response.status, body: await response.json() }
}

async function takesOf(clipId: string): Promise<TakeBody[]> {
  return (await lab.call('GET', `/clips/${clipId}/gallery`)).body as TakeBody[]
}

describe('machines that fetch their jobs', () => {
  test('[W1] [W5] a job that only a pull worker can run is taken, leased, handed in and in every open tab', async () => {
    const id = await register()
    const clip_id = await lab.addClip()
    expect(
      (
        await lab.call('POST', '/generation', {
          clip_id,
          prompt: 'a',
          model: 'other.safetensors',
          generation_type: 'image',
        })
      ).status,
    ).toBe(422)
    const peer = connectPeer(server.wsUrl, `project/${lab.projectId}`)
    const doc = openProjectDoc(peer.doc)
    const job = await ask({ clip_id })
    const leased = await next(id)
    expect(leased).toMatchObject({
      job: { id: job.id, status: 'running', assigned_server_id: id, assigned_server_name: 'Attic', attempts: 1 },
      params: { seed: 7, width: 64, height: 64 },
      start_image: null,
    })
    expect(Date.parse(leased?.lease.expires_at ?? '')).toBeGreaterThan(Date.now() + 60_000)
    const [first, second] = [await picture(), await picture()]
    const done = await handIn(job.id, [first, second], { server_id: id })
    expect(done).toMatchObject({ status: 200, body: { id: job.id, status: 'done', take_id: job.id } })
    const takes = await takesOf(clip_id)
    expect(takes).toHaveLength(2)
    const own = takes.find((take) => take.id === job.id)
    expect(own).toMatchObject({
      kind: 'image',
      width: 64,
      height: 48,
      model: MODEL,
      selected: true,
      source: 'generated',
    })
    expect(await (await fetch(`${server.url}${own?.recipe}`)).json()).toMatchObject({
      model: MODEL,
      seed: 7,
      server: 'Attic',
    })
    await expect.poll(() => [...doc.takes.values()].length).toBe(2)
    peer.stop()
    // Once more: the answer may have got lost on its way.
    expect(await handIn(job.id, [first, second], { server_id: id })).toMatchObject({
      status: 200,
      body: { status: 'done' },
    })
    expect(await takesOf(clip_id)).toHaveLength(2)
    expect(await next(id)).toBeNull()
  })

  test('[W3] asking again gives the same job and holds it longer; another worker gets another one', async () => {
    const [one, two] = [await register(), await register()]
    const jobs = [await ask(), await ask()]
    const first = await next(one)
    expect(first?.job.id).toBe(jobs[0]?.id)
    const again = await next(one)
    expect(again?.job.id).toBe(first?.job.id)
    expect(Date.parse(again?.lease.expires_at ?? '')).toBeGreaterThanOrEqual(Date.parse(first?.lease.expires_at ?? ''))
    expect((await next(two))?.job.id).toBe(jobs[1]?.id)
    for (const job of jobs) await lab.call('POST', `/queue/jobs/${job.id}/cancel`)
  })

  test('[W4] [W6] a lease that ends gives the job back; a late result counts until somebody else has it', async () => {
    const [silent, other] = [await register(), await register()]
    const shorten = (id: string): Promise<void> => {
      const worker = server.services.dispatch.workers.get(id)
      if (!worker) throw new Error('not registered')
      // Shorter than the edge allows, so that nobody waits.
      return server.services.dispatch.workers.put({ ...worker, leaseSeconds: 0.05 })
    }
    await shorten(silent)
    const late = await ask()
    expect((await next(silent))?.job.id).toBe(late.id)
    await lab.until(late.id, 'queued')
    expect(await handIn(late.id, [await picture()], { server_id: silent })).toMatchObject({
      status: 200,
      body: { status: 'done' },
    })

    const passed = await ask()
    expect((await next(silent))?.job.id).toBe(passed.id)
    const taken = await eventually(async () => {
      const lease = await next(other)
      expect(lease?.job.id).toBe(passed.id)
      return lease
    })
    expect(taken?.job).toMatchObject({ attempts: 2, assigned_server_id: other })
    const refused = await handIn(passed.id, [await picture()], { server_id: silent })
    expect(refused.status).toBe(409)
    expect(Problem.parse(refused.body).detail).toContain('Attic has this job now')
    expect(await handIn(passed.id, [await picture()])).toMatchObject({ status: 200, body: { status: 'done' } })
  })

  test('[W7] an error is handed in; another machine tries where there is one, else the job has failed', async () => {
    const alone = await register({ models: ['rare.safetensors'] })
    const job = await ask({ model: 'rare.safetensors' })
    await next(alone)
    const failed = await lab.call('POST', `/queue/jobs/${job.id}/complete`, { error: 'No memory', detail: 'CUDA' })
    expect(failed).toMatchObject({
      status: 200,
      body: { status: 'failed', error: { message: 'No memory', detail: 'CUDA' } },
    })
    const again = await handIn(job.id, [], { error: 'No memory', server_id: alone })
    expect(again).toMatchObject({ status: 200, body: { status: 'failed' } })
    const second = await register({ models: ['rare.safetensors'] })
    const retried = await ask({ model: 'rare.safetensors' })
    await next(alone)
    await handIn(retried.id, [], { error: 'No memory', server_id: alone })
    expect(await next(alone)).toBeNull()
    await eventually(async () => expect((await next(second))?.job.id).toBe(retried.id))
    await lab.call('POST', `/queue/jobs/${retried.id}/cancel`)
    expect((await handIn(retried.id, [await picture()], { server_id: second })).status).toBe(409)
  })

  test('[W2] a registered ComfyUI server that cannot be reached from here may fetch its own jobs', async () => {
    const { body } = await lab.call('POST', '/comfyui/servers', {
      name: 'Behind the router',
      url: 'http://127.0.0.1:9',
    })
    const { id } = body as { id: string }
    const job = await ask({ server_id: id, model: 'flux1-dev.safetensors' })
    const registered = await fetch(`${server.url}/api/v1/queue/servers/${id}/register`, { method: 'POST' })
    expect(await registered.json()).toMatchObject({ name: 'Behind the router', generation_types: ['image', 'video'] })
    expect(await next(id)).toMatchObject({ job: { id: job.id }, params: { model_type: 'flux_dev', steps: 28, cfg: 1 } })
    await lab.call('POST', `/queue/jobs/${job.id}/cancel`)
    await lab.call('DELETE', `/comfyui/servers/${id}`)
    expect((await lab.call('DELETE', `/queue/servers/${id}`)).status).toBe(204)
    expect((await lab.call('GET', `/queue/servers/${id}/next`)).status).toBe(404)
  })

  test.each([
    ['nothing', [], {}, 422],
    ['a text', [new Blob(['not a picture'])], {}, 415],
    ['an unknown job', [new Blob(['x'])], { job: randomUUID() }, 404],
  ] as const)('%s is refused, and the job waits on', async (_name, files, { job: other }: { job?: string }, status) => {
    const id = await register()
    const job = await ask()
    await next(id)
    const answer = await handIn(other ?? job.id, files, { server_id: id })
    expect(answer.status).toBe(status)
    expect((await next(id))?.job.id).toBe(job.id)
    await lab.call('POST', `/queue/jobs/${job.id}/cancel`)
  })

  test('[W8] a restart of the server leaves job and lease with the worker', async () => {
    const id = await register()
    const job = await ask()
    await next(id)
    await restart()
    expect((await next(id))?.job.id).toBe(job.id)
    expect(await handIn(job.id, [await picture()], { server_id: id })).toMatchObject({ body: { status: 'done' } })
    expect((await lab.call('GET', '/queue/servers')).body).toContainEqual(expect.objectContaining({ id, here: true }))
  })
})

describe('batches', () => {
  test('[B1] [B2] each clip gets its takes by its own prompt, in one request', async () => {
    const clips = [await lab.addClip(), await lab.addClip()]
    const id = randomUUID()
    const body = {
      id,
      name: 'First look',
      clip_ids: clips,
      model: 'sketch',
      generation_type: 'image',
      takes: 2,
      params: { seed: 5 },
    }
    const made = await lab.call('POST', '/generation/batch', body)
    expect(made).toMatchObject({
      status: 201,
      body: { id, total: 4, project_ids: [lab.projectId], name: 'First look' },
    })
    expect(await lab.call('POST', '/generation/batch', body)).toMatchObject({ status: 200, body: { id, total: 4 } })
    const done = await eventually(async () => {
      const batch = BatchBody.parse((await lab.call('GET', `/generation/batch/${id}`)).body)
      expect(batch).toMatchObject({ status: 'done', counts: { done: 4 }, fraction: 1 })
      return batch
    })
    const jobs = await Promise.all(done.jobs.map(({ job_id }) => lab.job(job_id)))
    expect(jobs.map(({ clip_id, params }) => [clip_id, params.seed])).toEqual(
      clips.flatMap((clip) => [
        [clip, 5],
        [clip, 6],
      ]),
    )
    expect(jobs[0]?.prompt).toBe('cinematic sunrise')
    expect(await takesOf(clips[0] ?? '')).toHaveLength(2)
    const listed = (await lab.call('GET', '/generation/batches?limit=1')).body
    expect(listed).toMatchObject({ items: [{ id, status: 'done' }], next_cursor: null })
  })

  test('[B1] where one job could never run nothing is queued, and every reason is told', async () => {
    const clip_ids = [await lab.addClip(), randomUUID()]
    const before = (await lab.call('GET', '/queue/jobs')).body as unknown[]
    const { status, body } = await lab.call('POST', '/generation/batch', {
      clip_ids,
      model: 'sketch',
      generation_type: 'image',
    })
    expect({ status, errors: Problem.parse(body).errors.map(({ path }) => path) }).toEqual({
      status: 404,
      errors: ['clip_ids.1'],
    })
    const videos = await lab.call('POST', '/generation/batch', {
      clip_ids: [clip_ids[0]],
      model: 'sketch',
      generation_type: 'video',
    })
    expect(videos).toMatchObject({ status: 422, body: { errors: [{ path: 'clip_ids.0' }] } })
    expect((await lab.call('GET', '/queue/jobs')).body).toHaveLength(before.length)
  })

  test('[B4] a batch of single requests waits for a worker, survives a restart and is called off whole', async () => {
    const clip_id = await lab.addClip()
    const server_id = await register()
    const one = { clip_id, server_id, prompt: 'a', model: MODEL, generation_type: 'image' }
    const headers = { 'content-type': 'application/json', 'idempotency-key': randomUUID() }
    const body = JSON.stringify({ requests: [one, { ...one, prompt: 'b' }, one] })
    const post = (): Promise<Response> =>
      fetch(`${server.url}/api/v1/generation/batch`, { method: 'POST', headers, body })
    const { id, jobs } = BatchBody.parse(await (await post()).json())
    await restart()
    // The answer is kept, too: whoever asks again with its key makes nothing new.
    const again = await post()
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([201, 'true'])
    expect(await again.json()).toMatchObject({ id })
    const waiting = await lab.call('GET', `/generation/batch/${id}`)
    expect(waiting).toMatchObject({ body: { status: 'waiting', counts: { queued: 3 }, fraction: 0 } })
    expect(await lab.call('POST', `/generation/batch/${id}/cancel`)).toMatchObject({
      status: 200,
      body: { status: 'cancelled', fraction: 1, jobs: jobs.map(({ job_id }) => ({ job_id, status: 'cancelled' })) },
    })
  })
})

/** Stops the server of this file and starts it anew over its data. */
async function restart(): Promise<void> {
  await server.stop()
  await start()
  lab = lab.at(server.url)
}
