import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { DocumentLog, LogEntry } from './document-log.ts'

/** One stored log, opened twice as two processes would, and the way to close both. */
export interface OpenedSharedLog {
  readonly one: DocumentLog
  readonly two: DocumentLog
  close(): Promise<void>
}

const entry = (room: string, ...bytes: number[]): LogEntry => ({
  room,
  bytes: new Uint8Array(bytes),
  author: null,
  at: 1_700_000_000_000,
})

const ROUNDS = 40

/** What a driver promises beyond the port's suite where several processes use one log. */
export function describeSharedDocumentLog(name: string, open: () => Promise<OpenedSharedLog>): void {
  describe(`document log of several processes: ${name}`, () => {
    let opened: OpenedSharedLog
    beforeEach(async () => {
      opened = await open()
    })
    afterEach(() => opened.close())

    test('numbers of each room follow one another without a gap, whoever appends', async () => {
      const { one, two } = opened
      const appends = Array.from({ length: ROUNDS }, (_, round) => {
        // Rooms in opposite orders: whoever locks them must not wait for each other for ever.
        const rooms = round % 2 === 0 ? ['a', 'b', 'a'] : ['b', 'a', 'b']
        return (round % 2 === 0 ? one : two).append(rooms.map((room) => entry(room, round)))
      })
      for (const seqs of await Promise.all(appends)) {
        // One append is one stretch of numbers in each of its rooms.
        expect((seqs[2] ?? 0) - (seqs[0] ?? 0)).toBe(1)
      }
      const numbers = Array.from({ length: (ROUNDS / 2) * 3 }, (_, index) => index + 1)
      for (const room of ['a', 'b']) expect((await two.load(room)).tail.map(({ seq }) => seq)).toEqual(numbers)
    })

    test('whoever sees a number sees all below it, so reading on from the newest one misses nothing', async () => {
      const { one, two } = opened
      let writing = true
      const write = async (log: DocumentLog): Promise<void> => {
        for (let round = 0; round < ROUNDS; round += 1) {
          // Appends of different sizes, several at once, so that a later one may be through before an earlier one.
          await Promise.all([
            log.append(Array.from({ length: 30 }, () => entry('a', round))),
            log.append([entry('a', round)]),
          ])
        }
      }
      const seen: number[] = []
      const read = async (): Promise<void> => {
        for (let last = false; !last;) {
          last = !writing
          for (const { seq } of (await two.loadAfter('a', seen.at(-1) ?? 0)) ?? []) seen.push(seq)
        }
      }
      const reading = read()
      await Promise.all([write(one), write(two)])
      writing = false
      await reading
      expect(seen).toEqual(Array.from({ length: ROUNDS * 62 }, (_, index) => index + 1))
    })

    test('of two compactions at once the one that reaches further stands, and nothing behind it is lost', async () => {
      const { one, two } = opened
      await one.append(Array.from({ length: 6 }, (_, index) => entry('a', index)))
      await Promise.all([
        one.compact('a', new Uint8Array([4]), 4),
        two.compact('a', new Uint8Array([5]), 5),
        one.append([entry('a', 6)]),
      ])
      const { snapshot, tail, lastSeq } = await two.load('a')
      expect([...(snapshot ?? [])]).toEqual([5])
      expect(tail.map(({ seq }) => seq)).toEqual([6, 7])
      expect(lastSeq).toBe(7)
    })

    test('numbers go on where they were once a room was removed', async () => {
      const { one, two } = opened
      await one.append([entry('a', 1), entry('a', 2)])
      await two.remove('a')
      expect(await one.append([entry('a', 3)])).toEqual([3])
    })
  })
}
