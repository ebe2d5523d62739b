import { afterEach, describe, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { writable } from '../session/store.ts'
import type { DatabaseStanding } from '../storage/database-life.ts'
import type { DocumentStore } from '../storage/document-store.ts'
import { localLastWords } from '../storage/last-words.ts'
import { memoryDocumentStore } from '../storage/memory/memory-document-store.ts'
import { fakeTabs } from '../testing/fake-tabs.ts'
import { applyInSlices, applyStored, foldUpdates, mergeUpdateTree } from './fold-updates.ts'
import { StoredDocument } from './stored-document.ts'
import { unwrapTabMessage } from './tab-channel.ts'
import { WriteQueues } from './write-queues.ts'

const NAME = 'project/a'
afterEach(() => {
  vi.useRealTimers()
  localStorage.clear()
})

function device() {
  const store = memoryDocumentStore()
  const tabs = fakeTabs()
  const time = { now: 1_000 }
  const leave = new Set<() => void>()
  const standing = writable<DatabaseStanding>('current')
  const lost = new Set<() => void>()
  const life = {
    standing,
    onLost: (listener: () => void) => {
      lost.add(listener)
      return () => lost.delete(listener)
    },
  }
  const queues = new WriteQueues()
  let ids = 0
  const open = (ydoc = new Y.Doc()): Promise<StoredDocument> =>
    StoredDocument.open(NAME, ydoc, {
      store,
      life,
      queues,
      newId: () => `id ${(ids += 1)}`,
      turn: async () => undefined,
      kept: () => [],
      channel: tabs.openChannel(NAME),
      fold: async (...given) => foldUpdates(...given),
      lastWords: localLastWords(localStorage, () => crypto.randomUUID()),
      onLeave: (listener) => {
        leave.add(listener)
        return () => leave.delete(listener)
      },
      now: () => time.now,
    })
  /** As a browser does whose storage is cleared: everything is gone, and the tabs hear of it. */
  const lose = (): void => {
    store.wipe()
    lost.forEach((listener) => listener())
  }
  return { store, time, open, standing, queues, lose, leave: () => leave.forEach((listener) => listener()) }
}

const rowsOf = async (store: DocumentStore): Promise<number> => (await store.load(NAME)).updates.length
const FULL = new DOMException('no room', 'QuotaExceededError')

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
    expect(first.unwrittenSince.get()).toBe(1_000)
    await first.flush()
    expect(first.unwrittenSince.get()).toBeNull()
    expect(await rowsOf(store)).toBe(1)
    await first.close()
    expect(read(await open())).toEqual(read(first))
  })

  test('writes by itself within 100 ms', async () => {
    vi.useFakeTimers()
    const { open, store } = device()
    const document = await open()
    set(document, 'a', 1)
    await vi.advanceTimersByTimeAsync(99)
    expect(await rowsOf(store)).toBe(0)
    await vi.advanceTimersByTimeAsync(1)
    expect(await rowsOf(store)).toBe(1)
  })

  test('writes when the tab is left', async () => {
    const { open, store, leave } = device()
    const document = await open()
    set(document, 'a', 1)
    leave()
    await vi.waitFor(async () => expect(await rowsOf(store)).toBe(1))
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
    store.failWith = FULL
    set(document, 'b', 2)
    await document.flush()
    expect(document.problem.get()).toMatchObject({ kind: 'full' })
    expect(document.unwrittenSince.get()).toBe(1_000)
    expect(document.unwrittenCount).toBe(1)
    store.failWith = null
    set(document, 'c', 3)
    await document.flush()
    expect(document.problem.get()).toBeNull()
    expect(document.unwrittenSince.get()).toBeNull()
    await document.close()
    expect(read(await open())).toEqual({ a: 1, b: 2, c: 3 })
  })

  test('a film that came in at once is folded soon, so that it is quick to read the next time', async () => {
    const { open, store } = device()
    const document = await open()
    document.ydoc.transact(() => {
      for (let index = 0; index < 3_000; index += 1) set(document, `key ${index}`, 'x'.repeat(100))
    })
    await document.flush()
    await vi.waitFor(async () => expect((await store.load(NAME)).loose).toBe(0))
    expect(await rowsOf(store)).toBe(3)
    await document.close()
    expect(read(await open())).toEqual(read(document))
  })

  test('folds into one row that says the same', async () => {
    const { open, store } = device()
    const document = await open()
    for (let index = 0; index < 5; index += 1) {
      set(document, 'a', index)
      await document.flush()
    }
    await document.compact()
    expect(await rowsOf(store)).toBe(1)
    set(document, 'b', 1)
    await document.close()
    expect(read(await open())).toEqual({ a: 4, b: 1 })
  })
})

