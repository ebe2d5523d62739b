import { createStore, del, get, set } from 'idb-keyval'
import type { DeviceSettings } from '../device-settings.ts'

/** Device settings in a small IndexedDB store of their own, apart from the films. */
export function idbDeviceSettings(databaseName = 'storycanvas-settings'): DeviceSettings {
  const store = createStore(databaseName, 'settings')
  return {
    get: async (key) => (await get<unknown>(key, store)) ?? null,
    set: (key, value) => set(key, value, store),
    remove: (key) => del(key, store),
  }
}
