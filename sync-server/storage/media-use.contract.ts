import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { LIBRARY, type MediaUse } from './media-use.ts'
import type { MemberStore } from './member-store.ts'

/** An opened store with the roles beside it, and the way to close it. */
export interface OpenedMediaUse {
  readonly use: MediaUse
  readonly members: MemberStore
  close(): Promise<void>
}

/** What every driver of the use of media promises. */
export function describeMediaUse(name: string, open: () => Promise<OpenedMediaUse>): void {
  describe(`use of media: ${name}`, () => {
    let opened: OpenedMediaUse
    let use: MediaUse
    beforeEach(async () => {
      opened = await open()
      use = opened.use
      await opened.members.put({ projectId: 'film', accountId: 'ada', role: 'owner', since: 1 })
      await opened.members.put({ projectId: 'film', accountId: 'vi', role: 'viewer', since: 1 })
      await opened.members.put({ projectId: 'other', accountId: 'bo', role: 'editor', since: 1 })
    })
    afterEach(() => opened.close())

    test('a file is read by who brought it, and by all with a role in a film that uses it', async () => {
      await use.uploaded('x', 'ada')
      await use.uploaded('x', 'ada')
      expect(await use.mayRead('x', 'ada')).toBe(true)
      expect(await use.mayRead('x', 'vi')).toBe(false)
      expect(await use.note('film', ['x'], false)).toEqual(['x'])
      expect(await use.note('film', ['x'], false)).toEqual(['x'])
      expect(await use.mayRead('x', 'vi')).toBe(true)
      expect(await use.mayRead('x', 'bo')).toBe(false)
      expect(await use.filmsOf('x')).toEqual(['film'])
    })

    test('who has left a film reads nothing of it any more', async () => {
      await use.note('film', ['x'], true)
      expect(await use.mayRead('x', 'vi')).toBe(true)
      await opened.members.remove('film', 'vi')
      expect(await use.mayRead('x', 'vi')).toBe(false)
    })

    test('a hash that somebody writes into a film of their own opens nothing', async () => {
      await use.note('film', ['x'], true)
      expect(await use.note('other', ['x', 'y'], false)).toEqual([])
      expect(await use.mayRead('x', 'bo')).toBe(false)
    })

    test('what is in the library may be used in every film', async () => {
      await use.note(LIBRARY, ['x'], true)
      expect(await use.note('other', ['x'], false)).toEqual(['x'])
      expect(await use.filmsOf('x')).toEqual([LIBRARY, 'other'])
    })

    test('a copy of a film takes its media along, for those who may read them', async () => {
      await use.note('film', ['x'], true)
      await opened.members.put({ projectId: 'copy', accountId: 'vi', role: 'owner', since: 1 })
      expect(await use.note('copy', ['x'], false)).toEqual(['x'])
      expect(await use.filmsOf('x')).toEqual(['copy', 'film'])
    })

    test('what only viewers of a film have brought does not get into it', async () => {
      await use.uploaded('x', 'vi')
      expect(await use.note('film', ['x'], false)).toEqual([])
    })
  })
}
