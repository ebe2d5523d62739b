import { describe, expect, test, vi } from 'vitest'
import type { StoredVersion, VersionStore } from './version-store.ts'

const FILM = '0b6b7a3e-6a55-4b7a-9b43-1f5e6a7c8d90'
const OTHER = '1c7c8b4f-7b66-4c8b-8c54-2a6f7b8d9ea1'
const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
const STATE = Uint8Array.of(31, 139, 0, 255)

const version = (n: number, overrides: Partial<StoredVersion> = {}): StoredVersion => ({
  id: id(n),
  projectId: FILM,
  name: null,
  kind: 'automatic',
  at: 1_700_000_000_000 + n,
  author: 'Mara',
  bytes: STATE.length,
  fingerprint: n.toString(16).padStart(64, '0'),
  place: 'here',
  song: null,
  ...overrides,
})

/** The promises of a `VersionStore`, for every driver. */
export function describeVersionStore(name: string, open: () => Promise<VersionStore>): void {
  describe(`version store: ${name}`, () => {
    test('keeps versions with their states, film by film', async () => {
      const store = await open()
      await store.put(version(1, { name: 'Rough cut', kind: 'named', song: 'a'.repeat(64) }), STATE)
      await store.put(version(2, { projectId: OTHER }), Uint8Array.of(2))
      expect(await store.list(FILM)).toEqual([version(1, { name: 'Rough cut', kind: 'named', song: 'a'.repeat(64) })])
      expect(await store.state(id(1))).toEqual(STATE)
      expect(await store.state(id(3))).toBeNull()
    })

    test('versions of one state share it, and it stays as long as one of them does', async () => {
      const store = await open()
      const fingerprint = 'b'.repeat(64)
      await store.put(version(1, { fingerprint }), STATE)
      await store.put(version(2, { fingerprint }), Uint8Array.of(7))
      expect(await store.state(id(2))).toEqual(STATE)
      await store.remove(FILM, [id(1)])
      expect(await store.state(id(2))).toEqual(STATE)
      await store.remove(FILM, [id(2), id(9)])
      await store.put(version(3, { fingerprint }), Uint8Array.of(9))
      expect(await store.state(id(3))).toEqual(Uint8Array.of(9))
    })

    test('changes what is there alone, and forgets a whole film', async () => {
      const store = await open()
      await store.put(version(1), STATE)
      await store.put(version(2, { projectId: OTHER }), STATE)
      await store.patch(id(1), { name: 'Rough cut', place: 'sent' })
      await store.patch(id(5), { name: 'Nobody' })
      expect(await store.list(FILM)).toMatchObject([{ id: id(1), name: 'Rough cut', place: 'sent', bytes: 4 }])
      await store.removeFilm(FILM)
      expect(await store.list(FILM)).toEqual([])
      expect(await store.state(id(1))).toBeNull()
      expect(await store.list(OTHER)).toHaveLength(1)
    })

    test('tells of changes until it is told to stop', async () => {
      const store = await open()
      const heard = vi.fn()
      const stop = store.subscribe(heard)
      await store.put(version(1), STATE)
      await vi.waitFor(() => expect(heard).toHaveBeenCalled())
      stop()
    })
  })
}
