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

const TABLES = [
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
] as const
/** Dexie's own factor between its version numbers and the browser's. */
const NATIVE = 10

/** Version of what is installed, in this code's numbering; 0 where nothing is, or where the browser does not tell. */
async function installedVersion(name: string): Promise<number> {
  const found = (await indexedDB.databases?.().catch(() => [])) ?? []
  return Math.floor((found.find((each) => each.name === name)?.version ?? 0) / NATIVE)
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
  const lost = (): void => {
    if (standing.get() === 'current') for (const listener of [...listeners]) listener()
  }
  const stopWith = (next: DatabaseStanding): void => {
    standing.set(next)
    db.close({ disableAutoOpen: true })
  }

  db.on('versionchange', (event) => {
    if (event.newVersion !== null) stopWith('superseded')
    else {
      // Somebody deletes it: letting go at once is polite, and the next write opens a new one.
      db.close({ disableAutoOpen: false })
      lost()
    }
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
      db.backendDB().addEventListener('close', () => {
        db.close({ disableAutoOpen: false })
        lost()
      })
    },
    true,
  )
  await db.open()
  if (readOnly && TABLES.some((table) => !db.tables.some((found) => found.name === table))) {
    db.close()
    throw new UnreadableDatabase()
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
