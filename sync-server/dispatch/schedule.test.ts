import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { aJob } from '#server/testing/a-job.ts'
import type { JobRecord } from '#server/storage/job-store.ts'
import { assignJobs, dueOrder, type HostView, type ScheduleInput } from './schedule.ts'

const host = (id: string, changes: Partial<HostView> = {}): HostView => ({
  id,
  ready: true,
  slots: 2,
  load: 0,
  loadedModel: null,
  ...changes,
})
const job = (id: string, changes: Partial<JobRecord> = {}): JobRecord =>
  aJob({ id, createdAt: Number(id) || 0, ...changes })

function assign(input: Partial<ScheduleInput>): string[] {
  const whole = { waiting: [], active: [], hosts: [], canRun: () => true, now: 1000, ...input }
  return assignJobs(whole).map(({ jobId, hostId }) => `${jobId}→${hostId}`)
}

describe('the order in which jobs are due', () => {
  test('[S1] higher priority goes first', () => {
    expect(dueOrder([job('1'), job('2', { priority: 5 }), job('3', { priority: -1 })], []).map(({ id }) => id)).toEqual(
      ['2', '1', '3'],
    )
  })

  test('[S2] projects take turns, and jobs under way count', () => {
    const many = ['1', '2', '3'].map((id) => job(id))
    const other = job('4', { projectId: 'film-2' })
    const another = job('5', { projectId: 'film-2' })
    expect(dueOrder([...many, other, another], []).map(({ id }) => id)).toEqual(['1', '4', '2', '5', '3'])
    expect(dueOrder([job('1'), other], [job('0')]).map(({ id }) => id)).toEqual(['4', '1'])
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

  test('[S7] a loaded model lets a younger job of the same project overtake, but not for ever', () => {
    const hosts = [host('a', { loadedModel: 'sdxl', slots: 1 })]
    const younger = job('2', { model: 'sdxl' })
    expect(assign({ waiting: [job('1'), younger], hosts })).toEqual(['2→a'])
    expect(assign({ waiting: [job('1'), { ...younger, projectId: 'film-2' }], hosts })).toEqual(['1→a'])
    expect(assign({ waiting: [job('1', { priority: 1 }), younger], hosts })).toEqual(['1→a'])
    expect(assign({ waiting: [job('1'), younger], hosts, now: 700_000 })).toEqual(['1→a'])
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
        const views = ['a', 'b', 'c'].map((id, at) => host(id, { load: loads[at]!, ready: ready[at]! }))
        const has = (id: string): readonly string[] => models['abc'.indexOf(id)] ?? []
        const waiting = list.map((each) => job(String(each.id), { ...each, id: String(each.id) }))
        const canRun = (each: JobRecord, hostId: string): boolean => has(hostId).includes(each.model)
        const done = assignJobs({ waiting, active: [], hosts: views, canRun, now: 1000 })
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
