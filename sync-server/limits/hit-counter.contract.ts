import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { until } from '#server/testing/until.ts'
import type { HitCounter } from './hit-counter.ts'

/** What every driver of the counter promises. */
export function describeHitCounter(name: string, open: () => HitCounter | Promise<HitCounter>): void {
  describe(`hit counter: ${name}`, () => {
    let counter: HitCounter
    beforeEach(async () => {
      counter = await open()
    })
    afterEach(() => counter.close())

    test('counts each key by itself, in the window that the first hit opens', async () => {
      const first = await counter.hit('a', 60_000)
      const second = await counter.hit('a', 60_000)
      expect([first.count, second.count, (await counter.hit('b', 60_000)).count]).toEqual([1, 2, 1])
      expect(Math.abs(second.resetAt - first.resetAt)).toBeLessThan(1000)
      expect((await counter.look('a'))?.count).toBe(2)
      expect(await counter.look('c')).toBeNull()
    })

    test('counts hits that come at once', async () => {
      const counts = await Promise.all(Array.from({ length: 20 }, () => counter.hit('many', 60_000)))
      expect(Math.max(...counts.map(({ count }) => count))).toBe(20)
    })

    test('begins anew when the window is over, or forgotten', async () => {
      await counter.hit('short', 20)
      await until(async () => expect(await counter.look('short')).toBeNull())
      expect((await counter.hit('short', 60_000)).count).toBe(1)
      await counter.forget('short')
      expect(await counter.look('short')).toBeNull()
    })
  })
}