describe('a disk without room', () => {
  test('what cannot be written is kept beside the database, in one place, and leaves it once written', async () => {
    const { open, store, queues } = device()
    const first = await open()
    store.failWith = FULL
    set(first, 'a', 1)
    await first.flush()
    set(first, 'b', 2)
    expect(queues.isAtRisk()).toBe(true)
    await first.flush()
    expect(localStorage.length).toBe(1)
    expect(queues.isAtRisk()).toBe(false)
    // The tab dies here. Its changes are in the next one, which cannot write them either.
    const second = await open()
    expect(read(second)).toEqual({ a: 1, b: 2 })
    await second.flush()
    expect(second.problem.get()).toMatchObject({ kind: 'full' })
    store.failWith = null
    await second.flush()
    await first.flush()
    expect(localStorage.length).toBe(0)
    expect(read(await open())).toEqual({ a: 1, b: 2 })
  })

  test('a film that is closed meanwhile goes on trying, and finds its changes when it is opened again', async () => {
    const { open, store, queues } = device()
    const first = await open()
    set(first, 'a', 1)
    await first.flush()
    store.failWith = FULL
    set(first, 'b', 2)
    await first.close()
    localStorage.clear()
    expect(queues.waiting(NAME)).toHaveLength(1)
    const again = await open()
    expect(read(again)).toEqual({ a: 1, b: 2 })
    await again.close()
    store.failWith = null
    await queues.flush()
    expect(queues.waiting(NAME)).toEqual([])
    expect(read(await open())).toEqual({ a: 1, b: 2 })
  })

  test('a fold that fails for want of room is no problem of saving', async () => {
    const { open, store } = device()
    const document = await open()
    store.compact = () => Promise.reject(FULL)
    for (let index = 0; index <= 401; index += 1) {
      set(document, 'a', index)
      await document.flush()
    }
    expect(document.problem.get()).toBeNull()
  })
})

describe('a database that is lost under the app', () => {
  test('is written anew at once, whole, with what waits for the server', async () => {
    const { open, lose } = device()
    const document = await open()
    set(document, 'a', 1)
    await document.flush()
    lose()
    await document.flush()
    expect(document.problem.get()).toBeNull()
    await document.close()
    const again = await open()
    expect(read(again)).toEqual({ a: 1 })
    expect(again.pending.get().count).toBe(1)
  })

  test('is noticed by the next write where nobody told', async () => {
    const { open, store } = device()
    const first = await open()
    set(first, 'a', 1)
    await first.flush()
    store.wipe()
    // Another tab opens the film, finds nothing stored, and is the first to write.
    const second = await open()
    set(second, 'b', 2)
    await second.flush()
    store.failWith = null
    set(first, 'c', 3)
    await first.flush()
    await Promise.all([first.close(), second.close()])
    expect(read(await open())).toEqual({ a: 1, b: 2, c: 3 })
  })

  test('is left alone where there is nothing to write', async () => {
    const { open, lose, store } = device()
    const document = await open()
    lose()
    await document.flush()
    expect(await rowsOf(store)).toBe(0)
  })
})

describe('another version of the app', () => {
  test('that takes the database over gets what this tab cannot write any more', async () => {
    const { open, store, standing } = device()
    const first = await open()
    set(first, 'a', 1)
    standing.set('superseded')
    store.failWith = new Error('the database is closed')
    expect(first.problem.get()).toMatchObject({ kind: 'superseded' })
    set(first, 'b', 2)
    await first.flush()
    store.failWith = null
    standing.set('current')
    expect(read(await open())).toEqual({ a: 1, b: 2 })
  })

  test('that keeps the database makes this tab read only, without a word of failing', async () => {
    const { open, store, standing } = device()
    standing.set('newer')
    const document = await open()
    expect(document.problem.get()).toMatchObject({ kind: 'newer' })
    document.ydoc.transact(() => set(document, 'from', 'the server'), 'relay')
    await document.close()
    expect(await rowsOf(store)).toBe(0)
    expect(localStorage.length).toBe(0)
  })

  test.each([
    ['an older version', { kind: 'update', update: new Uint8Array([0, 0]), marks: [] }],
    ['a newer version', { version: 2, message: { kind: 'written', tab: 'x', upTo: 1 } }],
    ['nonsense', { version: 1, message: { kind: 'update', update: 'no bytes' } }],
    ['nothing', null],
  ])('speaks to nobody: %s', (_name, data) => {
    expect(unwrapTabMessage(data)).toBeNull()
  })
})

