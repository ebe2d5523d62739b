import type { DocumentLog } from '#server/storage/document-log.ts'
import { foldToSnapshot } from './document-thread.ts'
import { readSnapshot } from './room-snapshot.ts'
import type { Room } from './room.ts'

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
    const snapshot = await foldToSnapshot(room.content.mark())
    // The log drops the old updates and keeps the snapshot in one transaction; a crash leaves the one or the other.
    await this.#log.compact(room.name, snapshot, lastSeq)
    const { update, index } = readSnapshot(snapshot)
    room.content.replaceMarked({ update, clocks: index.clocks })
    room.tail.updates -= updates
    room.tail.bytes -= bytes
  }
}
