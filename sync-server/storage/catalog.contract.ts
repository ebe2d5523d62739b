import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readProject } from '#shared/document/records.ts'
import { aFilm } from '#shared/testing/builders.ts'
import type { Catalog, CatalogProject } from './catalog.ts'

/** An opened catalogue, and the way to close it. */
export interface OpenedCatalog {
  readonly catalog: Catalog
  close(): Promise<void>
}

const project = (id: string, updatedAt: number, more: Partial<CatalogProject> = {}): CatalogProject => ({
  id,
  name: `Film ${id}`,
  createdAt: 1,
  updatedAt,
  archivedAt: null,
  deletedAt: null,
  record: null,
  ...more,
})

/** What every driver of the catalogue promises. */
export function describeCatalog(name: string, open: () => Promise<OpenedCatalog>): void {
  describe(`catalogue: ${name}`, () => {
    let opened: OpenedCatalog
    let catalog: Catalog
    beforeEach(async () => {
      opened = await open()
      catalog = opened.catalog
    })

    test('the time of change is moved on, never back', async () => {
      for (const id of ['a', 'b', 'c']) await catalog.put(project(id, 10))
      await catalog.touch(['a', 'b', 'nobody'], 20)
      await catalog.touch(['b'], 15)
      await catalog.touch([], 30)
      expect((await catalog.list()).map(({ id, updatedAt }) => [id, updatedAt])).toEqual([
        ['a', 20],
        ['b', 20],
        ['c', 10],
      ])
    })
    afterEach(() => opened.close())

    test('a project is entered once', async () => {
      expect(await catalog.get('a')).toBeNull()
      expect(await catalog.ensure('a', 5)).toBe(true)
      expect(await catalog.ensure('a', 6)).toBe(false)
      expect(await catalog.get('a')).toEqual(project('a', 5, { name: '', createdAt: 5 }))
    })

    test('an entry is replaced as a whole', async () => {
      await catalog.ensure('a', 5)
      const record = readProject(aFilm().doc)
      const changed = project('a', 9, { archivedAt: 7, deletedAt: 8, record })
      await catalog.put(changed)
      expect(await catalog.get('a')).toEqual(changed)
    })

    test('the list has the newest change first, archived and trashed ones included', async () => {
      await catalog.put(project('a', 1))
      await catalog.put(project('b', 3, { deletedAt: 3 }))
      await catalog.put(project('c', 2, { archivedAt: 2 }))
      expect((await catalog.list()).map((entry) => entry.id)).toEqual(['b', 'c', 'a'])
    })

    test('entities are found by id, stay where they are known, and are forgotten with their project', async () => {
      await catalog.put(project('a', 1))
      await catalog.indexEntities([
        { entityId: 's', projectId: 'a', kind: 'scene' },
        { entityId: 'c', projectId: 'a', kind: 'clip' },
      ])
      await catalog.indexEntities([
        { entityId: 'c', projectId: 'b', kind: 'take' },
        { entityId: 'd', projectId: 'b', kind: 'clip' },
      ])
      expect(await catalog.findEntity('s')).toEqual({ entityId: 's', projectId: 'a', kind: 'scene' })
      expect(await catalog.findEntity('c')).toEqual({ entityId: 'c', projectId: 'a', kind: 'clip' })
      expect(await catalog.findEntity('x')).toBeNull()
      await catalog.remove('a')
      expect(await catalog.findEntity('s')).toBeNull()
      expect(await catalog.findEntity('d')).not.toBeNull()
      await catalog.indexEntities([{ entityId: 'c', projectId: 'b', kind: 'take' }])
      expect(await catalog.findEntity('c')).toEqual({ entityId: 'c', projectId: 'b', kind: 'take' })
      expect(await catalog.list()).toEqual([])
    })

    test('an entity that is noted twice in one call is where the first note says', async () => {
      const note = (projectId: string) => ({ entityId: 'c', projectId, kind: 'clip' as const })
      await catalog.indexEntities([note('a'), note('b')])
      expect((await catalog.findEntity('c'))?.projectId).toBe('a')
    })

    test('any text is taken and asked for, also one that a database cannot hold', async () => {
      await catalog.put(project('a', 1, { name: 'Nul \0, half a pair \ud800, ß 日本 🎬' }))
      expect((await catalog.get('a'))?.name).toMatch(/^Nul .*, ß 日本 🎬$/u)
      expect(await catalog.findEntity('\0')).toBeNull()
      expect(await catalog.get('a\0')).toBeNull()
    })

    test('thousands of entities in one call', async () => {
      await catalog.indexEntities(
        Array.from({ length: 2500 }, (_, index) => ({ entityId: `e${index}`, projectId: 'a', kind: 'take' as const })),
      )
      expect(await catalog.findEntity('e2499')).not.toBeNull()
      await catalog.indexEntities([])
    })
  })
}