describe('a tab that dies', () => {
  test('leaves what it told of to the tab that heard it', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { open, store, time } = device()
    const [first, second] = [await open(), await open()]
    const append = store.append
    store.append = () => new Promise(() => undefined)
    set(first, 'a', 'told and never written')
    store.append = append
    expect(read(second)).toEqual({ a: 'told and never written' })
    time.now += 1_000
    await vi.advanceTimersByTimeAsync(1_000)
    await second.flush()
    const third = await open()
    expect(await rowsOf(store)).toBe(1)
    expect(read(third)).toEqual({ a: 'told and never written' })
    expect(third.pending.get().count).toBe(1)
  })

  test('and the one that heard it answers for it when it passes it on to a tab that opens later', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { open, store, time } = device()
    const [first, second] = [await open(), await open()]
    set(second, 'b', 'written')
    await second.flush()
    const append = store.append
    // From here on nothing of the first two tabs reaches the database: both of them die.
    store.append = () => new Promise(() => undefined)
    set(first, 'a', 'told and never written')
    const third = await open()
    expect(read(third)).toEqual({ a: 'told and never written', b: 'written' })
    await vi.advanceTimersByTimeAsync(200)
    store.append = append
    time.now += 1_000
    await vi.advanceTimersByTimeAsync(1_000)
    await third.flush()
    expect(read(await open())).toEqual({ a: 'told and never written', b: 'written' })
  })

  test('and one that lives writes its own: each change is in the database once', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { open, store, time } = device()
    const [first, second] = [await open(), await open()]
    set(first, 'a', 1)
    await first.flush()
    time.now += 5_000
    await vi.advanceTimersByTimeAsync(5_000)
    await second.flush()
    expect(await rowsOf(store)).toBe(1)
  })

  test('together with the one that heard it loses nothing either', async () => {
    const { open, store, leave } = device()
    const [first, second] = [await open(), await open()]
    const append = store.append
    store.append = () => new Promise(() => undefined)
    set(first, 'a', 'told')
    leave()
    set(second, 'b', 'built on it')
    leave()
    store.append = append
    expect(read(await open())).toEqual({ a: 'told', b: 'built on it' })
  })
})

test('bytes of another tab that are no update are passed over', async () => {
  const { open } = device()
  const document = await open()
  const channel = fakeTabs()
  expect(() =>
    channel.openChannel(NAME).post({ kind: 'update', tab: 'x', upTo: 1, update: new Uint8Array([9]), marks: [] }),
  ).not.toThrow()
  expect(read(document)).toEqual({})
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
    expect((await store.countPending()).size).toBe(0)
    expect(await rowsOf(store)).toBe(1)
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
  const folded = foldUpdates([], [updates[1]!], [])
  const copy = new Y.Doc()
  applyStored(copy, { snapshots: [], updates: [...folded, updates[0]!] }, 'test')
  expect(copy.getText('t').toString()).toBe('ab')
})

test('folding keeps the words that an undo may bring back, and no others', () => {
  const source = new Y.Doc()
  const updates: Uint8Array[] = []
  source.on('update', (update: Uint8Array) => updates.push(update))
  const text = source.getText('t')
  text.insert(0, 'low tide lamp')
  text.delete(0, 4)
  text.delete(0, 5)
  const kept = foldUpdates([], updates, [[source.clientID, 0, 4]])
  const folded = (pieces: readonly Uint8Array[]): string =>
    pieces.map((piece) => new TextDecoder().decode(piece)).join('')
  expect(folded(kept)).toContain('low ')
  expect(folded(kept)).not.toContain('tide')
  expect(folded(foldUpdates([], updates, []))).not.toContain('low ')
})

test('what is stored is read in slices: whoever needs the thread meanwhile gets it', async () => {
  const source = new Y.Doc()
  const updates: Uint8Array[] = []
  source.on('update', (update: Uint8Array) => updates.push(update))
  for (let index = 0; index < 250; index += 1)
    source.getMap('meta').set(`key ${index}`, 'x'.repeat(index === 0 ? 40_000 : 1))
  const copy = new Y.Doc()
  const sizes: number[] = []
  await applyInSlices(copy, { snapshots: [], updates }, 'test', async () => void sizes.push(copy.getMap('meta').size))
  expect(sizes).toEqual([1, 101, 201])
  expect(copy.getMap('meta').toJSON()).toEqual(source.getMap('meta').toJSON())
})
