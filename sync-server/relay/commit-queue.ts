import type { DocumentLog, LogEntry } from '#server/storage/document-log.ts'

/** What a room wants kept, and what it does once that is settled. */
export interface CommitBatch {
  readonly entries: readonly LogEntry[]
  /** The entries would survive a power cut. */
  committed(seqs: readonly number[]): void
  /** Nothing of them was kept. */
  failed(error: unknown): void
}

/** A source of batches: a room. */
export interface CommitSource {
  /** Hands over all that waits to be kept; called only for a source that asked. */
  takeBatch(): CommitBatch
  /** Its batch could not even be made. */
  batchFailed(error: unknown): void
}

/**
 * Group commit: what all rooms have to keep in one turn of the event loop goes to the log in one append. One append
 * runs at a time, so each room's updates are kept, and announced, in the order in which they were accepted.
 */
export class CommitQueue {
  readonly #log: DocumentLog
  #waiting = new Set<CommitSource>()
  #running: Promise<void> | null = null

  constructor(log: DocumentLog) {
    this.#log = log
  }

  /** Asks for a batch of `source` to be taken and kept soon. */
  request(source: CommitSource): void {
    this.#waiting.add(source)
    this.#running ??= this.#run().finally(() => {
      this.#running = null
    })
  }

  /** Resolves once nothing waits any more. */
  async drain(): Promise<void> {
    while (this.#running) await this.#running
  }

  async #run(): Promise<void> {
    while (this.#waiting.size > 0) {
      // The end of the turn, so that frames which arrived together are kept together.
      await new Promise((resolve) => setImmediate(resolve))
      const sources = this.#waiting
      this.#waiting = new Set()
      await this.#commit([...sources].flatMap((source) => takeBatch(source) ?? []))
    }
  }

  async #commit(batches: readonly CommitBatch[]): Promise<void> {
    let seqs: readonly number[]
    try {
      seqs = await this.#log.append(batches.flatMap((batch) => batch.entries))
    } catch (error) {
      for (const batch of batches) batch.failed(error)
      return
    }
    let start = 0
    for (const batch of batches) {
      batch.committed(seqs.slice(start, start + batch.entries.length))
      start += batch.entries.length
    }
  }
}

/** One room whose updates cannot be put together must not hold up the others. */
function takeBatch(source: CommitSource): CommitBatch | null {
  try {
    return source.takeBatch()
  } catch (error) {
    source.batchFailed(error)
    return null
  }
}
