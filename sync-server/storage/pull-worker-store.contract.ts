import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { PullWorkerRecord, PullWorkerStore } from './pull-worker-store.ts'

/** An opened store, and the way to close it. */
export interface OpenedPullWorkerStore {
  readonly store: PullWorkerStore
  close(): Promise<void>
}

const attic: PullWorkerRecord = {
  id: 'a',
  name: 'Attic \0',
  models: ['flux_dev.safetensors'],
  kinds: ['image', 'video'],
  leaseSeconds: 60,
  createdAt: 2,
  lastSeenAt: 3,
}
const cellar: PullWorkerRecord = { ...attic, id: 'b', name: 'Cellar', models: null, createdAt: 1 }

/** What every driver of the pull worker store promises. */
export function describePullWorkerStore(name: string, open: () => Promise<OpenedPullWorkerStore>): void {
  describe(`pull worker store: ${name}`, () => {
    let opened: OpenedPullWorkerStore
    let store: PullWorkerStore
    beforeEach(async () => {
      opened = await open()
      store = opened.store
    })
    afterEach(() => opened.close())

    test('workers come back oldest first; putting again replaces', async () => {
      await store.put(attic)
      await store.put(cellar)
      await store.put({ ...attic, lastSeenAt: 9 })
      expect(await store.list()).toEqual([cellar, { ...attic, lastSeenAt: 9 }])
    })

    test('a removed worker is gone', async () => {
      await store.put(attic)
      expect([await store.remove('a'), await store.remove('a'), await store.list()]).toEqual([true, false, []])
    })
  })
}
