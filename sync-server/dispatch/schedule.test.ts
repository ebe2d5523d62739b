import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { aJob } from '#server/testing/a-job.ts'
import type { JobRecord } from '#server/storage/job-store.ts'
import { FairShares } from './fair-shares.ts'
import { assignJobs, BATCH_MS, dueOrder, type HostView, type ScheduleInput } from './schedule.ts'

const host = (id: string, changes: Partial<HostView> = {}): HostView => ({
  id,
  ready: true,
  slots: 2,
  load: 0,
  loadedModel: null,
  modelSince: 0,
  busyMs: 0,
  ...changes,
})
const job = (id: string, changes: Partial<JobRecord> = {}): JobRecord =>
  aJob({ id, createdAt: Number(id) || 0, ...changes })

const durationOf = (): number => 10_000

function assign(input: Partial<ScheduleInput>): string[] {
  const whole = {
    waiting: [],
    hosts: [],
    canRun: () => true,
    durationOf,
    shares: new FairShares(),
    now: 1000,
    ...input,
  }
  return assignJobs(whole).map(({ jobId, hostId }) => `${jobId}→${hostId}`)
}

const had = (times: Readonly<Record<string, number>>): FairShares => new FairShares(new Map(Object.entries(times)))
const order = (waiting: readonly JobRecord[], shares = had({})): string[] =>
  dueOrder(waiting, shares, ({ kind }) => (kind === 'video' ? 100 : 10)).map(({ id }) => id)

describe('the order in which jobs are due', () => {
  test('[S1] higher priority goes first', () => {
    expect(order([job('1'), job('2', { priority: 5 }), job('3', { priority: -1 })])).toEqual(['2', '1', '3'])
  })

  test('[S2] the project that has had least time is next', () => {
    const film = ['1', '2', '3'].map((id) => job(id))
    const other = [job('4', { projectId: 'film-2' }), job('5', { projectId: 'film-2' })]
    expect(order([...film, ...other])).toEqual(['1', '4', '2', '5', '3'])
    expect(order([job('1'), ...other], had({ 'film-1': 15 }))).toEqual(['4', '5', '1'])
    const videos = other.map((each) => ({ ...each, kind: 'video' as const }))
    expect(order([...film, ...videos])).toEqual(['1', '4', '2', '3', '5'])
  })

  test('[S8] within a project a job stands where somebody put it', () => {
    expect(order([job('1'), job('2'), job('3', { place: 0 }), job('4', { place: 1.5 })])).toEqual(['3', '1', '4', '2'])
  })
})

