import { describe, expect, test } from 'vitest'
import { seededRandom } from '#shared/util/random.ts'
import { ClockRanges } from './clock-ranges.ts'

describe('clock ranges', () => {
  test('ranges that touch or overlap become one', () => {
    const ranges = new ClockRanges()
    ranges.add(1, 5, 8)
    ranges.add(1, 0, 2)
    ranges.add(1, 8, 10)
    expect(ranges.rangesOf(1)).toEqual([
      { start: 0, end: 2 },
      { start: 5, end: 10 },
    ])
    ranges.add(1, 1, 6)
    expect(ranges.rangesOf(1)).toEqual([{ start: 0, end: 10 }])
    expect(ranges.covers(1, 3, 10)).toBe(true)
    expect(ranges.covers(1, 3, 11)).toBe(false)
    expect(ranges.covers(2, 0, 1)).toBe(false)
  })

  test.each([1, 2, 3, 4, 5])('agrees with a plain set of clocks (seed %i)', (seed) => {
    const random = seededRandom(seed)
    const whole = (below: number): number => Math.floor(random() * below)
    const ranges = new ClockRanges()
    const plain = new Set<number>()
    for (let step = 0; step < 300; step += 1) {
      const start = whole(200)
      const end = start + 1 + whole(12)
      const covered = Array.from({ length: end - start }, (_, index) => plain.has(start + index)).every(Boolean)
      expect(ranges.covers(7, start, end)).toBe(covered)
      if (step % 3 === 0) {
        ranges.add(7, start, end)
        for (let clock = start; clock < end; clock += 1) plain.add(clock)
      }
    }
    const listed = ranges.rangesOf(7)
    listed.forEach((range, index) => {
      const next = listed[index + 1]
      if (next) expect(next.start).toBeGreaterThan(range.end)
    })
    expect(listed.reduce((sum, range) => sum + range.end - range.start, 0)).toBe(plain.size)
  })
})
