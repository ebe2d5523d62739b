import { z } from 'zod'
import { StoredHistory } from '#shared/document/stored-history.ts'

/** The undo histories of open films and of the library, tab by tab: a tab goes on with its own after a reload. */
export interface HistoryStore {
  /** What this tab left of the history of that name; null where it left none. */
  read(name: string): StoredHistory | null
  /** Keeps this tab's history before it returns. One that finds no room loses its oldest steps, or all of it. */
  write(name: string, history: StoredHistory): void
  /** What any tab of this browser has: what these may bring back must stay in the stored document. */
  readAll(name: string): StoredHistory[]
  /** Forgets a history in every tab. */
  forget(name: string): void
}

const PREFIX = 'storycanvas.history.'
/** Longest text kept of one history; two hundred steps usually take a tenth. */
const MAX_TEXT = 300_000
/** A tab that has not been heard of for so long does not come back. */
const MAX_AGE_MS = 7 * 24 * 60 * 60 * 1000

const Kept = z.object({ at: z.number(), history: StoredHistory })

type Place = Pick<Storage, 'length' | 'key' | 'getItem' | 'setItem' | 'removeItem'>

/** Histories in the browser's local storage. `tab` names this tab, the same before and after a reload. */
export function localHistoryStore(storage: Place, tab: string, now: () => number): HistoryStore {
  const keysOf = (prefix: string): string[] =>
    Array.from({ length: storage.length }, (_, index) => storage.key(index)).filter(
      (key): key is string => key?.startsWith(prefix) ?? false,
    )
  const read = (key: string): z.infer<typeof Kept> | null => {
    try {
      return Kept.safeParse(JSON.parse(storage.getItem(key) ?? '')).data ?? null
    } catch {
      // Not what was written there: nothing can be made of it.
      return null
    }
  }
  const dropOld = (): void => {
    for (const key of keysOf(PREFIX)) if (now() - (read(key)?.at ?? 0) > MAX_AGE_MS) storage.removeItem(key)
  }
  const ownKey = (name: string): string => `${PREFIX}${name}.${tab}`
  const tryToWrite = (key: string, history: StoredHistory): boolean => {
    const text = JSON.stringify({ at: now(), history } satisfies z.infer<typeof Kept>)
    if (text.length > MAX_TEXT) return false
    try {
      storage.setItem(key, text)
      return true
    } catch {
      return false
    }
  }
  dropOld()

  return {
    read: (name) => read(ownKey(name))?.history ?? null,
    write: (name, history) => {
      const key = ownKey(name)
      for (let { done } = history; ; done = done.slice(Math.ceil(done.length / 2))) {
        if (tryToWrite(key, { ...history, done })) return
        if (done.length === 0) return storage.removeItem(key)
      }
    },
    readAll: (name) => keysOf(`${PREFIX}${name}.`).flatMap((key) => read(key)?.history ?? []),
    forget: (name) => keysOf(`${PREFIX}${name}.`).forEach((key) => storage.removeItem(key)),
  }
}

/** Names this tab: the name is the same after a reload, and another in each tab. */
export function tabName(storage: Pick<Storage, 'getItem' | 'setItem'>, newId: () => string): string {
  const KEY = 'storycanvas.tab'
  const known = storage.getItem(KEY)
  if (known) return known
  const made = newId()
  storage.setItem(KEY, made)
  return made
}
