import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Pace } from './pace.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] }))
afterEach(() => void vi.useRealTimers())

/** Whether the rest is over once everything that waits for nothing has been done. */
async function isOver(rest: Promise<void>): Promise<boolean> {
  let over = false
  void rest.then(() => (over = true))
  await Promise.resolve()
  await Promise.resolve()
  return over
}

test('work goes on for its time, then rests, then goes on again', async () => {
  const pace = new Pace(4, 100)
  vi.advanceTimersByTime(3)
  expect(await isOver(pace.rest())).toBe(true)
  vi.advanceTimersByTime(2)
  const rest = pace.rest()
  expect(await isOver(rest)).toBe(false)
  await vi.advanceTimersByTimeAsync(100)
  expect(await isOver(rest)).toBe(true)
  expect(await isOver(pace.rest())).toBe(true)
})

test('where somebody waits for the end there are no rests', async () => {
  const pace = new Pace(4, 100)
  pace.hurry()
  vi.advanceTimersByTime(50)
  expect(await isOver(pace.rest())).toBe(true)
})
