import { Dexie } from 'dexie'
import { afterEach, expect, test, vi } from 'vitest'
import type { CatalogEntry } from '../project-catalog.ts'
import { DATABASE_VERSION } from './database.ts'
import { dexieProjectCatalog } from './dexie-project-catalog.ts'
import { dexieDocumentStore } from './dexie-document-store.ts'
import { openDatabase, UnreadableDatabase } from './open-database.ts'

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

const newId = (): string => crypto.randomUUID()

function aDatabase() {
  const name = `test-${crypto.randomUUID()}`
  ends.push(() => Dexie.delete(name))
  const onBlocked = vi.fn()
  const open = async () => {
    const opened = await openDatabase(name, { newId, onBlocked })
    ends.push(() => opened.db.close())
    return { ...opened, store: dexieDocumentStore(opened.db, newId) }
  }
  /** What another program does with the same database: opens it in a version, with these stores added. */
  const openRaw = (version: number, add: readonly string[]): Promise<IDBDatabase> =>
    new Promise((resolve, reject) => {
      const request = indexedDB.open(name, version)
      request.addEventListener('upgradeneeded', () => add.forEach((store) => request.result.createObjectStore(store)))
      request.addEventListener('success', () => resolve(request.result))
      request.addEventListener('error', () => reject(request.error ?? new Error('not opened')))
    })
  return { name, open, openRaw, onBlocked }
}

const remove = (name: string): Promise<string> =>
  new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(name)
    request.addEventListener('success', () => resolve('removed'))
    request.addEventListener('blocked', () => resolve('blocked'))
  })

test('a database that is deleted is let go at once, its loss is told, and the next write opens it anew', async () => {
  const { name, open } = aDatabase()
  const { store, life } = await open()
  const generation = await store.append('project/a', Uint8Array.of(1), [], null)
  const lost = vi.fn()
  life.onLost(lost)
  expect(await remove(name)).toBe('removed')
  await vi.waitFor(() => expect(lost).toHaveBeenCalledOnce())
  expect(life.standing.get()).toBe('current')
  await expect(store.append('project/a', Uint8Array.of(2), [], generation)).rejects.toThrow('no longer stored')
  await store.append('project/a', Uint8Array.of(3), [], null)
  expect((await store.load('project/a')).updates).toEqual([Uint8Array.of(3)])
})

test('what is written at the very moment of the loss is in the new database', async () => {
  const { name, open } = aDatabase()
  const { store, life } = await open()
  await store.append('project/a', Uint8Array.of(1), [], null)
  const written = new Promise<string>((resolve) => {
    life.onLost(() => resolve(store.append('project/a', Uint8Array.of(2), [], null)))
  })
  await remove(name)
  await written
  expect((await store.load('project/a')).updates).toEqual([Uint8Array.of(2)])
})

test('lists that are followed go on with the new database', async () => {
  const { name, open } = aDatabase()
  const { db, life } = await open()
  const catalog = dexieProjectCatalog(db)
  const entry = { id: 'a', name: 'Salt' } as CatalogEntry
  const heard = vi.fn()
  ends.push(catalog.subscribe(() => void catalog.list().then((list) => heard(list.length))))
  await catalog.put(entry)
  await vi.waitFor(() => expect(heard).toHaveBeenCalledWith(1))
  const kept = new Promise<void>((resolve) => life.onLost(() => resolve(catalog.put(entry))))
  await remove(name)
  await kept
  expect(await catalog.list()).toEqual([entry])
  await catalog.put({ ...entry, id: 'b' })
  await vi.waitFor(() => expect(heard).toHaveBeenCalledWith(2))
})

test('a newer version that takes over gets the database at once; this tab stops, and says so', async () => {
  const { open, openRaw } = aDatabase()
  const { store, life } = await open()
  await store.append('project/a', Uint8Array.of(1), [], null)
  const newer = await openRaw((DATABASE_VERSION + 1) * 10, ['future'])
  ends.push(() => newer.close())
  expect(life.standing.get()).toBe('superseded')
  await expect(store.append('project/a', Uint8Array.of(2), [], null)).rejects.toMatchObject({
    name: 'DatabaseClosedError',
  })
})

test('a database of a newer version is read, and nothing is written into it', async () => {
  const { open, openRaw } = aDatabase()
  const first = await open()
  await first.store.append('project/a', Uint8Array.of(1), [], null)
  first.db.close()
  const newer = await openRaw((DATABASE_VERSION + 1) * 10, ['future'])
  newer.close()

  const { store, life, db } = await open()
  expect(life.standing.get()).toBe('newer')
  expect((await store.load('project/a')).updates).toEqual([Uint8Array.of(1)])
  await store.append('project/a', Uint8Array.of(2), [], null)
  expect((await store.load('project/a')).updates).toEqual([Uint8Array.of(1)])
  await expect(db.outbox.put({ id: 'a' } as never)).rejects.toThrow('newer version')
})

test('a newer database in an unknown form is left alone, with an error of its own', async () => {
  const { open, openRaw } = aDatabase()
  const newer = await openRaw((DATABASE_VERSION + 1) * 10, ['future'])
  newer.close()
  await expect(open()).rejects.toThrow(UnreadableDatabase)
})

test('an older tab that does not let go is told of, and opening goes on once it is gone', async () => {
  const { open, openRaw, onBlocked } = aDatabase()
  const older = await openRaw(10, [])
  const opening = open()
  await vi.waitFor(() => expect(onBlocked).toHaveBeenCalled())
  older.close()
  expect((await opening).life.standing.get()).toBe('current')
})

test('documents of the first version get a name of their own on the way to this one', async () => {
  const { name, open } = aDatabase()
  const old = new Dexie(name)
  old.version(1).stores({
    updates: '++id, docName',
    marks: 'key, docName',
    saved: 'docName',
    projects: 'id',
    outbox: 'id, createdAt',
    jobs: 'id, projectId',
    conflicts: 'id, projectId',
  })
  await old.table('updates').add({ docName: 'project/a', encoding: 1, bytes: Uint8Array.of(7) })
  old.close()
  const { store } = await open()
  const { updates, generation } = await store.load('project/a')
  expect(updates).toEqual([Uint8Array.of(7)])
  expect(generation).not.toBeNull()
  expect(await store.append('project/a', Uint8Array.of(8), [], generation)).toBe(generation)
})
