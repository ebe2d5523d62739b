import { afterEach, describe, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { aDevice, FULL, NAME, read, rowsOf, set, stateOf } from '../testing/a-device.ts'
import { fakeTabs } from '../testing/fake-tabs.ts'

afterEach(() => void vi.useRealTimers())

describe('last words', () => {
  test('what a cut-off write carried is there in the next tab, once, and then only in the database', async () => {
    const { open, store, leave } = aDevice()
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
    const { open, leave } = aDevice()
    const first = await open()
    set(first, 'name', 'in time')
    leave()
    expect(localStorage.length).toBe(1)
    await vi.waitFor(() => expect(localStorage.length).toBe(0))
  })

  test('nonsense in their place is left alone or thrown away', async () => {
    const { open } = aDevice()
    localStorage.setItem(`storycanvas.last-words.${NAME}.a`, 'not json')
    localStorage.setItem(`storycanvas.last-words.${NAME}.b`, JSON.stringify({ update: 'AAECAwQ=', marks: [] }))
    expect(read(await open())).toEqual({})
  })
})

describe('a document on this device', () => {
  test('what was written is there after a reload, and a burst becomes one row', async () => {
    const { open, store } = aDevice()
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
    const { open, store } = aDevice()
    const document = await open()
    set(document, 'a', 1)
    await vi.advanceTimersByTimeAsync(99)
    expect(await rowsOf(store)).toBe(0)
    await vi.advanceTimersByTimeAsync(1)
    expect(await rowsOf(store)).toBe(1)
  })

  test('writes when the tab is left', async () => {
    const { open, store, leave } = aDevice()
    const document = await open()
    set(document, 'a', 1)
    leave()
    await vi.waitFor(async () => expect(await rowsOf(store)).toBe(1))
  })

  test('another tab has a change at once, and one that opens later has what is not written yet', async () => {
    const { open } = aDevice()
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
    const { open, store } = aDevice()
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
    const { open, store } = aDevice()
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
    const { open, store } = aDevice()
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

describe('a tab that dies', () => {
  test('leaves what it told of to the tab that heard it', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { open, store, time } = aDevice()
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
    const { open, store, time } = aDevice()
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
    const { open, store, time } = aDevice()
    const [first, second] = [await open(), await open()]
    set(first, 'a', 1)
    await first.flush()
    time.now += 5_000
    await vi.advanceTimersByTimeAsync(5_000)
    await second.flush()
    expect(await rowsOf(store)).toBe(1)
  })

  test('together with the one that heard it loses nothing either', async () => {
    const { open, store, leave } = aDevice()
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
  const { open } = aDevice()
  const document = await open()
  const channel = fakeTabs()
  expect(() =>
    channel.openChannel(NAME).post({ kind: 'update', tab: 'x', upTo: 1, update: new Uint8Array([9]), marks: [] }),
  ).not.toThrow()
  expect(read(document)).toEqual({})
})

describe('changes that the server has not called saved', () => {
  test('are counted a transaction each, survive a reload, and leave when saved', async () => {
    const { open } = aDevice()
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
    const { open, store } = aDevice()
    const document = await open()
    set(document, 'a', 1)
    document.noteSaved(stateOf(document), true)
    await document.flush()
    expect((await store.countPending()).size).toBe(0)
    expect(await rowsOf(store)).toBe(1)
  })

  test('a deletion waits for the acknowledgement, since it moves no clock', async () => {
    const { open } = aDevice()
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
    const { open, time } = aDevice()
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
    const { open } = aDevice()
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
    const { open } = aDevice()
    const document = await open()
    const other = new Y.Doc()
    other.getMap('meta').set('a', 1)
    Y.applyUpdate(document.ydoc, Y.encodeStateAsUpdate(other), 'relay')
    expect(document.pending.get().count).toBe(0)
    await document.close()
    expect(read(await open())).toEqual({ a: 1 })
  })
})
