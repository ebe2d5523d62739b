import type { ChangeMark, DocumentStore } from '../document-store.ts'
import { DocumentGone, joinClocks, markKey } from '../document-store.ts'
import type { StoryCanvasDatabase, UpdateRow } from './database.ts'

/** Runs `work` while no other tab of this origin runs the same; tests pass one that needs no browser. */
export type Exclusive = (name: string, work: () => Promise<void>) => Promise<void>

/**
 * One tab at a time, by the browser's lock manager; a tab that finds the lock taken leaves the work to the other. Pages
 * without https have no lock manager: two tabs may then fold the same rows, which leaves the same state twice.
 */
export const exclusiveByWebLock: Exclusive = async (name, work) => {
  const { locks } = navigator as { locks?: LockManager }
  if (!locks) return work()
  await locks.request(name, { ifAvailable: true }, async (lock) => {
    if (lock) await work()
  })
}

type Fold = Parameters<DocumentStore['compact']>[1]

/** Whole states are folded too, if in one piece. */
function isFolded({ folded, encoding }: UpdateRow): boolean {
  return folded === true || encoding === 2
}

/** Documents in IndexedDB. `newId` names each new document's generation. */
export function dexieDocumentStore(
  db: StoryCanvasDatabase,
  newId: () => string,
  exclusive: Exclusive = exclusiveByWebLock,
): DocumentStore {
  const keyOf = (docName: string, mark: ChangeMark): string => `${docName}|${markKey(mark)}`
  const rowsOf = (docName: string) => db.updates.where('docName').equals(docName)

  /** What was folded comes first, whenever it was: nothing then has to wait for its past. */
  async function sortedRows(docName: string): Promise<UpdateRow[]> {
    const rows = await rowsOf(docName).sortBy('id')
    return [...rows.filter((row) => isFolded(row)), ...rows.filter((row) => !isFolded(row))]
  }

  async function foldStored(docName: string, fold: Fold): Promise<void> {
    const rows = await sortedRows(docName)
    if (rows.every((row) => row.folded)) return
    const bytesOf = (encoding: 1 | 2) => rows.filter((row) => row.encoding === encoding).map((row) => row.bytes)
    const pieces = await fold(bytesOf(2), bytesOf(1))
    // Only the rows that went into the fold leave: what was appended meanwhile has other ids and stays.
    await db.transaction('rw', db.updates, async () => {
      await db.updates.bulkAdd(pieces.map((bytes) => ({ docName, encoding: 1 as const, bytes, folded: true })))
      await db.updates.bulkDelete(rows.map((row) => row.id))
    })
  }

  return {
    async load(docName) {
      return db.transaction('r', db.updates, db.marks, db.saved, db.documents, async () => {
        const rows = await sortedRows(docName)
        const marks = await db.marks.where('docName').equals(docName).sortBy('clock')
        const [saved, document] = [await db.saved.get(docName), await db.documents.get(docName)]
        return {
          snapshots: rows.filter((row) => row.encoding === 2).map((row) => row.bytes),
          updates: rows.filter((row) => row.encoding === 1).map((row) => row.bytes),
          loose: rows.filter((row) => !isFolded(row)).length,
          marks: marks.map((row) => row.mark),
          saved: saved?.saved ?? {},
          generation: document?.generation ?? null,
        }
      })
    },
    async append(docName, update, marks, known) {
      return db.transaction('rw', db.updates, db.marks, db.documents, async () => {
        const document = await db.documents.get(docName)
        if (known !== null && document?.generation !== known) throw new DocumentGone(docName)
        const generation = document?.generation ?? newId()
        if (!document) await db.documents.add({ docName, generation })
        await db.updates.add({ docName, encoding: 1, bytes: update })
        await db.marks.bulkPut(marks.map((mark) => ({ key: keyOf(docName, mark), docName, clock: mark.clock, mark })))
        return generation
      })
    },
    async markSaved(docName, saved, settled) {
      await db.transaction('rw', db.marks, db.saved, async () => {
        const before = await db.saved.get(docName)
        await db.saved.put({ docName, saved: joinClocks(before?.saved ?? {}, saved) })
        await db.marks.bulkDelete(settled.map((mark) => keyOf(docName, mark)))
      })
    },
    countPending: async () => {
      const counts = new Map<string, number>()
      const names = await db.marks.orderBy('docName').keys()
      for (const name of names.map(String)) counts.set(name, (counts.get(name) ?? 0) + 1)
      return counts
    },
    compact: (docName, fold) => exclusive(`storycanvas:compact:${docName}`, () => foldStored(docName, fold)),
    names: () => db.documents.toCollection().primaryKeys(),
    async sizes() {
      const sizes = new Map<string, number>()
      // Row by row, so that not all films are in memory at once.
      await db.updates.each(({ docName, bytes }) => {
        sizes.set(docName, (sizes.get(docName) ?? 0) + bytes.byteLength)
      })
      return sizes
    },
    async remove(docName) {
      await db.transaction('rw', db.updates, db.marks, db.saved, db.documents, async () => {
        await db.documents.delete(docName)
        await rowsOf(docName).delete()
        await db.marks.where('docName').equals(docName).delete()
        await db.saved.delete(docName)
      })
    },
  }
}
