import type { DocumentLog, StoredUpdate } from '../document-log.ts'

/** A document log for tests, which can be told to fail. */
export interface MemoryDocumentLog extends DocumentLog {
  /** Lets the next `count` appends fail as a full disk would. */
  failAppends(count: number): void
}

interface MemoryDocument {
  /** False once it was removed; its numbers are not used again. */
  readonly present: boolean
  readonly lastSeq: number
  readonly snapshot: Uint8Array | null
  readonly throughSeq: number
  readonly tail: readonly StoredUpdate[]
  readonly newestAt: number
}

const EMPTY: MemoryDocument = {
  present: false,
  lastSeq: 0,
  snapshot: null,
  throughSeq: 0,
  tail: [],
  newestAt: 0,
}

/** Keeps the log in memory: gone with the process. Several relays in one process may share it, as processes share Postgres. */
export function memoryDocumentLog(): MemoryDocumentLog {
  const stored = new Map<string, MemoryDocument>()
  const find = (room: string): MemoryDocument | null => {
    const document = stored.get(room)
    return document?.present ? document : null
  }
  let failures = 0
  return {
    async append(entries) {
      if (failures > 0) {
        failures -= 1
        throw new Error('database or disk is full')
      }
      return entries.map(({ room, bytes, at }) => {
        const document = stored.get(room) ?? EMPTY
        const seq = document.lastSeq + 1
        stored.set(room, {
          ...document,
          present: true,
          lastSeq: seq,
          tail: [...document.tail, { seq, bytes }],
          newestAt: at,
        })
        return seq
      })
    },
    async load(room) {
      const { snapshot, tail, lastSeq } = find(room) ?? EMPTY
      return { snapshot, tail: [...tail], lastSeq }
    },
    async loadAfter(room, seq) {
      const { tail, throughSeq } = find(room) ?? EMPTY
      return throughSeq > seq ? null : tail.filter((update) => update.seq > seq)
    },
    async compact(room, snapshot, throughSeq) {
      const document = find(room)
      if (!document || document.throughSeq >= throughSeq) return
      const tail = document.tail.filter((update) => update.seq > throughSeq)
      stored.set(room, { ...document, snapshot, throughSeq, tail })
    },
    async has(room) {
      return find(room) !== null
    },
    async rooms() {
      const present = [...stored].filter(([, document]) => document.present)
      const rooms = present.map(([room, { newestAt }]) => ({ room, newestAt }))
      return rooms.sort((a, b) => (a.room < b.room ? -1 : 1))
    },
    async remove(room) {
      const document = stored.get(room)
      if (document) stored.set(room, { ...EMPTY, present: false, lastSeq: document.lastSeq })
    },
    failAppends(count) {
      failures = count
    },
  }
}
