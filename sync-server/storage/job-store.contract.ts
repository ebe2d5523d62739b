import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { JobRecord, JobRun, JobStore } from './job-store.ts'

/** An opened store, and the way to close it. */
export interface OpenedJobStore {
  readonly store: JobStore
  close(): Promise<void>
}

/** A job for tests of storage. */
function aJob(changes: Partial<JobRecord> = {}): JobRecord {
  return {
    id: 'job-1',
    revision: 0,
    projectId: 'film-1',
    clipId: 'clip-1',
    requestedHostId: null,
    prompt: 'a pier at dusk — “ß” 日本 \0',
    negativePrompt: '',
    model: 'flux1-dev.safetensors',
    modelType: 'flux_dev',
    kind: 'image',
    params: { seed: Number.MAX_SAFE_INTEGER, steps: 28, loras: [{ name: 'a', strength: 0.5 }] },
    film: { width: 1280, height: 720, clipSeconds: 4.5 },
    priority: 0,
    requestedBy: 'Rin',
    state: 'queued',
    hostId: null,
    hostName: null,
    attempts: 0,
    maxAttempts: 3,
    failedHosts: [],
    notBefore: 0,
    run: null,
    leaseEndsAt: null,
    error: null,
    media: null,
    recipe: null,
    createdAt: 1000,
    startedAt: null,
    finishedAt: null,
    ...changes,
  }
}

/** What every driver of the job store promises. */
export function describeJobStore(name: string, open: () => Promise<OpenedJobStore>): void {
  describe(`job store: ${name}`, () => {
    let opened: OpenedJobStore
    let store: JobStore
    beforeEach(async () => {
      opened = await open()
      store = opened.store
    })
    afterEach(() => opened.close())

    const addAll = async (...jobs: JobRecord[]): Promise<void> => {
      for (const job of jobs) await store.add(job)
    }
    const ids = (jobs: readonly JobRecord[]): string[] => jobs.map((job) => job.id)

    test('a job comes back as it went in', async () => {
      const run: JobRun = {
        promptId: 'p',
        graph: { 1: { class_type: 'KSampler', inputs: { seed: 7, model: ['2', 0] } } },
        outputNodeIds: ['1'],
        params: { steps: 8, sampler: 'euler', tiled: false },
        inputs: ['a'.repeat(64)],
        serverVersion: null,
        frames: 33,
        fps: 16,
        files: [{ filename: 'x.mp4', subfolder: '', type: 'output' }],
      }
      const job = aJob({ run, error: { message: 'a', detail: 'b', fix: { label: 'c', params: { width: 512 } } } })
      expect(await store.add(job)).toEqual({ job, created: true })
      expect(await store.get(job.id)).toEqual(job)
      expect(await store.get('another')).toBeNull()
    })

    test('adding an id twice keeps the first and says so', async () => {
      await store.add(aJob())
      expect(await store.add(aJob({ prompt: 'another' }))).toEqual({ job: aJob(), created: false })
      expect(await store.get('job-1')).toEqual(aJob())
    })

    test('a save counts only on top of the newest revision', async () => {
      await store.add(aJob())
      const [one, two] = await Promise.all([
        store.save(aJob({ revision: 1, state: 'assigned' })),
        store.save(aJob({ revision: 1, state: 'cancelled' })),
      ])
      expect([one, two].filter(Boolean)).toHaveLength(1)
      expect(await store.save(aJob({ revision: 1, state: 'done' }))).toBe(false)
      expect(await store.save(aJob({ revision: 3 }))).toBe(false)
      expect(await store.save(aJob({ revision: 2, state: 'running' }))).toBe(true)
      expect((await store.get('job-1'))?.state).toBe('running')
      expect(await store.save(aJob({ id: 'gone', revision: 1 }))).toBe(false)
    })

    test('lists newest first, narrowed and in pages', async () => {
      await addAll(
        aJob({ id: 'a', createdAt: 1 }),
        aJob({ id: 'b', createdAt: 2, projectId: 'film-2' }),
        aJob({ id: 'd', createdAt: 3, state: 'done', hostId: 'host-1' }),
        aJob({ id: 'c', createdAt: 3, clipId: 'clip-2', state: 'failed' }),
      )
      expect(ids(await store.list({ limit: 10 }))).toEqual(['d', 'c', 'b', 'a'])
      expect(ids(await store.list({ limit: 2 }))).toEqual(['d', 'c'])
      expect(ids(await store.list({ limit: 2, after: 'd' }))).toEqual(['c', 'b'])
      expect(ids(await store.list({ limit: 2, after: 'c' }))).toEqual(['b', 'a'])
      expect(ids(await store.list({ limit: 9, projectId: 'film-2' }))).toEqual(['b'])
      expect(ids(await store.list({ limit: 9, projectIds: ['film-2', 'film-3'] }))).toEqual(['b'])
      expect(await store.list({ limit: 9, projectIds: [] })).toEqual([])
      expect(ids(await store.list({ limit: 9, clipId: 'clip-2' }))).toEqual(['c'])
      expect(ids(await store.list({ limit: 9, hostId: 'host-1' }))).toEqual(['d'])
      expect(ids(await store.list({ limit: 9, states: ['done', 'queued'] }))).toEqual(['d', 'b', 'a'])
      expect(await store.list({ limit: 9, states: [] })).toEqual([])
      expect(await store.list({ limit: 9, projectId: '\0' })).toEqual([])
    })

    test('open jobs are those not at their end, oldest first; counts know all', async () => {
      await addAll(
        aJob({ id: 'z', createdAt: 1, state: 'storing' }),
        aJob({ id: 'y', createdAt: 2, state: 'done' }),
        aJob({ id: 'x', createdAt: 3 }),
        aJob({ id: 'w', createdAt: 4 }),
      )
      expect(ids(await store.open())).toEqual(['z', 'x', 'w'])
      expect(await store.counts()).toEqual({ storing: 1, done: 1, queued: 2 })
    })

    test('a removed job is gone', async () => {
      await store.add(aJob())
      expect(await store.remove('job-1')).toBe(true)
      expect(await store.remove('job-1')).toBe(false)
      expect(await store.get('job-1')).toBeNull()
    })
  })
}
