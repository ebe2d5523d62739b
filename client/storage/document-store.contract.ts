import { describe, expect, test } from 'vitest'
import { DocumentGone } from './document-store.ts'
import type { ChangeMark, DocumentStore } from './document-store.ts'

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values)
const plain = (list: readonly Uint8Array[]): number[][] => list.map((each) => [...each])
const mark = (client: number, start: number, clock: number): ChangeMark => ({
  client,
  start,
  clock,
  deletesOnly: start === clock,
})

const NOTHING = { snapshots: [], updates: [], loose: 0, marks: [], saved: {}, generation: null }

/** The promises of a `DocumentStore`, for every driver. `open` gives a fresh, empty store. */
export function describeDocumentStore(name: string, open: () => Promise<DocumentStore>): void {
  describe(`document store: ${name}`, () => {
    test('a document never seen is empty', async () => {
      const store = await open()
      expect(await store.load('project/a')).toEqual(NOTHING)
    })

    test('updates come back whole, in order, and to their own document', async () => {
      const store = await open()
      await store.append('project/a', bytes(1), [], null)
      await store.append('project/b', bytes(9), [], null)
      await store.append('project/a', bytes(2, 0, 255), [], null)
      expect(plain((await store.load('project/a')).updates)).toEqual([[1], [2, 0, 255]])
      expect(plain((await store.load('project/b')).updates)).toEqual([[9]])
    })

    test('folding replaces what is there by what it folds to', async () => {
      const store = await open()
      await store.append('project/a', bytes(1), [], null)
      await store.append('project/a', bytes(2), [], null)
      await store.append('project/b', bytes(9), [], null)
      expect((await store.load('project/a')).loose).toBe(2)
      await store.compact('project/a', async (_snapshots, updates) => [
        ...updates.map((update) => bytes(...update, 0)),
        bytes(7),
      ])
      const after = await store.load('project/a')
      expect(plain([...after.snapshots, ...after.updates])).toEqual([[1, 0], [2, 0], [7]])
      expect(after.loose).toBe(0)
      expect(plain((await store.load('project/b')).updates)).toEqual([[9]])
    })

    test('an update that arrives while folding is kept, and comes behind what was folded', async () => {
      const store = await open()
      await store.append('project/a', bytes(1), [], null)
      await store.append('project/a', bytes(2), [], null)
      await store.compact('project/a', async () => {
        await store.append('project/a', bytes(3), [], null)
        return [bytes(12), bytes(21)]
      })
      const after = await store.load('project/a')
      expect(plain(after.updates)).toEqual([[12], [21], [3]])
      expect(after.loose).toBe(1)
      await store.compact('project/a', async (_snapshots, updates) => updates.slice())
      expect(plain((await store.load('project/a')).updates)).toEqual([[12], [21], [3]])
    })

    test('what is folded already is left alone', async () => {
      const store = await open()
      await store.append('project/a', bytes(1), [], null)
      await store.compact('project/a', async (_snapshots, updates) => [...updates])
      await store.compact('project/a', () => Promise.reject(new Error('folded again')))
      expect(plain((await store.load('project/a')).updates)).toEqual([[1]])
    })

    test('folding that fails leaves everything as it was', async () => {
      const store = await open()
      await store.append('project/a', bytes(1), [], null)
      await store.append('project/a', bytes(2), [], null)
      await expect(store.compact('project/a', () => Promise.reject(new Error('no memory')))).rejects.toThrow(
        'no memory',
      )
      expect(plain((await store.load('project/a')).updates)).toEqual([[1], [2]])
    })

    test('marks stay until they are settled, and a mark that grows is one mark', async () => {
      const store = await open()
      await store.append('project/a', bytes(1), [mark(7, 0, 3)], null)
      await store.append('project/a', bytes(2), [mark(7, 0, 5), mark(7, 5, 9), mark(7, 9, 9)], null)
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
      await store.append('project/a', bytes(1), [mark(7, 0, 1)], null)
      await store.append('project/a', bytes(1), [mark(7, 1, 2)], null)
      await store.append('project/b', bytes(1), [], null)
      expect(Object.fromEntries(await store.countPending())).toEqual({ 'project/a': 2 })
      await store.markSaved('project/a', { 7: 2 }, [mark(7, 0, 1), mark(7, 1, 2)])
      expect((await store.countPending()).size).toBe(0)
    })

    test('a document has one generation for as long as it is kept, whoever writes and folds', async () => {
      const store = await open()
      const first = await store.append('project/a', bytes(1), [], null)
      expect(await store.append('project/a', bytes(2), [], first)).toBe(first)
      expect(await store.append('project/a', bytes(3), [], null)).toBe(first)
      await store.compact('project/a', async () => [bytes(123)])
      expect((await store.load('project/a')).generation).toBe(first)
      expect(await store.append('project/b', bytes(1), [], null)).not.toBe(first)
    })

    test('what builds on a document that is gone is refused, also once it is stored anew', async () => {
      const store = await open()
      const first = await store.append('project/a', bytes(1), [], null)
      await store.remove('project/a')
      await expect(store.append('project/a', bytes(2), [mark(7, 0, 1)], first)).rejects.toThrow(DocumentGone)
      expect(await store.load('project/a')).toEqual(NOTHING)
      const second = await store.append('project/a', bytes(3), [], null)
      expect(second).not.toBe(first)
      await expect(store.append('project/a', bytes(4), [], first)).rejects.toThrow(DocumentGone)
      expect(plain((await store.load('project/a')).updates)).toEqual([[3]])
      expect((await store.countPending()).size).toBe(0)
    })

    test('tells how many bytes each document takes', async () => {
      const store = await open()
      await store.append('project/a', bytes(1, 2, 3), [], null)
      await store.append('project/a', bytes(4), [], null)
      await store.append('review/a', bytes(5), [], null)
      expect(Object.fromEntries(await store.sizes())).toEqual({ 'project/a': 4, 'review/a': 1 })
    })

    test('tells which documents there are', async () => {
      const store = await open()
      await store.append('project/a', bytes(1), [], null)
      await store.append('review/a', bytes(2), [], null)
      await store.append('project/b', bytes(3), [], null)
      await store.load('project/c')
      await store.remove('project/b')
      expect([...(await store.names())].toSorted()).toEqual(['project/a', 'review/a'])
    })

    test('a removed document is forgotten with its marks', async () => {
      const store = await open()
      await store.append('project/a', bytes(1), [mark(7, 0, 1)], null)
      await store.markSaved('project/a', { 7: 1 }, [])
      await store.remove('project/a')
      expect(await store.load('project/a')).toEqual(NOTHING)
    })
  })
}
