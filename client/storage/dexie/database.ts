import { Dexie, type EntityTable, type Table } from 'dexie'
import type { ChangeMark, SavedClocks } from '../document-store.ts'
import type { OutboxItem } from '../outbox-store.ts'
import type { CatalogEntry } from '../project-catalog.ts'

/** A stored piece of a document: an update (encoding 1) or a whole state (encoding 2). */
export interface UpdateRow {
  id: number
  docName: string
  encoding: 1 | 2
  bytes: Uint8Array
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

/** The browser's database of StoryCanvas. */
export class StoryCanvasDatabase extends Dexie {
  declare updates: EntityTable<UpdateRow, 'id'>
  declare marks: Table<MarkRow, string>
  declare saved: Table<SavedRow, string>
  declare projects: Table<CatalogEntry, string>
  declare outbox: Table<OutboxItem, string>
  declare jobs: Table<JobRow, string>
  declare conflicts: Table<ConflictRow, string>

  constructor(name = 'storycanvas') {
    super(name)
    this.version(1).stores({
      updates: '++id, docName',
      marks: 'key, docName',
      saved: 'docName',
      projects: 'id',
      outbox: 'id, createdAt',
      jobs: 'id, projectId',
      conflicts: 'id, projectId',
    })
  }
}
