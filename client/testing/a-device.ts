import * as Y from 'yjs'
import { writable } from '../session/store.ts'
import type { DatabaseStanding } from '../storage/database-life.ts'
import type { DocumentStore } from '../storage/document-store.ts'
import { localLastWords } from '../storage/last-words.ts'
import { memoryDocumentStore } from '../storage/memory/memory-document-store.ts'
import { foldUpdates } from '../sync/fold-updates.ts'
import { StoredDocument } from '../sync/stored-document.ts'
import { WriteQueues } from '../sync/write-queues.ts'
import { fakeTabs } from './fake-tabs.ts'

/** The document that a device of a test keeps. */
export const NAME = 'project/a'

/** A device without a browser: its store, its clock, and the tabs that open the document. */
export function aDevice() {
  const store = memoryDocumentStore()
  const tabs = fakeTabs()
  const time = { now: 1_000 }
  const leave = new Set<() => void>()
  const standing = writable<DatabaseStanding>('current')
  const lost = new Set<() => void>()
  const life = {
    standing,
    onLost: (listener: () => void) => {
      lost.add(listener)
      return () => lost.delete(listener)
    },
  }
  const queues = new WriteQueues()
  let ids = 0
  const open = (ydoc = new Y.Doc()): Promise<StoredDocument> =>
    StoredDocument.open(NAME, ydoc, {
      store,
      life,
      queues,
      newId: () => `id ${(ids += 1)}`,
      turn: async () => undefined,
      kept: () => [],
      channel: tabs.openChannel(NAME),
      fold: async (...given) => foldUpdates(...given),
      lastWords: localLastWords(localStorage, () => crypto.randomUUID()),
      onLeave: (listener) => {
        leave.add(listener)
        return () => leave.delete(listener)
      },
      now: () => time.now,
    })
  /** As a browser does whose storage is cleared: everything is gone, and the tabs hear of it. */
  const lose = (): void => {
    store.wipe()
    lost.forEach((listener) => listener())
  }
  return { store, time, open, standing, queues, lose, leave: () => leave.forEach((listener) => listener()) }
}

/** How many rows of the document are stored. */
export const rowsOf = async (store: DocumentStore): Promise<number> => (await store.load(NAME)).updates.length
/** What a browser says that has no more room. */
export const FULL = new DOMException('no room', 'QuotaExceededError')

/** Edits. */
export const set = (document: StoredDocument, key: string, value: unknown): void => {
  document.ydoc.getMap('meta').set(key, value)
}
/** What the document says. */
export const read = (document: StoredDocument): unknown => document.ydoc.getMap('meta').toJSON()
/** The clocks of the document. */
export const stateOf = (document: StoredDocument): Record<number, number> =>
  Object.fromEntries(Y.decodeStateVector(Y.encodeStateVector(document.ydoc)))
