import { describe, expect, test } from 'vitest'
import type { ChangeMark, DocumentStore } from './document-store.ts'

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values)
const plain = (list: readonly Uint8Array[]): number[][] => list.map((each) => [...each])
const mark = (client: number, start: number, clock: number): ChangeMark => ({
  client,
  start,
  clock,
  deletesOnly: start === clock,
})

/** The promises of a `DocumentStore`, for every driver. `open` gives a fresh, empty store. */
export function describeDocumentStore(name: string, open: () => Promise<DocumentStore>): void {
  describe(`document store: ${name}`, () => {
    test('a document never seen is empty', async () => {
      const store = await open()
      expect(await store.load('project/a')).toEqual({ snapshots: [], updates: [], marks: [], saved: {} })
      expect(await store.countRows('project/a')).toBe(0)
    })

    test('updates come back whole, in order, and to their own document', async () => {
      const store = await open()
      await store.append('project/a', bytes(1), [])
      await store.append('project/b', bytes(9), [])
      await store.append('project/a', bytes(2, 0, 255), [])
      expect(plain((await store.load('project/a')).updates)).toEqual([[1], [2, 0, 255]])
      expect(plain((await store.load('project/b')).updates)).toEqual([[9]])
    })

    test('folding replaces what is there by one snapshot', async () => {
      const store = await open()
      await store.append('project/a', bytes(1), [])
      await store.append('project/a', bytes(2), [])
      await store.append('project/b', bytes(9), [])
      await store.compact('project/a', async (snapshots, updates) =>
        bytes(...[...snapshots, ...updates].flatMap((each) => [...each])),
      )
      const after = await store.load('project/a')
      expect(plain(after.snapshots)).toEqual([[1, 2]])
      expect(after.updates).toEqual([])
      expect(plain((await store.load('project/b')).updates)).toEqual([[9]])
    })

    test('an update that arrives while folding is kept', async () => {
      const store = await open()
      await store.append('project/a', bytes(1), [])
      await store.append('project/a', bytes(2), [])
      await store.compact('project/a', async () => {
        await store.append('project/a', bytes(3), [])
        return bytes(12)
      })
      const after = await store.load('project/a')
      expect(plain(after.snapshots)).toEqual([[12]])
      expect(plain(after.updates)).toEqual([[3]])
    })

    test('folding that fails leaves everything as it was', async () => {
      const store = await open()
      await store.append('project/a', bytes(1), [])
      await store.append('project/a', bytes(2), [])
      await expect(store.compact('project/a', () => Promise.reject(new Error('no memory')))).rejects.toThrow(
        'no memory',
      )
      expect(plain((await store.load('project/a')).updates)).toEqual([[1], [2]])
    })

    test('marks stay until they are settled, and a mark that grows is one mark', async () => {
      const store = await open()
      await store.append('project/a', bytes(1), [mark(7, 0, 3)])
      await store.append('project/a', bytes(2), [mark(7, 0, 5), mark(7, 5, 9), mark(7, 9, 9)])
      expect((await store.load('project/a')).marks).toEqual(
        expect.arrayContaining([mark(7, 0, 5), mark(7, 5, 9), mark(7, 9, 9)]),
      )
      await store.markSaved('project/a', { 7: 5 }, [mark(7, 0, 5)])
      await store.markSaved('project/a', { 7: 4, 8: 2 }, [])
      const after = await store.load('project/a')
      expect(after.marks).toHaveLength(2)
      expect(after.saved).toEqual({ 7: 5, 8: 2 })
    })

    test('the documents with unsaved changes can be listed', async () => {
      const store = await open()
      await store.append('project/a', bytes(1), [mark(7, 0, 1)])
      await store.append('project/a', bytes(1), [mark(7, 1, 2)])
      await store.append('project/b', bytes(1), [])
      expect(await store.listPending()).toEqual(['project/a'])
      await store.markSaved('project/a', { 7: 2 }, [mark(7, 0, 1), mark(7, 1, 2)])
      expect(await store.listPending()).toEqual([])
    })

    test('a removed document is forgotten with its marks', async () => {
      const store = await open()
      await store.append('project/a', bytes(1), [mark(7, 0, 1)])
      await store.markSaved('project/a', { 7: 1 }, [])
      await store.remove('project/a')
      expect(await store.load('project/a')).toEqual({ snapshots: [], updates: [], marks: [], saved: {} })
    })
  })
}
