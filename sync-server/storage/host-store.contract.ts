import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { HostRecord, HostStore } from './host-store.ts'

/** An opened store, and the way to close it. */
export interface OpenedHostStore {
  readonly store: HostStore
  close(): Promise<void>
}

const attic: HostRecord = {
  id: 'a',
  name: 'Attic',
  url: 'http://attic:8188',
  paused: false,
  createdAt: 2,
  credentialsAt: 7,
}
const cellar: HostRecord = {
  id: 'b',
  name: 'Cellar',
  url: 'http://cellar:8188',
  paused: true,
  createdAt: 1,
  credentialsAt: null,
}

/** What every driver of the host store promises. */
export function describeHostStore(name: string, open: () => Promise<OpenedHostStore>): void {
  describe(`host store: ${name}`, () => {
    let opened: OpenedHostStore
    let store: HostStore
    beforeEach(async () => {
      opened = await open()
      store = opened.store
    })
    afterEach(() => opened.close())

    test('hosts come back oldest first', async () => {
      await store.put(attic)
      await store.put(cellar)
      expect(await store.list()).toEqual([cellar, attic])
    })

    test('putting again replaces', async () => {
      await store.put(attic)
      await store.put({ ...attic, name: 'Attic 4090', paused: true })
      expect(await store.list()).toEqual([{ ...attic, name: 'Attic 4090', paused: true }])
    })

    test('a removed host is gone', async () => {
      await store.put(attic)
      expect(await store.remove('a')).toBe(true)
      expect(await store.remove('a')).toBe(false)
      expect(await store.list()).toEqual([])
    })
  })
}
