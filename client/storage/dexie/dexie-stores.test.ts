import { expect, test } from 'vitest'
import { writable } from '../../session/store.ts'
import { describeOutboxStore, describeProjectCatalog } from '../catalog.contract.ts'
import type { DatabaseStanding } from '../database-life.ts'
import { describeDocumentStore } from '../document-store.contract.ts'
import { describeVersionStore } from '../version-store.contract.ts'
import { StoryCanvasDatabase } from './database.ts'
import { dexieDocumentStore } from './dexie-document-store.ts'
import { dexieJobsCache } from './dexie-jobs-cache.ts'
import { dexieOutboxStore } from './dexie-outbox-store.ts'
import { dexieProjectCatalog } from './dexie-project-catalog.ts'
import { dexieVersionStore } from './dexie-version-store.ts'
import { idbDeviceSettings } from './idb-device-settings.ts'

let count = 0
const freshName = (): string => `test-${(count += 1)}`
const fresh = (): StoryCanvasDatabase => new StoryCanvasDatabase(freshName(), { newId: freshName })
const alone = async (_name: string, work: () => Promise<void>): Promise<void> => work()

describeDocumentStore('IndexedDB', async () => dexieDocumentStore(fresh(), freshName, alone))
describeProjectCatalog('IndexedDB', async () => dexieProjectCatalog(fresh()))
describeOutboxStore('IndexedDB', async () => dexieOutboxStore(fresh()))
describeVersionStore('IndexedDB', async () => dexieVersionStore(fresh()))

test('a job that this version cannot read is left out and does not hide the others', async () => {
  const db = fresh()
  await db.jobs.put({ id: 'x', projectId: 'y', job: { from: 'another version' } })
  expect(await dexieJobsCache(db).list()).toEqual([])
})

test('device settings keep what they are given', async () => {
  const standing = writable<DatabaseStanding>('current')
  const settings = idbDeviceSettings(freshName(), standing)
  expect(await settings.get('profile')).toBeNull()
  await settings.set('profile', { name: 'Guest 3' })
  expect(await settings.get('profile')).toEqual({ name: 'Guest 3' })
  standing.set('cleared')
  await settings.remove('profile')
  expect(await settings.get('profile')).toEqual({ name: 'Guest 3' })
  standing.set('current')
  await settings.remove('profile')
  expect(await settings.get('profile')).toBeNull()
})
