import { fromBase64, toBase64 } from 'lib0/buffer'
import { z } from 'zod'
import type { ChangeMark } from './document-store.ts'

/** Changes of a document that a tab could not write, or could not be sure to have written when it was left. */
export interface LastWordsEntry {
  /** Names the entry for `drop`. */
  readonly key: string
  readonly update: Uint8Array
  readonly marks: readonly ChangeMark[]
}

/**
 * The changes that the database does not have: those of a tab that is being left (a write that starts then may be cut
 * off with the page), and those that cannot be written at all. They are put where writing takes no time, and where room
 * is counted apart from the database; the next tab takes them from there.
 */
export interface LastWords {
  /**
   * Keeps changes before it returns, in the place of the entry `key` where one is given. Answers the entry's key; null
   * when there was no room, and then that entry is still there as it was.
   */
  keep(docName: string, update: Uint8Array, marks: readonly ChangeMark[], key: string | null): string | null
  /** The documents of which earlier tabs left something. */
  names(): readonly string[]
  /** What earlier tabs left of a document. */
  read(docName: string): LastWordsEntry[]
  /** Forgets an entry once its changes are in the database. */
  drop(key: string): void
}

const PREFIX = 'storycanvas.last-words.'
/** Local storage holds some 5 million characters for everything. A larger change is a film coming in, not last words. */
const MAX_BYTES = 1_000_000

const Stored = z.object({
  update: z.string(),
  marks: z.array(z.object({ client: z.int(), start: z.int(), clock: z.int(), deletesOnly: z.boolean() })),
})

/** Last words in the browser's local storage, the one place that is written at once. */
export function localLastWords(
  storage: Pick<Storage, 'length' | 'key' | 'getItem' | 'setItem' | 'removeItem'>,
  newId: () => string,
): LastWords {
  const keys = (): string[] => Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? '')
  return {
    keep(docName, update, marks, before) {
      if (update.byteLength > MAX_BYTES) return null
      const key = before ?? `${PREFIX}${docName}.${newId()}`
      try {
        storage.setItem(key, JSON.stringify({ update: toBase64(update), marks }))
        return key
      } catch {
        // No room, or storage is switched off: the database write that runs beside this is then all there is.
        return null
      }
    },
    names: () => [
      ...new Set(
        keys().flatMap((key) => (key.startsWith(PREFIX) ? [key.slice(PREFIX.length, key.lastIndexOf('.'))] : [])),
      ),
    ],
    read(docName) {
      return keys().flatMap((key) => {
        if (!key.startsWith(`${PREFIX}${docName}.`)) return []
        const entry = parse(storage.getItem(key))
        return entry ? [{ key, ...entry }] : []
      })
    },
    drop: (key) => storage.removeItem(key),
  }
}

function parse(text: string | null): Omit<LastWordsEntry, 'key'> | null {
  try {
    const stored = Stored.safeParse(JSON.parse(text ?? ''))
    return stored.success ? { update: fromBase64(stored.data.update), marks: stored.data.marks } : null
  } catch {
    return null
  }
}
