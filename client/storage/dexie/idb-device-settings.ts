import { del, get, set, type UseStore } from 'idb-keyval'
import type { Readable } from '../../session/store.ts'
import type { DatabaseStanding } from '../database-life.ts'
import type { DeviceSettings } from '../device-settings.ts'

const STORE = 'settings'

/** A store that lets go of its database when somebody deletes it, and opens it anew for the next call. */
function openStore(databaseName: string): UseStore {
  let opening: Promise<IDBDatabase> | null = null
  const open = (): Promise<IDBDatabase> =>
    new Promise((resolve, reject) => {
      const request = indexedDB.open(databaseName)
      request.addEventListener('upgradeneeded', () => request.result.createObjectStore(STORE))
      request.addEventListener('error', () => reject(request.error ?? new Error('The settings could not be opened')))
      request.addEventListener('success', () => {
        const db = request.result
        db.addEventListener('versionchange', () => {
          db.close()
          opening = null
        })
        db.addEventListener('close', () => {
          opening = null
        })
        resolve(db)
      })
    })
  return async (mode, callback) => {
    opening ??= open()
    const db = await opening.catch((error: unknown) => {
      opening = null
      throw error
    })
    return callback(db.transaction(STORE, mode).objectStore(STORE))
  }
}

/**
 * Device settings in a small IndexedDB store of their own, apart from the films. Nothing is written while `standing` says
 * that what this browser stored is being cleared.
 */
export function idbDeviceSettings(databaseName: string, standing: Readable<DatabaseStanding>): DeviceSettings {
  const store = openStore(databaseName)
  const write = async (work: () => Promise<void>): Promise<void> => {
    if (standing.get() !== 'cleared') await work().catch(() => undefined)
  }
  return {
    get: async (key) => (await get<unknown>(key, store)) ?? null,
    set: (key, value) => write(() => set(key, value, store)),
    remove: (key) => write(() => del(key, store)),
  }
}
