import { Dexie, type DBCore, type DBCoreTable, type EntityTable, type Table } from 'dexie'
import type { ChangeMark, SavedClocks } from '../document-store.ts'
import type { OutboxItem } from '../outbox-store.ts'
import type { CatalogEntry } from '../project-catalog.ts'
import type { StoredVersion } from '../version-store.ts'

/** A stored piece of a document: an update (encoding 1) or a whole state (encoding 2). */
export interface UpdateRow {
  id: number
  docName: string
  encoding: 1 | 2
  bytes: Uint8Array
  /** True for what a fold has left: read first, and not counted towards the next fold. */
  folded?: boolean
}

/** A local change that the server has not called saved. */
export interface MarkRow {
  key: string
  docName: string
  clock: number
  mark: ChangeMark
}

/** What the server is known to have saved of a document. */
export interface SavedRow {
  docName: string
  saved: SavedClocks
}

/** Names one keeping of a document: see `StoredDocument.generation`. */
export interface DocumentRow {
  docName: string
  generation: string
}

/** A job as last heard of; the record is parsed when it is read. */
export interface JobRow {
  id: string
  projectId: string
  job: unknown
}

/** Two versions of one text, waiting for a decision. */
export interface ConflictRow {
  id: string
  projectId: string
  conflict: unknown
}

/** A packed state that versions of a film share. */
export interface VersionStateRow {
  /** The film and the fingerprint. */
  key: string
  projectId: string
  bytes: Uint8Array
}

/** Version of the database that this code writes. A browser that has a newer one was used by a newer app. */
export const DATABASE_VERSION = 3

/** How to open the database. */
export interface DatabaseOptions {
  /** Where ids of new documents come from. */
  readonly newId: () => string
  /** Takes the tables as they are found, of whatever version, and writes nothing. */
  readonly readOnly?: boolean
}

/** The browser's database of StoryCanvas. */
export class StoryCanvasDatabase extends Dexie {
  declare updates: EntityTable<UpdateRow, 'id'>
  declare marks: Table<MarkRow, string>
  declare saved: Table<SavedRow, string>
  declare documents: Table<DocumentRow, string>
  declare projects: Table<CatalogEntry, string>
  declare outbox: Table<OutboxItem, string>
  declare jobs: Table<JobRow, string>
  declare conflicts: Table<ConflictRow, string>
  declare versions: Table<StoredVersion, string>
  declare versionStates: Table<VersionStateRow, string>

  constructor(name: string, { newId, readOnly = false }: DatabaseOptions) {
    // A write counts as done when it is on the disk, not in a cache of the system: the power may go, too.
    super(name, { chromeTransactionDurability: 'strict' })
    if (readOnly) {
      this.use({ stack: 'dbcore', name: 'read-only', create: withoutWriting })
      return
    }
    this.version(1).stores({
      updates: '++id, docName',
      marks: 'key, docName',
      saved: 'docName',
      projects: 'id',
      outbox: 'id, createdAt',
      jobs: 'id, projectId',
      conflicts: 'id, projectId',
    })
    this.version(2)
      .stores({ documents: 'docName' })
      .upgrade(async (transaction) => {
        const names = await transaction.table<UpdateRow>('updates').orderBy('docName').uniqueKeys()
        await transaction
          .table<DocumentRow>('documents')
          .bulkPut(names.map((name) => ({ docName: String(name), generation: newId() })))
      })
    this.version(3).stores({ versions: 'id, projectId', versionStates: 'key, projectId' })
  }
}

/**
 * Answers writes as if they were done: what is lost by it are caches, since nothing of a film is edited meanwhile. Only
 * the outbox refuses, because a request that is taken must not be lost.
 */
function withoutWriting(core: DBCore): DBCore {
  const pretend: DBCoreTable['mutate'] = async () => ({ numFailures: 0, failures: {}, lastResult: undefined })
  const refuse: DBCoreTable['mutate'] = async () => {
    throw new Error('A newer version of StoryCanvas keeps what this browser stored')
  }
  return { ...core, table: (name) => ({ ...core.table(name), mutate: name === 'outbox' ? refuse : pretend }) }
}
