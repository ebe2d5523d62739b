import { describe, expect, test } from 'vitest'
import { seededRandom } from '#shared/util/random.ts'
import { ClockRanges } from './clock-ranges.ts'

describe('clock ranges', () => {
  test('ranges that touch or overlap become one', () => {
    const ranges = new ClockRanges()
    ranges.add(1, 5, 8)
    ranges.add(1, 0, 2)
    ranges.add(1, 8, 10)
    expect(ranges.rangesOf(1)).toEqual([0, 2, 5, 10])
    ranges.add(1, 1, 6)
    expect(ranges.rangesOf(1)).toEqual([0, 10])
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
    expectExactly(ranges, plain)
  })

  test.each([1, 2, 3, 4, 5])('takes many ranges at once as it takes each (seed %i)', (seed) => {
    const random = seededRandom(seed)
    const ranges = new ClockRanges()
    const plain = new Set<number>()
    for (let step = 0; step < 40; step += 1) {
      const starts = Array.from({ length: 1 + Math.floor(random() * 80) }, () => Math.floor(random() * 5000))
      const many = starts.sort((a, b) => a - b).flatMap((start) => [start, start + 1 + Math.floor(random() * 12)])
      const known = many.every((_, at) => at % 2 === 1 || ranges.covers(7, many[at] as number, many[at + 1] as number))
      expect(ranges.coversAll(7, many)).toBe(known)
      ranges.addAll(7, many)
      expect(ranges.coversAll(7, many)).toBe(true)
      for (let at = 0; at < many.length; at += 2) {
        for (let clock = many[at] as number; clock < (many[at + 1] as number); clock += 1) plain.add(clock)
      }
    }
    expectExactly(ranges, plain)
  })

  test('a hundred thousand ranges in an order that makes each the first', () => {
    const ranges = new ClockRanges()
    for (let round = 100; round > 0; round -= 1) {
      ranges.addAll(
        7,
        Array.from({ length: 1000 }, (_, at) => 2 * (1000 * round + at)).flatMap((start) => [start, start + 1]),
      )
    }
    expect(ranges.rangesOf(7)).toHaveLength(200_000)
  })
})

/** The ranges are in order, apart from each other, and hold just these clocks. */
function expectExactly(ranges: ClockRanges, plain: ReadonlySet<number>): void {
  const listed = ranges.rangesOf(7)
  let clocks = 0
  for (let at = 0; at < listed.length; at += 2) {
    const [start, end, next] = listed.slice(at, at + 3) as [number, number, number | undefined]
    if (next !== undefined) expect(next).toBeGreaterThan(end)
    clocks += end - start
    for (let clock = start; clock < end; clock += 1) expect(plain.has(clock)).toBe(true)
  }
  expect(clocks).toBe(plain.size)
}
