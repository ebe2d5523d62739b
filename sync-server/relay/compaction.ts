import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'
import * as Y from 'yjs'
import type { DocumentLog } from '#server/storage/document-log.ts'
import type { Room } from './room.ts'

/** Below this many bytes a document is folded on the event loop: starting a thread would take longer. */
const SMALL_DOCUMENT_BYTES = 64 * 1024

/**
 * The thread's program. It stands here as text because the server runs from one bundle as well as from its sources,
 * and a thread needs a file of its own in neither way.
 */
const WORKER_SOURCE = `
  const { parentPort, workerData } = require('node:worker_threads')
  const Y = require(workerData.yjs)
  const doc = new Y.Doc()
  doc.transact(() => { for (const update of workerData.updates) Y.applyUpdate(doc, update) })
  const snapshot = Y.encodeStateAsUpdate(doc)
  parentPort.postMessage(snapshot)
`

/** Folds updates to one, without the content of what was deleted; large ones in a thread. */
export async function foldUpdates(updates: readonly Uint8Array[]): Promise<Uint8Array> {
  const bytes = updates.reduce((sum, update) => sum + update.length, 0)
  if (bytes > SMALL_DOCUMENT_BYTES) return foldInThread(updates)
  const doc = new Y.Doc()
  doc.transact(() => {
    for (const update of updates) Y.applyUpdate(doc, update)
  })
  const snapshot = Y.encodeStateAsUpdate(doc)
  doc.destroy()
  return snapshot
}

function foldInThread(updates: readonly Uint8Array[]): Promise<Uint8Array> {
  const yjs = createRequire(import.meta.url).resolve('yjs')
  return new Promise((resolve, reject) => {
    const worker = new Worker(WORKER_SOURCE, { eval: true, workerData: { yjs, updates } })
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', (code) => reject(new Error(`The compaction thread ended with code ${code}`)))
  })
}

/** Compacts one room at a time, off the path of its updates. */
export class Compactor {
  readonly #log: DocumentLog
  readonly #onFailed: (room: Room, error: unknown) => void
  readonly #wanted = new Set<Room>()
  #running: Promise<void> | null = null

  constructor(log: DocumentLog, onFailed: (room: Room, error: unknown) => void) {
    this.#log = log
    this.#onFailed = onFailed
  }

  /** Compacts the room when its turn comes. */
  request(room: Room): void {
    this.#wanted.add(room)
    this.#running ??= this.#run().finally(() => {
      this.#running = null
    })
  }

  /** Resolves once nothing is being compacted. */
  async drain(): Promise<void> {
    while (this.#running) await this.#running
  }

  async #run(): Promise<void> {
    for (const room of this.#wanted) {
      room.pins += 1
      try {
        await this.#compact(room)
      } catch (error) {
        room.content.clearMark()
        this.#onFailed(room, error)
      } finally {
        room.pins -= 1
        this.#wanted.delete(room)
      }
    }
  }

  async #compact(room: Room): Promise<void> {
    const { updates, bytes, lastSeq } = room.tail
    const snapshot = await foldUpdates(room.content.mark())
    // The log drops the old updates and keeps the snapshot in one transaction; a crash leaves the one or the other.
    await this.#log.compact(room.name, snapshot, lastSeq)
    room.content.replaceMarked(snapshot)
    room.tail.updates -= updates
    room.tail.bytes -= bytes
  }
}
