import type { ChangeMark, DocumentStore, SavedClocks } from '../document-store.ts'
import { DocumentGone, joinClocks, markKey } from '../document-store.ts'

interface MemoryDocument {
  rows: { encoding: 1 | 2; bytes: Uint8Array }[]
  marks: Map<string, ChangeMark>
  saved: SavedClocks
  generation: string | null
}

/**
 * A document store for tests. Appends fail while `failWith` is set, as on a full disk; `wipe` forgets everything, as a
 * browser does whose storage is cleared under the app.
 */
export function memoryDocumentStore(): DocumentStore & { failWith: Error | null; wipe(): void } {
  const documents = new Map<string, MemoryDocument>()
  let generations = 0
  const open = (docName: string): MemoryDocument => {
    const found = documents.get(docName) ?? { rows: [], marks: new Map(), saved: {}, generation: null }
    documents.set(docName, found)
    return found
  }
  const bytesOf = (rows: MemoryDocument['rows'], encoding: 1 | 2) =>
    rows.filter((row) => row.encoding === encoding).map((row) => row.bytes)

  const store: ReturnType<typeof memoryDocumentStore> = {
    failWith: null,
    wipe: () => documents.clear(),
    load: async (docName) => {
      const { rows, marks, saved, generation } = open(docName)
      const stored = { marks: [...marks.values()], saved, generation }
      return { snapshots: bytesOf(rows, 2), updates: bytesOf(rows, 1), ...stored }
    },
    append: async (docName, update, marks, known) => {
      if (store.failWith) throw store.failWith
      const document = open(docName)
      if (known !== null && document.generation !== known) throw new DocumentGone(docName)
      document.generation ??= `generation ${(generations += 1)}`
      document.rows.push({ encoding: 1, bytes: update.slice() })
      for (const mark of marks) document.marks.set(markKey(mark), mark)
      return document.generation
    },
    markSaved: async (docName, saved, settled) => {
      const document = open(docName)
      document.saved = joinClocks(document.saved, saved)
      for (const mark of settled) document.marks.delete(markKey(mark))
    },
    countPending: async () =>
      new Map([...documents].flatMap(([docName, { marks }]) => (marks.size > 0 ? [[docName, marks.size]] : []))),
    countRows: async (docName) => open(docName).rows.length,
    compact: async (docName, fold) => {
      const document = open(docName)
      const folded = [...document.rows]
      if (folded.length < 2) return
      const bytes = await fold(bytesOf(folded, 2), bytesOf(folded, 1))
      document.rows = [{ encoding: 2, bytes }, ...document.rows.filter((row) => !folded.includes(row))]
    },
    sizes: async () => {
      const bytes = (rows: MemoryDocument['rows']) => rows.reduce((sum, row) => sum + row.bytes.byteLength, 0)
      return new Map([...documents].flatMap(([name, { rows }]) => (rows.length > 0 ? [[name, bytes(rows)]] : [])))
    },
    remove: async (docName) => {
      documents.delete(docName)
    },
  }
  return store
}
