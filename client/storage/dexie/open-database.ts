import { writable } from '../../session/store.ts'
import type { DatabaseLife, DatabaseStanding } from '../database-life.ts'
import { DATABASE_VERSION, StoryCanvasDatabase } from './database.ts'

/** A newer app has stored things in a form that this one cannot even read. */
export class UnreadableDatabase extends Error {
  constructor() {
    super('A newer version of StoryCanvas stored the films of this browser')
    this.name = 'UnreadableDatabase'
  }
}

/** The open database, and what becomes of it. */
export interface OpenedDatabase {
  readonly db: StoryCanvasDatabase
  readonly life: DatabaseLife & {
    /** Lets go of the database, so that it can be cleared: nothing is written by this tab from now on. */
    letGo(): void
  }
}

const TABLES: readonly string[] = [
  'updates',
  'marks',
  'saved',
  'documents',
  'projects',
  'outbox',
  'jobs',
  'conflicts',
  'versions',
  'versionStates',
]
/** Pauses between the tries to open a database that the browser has just taken away. */
const REOPEN_MS = 20
const MAX_REOPEN_MS = 1_000
/** Dexie's own factor between its version numbers and the browser's. */
const NATIVE = 10

/**
 * Version of what is installed, in this code's numbering; 0 where nothing is, or where it cannot be asked. It is asked by
 * opening: a browser that has just cleared the site's data may never answer `indexedDB.databases()` (seen in Chromium).
 */
function installedVersion(name: string): Promise<number> {
  return new Promise((resolve) => {
    const opening = indexedDB.open(name)
    // Nothing is there: what this would make is not wanted.
    opening.addEventListener('upgradeneeded', () => opening.transaction?.abort())
    opening.addEventListener('error', () => resolve(0))
    opening.addEventListener('success', () => {
      const { version } = opening.result
      opening.result.close()
      resolve(Math.floor(version / NATIVE))
    })
  })
}

/**
 * Opens the browser's database. One that a newer app has written is opened for reading. `onBlocked` hears when a tab
 * with an older version keeps this one waiting. Throws the browser's error where storage is refused, and
 * `UnreadableDatabase`.
 */
export async function openDatabase(
  name: string,
  { newId, onBlocked }: { readonly newId: () => string; readonly onBlocked: () => void },
): Promise<OpenedDatabase> {
  const readOnly = (await installedVersion(name)) > DATABASE_VERSION
  const db = new StoryCanvasDatabase(name, { newId, readOnly })
  const standing = writable<DatabaseStanding>(readOnly ? 'newer' : 'current')
  const listeners = new Set<() => void>()
  /** Opens anew what was taken away, then tells of it. A browser that is still clearing refuses for a moment. */
  const openAnew = async (): Promise<void> => {
    db.close({ disableAutoOpen: false })
    for (let tries = 0; standing.get() === 'current'; tries += 1) {
      if (
        await db.open().then(
          () => true,
          () => false,
        )
      )
        break
      await new Promise((resolve) => setTimeout(resolve, Math.min(REOPEN_MS * 2 ** tries, MAX_REOPEN_MS)))
    }
    if (standing.get() === 'current') for (const listener of [...listeners]) listener()
  }
  const stopWith = (next: DatabaseStanding): void => {
    standing.set(next)
    db.close({ disableAutoOpen: true })
  }

  db.on('versionchange', (event) => {
    if (event.newVersion === null) void openAnew()
    else stopWith('superseded')
    // Dexie's own listener would say the same in the console.
    return false
  })
  db.on('blocked', () => {
    onBlocked()
    return false
  })
  db.on(
    'ready',
    () => {
      // The browser closes a connection by itself when the site's data are cleared.
      db.backendDB().addEventListener('close', () => void openAnew())
    },
    true,
  )
  await db.open()
  if (readOnly) {
    const found = db.tables.filter(({ name: table }) => TABLES.includes(table))
    if (found.length < TABLES.length) {
      db.close()
      throw new UnreadableDatabase()
    }
    // Dexie gives names only to the tables that were declared.
    Object.assign(db, Object.fromEntries(found.map((table) => [table.name, table])))
  }
  return {
    db,
    life: {
      standing,
      onLost: (listener) => {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
      letGo: () => stopWith('cleared'),
    },
  }
}
