import type { DocumentLog, StoredUpdate } from '../document-log.ts'

/** A document log for tests, which can be told to fail. */
export interface MemoryDocumentLog extends DocumentLog {
  /** Lets the next `count` appends fail as a full disk would. */
  failAppends(count: number): void
}

interface MemoryDocument {
  snapshot: Uint8Array | null
  throughSeq: number
  tail: StoredUpdate[]
  newestAt: number
}

/** Keeps the log in memory: gone with the process. */
export function memoryDocumentLog(): MemoryDocumentLog {
  const stored = new Map<string, MemoryDocument>()
  let lastSeq = 0
  let failures = 0
  return {
    async append(entries) {
      if (failures > 0) {
        failures -= 1
        throw new Error('database or disk is full')
      }
      return entries.map(({ room, bytes, at }) => {
        const document = stored.get(room) ?? { snapshot: null, throughSeq: 0, tail: [], newestAt: at }
        document.newestAt = Math.max(document.newestAt, at)
        stored.set(room, document)
        lastSeq += 1
        document.tail.push({ seq: lastSeq, bytes })
        return lastSeq
      })
    },
    async load(room) {
      const document = stored.get(room)
      const tail = [...(document?.tail ?? [])]
      return { snapshot: document?.snapshot ?? null, tail, lastSeq: tail.at(-1)?.seq ?? document?.throughSeq ?? 0 }
    },
    async loadAfter(room, seq) {
      const { tail = [], throughSeq = 0 } = stored.get(room) ?? {}
      return throughSeq > seq ? null : tail.filter((update) => update.seq > seq)
    },
    async compact(room, snapshot, throughSeq) {
      const { tail = [], newestAt = 0, throughSeq: storedSeq = 0 } = stored.get(room) ?? {}
      if (storedSeq >= throughSeq) return
      stored.set(room, { snapshot, throughSeq, tail: tail.filter((update) => update.seq > throughSeq), newestAt })
    },
    async has(room) {
      return stored.has(room)
    },
    async rooms() {
      const rooms = [...stored].map(([room, { newestAt }]) => ({ room, newestAt }))
      return rooms.sort((a, b) => (a.room < b.room ? -1 : 1))
    },
    async remove(room) {
      stored.delete(room)
    },
    failAppends(count) {
      failures = count
    },
  }
}