describe('which host gets which job', () => {
  test('[S3] only one that is ready, can run it, and is the one asked for', () => {
    const hosts = [host('a', { ready: false }), host('b'), host('c')]
    expect(assign({ waiting: [job('1')], hosts, canRun: (_job, id) => id !== 'b' })).toEqual(['1→c'])
    expect(assign({ waiting: [job('1', { requestedHostId: 'c' })], hosts })).toEqual(['1→c'])
    expect(assign({ waiting: [job('1', { requestedHostId: 'a' })], hosts })).toEqual([])
  })

  test('[S4] one runs and one is ahead; idle hosts come first', () => {
    const waiting = ['1', '2', '3', '4', '5'].map((id) => job(id))
    expect(assign({ waiting, hosts: [host('a'), host('b')] })).toEqual(['1→a', '2→b', '3→a', '4→b'])
    expect(
      assign({ waiting, hosts: [host('a', { load: 1, loadedModel: 'flux1-dev.safetensors' }), host('b')] }),
    ).toEqual(['1→b', '2→a', '3→b'])
  })

  test('[S5] the host that has the model loaded', () => {
    const hosts = [host('a', { loadedModel: 'other' }), host('b', { loadedModel: 'flux1-dev.safetensors' })]
    expect(assign({ waiting: [job('1')], hosts })).toEqual(['1→b'])
    expect(assign({ waiting: [job('1')], hosts: [hosts[0]!, { ...hosts[1]!, load: 1 }] })).toEqual(['1→a'])
  })

  test('[S6] not the host on which it failed, unless there is no other', () => {
    const failed = job('1', { failedHosts: ['a'] })
    expect(assign({ waiting: [failed], hosts: [host('a'), host('b', { load: 1 })] })).toEqual(['1→b'])
    expect(assign({ waiting: [failed], hosts: [host('a'), host('b', { load: 2 })] })).toEqual([])
    expect(assign({ waiting: [failed], hosts: [host('a'), host('b', { ready: false })] })).toEqual(['1→a'])
  })

  test('[S7] jobs of the loaded model go first, until another has waited for ten minutes', () => {
    const hosts = [host('a', { loadedModel: 'sdxl', slots: 1 })]
    const younger = job('2', { model: 'sdxl' })
    expect(assign({ waiting: [job('1'), younger], hosts })).toEqual(['2→a'])
    expect(assign({ waiting: [job('1', { priority: 1 }), younger], hosts })).toEqual(['1→a'])
    expect(assign({ waiting: [job('1', { place: 0 }), younger], hosts })).toEqual(['1→a'])
    expect(assign({ waiting: [job('1'), younger], hosts, now: BATCH_MS })).toEqual(['1→a'])
    const served = [...hosts, host('b', { loadedModel: job('1').model, load: 2 })]
    expect(assign({ waiting: [job('1'), younger], hosts: served, now: BATCH_MS })).toEqual(['2→a'])
  })

  test('[S7] a project may get ahead of another by a third of the longest job for it, not further', () => {
    const hosts = [host('a', { loadedModel: 'sdxl', slots: 1 })]
    const waiting = [job('1', { projectId: 'film-2' }), job('2', { model: 'sdxl' })]
    expect(assign({ waiting, hosts, shares: had({ 'film-1': 3000 }) })).toEqual(['2→a'])
    expect(assign({ waiting, hosts, shares: had({ 'film-1': 3001 }) })).toEqual(['1→a'])
  })

  test('[S7] a model that no host has loaded comes before one that another has; else the one with most work', () => {
    const hosts = [host('a', { slots: 1 }), host('b', { loadedModel: 'sdxl', slots: 1, load: 1 })]
    expect(assign({ waiting: [job('1', { model: 'sdxl' }), job('2', { model: 'wan' })], hosts })).toEqual(['2→a'])
    const loaded = [...hosts, host('c', { loadedModel: 'wan', slots: 1, load: 1 })]
    const waiting = [job('1', { model: 'sdxl' }), job('2', { model: 'wan' }), job('3', { model: 'wan' })]
    expect(assign({ waiting, hosts: loaded })).toEqual(['2→a'])
  })

  test('[S9] a job waits for a busy host that is through with it sooner, and only for such a one', () => {
    const slow = (_job: JobRecord, id: string | null): number => (id === 'a' ? 60_000 : 10_000)
    const hosts = [host('a', { slots: 1 }), host('b', { slots: 1, load: 1, busyMs: 20_000 })]
    expect(assign({ waiting: [job('1')], hosts, durationOf: slow })).toEqual([])
    expect(assign({ waiting: [job('1')], hosts, durationOf: slow, canRun: (_job, id) => id === 'a' })).toEqual(['1→a'])
    const unknown = [host('a', { slots: 1 }), host('b', { slots: 1, load: 1, busyMs: Infinity })]
    expect(assign({ waiting: [job('1')], hosts: unknown, durationOf: slow })).toEqual(['1→a'])
    const many = Array.from({ length: 12 }, (_, at) => job(String(at + 1)))
    expect(assign({ waiting: many, hosts, durationOf: slow })).toEqual(['1→a'])
  })

  test('a job that waits for its next try is left alone until then', () => {
    expect(assign({ waiting: [job('1', { notBefore: 2000 })], hosts: [host('a')] })).toEqual([])
    expect(assign({ waiting: [job('1', { notBefore: 2000 })], hosts: [host('a')], now: 2000 })).toEqual(['1→a'])
  })

  test('[S3] [S4] hold for any queue and any hosts, and no place that a job could use stays empty', () => {
    const jobs = fc.uniqueArray(
      fc.record({
        id: fc.integer({ min: 1, max: 99 }),
        model: fc.constantFrom('m1', 'm2', 'm3'),
        projectId: fc.constantFrom('p1', 'p2'),
        priority: fc.integer({ min: -1, max: 1 }),
        failedHosts: fc.subarray(['a', 'b', 'c']),
      }),
      { selector: ({ id }) => id, maxLength: 20 },
    )
    const hosts = fc.record({
      loads: fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3)),
      ready: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
      models: fc.tuple(
        fc.subarray(['m1', 'm2', 'm3']),
        fc.subarray(['m1', 'm2', 'm3']),
        fc.subarray(['m1', 'm2', 'm3']),
      ),
    })
    fc.assert(
      fc.property(jobs, hosts, (list, { loads, ready, models }) => {
        // Equally fast, and busy for as long as what they have takes: then no job is better off waiting for one of them.
        const views = ['a', 'b', 'c'].map((id, at) =>
          host(id, { load: loads[at]!, busyMs: loads[at]! * durationOf(), ready: ready[at]! }),
        )
        const has = (id: string): readonly string[] => models['abc'.indexOf(id)] ?? []
        const waiting = list.map((each) => job(String(each.id), { ...each, id: String(each.id) }))
        const canRun = (each: JobRecord, hostId: string): boolean => has(hostId).includes(each.model)
        const done = assignJobs({ waiting, hosts: views, canRun, durationOf, shares: new FairShares(), now: 1000 })
        expect(new Set(done.map(({ jobId }) => jobId)).size).toBe(done.length)
        const free = new Map(views.map((view) => [view.id, Math.max(0, view.slots - view.load)]))
        for (const { jobId, hostId } of done) {
          expect(
            canRun(
              waiting.find(({ id }) => id === jobId)!,
              hostId,
            ),
          ).toBe(true)
          expect(views.find(({ id }) => id === hostId)!.ready).toBe(true)
          free.set(hostId, free.get(hostId)! - 1)
          expect(free.get(hostId)).toBeGreaterThanOrEqual(0)
        }
        const left = waiting.filter(
          ({ id, failedHosts }) => failedHosts.length === 0 && !done.some(({ jobId }) => jobId === id),
        )
        const wasted = left.filter((each) =>
          views.some(({ id, ready: up }) => up && free.get(id)! > 0 && canRun(each, id)),
        )
        expect(wasted).toEqual([])
      }),
    )
  })
})
