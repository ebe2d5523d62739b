import { afterEach, describe, expect, test, vi } from 'vitest'
import { aDevice, FULL, NAME, read, rowsOf, set } from '../testing/a-device.ts'
import { unwrapTabMessage } from './tab-channel.ts'

afterEach(() => void vi.useRealTimers())

describe('a disk without room', () => {
  test('what cannot be written is kept beside the database, in one place, and leaves it once written', async () => {
    const { open, store, queues } = aDevice()
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
    const { open, store, queues } = aDevice()
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
    const { open, store } = aDevice()
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
    const { open, lose } = aDevice()
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
    const { open, store } = aDevice()
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
    const { open, lose, store } = aDevice()
    const document = await open()
    lose()
    await document.flush()
    expect(await rowsOf(store)).toBe(0)
  })
})

describe('another version of the app', () => {
  test('that takes the database over gets what this tab cannot write any more', async () => {
    const { open, store, standing } = aDevice()
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
    const { open, store, standing } = aDevice()
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
