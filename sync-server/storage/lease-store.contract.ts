import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { LeaseStore } from './lease-store.ts'

/** An opened store, and the way to close it. */
export interface OpenedLeaseStore {
  readonly store: LeaseStore
  close(): Promise<void>
}

const LONG = 60_000

/** What every driver of leases promises. */
export function describeLeaseStore(name: string, open: () => Promise<OpenedLeaseStore>): void {
  describe(`lease store: ${name}`, () => {
    let opened: OpenedLeaseStore
    let store: LeaseStore
    beforeEach(async () => {
      opened = await open()
      store = opened.store
    })
    afterEach(() => opened.close())

    test('one holder has a lease, and may renew it; other leases are free', async () => {
      expect(await store.acquire('dispatch', 'a', LONG)).toBe(true)
      expect(await store.acquire('dispatch', 'b', LONG)).toBe(false)
      expect(await store.acquire('dispatch', 'a', LONG)).toBe(true)
      expect(await store.acquire('other', 'b', LONG)).toBe(true)
    })

    test('of many that ask at once one gets it', async () => {
      const holders = Array.from({ length: 20 }, (_, index) => `holder ${index}`)
      const got = await Promise.all(holders.map((holder) => store.acquire('dispatch', holder, LONG)))
      expect(got.filter(Boolean)).toHaveLength(1)
    })

    test('a lease that is not renewed runs out', async () => {
      await store.acquire('dispatch', 'a', 30)
      await wait(60)
      expect(await store.acquire('dispatch', 'b', LONG)).toBe(true)
      expect(await store.acquire('dispatch', 'a', LONG)).toBe(false)
    })

    test('its holder, and nobody else, gives it back', async () => {
      await store.acquire('dispatch', 'a', LONG)
      await store.release('dispatch', 'b')
      expect(await store.acquire('dispatch', 'b', LONG)).toBe(false)
      await store.release('dispatch', 'a')
      expect(await store.acquire('dispatch', 'b', LONG)).toBe(true)
    })
  })
}
