import type { DocumentLog, StoredUpdate } from '../document-log.ts'

/** A document log for tests, which can be told to fail. */
export interface MemoryDocumentLog extends DocumentLog {
  /** Lets the next `count` appends fail as a full disk would. */
  failAppends(count: number): void
}

/** Keeps the log in memory: gone with the process. */
export function memoryDocumentLog(): MemoryDocumentLog {
  const stored = new Map<string, { snapshot: Uint8Array | null; tail: StoredUpdate[]; newestAt: number }>()
  let lastSeq = 0
  let failures = 0
  return {
    async append(entries) {
      if (failures > 0) {
        failures -= 1
        throw new Error('database or disk is full')
      }
      return entries.map(({ room, bytes, at }) => {
        const document = stored.get(room) ?? { snapshot: null, tail: [], newestAt: at }
        document.newestAt = Math.max(document.newestAt, at)
        stored.set(room, document)
        lastSeq += 1
        document.tail.push({ seq: lastSeq, bytes })
        return lastSeq
      })
    },
    async load(room) {
      const document = stored.get(room)
      return { snapshot: document?.snapshot ?? null, tail: [...(document?.tail ?? [])] }
    },
    async compact(room, snapshot, throughSeq) {
      const { tail = [], newestAt = 0 } = stored.get(room) ?? {}
      stored.set(room, { snapshot, tail: tail.filter((update) => update.seq > throughSeq), newestAt })
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
