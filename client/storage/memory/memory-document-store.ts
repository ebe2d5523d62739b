import type { ChangeMark, DocumentStore, SavedClocks } from '../document-store.ts'
import { joinClocks, markKey } from '../document-store.ts'

interface MemoryDocument {
  rows: { encoding: 1 | 2; bytes: Uint8Array }[]
  marks: Map<string, ChangeMark>
  saved: SavedClocks
}

/** A document store for tests; `failNext` makes the next append fail as a full disk does. */
export function memoryDocumentStore(): DocumentStore & { failNext(error: Error): void } {
  const documents = new Map<string, MemoryDocument>()
  let failure: Error | null = null
  const open = (docName: string): MemoryDocument => {
    const found = documents.get(docName) ?? { rows: [], marks: new Map(), saved: {} }
    documents.set(docName, found)
    return found
  }
  const bytesOf = (rows: MemoryDocument['rows'], encoding: 1 | 2) =>
    rows.filter((row) => row.encoding === encoding).map((row) => row.bytes)

  return {
    failNext: (error) => {
      failure = error
    },
    load: async (docName) => {
      const { rows, marks, saved } = open(docName)
      return { snapshots: bytesOf(rows, 2), updates: bytesOf(rows, 1), marks: [...marks.values()], saved }
    },
    append: async (docName, update, marks) => {
      if (failure) {
        const error = failure
        failure = null
        throw error
      }
      const document = open(docName)
      document.rows.push({ encoding: 1, bytes: update.slice() })
      for (const mark of marks) document.marks.set(markKey(mark), mark)
    },
    markSaved: async (docName, saved, settled) => {
      const document = open(docName)
      document.saved = joinClocks(document.saved, saved)
      for (const mark of settled) document.marks.delete(markKey(mark))
    },
    listPending: async () => [...documents].filter(([, { marks }]) => marks.size > 0).map(([docName]) => docName),
    countRows: async (docName) => open(docName).rows.length,
    compact: async (docName, fold) => {
      const document = open(docName)
      const folded = [...document.rows]
      if (folded.length < 2) return
      const bytes = await fold(bytesOf(folded, 2), bytesOf(folded, 1))
      document.rows = [{ encoding: 2, bytes }, ...document.rows.filter((row) => !folded.includes(row))]
    },
    remove: async (docName) => {
      documents.delete(docName)
    },
  }
}
