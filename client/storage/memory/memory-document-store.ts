import type { ChangeMark, DocumentStore, SavedClocks } from '../document-store.ts'
import { DocumentGone, joinClocks, markKey } from '../document-store.ts'

interface MemoryDocument {
  rows: { bytes: Uint8Array; folded: boolean }[]
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
  const inOrder = ({ rows }: MemoryDocument) => [
    ...rows.filter((row) => row.folded),
    ...rows.filter((row) => !row.folded),
  ]

  const store: ReturnType<typeof memoryDocumentStore> = {
    failWith: null,
    wipe: () => documents.clear(),
    load: async (docName) => {
      const document = open(docName)
      const { rows, marks, saved, generation } = document
      const loose = rows.filter((row) => !row.folded).length
      const updates = inOrder(document).map((row) => row.bytes)
      return { snapshots: [], updates, loose, marks: [...marks.values()], saved, generation }
    },
    append: async (docName, update, marks, known) => {
      if (store.failWith) throw store.failWith
      const document = open(docName)
      if (known !== null && document.generation !== known) throw new DocumentGone(docName)
      document.generation ??= `generation ${(generations += 1)}`
      document.rows.push({ bytes: update.slice(), folded: false })
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
    compact: async (docName, fold) => {
      const document = open(docName)
      const rows = inOrder(document)
      if (rows.every((row) => row.folded)) return
      const pieces = await fold(
        [],
        rows.map((row) => row.bytes),
      )
      document.rows = [
        ...pieces.map((bytes) => ({ bytes, folded: true })),
        ...document.rows.filter((row) => !rows.includes(row)),
      ]
    },
    names: async () => [...documents].flatMap(([name, { generation }]) => (generation === null ? [] : [name])),
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
