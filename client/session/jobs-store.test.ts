import { describe, expect, test, vi } from 'vitest'
import { GenerationRequest, Job } from '#shared/protocol/jobs.ts'
import type { ServerEvent } from '#shared/protocol/jobs.ts'
import { ApiError } from '../api/api-client.ts'
import { memoryDeviceSettings, memoryJobsCache, memoryOutboxStore } from '../storage/memory/memory-stores.ts'
import { Outbox } from '../sync/outbox.ts'
import type { TabRole } from '../sync/tab-leader.ts'
import { JobsStore } from './jobs-store.ts'
import { ServerLink } from './server-link.ts'
import { writable } from './store.ts'

const FILM = '0b6b7a3e-6a55-4b7a-9b43-1f5e6a7c8d90'
const CLIP = '1c7c8b4f-7b66-4c8b-8c54-2a6f7b8d9ea1'
const JOB = '2d8d9c50-8c77-4d9c-9d65-3b708c9eafb2'
const { id: _none, ...request } = GenerationRequest.parse({
  clip_id: CLIP,
  prompt: 'rain',
  model: 'sketch',
  generation_type: 'image',
  params: { steps: 8 },
})

async function aStore({ saved = true }: { saved?: boolean } = {}) {
  const time = { now: Date.parse('2026-03-01T12:00:00Z') }
  const cache = memoryJobsCache()
  const listed: { jobs: Job[] | null } = { jobs: null }
  let hear: (data: string) => void = () => undefined
  const server = await ServerLink.open({
    settings: memoryDeviceSettings(),
    leader: writable<TabRole>('leader'),
    openEvents: ({ onMessage }) => {
      hear = onMessage
      return () => undefined
    },
    channel: { postMessage: () => undefined, addEventListener: () => undefined, close: () => undefined },
    random: () => 0,
  })
  const sent: string[] = []
  const answer = { refusal: null as ApiError | null }
  const outbox: Outbox = new Outbox({
    store: memoryOutboxStore(),
    api: {
      createJob: async (job) => {
        if (answer.refusal) throw answer.refusal
        sent.push(`create ${job.id}`)
        return Promise.reject(new ApiError('offline', 0, 'gone'))
      },
      cancelJob: async (id) => {
        sent.push(`cancel ${id}`)
        return Promise.reject(new ApiError('not-found', 404, 'no such job'))
      },
      hasMedia: async () => true,
      lendMedia: async () => true,
      putMedia: () => Promise.reject(new ApiError('offline', 0, 'gone')),
    },
    leader: writable<TabRole>('leader'),
    syncOn: writable(true),
    readMedia: async () => null,
    flushProject: async () => undefined,
    isProjectSaved: async () => saved,
    onSettled: (outcome) => store.noteOutcome(outcome),
    now: () => time.now,
    random: () => 0,
  })
  const clock = { now: () => time.now, newId: () => JOB, random: () => 0 }
  const api = {
    listJobs: async () => {
      if (!listed.jobs) throw new ApiError('offline', 0, 'gone')
      return listed.jobs
    },
  }
  const open = (): JobsStore => new JobsStore({ api, cache, outbox, server, clock })
  const store = open()
  await store.start()
  outbox.start()
  const tell = (event: ServerEvent): void => hear(JSON.stringify(event))
  return { store, open, outbox, listed, tell, hear: (data: string) => hear(data), time, sent, answer }
}

function serverJob(change: Partial<Job> = {}): Job {
  return Job.parse({
    id: JOB,
    project_id: FILM,
    clip_id: CLIP,
    server_id: 'any',
    assigned_server_id: null,
    assigned_server_name: null,
    prompt: 'rain',
    negative_prompt: '',
    model: 'sketch',
    model_type: null,
    generation_type: 'image',
    params: { steps: 8 },
    priority: 0,
    status: 'running',
    progress: { step: 3, steps: 8, fraction: 0.4, seconds_left: 2, preview: 1 },
    position: null,
    error: null,
    attempts: 1,
    max_attempts: 3,
    take_id: null,
    media: null,
    requested_by: '',
    created_at: '2026-03-01T12:00:00.000Z',
    started_at: '2026-03-01T12:00:01.000Z',
    finished_at: null,
    ...change,
  })
}

describe('the jobs of this device', () => {
  test('a request is a queued job at once, offline or not, and survives a reload', async () => {
    const { store, open } = await aStore({ saved: false })
    const id = await store.request(FILM, request)
    expect(store.all.get()).toMatchObject([{ id, project_id: FILM, clip_id: CLIP, status: 'queued', position: null }])
    expect(open().all.get()).toMatchObject([{ id }])
  })

  test('the server has the last word on a job, each event at once', async () => {
    const { store, tell } = await aStore({ saved: false })
    await store.request(FILM, request)
    tell({ type: 'job', job: serverJob() })
    expect(store.all.get()).toHaveLength(1)
    expect(store.all.get()[0]).toMatchObject({ status: 'running', progress: { step: 3 } })
    const before = store.all.get()[0]
    tell({ type: 'job', job: serverJob() })
    expect(store.all.get()[0]).toBe(before)
    tell({ type: 'job-removed', id: JOB, project_id: FILM })
    await vi.waitFor(() => expect(store.all.get()[0]?.status).not.toBe('running'))
  })

  test('nonsense in the stream changes nothing', async () => {
    const { store, hear } = await aStore()
    hear('<html>')
    hear('{"type":"job","job":{"id":1}}')
    expect(store.all.get()).toEqual([])
  })

  test('a refused request stays as a failed job with the words of the server, over a refresh', async () => {
    const { store, answer, listed } = await aStore()
    answer.refusal = new ApiError('missing-models', 422, 'No server has flux_dev.')
    await store.request(FILM, request)
    await vi.waitFor(() =>
      expect(store.all.get()).toMatchObject([{ status: 'failed', error: { message: 'No server has flux_dev.' } }]),
    )
    listed.jobs = []
    await store.refresh()
    expect(store.all.get()).toHaveLength(1)
  })

  test('after a reconnect what the server has forgotten is forgotten here', async () => {
    const { store, tell, listed } = await aStore()
    tell({ type: 'job', job: serverJob({ status: 'done' }) })
    expect(store.all.get()).toHaveLength(1)
    listed.jobs = []
    tell({ type: 'hello', protocol: 1, now: '2026-03-01T12:00:00.000Z' })
    await vi.waitFor(() => expect(store.all.get()).toEqual([]))
  })

  test('calling off a job that the server has is sent to it; a retry is a new request', async () => {
    const { store, sent, outbox } = await aStore()
    await store.cancel(serverJob())
    await vi.waitFor(() => expect(sent).toContain(`cancel ${JOB}`))
    await store.retry(serverJob({ status: 'failed' }), { width: 1280, height: 720 })
    expect(outbox.items.get()[0]?.request).toMatchObject({
      kind: 'job',
      job: { prompt: 'rain', params: { steps: 8, width: 1280, height: 720 } },
    })
  })
})
