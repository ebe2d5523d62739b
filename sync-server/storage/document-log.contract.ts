import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { DocumentLog, LogEntry } from './document-log.ts'

/** An opened log, and the way to close it. */
export interface OpenedDocumentLog {
  readonly log: DocumentLog
  close(): Promise<void>
}

const entry = (room: string, ...bytes: number[]): LogEntry => ({
  room,
  bytes: new Uint8Array(bytes),
  author: 'Kim',
  at: 1_700_000_000_000,
})

/** What every driver of the document log promises. */
export function describeDocumentLog(name: string, open: () => Promise<OpenedDocumentLog>): void {
  describe(`document log: ${name}`, () => {
    let opened: OpenedDocumentLog
    let log: DocumentLog
    beforeEach(async () => {
      opened = await open()
      log = opened.log
    })
    afterEach(() => opened.close())
    const names = async (): Promise<string[]> => (await log.rooms()).map(({ room }) => room)

    test('an unknown room is an empty document', async () => {
      expect(await log.load('project/a')).toEqual({ snapshot: null, tail: [], lastSeq: 0 })
      expect(await log.has('project/a')).toBe(false)
      expect(await log.rooms()).toEqual([])
    })

    test('one append keeps updates of many rooms, each in its order', async () => {
      const seqs = await log.append([entry('b', 1), entry('a', 2), entry('b', 3)])
      expect(seqs).toHaveLength(3)
      expect([...seqs].sort((x, y) => x - y)).toEqual(seqs)
      const b = await log.load('b')
      expect(b.tail.map((update) => [...update.bytes])).toEqual([[1], [3]])
      expect(b.tail.map((update) => update.seq)).toEqual([seqs[0], seqs[2]])
      expect(await names()).toEqual(['a', 'b'])
      expect(await log.has('a')).toBe(true)
    })

    test('an empty append is no error', async () => {
      expect(await log.append([])).toEqual([])
    })

    test('bytes come back as they went in, whatever the view they were given in', async () => {
      const backing = new Uint8Array([9, 9, 0, 255, 128, 9])
      await log.append([{ room: 'a', bytes: backing.subarray(2, 5), author: null, at: 1 }])
      await log.append([{ room: 'a', bytes: Buffer.from([7]), author: null, at: 1 }])
      const { tail } = await log.load('a')
      expect(tail.map((update) => [...update.bytes])).toEqual([[0, 255, 128], [7]])
      expect(tail.every((update) => update.bytes instanceof Uint8Array)).toBe(true)
    })

    test('whoever wrote it may be called anything', async () => {
      await log.append([{ room: 'a', bytes: new Uint8Array([1]), author: 'Kim \0 "{,}\\" NULL', at: 1 }])
      expect((await log.load('a')).tail).toHaveLength(1)
    })

    test('more entries than one statement takes', async () => {
      const seqs = await log.append(Array.from({ length: 2500 }, (_, index) => entry('a', index % 256, index >> 8)))
      expect(new Set(seqs).size).toBe(2500)
      const { tail } = await log.load('a')
      expect(tail.map(({ bytes }) => (bytes[0] ?? 0) + (bytes[1] ?? 0) * 256)).toEqual([...Array(2500).keys()])
    })

    test('compaction puts the snapshot in the place of what it holds, and keeps what came meanwhile', async () => {
      const [, through = 0] = await log.append([entry('a', 1), entry('a', 2)])
      await log.append([entry('a', 3), entry('b', 4)])
      await log.compact('a', new Uint8Array([12]), through)
      const a = await log.load('a')
      expect([...(a.snapshot ?? [])]).toEqual([12])
      expect(a.tail.map((update) => [...update.bytes])).toEqual([[3]])
      expect((await log.load('b')).tail).toHaveLength(1)
    })

    test('what came after a number can be asked for, until a snapshot has swallowed some of it', async () => {
      const [first = 0, second = 0] = await log.append([entry('a', 1), entry('a', 2)])
      const [, third = 0] = await log.append([entry('b', 9), entry('a', 3)])
      const seqsAfter = async (seq: number): Promise<number[] | undefined> =>
        (await log.loadAfter('a', seq))?.map((update) => update.seq)
      expect(await seqsAfter(0)).toEqual([first, second, third])
      expect(await seqsAfter(first)).toEqual([second, third])
      expect(await seqsAfter(third)).toEqual([])
      await log.compact('a', new Uint8Array([12]), second)
      expect(await log.loadAfter('a', first)).toBeNull()
      expect(await seqsAfter(second)).toEqual([third])
      expect(await log.loadAfter('nobody', 5)).toEqual([])
    })

    test('a compaction that reaches less far than the stored one changes nothing', async () => {
      const [first = 0, second = 0] = await log.append([entry('a', 1), entry('a', 2)])
      await log.compact('a', new Uint8Array([12]), second)
      await log.compact('a', new Uint8Array([1]), first)
      expect(await log.load('a')).toEqual({ snapshot: new Uint8Array([12]), tail: [], lastSeq: second })
    })

    test('a second compaction replaces the first; numbers are not used again', async () => {
      const [first = 0] = await log.append([entry('a', 1)])
      await log.compact('a', new Uint8Array([1]), first)
      const [second = 0] = await log.append([entry('a', 2)])
      expect(second).toBeGreaterThan(first)
      await log.compact('a', new Uint8Array([2]), second)
      expect(await log.load('a')).toEqual({ snapshot: new Uint8Array([2]), tail: [], lastSeq: second })
      expect(await names()).toEqual(['a'])
    })

    test('a room knows when its newest update came, also once that is part of a snapshot', async () => {
      await log.append([{ ...entry('a', 1), at: 1000 }])
      const [through = 0] = await log.append([{ ...entry('a', 2), at: 2000 }])
      expect(await log.rooms()).toEqual([{ room: 'a', newestAt: 2000 }])
      await log.compact('a', new Uint8Array([12]), through)
      expect(await log.rooms()).toEqual([{ room: 'a', newestAt: 2000 }])
      await log.append([{ ...entry('a', 3), at: 3000 }])
      expect(await log.rooms()).toEqual([{ room: 'a', newestAt: 3000 }])
    })

    test('the newest update is the one that came last, whatever the clock said', async () => {
      await log.append([{ ...entry('a', 1), at: 9000 }])
      const [through = 0] = await log.append([{ ...entry('a', 2), at: 2000 }])
      expect(await log.rooms()).toEqual([{ room: 'a', newestAt: 2000 }])
      await log.compact('a', new Uint8Array([12]), through)
      expect(await log.rooms()).toEqual([{ room: 'a', newestAt: 2000 }])
      await log.append([{ ...entry('a', 3), at: 1000 }])
      expect(await log.rooms()).toEqual([{ room: 'a', newestAt: 1000 }])
    })

    test('a removed room is gone, its neighbour is not', async () => {
      const [seq = 0] = await log.append([entry('a', 1), entry('b', 1)])
      await log.compact('a', new Uint8Array([1]), seq)
      await log.append([entry('a', 2)])
      await log.remove('a')
      expect(await log.load('a')).toEqual({ snapshot: null, tail: [], lastSeq: 0 })
      expect(await names()).toEqual(['b'])
    })

    test('appends that run at once are all kept', async () => {
      await Promise.all(Array.from({ length: 50 }, (_, index) => log.append([entry('a', index)])))
      expect((await log.load('a')).tail).toHaveLength(50)
    })
  })
}
