import { expect, test } from 'vitest'
import { aJob } from '#server/testing/a-job.ts'
import { estimateFinish, measureDurations, timeLeft } from './estimate.ts'

const done = (ms: number, changes = {}) =>
  aJob({ state: 'done', hostId: 'a', startedAt: 1000, finishedAt: 1000 + ms, ...changes })

test('a job is likely to take as long as the median of those like it, on the same host where there are any', () => {
  const durations = measureDurations([done(10), done(30), done(20), done(900, { hostId: 'b' })])
  expect(durations.of(aJob(), 'a')).toBe(20)
  expect(durations.of(aJob(), 'b')).toBe(900)
  expect(durations.of(aJob({ params: { seed: 1, width: 64 } }), 'a')).toBe(30)
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

test('the queue is done when the last job on the busiest host is', () => {
  const durations = measureDurations([done(100)])
  const jobs = [aJob({ id: '1' }), aJob({ id: '2' }), aJob({ id: '3' })]
  const hosts = [
    { id: 'a', busyMs: 0 },
    { id: 'b', busyMs: 150 },
  ]
  expect(estimateFinish(jobs, hosts, () => true, durations, 1000)).toBe(1250)
  expect(estimateFinish(jobs, hosts, (_job, id) => id === 'b', durations, 1000)).toBe(1450)
  expect(estimateFinish(jobs, hosts, () => false, durations, 1000)).toBeNull()
  expect(estimateFinish([], hosts, () => true, durations, 1000)).toBe(1150)
})
