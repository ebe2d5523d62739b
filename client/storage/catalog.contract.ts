import { describe, expect, test, vi } from 'vitest'
import type { OutboxItem, OutboxStore } from './outbox-store.ts'
import type { CatalogEntry, ProjectCatalog } from './project-catalog.ts'

const ID = '0b6b7a3e-6a55-4b7a-9b43-1f5e6a7c8d90'
const OTHER = '1c7c8b4f-7b66-4c8b-8c54-2a6f7b8d9ea1'

const entry: CatalogEntry = {
  id: ID,
  name: 'Salt & Neon',
  sceneCount: 6,
  clipCount: 24,
  pickedCount: 20,
  coverSha256: null,
  durationSeconds: 60,
  createdAt: 1,
  changedAt: 2,
  lastOpenedAt: null,
  lastClipNumber: null,
  lastClipId: null,
  sample: false,
  archivedAt: null,
  deletedAt: null,
  onDevice: true,
  onServer: false,
}

/** The promises of a `ProjectCatalog`, for every driver. */
export function describeProjectCatalog(name: string, open: () => Promise<ProjectCatalog>): void {
  describe(`project catalogue: ${name}`, () => {
    test('keeps, changes and forgets entries', async () => {
      const catalog = await open()
      expect(await catalog.get(ID)).toBeNull()
      await catalog.put(entry)
      await catalog.patch(ID, { name: 'Neon', lastOpenedAt: 5 })
      await catalog.patch(OTHER, { name: 'nobody' })
      expect(await catalog.list()).toEqual([{ ...entry, name: 'Neon', lastOpenedAt: 5 }])
      await catalog.remove(ID)
      expect(await catalog.list()).toEqual([])
    })

    test('tells of changes until it is told to stop', async () => {
      const catalog = await open()
      const heard = vi.fn()
      const stop = catalog.subscribe(heard)
      await catalog.put(entry)
      await vi.waitFor(() => expect(heard).toHaveBeenCalled())
      stop()
    })
  })
}

const item = (id: string, createdAt: number): OutboxItem => ({
  id,
  projectId: ID,
  request: { kind: 'cancel-job', jobId: OTHER },
  createdAt,
  attempts: 0,
  nextTryAt: 0,
  problem: null,
})

/** The promises of an `OutboxStore`, for every driver. */
export function describeOutboxStore(name: string, open: () => Promise<OutboxStore>): void {
  describe(`outbox store: ${name}`, () => {
    test('gives items oldest first, replaces by id and forgets', async () => {
      const store = await open()
      await store.put(item('b', 2))
      await store.put(item('a', 3))
      await store.put(item('c', 1))
      await store.put({ ...item('a', 3), attempts: 4 })
      expect((await store.list()).map(({ id, attempts }) => [id, attempts])).toEqual([
        ['c', 0],
        ['b', 0],
        ['a', 4],
      ])
      await store.remove('b')
      expect(await store.list()).toHaveLength(2)
    })
  })
}
