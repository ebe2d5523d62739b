import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { FilmVersion } from '#shared/model/version.ts'
import type { VersionStore } from './version-store.ts'

/** An opened store, and the way to close it. */
export interface OpenedVersionStore {
  readonly store: VersionStore
  close(): Promise<void>
}

const FILM = '0b6b7a3e-6a55-4b7a-9b43-1f5e6a7c8d90'
const OTHER_FILM = '1c7c8b4f-7b66-4c8b-8c54-2a6f7b8d9ea1'
const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
const STATE = Uint8Array.of(31, 139, 0, 255)

const version = (n: number, overrides: Partial<FilmVersion> = {}): FilmVersion => ({
  id: id(n),
  projectId: FILM,
  name: null,
  kind: 'automatic',
  at: 1_700_000_000_000 + n,
  author: null,
  bytes: STATE.length,
  fingerprint: n.toString(16).padStart(64, '0'),
  ...overrides,
})

/** What every driver of the version store promises. */
export function describeVersionStore(name: string, open: () => Promise<OpenedVersionStore>): void {
  describe(`version store: ${name}`, () => {
    let opened: OpenedVersionStore
    let store: VersionStore
    beforeEach(async () => {
      opened = await open()
      store = opened.store
    })
    afterEach(() => opened.close())

    test('a version and its state come back as they went in', async () => {
      const named = version(1, { name: 'Rough cut', kind: 'named', author: 'Mara' })
      expect(await store.put(named, STATE)).toBe(true)
      expect(await store.get(FILM, named.id)).toEqual(named)
      expect(await store.state(FILM, named.id)).toEqual(STATE)
      expect(await store.get(OTHER_FILM, named.id)).toBeNull()
      expect(await store.state(OTHER_FILM, named.id)).toBeNull()
      expect(await store.newest(OTHER_FILM)).toBeNull()
    })

    test('versions of a film are listed newest first, and films in the order of their ids', async () => {
      expect(await store.projects()).toEqual([])
      for (const n of [2, 3, 1]) await store.put(version(n), STATE)
      await store.put(version(9, { projectId: OTHER_FILM }), STATE)
      expect((await store.list(FILM)).map((each) => each.id)).toEqual([id(3), id(2), id(1)])
      expect((await store.newest(FILM))?.id).toBe(id(3))
      expect(await store.projects()).toEqual([FILM, OTHER_FILM])
    })

    test('a known id is kept once, as it came first', async () => {
      await store.put(version(1), STATE)
      expect(await store.put(version(1, { name: 'Again', fingerprint: 'f'.repeat(64) }), STATE)).toBe(false)
      expect(await store.list(FILM)).toEqual([version(1)])
    })

    test('versions of one state share it, and it stays as long as one of them does', async () => {
      const fingerprint = 'a'.repeat(64)
      await store.put(version(1, { fingerprint }), STATE)
      await store.put(version(2, { fingerprint }), Uint8Array.of(7))
      await store.put(version(2, { fingerprint }), Uint8Array.of(8))
      expect(await store.state(FILM, id(2))).toEqual(STATE)
      await store.remove(FILM, [id(1)])
      expect(await store.state(FILM, id(1))).toBeNull()
      expect(await store.state(FILM, id(2))).toEqual(STATE)
      await store.remove(FILM, [id(2), id(2), id(7)])
      await store.put(version(3, { fingerprint }), Uint8Array.of(9))
      expect(await store.state(FILM, id(3))).toEqual(Uint8Array.of(9))
    })

    test('a name is given and taken away', async () => {
      await store.put(version(1), STATE)
      expect(await store.rename(FILM, id(1), 'Rough cut')).toBe(true)
      expect((await store.get(FILM, id(1)))?.name).toBe('Rough cut')
      await store.rename(FILM, id(1), null)
      expect((await store.get(FILM, id(1)))?.name).toBeNull()
      expect(await store.rename(OTHER_FILM, id(1), 'Mine')).toBe(false)
    })

    test('removing touches the versions of that film alone', async () => {
      await store.put(version(1), STATE)
      await store.put(version(2), STATE)
      await store.put(version(1, { projectId: OTHER_FILM }), STATE)
      await store.remove(FILM, [id(1)])
      await store.remove(FILM, [])
      expect((await store.list(FILM)).map((each) => each.id)).toEqual([id(2)])
      expect(await store.state(OTHER_FILM, id(1))).toEqual(STATE)
    })
  })
}
