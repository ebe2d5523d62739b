import type { DocumentLog } from '#server/storage/document-log.ts'
import { backoffDelay, type BackoffLimits } from '#shared/util/backoff.ts'
import { foldToSnapshot } from './document-thread.ts'
import { readSnapshot } from './room-snapshot.ts'
import type { Room } from './room.ts'

/** A room that could not be folded is left alone for this long, doubled with each failure in a row. */
const PAUSE: BackoffLimits = { firstMs: 2000, maxMs: 5 * 60_000 }

/** Compacts one room at a time, off the path of its updates. */
export class Compactor {
  readonly #log: DocumentLog
  readonly #onFailed: (room: Room, error: unknown) => void
  readonly #now: () => number
  readonly #wanted = new Set<Room>()
  readonly #pauses = new WeakMap<Room, { readonly failures: number; readonly until: number }>()
  #running: Promise<void> | null = null

  /** @param now milliseconds that never go backwards */
  constructor(
    log: DocumentLog,
    onFailed: (room: Room, error: unknown) => void,
    now: () => number = () => performance.now(),
  ) {
    this.#log = log
    this.#onFailed = onFailed
    this.#now = now
  }

  /** Compacts the room when its turn comes; does nothing while it rests from a failure. */
  request(room: Room): void {
    // Every commit asks again, and what failed a moment ago would fail again, at the cost of the whole document.
    if (this.#now() < (this.#pauses.get(room)?.until ?? 0)) return
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
        this.#pauses.delete(room)
      } catch (error) {
        room.content.clearMark()
        const failures = this.#pauses.get(room)?.failures ?? 0
        const until = this.#now() + backoffDelay(failures, () => 1, PAUSE)
        this.#pauses.set(room, { failures: failures + 1, until })
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
