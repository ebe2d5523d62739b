import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { until } from '#server/testing/until.ts'
import type { FanOut } from './fan-out.ts'

/** Two processes' ways to each other, and what makes trouble between them. */
export interface OpenedFanOut {
  readonly one: FanOut
  readonly two: FanOut
  /** Ends what carries the messages. */
  breakDown(): Promise<void>
  restore(): Promise<void>
  close(): Promise<void>
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

/** What every way between processes promises. */
export function describeFanOut(name: string, open: () => Promise<OpenedFanOut>): void {
  describe(`fan-out: ${name}`, () => {
    let opened: OpenedFanOut
    beforeEach(async () => {
      opened = await open()
      await until(() => expect([opened.one.connected, opened.two.connected]).toEqual([true, true]))
    })
    afterEach(() => opened.close())

    const listen = async (at: FanOut, channel: string): Promise<{ texts: string[]; from: string[]; stop(): void }> => {
      const texts: string[] = []
      const from: string[] = []
      const { ready, stop } = at.subscribe(channel, (message, sender) => {
        texts.push(new TextDecoder().decode(message))
        from.push(sender)
      })
      await ready
      return { texts, from, stop }
    }

    test('a message reaches the other process once, in order, and never its sender', async () => {
      const { one, two } = opened
      const [atOne, atTwo] = [await listen(one, 'room'), await listen(two, 'room')]
      const texts = Array.from({ length: 100 }, (_, index) => `message ${index}`)
      for (const text of texts) one.publish('room', bytes(text))
      two.publish('room', bytes('answer'))
      await until(() => expect([atTwo.texts, atOne.texts]).toEqual([texts, ['answer']]))
      expect(new Set(atTwo.from).size).toBe(1)
      expect(atTwo.from).not.toContain(atOne.from[0])
    })

    test('any bytes arrive as they were sent', async () => {
      const { one, two } = opened
      const heard: Uint8Array[] = []
      await two.subscribe('room', (message) => heard.push(message.slice())).ready
      const backing = new Uint8Array([9, 0, 255, 128, 10, 13, 9])
      one.publish('room', backing.subarray(1, 6))
      one.publish('room', new Uint8Array(0))
      await until(() => expect(heard.map((message) => [...message])).toEqual([[0, 255, 128, 10, 13], []]))
    })

    test('a channel is heard by those who listen to it alone, for as long as they do', async () => {
      const { one, two } = opened
      const a = await listen(two, 'a')
      const again = await listen(two, 'a')
      const b = await listen(two, 'b')
      one.publish('a', bytes('first'))
      await until(() => expect([a.texts, again.texts]).toEqual([['first'], ['first']]))
      a.stop()
      one.publish('a', bytes('second'))
      await until(() => expect(again.texts).toEqual(['first', 'second']))
      again.stop()
      one.publish('a', bytes('third'))
      one.publish('b', bytes('last'))
      await until(() => expect(b.texts).toEqual(['last']))
      expect([a.texts, again.texts]).toEqual([['first'], ['first', 'second']])
    })

    test('a break loses messages, throws nothing, is noticed, and its end is told', async () => {
      const { one, two } = opened
      const before = await listen(two, 'room')
      const restored = [0, 0]
      one.onRestored(() => (restored[0] = (restored[0] ?? 0) + 1))
      two.onRestored(() => (restored[1] = (restored[1] ?? 0) + 1))
      await opened.breakDown()
      await until(() => expect([one.connected, two.connected]).toEqual([false, false]))
      one.publish('room', bytes('lost'))
      const texts: string[] = []
      let isReady = false
      const during = two.subscribe('room 2', (message) => texts.push(new TextDecoder().decode(message)))
      void during.ready.then(() => (isReady = true))
      await opened.restore()
      await until(() => expect([one.connected, two.connected, isReady]).toEqual([true, true, true]))
      expect(restored).toEqual([1, 1])
      one.publish('room', bytes('found'))
      one.publish('room 2', bytes('new'))
      await until(() => expect([before.texts, texts]).toEqual([['found'], ['new']]))
    })
  })
}
