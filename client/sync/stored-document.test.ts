import { afterEach, describe, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { localLastWords } from '../storage/last-words.ts'
import { memoryDocumentStore } from '../storage/memory/memory-document-store.ts'
import { fakeTabs } from '../testing/fake-tabs.ts'
import { applyStored, foldUpdates, mergeUpdateTree } from './fold-updates.ts'
import { StoredDocument } from './stored-document.ts'

const NAME = 'project/a'
afterEach(() => vi.useRealTimers())

function device() {
  const store = memoryDocumentStore()
  const tabs = fakeTabs()
  const time = { now: 1_000 }
  const leave = new Set<() => void>()
  const open = (ydoc = new Y.Doc()): Promise<StoredDocument> =>
    StoredDocument.open(NAME, ydoc, {
      store,
      channel: tabs.openChannel(NAME),
      fold: async (snapshots, updates) => foldUpdates(snapshots, updates),
      lastWords: localLastWords(localStorage, () => crypto.randomUUID()),
      onLeave: (listener) => {
        leave.add(listener)
        return () => leave.delete(listener)
      },
      now: () => time.now,
    })
  return { store, time, open, leave: () => leave.forEach((listener) => listener()) }
}

const set = (document: StoredDocument, key: string, value: unknown): void => {
  document.ydoc.getMap('meta').set(key, value)
}
const read = (document: StoredDocument): unknown => document.ydoc.getMap('meta').toJSON()
const stateOf = (document: StoredDocument): Record<number, number> =>
  Object.fromEntries(Y.decodeStateVector(Y.encodeStateVector(document.ydoc)))

describe('last words', () => {
  test('what a cut-off write carried is there in the next tab, once, and then only in the database', async () => {
    const { open, store, leave } = device()
    const first = await open()
    const append = store.append
    store.append = () => new Promise(() => undefined)
    set(first, 'name', 'typed and carried off')
    void first.flush()
    set(first, 'part', 'typed a moment later')
    leave()
    store.append = append

    const second = await open()
    expect(read(second)).toEqual({ name: 'typed and carried off', part: 'typed a moment later' })
    expect(second.pending.get().count).toBe(first.pending.get().count)
    await second.flush()
    await vi.waitFor(() => expect(localStorage.length).toBe(0))
    expect(read(await open())).toEqual(read(second))
  })

  test('a tab that had the time to write leaves none', async () => {
    const { open, leave } = device()
    const first = await open()
    set(first, 'name', 'in time')
    leave()
    expect(localStorage.length).toBe(1)
    await vi.waitFor(() => expect(localStorage.length).toBe(0))
  })

  test('nonsense in their place is left alone or thrown away', async () => {
    const { open } = device()
    localStorage.setItem(`storycanvas.last-words.${NAME}.a`, 'not json')
    localStorage.setItem(`storycanvas.last-words.${NAME}.b`, JSON.stringify({ update: 'AAECAwQ=', marks: [] }))
    expect(read(await open())).toEqual({})
  })
})

describe('a document on this device', () => {
  test('what was written is there after a reload, and a burst becomes one row', async () => {
    const { open, store } = device()
    const first = await open()
    for (let index = 0; index < 500; index += 1) set(first, `key ${index}`, index)
    expect(first.unwritten.get()).toBe(true)
    await first.flush()
    expect(first.unwritten.get()).toBe(false)
    expect(await store.countRows(NAME)).toBe(1)
    await first.close()
    expect(read(await open())).toEqual(read(first))
  })

  test('writes by itself within 100 ms', async () => {
    vi.useFakeTimers()
    const { open, store } = device()
    const document = await open()
    set(document, 'a', 1)
    await vi.advanceTimersByTimeAsync(99)
    expect(await store.countRows(NAME)).toBe(0)
    await vi.advanceTimersByTimeAsync(1)
    expect(await store.countRows(NAME)).toBe(1)
  })

  test('writes when the tab is left', async () => {
    const { open, store, leave } = device()
    const document = await open()
    set(document, 'a', 1)
    leave()
    await vi.waitFor(async () => expect(await store.countRows(NAME)).toBe(1))
  })

  test('another tab has a change at once, and one that opens later has what is not written yet', async () => {
    const { open } = device()
    const first = await open()
    const second = await open()
    set(first, 'a', 1)
    expect(read(second)).toEqual({ a: 1 })
    const third = await open()
    expect(read(third)).toEqual({ a: 1 })
    set(third, 'b', 2)
    expect(read(first)).toEqual({ a: 1, b: 2 })
  })

  test('a full disk is said, nothing is lost, and the next try writes all of it', async () => {
    const { open, store } = device()
    const document = await open()
    set(document, 'a', 1)
    await document.flush()
    store.failNext(new DOMException('no room', 'QuotaExceededError'))
    set(document, 'b', 2)
    await document.flush()
    expect(document.problem.get()).toMatchObject({ kind: 'full' })
    expect(document.unwritten.get()).toBe(true)
    set(document, 'c', 3)
    await document.flush()
    expect(document.problem.get()).toBeNull()
    await document.close()
    expect(read(await open())).toEqual({ a: 1, b: 2, c: 3 })
  })

  test('folds into one row that says the same', async () => {
    const { open, store } = device()
    const document = await open()
    for (let index = 0; index < 5; index += 1) {
      set(document, 'a', index)
      await document.flush()
    }
    await document.compact()
    expect(await store.countRows(NAME)).toBe(1)
    set(document, 'b', 1)
    await document.close()
    expect(read(await open())).toEqual({ a: 4, b: 1 })
  })
})

describe('changes that the server has not called saved', () => {
  test('are counted a transaction each, survive a reload, and leave when saved', async () => {
    const { open } = device()
    const first = await open()
    set(first, 'a', 1)
    const halfway = stateOf(first)
    set(first, 'b', 1)
    expect(first.pending.get()).toEqual({ count: 2, since: 1_000 })
    await first.close()

    const second = await open()
    expect(second.pending.get().count).toBe(2)
    second.noteSaved(halfway, false)
    expect(second.pending.get().count).toBe(1)
    second.noteSaved(stateOf(second), true)
    expect(second.pending.get().count).toBe(0)
    await second.close()
    expect((await open()).pending.get().count).toBe(0)
  })

  test('leave also when the server is faster than the write on this device', async () => {
    const { open, store } = device()
    const document = await open()
    set(document, 'a', 1)
    document.noteSaved(stateOf(document), true)
    await document.flush()
    expect(await store.listPending()).toEqual([])
    expect(await store.countRows(NAME)).toBe(1)
  })

  test('a deletion waits for the acknowledgement, since it moves no clock', async () => {
    const { open } = device()
    const document = await open()
    set(document, 'a', 1)
    document.noteSaved(stateOf(document), true)
    document.ydoc.getMap('meta').delete('a')
    expect(document.pending.get().count).toBe(1)
    document.noteSaved(stateOf(document), false)
    expect(document.pending.get().count).toBe(1)
    document.noteSaved(stateOf(document), true)
    expect(document.pending.get().count).toBe(0)
  })

  test('typing in one text is one change while the pauses are short', async () => {
    const { open, time } = device()
    const document = await open()
    const text = document.ydoc.getText('prompt')
    text.insert(0, 'r')
    for (const letter of 'ain') {
      time.now += 200
      text.insert(text.length, letter)
    }
    expect(document.pending.get().count).toBe(1)
    time.now += 1_000
    text.insert(text.length, '!')
    expect(document.pending.get().count).toBe(2)
  })

  test('tabs agree on what waits', async () => {
    const { open } = device()
    const first = await open()
    const second = await open()
    set(first, 'a', 1)
    expect(second.pending.get().count).toBe(1)
    second.noteSaved(stateOf(second), true)
    expect(first.pending.get().count).toBe(0)
    await Promise.all([first.close(), second.close()])
    expect((await open()).pending.get().count).toBe(0)
  })

  test('what others wrote is not ours to wait for', async () => {
    const { open } = device()
    const document = await open()
    const other = new Y.Doc()
    other.getMap('meta').set('a', 1)
    Y.applyUpdate(document.ydoc, Y.encodeStateAsUpdate(other), 'relay')
    expect(document.pending.get().count).toBe(0)
    await document.close()
    expect(read(await open())).toEqual({ a: 1 })
  })
})

test('a tree of merges says the same as the updates one by one', () => {
  const source = new Y.Doc()
  const updates: Uint8Array[] = []
  source.on('update', (update: Uint8Array) => updates.push(update))
  for (let index = 0; index < 300; index += 1) source.getMap('meta').set(`key ${index % 40}`, index)
  const copy = new Y.Doc()
  applyStored(copy, { snapshots: [], updates: [mergeUpdateTree(updates)] }, 'test')
  expect(copy.getMap('meta').toJSON()).toEqual(source.getMap('meta').toJSON())
})

test('folding keeps updates whose past has not arrived', () => {
  const source = new Y.Doc()
  const updates: Uint8Array[] = []
  source.on('update', (update: Uint8Array) => updates.push(update))
  source.getText('t').insert(0, 'a')
  source.getText('t').insert(1, 'b')
  const folded = foldUpdates([], [updates[1]!])
  const copy = new Y.Doc()
  applyStored(copy, { snapshots: [folded], updates: [updates[0]!] }, 'test')
  expect(copy.getText('t').toString()).toBe('ab')
})
