import { writable } from './store.ts'
import type { Readable } from './store.ts'

/** Whether this browser has anything to do with the sync server that its pages come from. */
export interface SyncSwitch extends Readable<boolean> {
  /** Holds for every tab, and after a reload. */
  set(on: boolean): void
}

const KEY = 'storycanvas.sync'
const OFF = 'off'

/**
 * Reads the switch, which is on until a person turns it off. It is read before anything is connected, so it is kept
 * where reading does not wait. `followOthers` calls back with the key that another tab has changed.
 */
export function openSyncSwitch(
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>,
  followOthers: (listener: (key: string | null) => void) => void,
): SyncSwitch {
  const read = (): boolean => storage.getItem(KEY) !== OFF
  const on = writable(read())
  followOthers((key) => {
    if (key === KEY || key === null) on.set(read())
  })
  return {
    get: on.get,
    subscribe: on.subscribe,
    set: (value) => {
      try {
        if (value) storage.removeItem(KEY)
        else storage.setItem(KEY, OFF)
      } catch {
        // Without room it holds for this visit only.
      }
      on.set(value)
    },
  }
}
