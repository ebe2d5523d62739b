import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { SealedSecret, SecretStore } from './secret-store.ts'

/** An opened store, and the way to close it. */
export interface OpenedSecretStore {
  readonly store: SecretStore
  close(): Promise<void>
}

const one: SealedSecret = { name: 'a', keyId: 'k1', sealed: new Uint8Array([1, 0, 255]), updatedAt: 2 }
const other: SealedSecret = { name: 'b', keyId: 'k2', sealed: new Uint8Array([]), updatedAt: 1 }

/** What every driver of the secret store promises. */
export function describeSecretStore(name: string, open: () => Promise<OpenedSecretStore>): void {
  describe(`secret store: ${name}`, () => {
    let opened: OpenedSecretStore
    let store: SecretStore
    beforeEach(async () => {
      opened = await open()
      store = opened.store
    })
    afterEach(() => opened.close())

    test('secrets come back by name, byte for byte', async () => {
      await store.put(other)
      await store.put(one)
      expect(await store.list()).toEqual([one, other])
      expect(await store.get('a')).toEqual(one)
      expect(await store.get('c')).toBeNull()
    })

    test('putting again replaces', async () => {
      await store.put(one)
      const next = { ...one, keyId: 'k2', sealed: new Uint8Array([9]), updatedAt: 3 }
      await store.put(next)
      expect(await store.list()).toEqual([next])
    })

    test('a secret is sealed anew only where nobody has changed it meanwhile', async () => {
      await store.put(one)
      const resealed = { ...one, keyId: 'k2', sealed: new Uint8Array([7]) }
      expect(await store.reseal(one, resealed)).toBe(true)
      expect(await store.reseal(one, { ...one, keyId: 'k3' })).toBe(false)
      expect(await store.get('a')).toEqual(resealed)
      await store.remove('a')
      expect(await store.reseal(resealed, one)).toBe(false)
      expect(await store.get('a')).toBeNull()
    })

    test('a removed secret is gone', async () => {
      await store.put(one)
      expect(await store.remove('a')).toBe(true)
      expect(await store.remove('a')).toBe(false)
      expect(await store.list()).toEqual([])
    })
  })
}
