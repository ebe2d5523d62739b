import { expect, test } from 'vitest'
import type { JobRecord } from '#server/storage/job-store.ts'
import { aJob } from '#server/testing/a-job.ts'
import { forecast, timeLeft } from './estimate.ts'
import { LearntDurations } from './learnt-durations.ts'

const done = (ms: number, changes = {}) =>
  aJob({ state: 'done', hostId: 'a', startedAt: 1000, finishedAt: 1000 + ms, ...changes })

function measureDurations(jobs: readonly JobRecord[]): LearntDurations {
  const durations = new LearntDurations()
  durations.add(jobs)
  return durations
}

test('[S10] a job is likely to take as long as the median of those like it, on the same host where there are any', () => {
  const durations = measureDurations([done(10), done(30), done(20), done(900, { hostId: 'b' })])
  expect(durations.of(aJob(), 'a')).toBe(20)
  expect(durations.of(aJob(), 'b')).toBe(900)
  expect(durations.of(aJob({ params: { seed: 1, width: 640 } }), 'a')).toBe(10)
  expect(durations.of(aJob({ params: { seed: 1, steps: 40 } }), 'c')).toBeCloseTo(60)
  expect(durations.of(aJob({ model: 'other', kind: 'video' }), 'a')).toBe(240_000)
  expect(durations.of(aJob({ model: 'sketch' }), 'sketch')).toBe(1000)
})

test('what is left follows the run’s own pace once that shows', () => {
  const durations = measureDurations([done(10_000)])
  const running = aJob({ state: 'running', hostId: 'a', startedAt: 0 })
  expect(timeLeft(running, 0, durations, 4000)).toBe(6000)
  expect(timeLeft(running, 0.5, durations, 4000)).toBe(4000)
  expect(timeLeft(running, 0, durations, 90_000)).toBe(0)
  expect(timeLeft({ ...running, startedAt: null }, 0, durations, 4000)).toBe(10_000)
})

test('the queue is done when the last job on the busiest host is, and each job has its own moment', () => {
  const durations = measureDurations([done(100)])
  const jobs = [aJob({ id: '1' }), aJob({ id: '2' }), aJob({ id: '3' })]
  const hosts = [
    { id: 'a', busyMs: 0 },
    { id: 'b', busyMs: 150 },
  ]
  const whole = forecast(jobs, hosts, () => true, durations, 1000)
  expect(whole.allAt).toBe(1250)
  expect(Object.fromEntries(whole.finishAt)).toEqual({ 1: 1100, 2: 1200, 3: 1250 })
  expect(forecast(jobs, hosts, (_job, id) => id === 'b', durations, 1000).allAt).toBe(1450)
  expect(forecast(jobs, hosts, () => false, durations, 1000).finishAt.size).toBe(0)
  expect(forecast([], hosts, () => true, durations, 1000).allAt).toBe(1150)
})
