import type { DocumentLog, LogEntry } from '#server/storage/document-log.ts'

/** What a room wants kept, and what it does once that is settled. */
export interface CommitBatch {
  readonly entries: readonly LogEntry[]
  /**
   * The entries would survive a power cut. Where passing them on takes several turns of the event loop, resolves when it
   * is done: until then the source is not asked for its next batch.
   */
  committed(seqs: readonly number[]): Promise<void> | null
  /** Nothing of them was kept. */
  failed(error: unknown): void
  /** They were kept, and then an error came that nobody foresaw. */
  broken(error: unknown): void
}

/** A source of batches: a room. */
export interface CommitSource {
  /** Hands over all that waits to be kept; called only for a source that asked. */
  takeBatch(): CommitBatch
  /** Its batch could not even be made. */
  batchFailed(error: unknown): void
}

/**
 * Milliseconds between two appends. Edits that come one by one never wait: the one before was longer ago. Where many
 * people edit at once they share appends, since each costs the same however much it keeps.
 */
const APPEND_EVERY_MS = 1

/** A batch and whose it is. */
interface Taken {
  readonly source: CommitSource
  readonly batch: CommitBatch
}

/**
 * Group commit: what all rooms have to keep in one turn of the event loop goes to the log in one append. One append
 * runs at a time, and a source has one batch under way, so each room's updates are kept, and announced, in the order in
 * which they were accepted; a room that takes long to announce holds up no other.
 */
export class CommitQueue {
  readonly #log: DocumentLog
  #waiting = new Set<CommitSource>()
  /** Sources that are still passing on what was committed, with whether they have asked again. */
  readonly #passingOn = new Map<CommitSource, boolean>()
  #running: Promise<void> | null = null
  #quiet: (() => void)[] = []
  #appendedAt = Number.NEGATIVE_INFINITY

  constructor(log: DocumentLog) {
    this.#log = log
  }

  /** Asks for a batch of `source` to be taken and kept soon. */
  request(source: CommitSource): void {
    if (this.#passingOn.has(source)) {
      this.#passingOn.set(source, true)
      return
    }
    this.#waiting.add(source)
    this.#running ??= this.#run().finally(() => {
      this.#running = null
      this.#sayQuiet()
    })
  }

  /** Resolves once nothing waits any more. */
  async drain(): Promise<void> {
    while (this.#running || this.#passingOn.size > 0) {
      await new Promise<void>((resolve) => this.#quiet.push(resolve))
    }
  }

  async #run(): Promise<void> {
    while (this.#waiting.size > 0) {
      // The end of the turn, so that frames which arrived together are kept together.
      await new Promise((resolve) => setImmediate(resolve))
      if (performance.now() - this.#appendedAt < APPEND_EVERY_MS)
        await new Promise((resolve) => setTimeout(resolve, APPEND_EVERY_MS))
      const sources = this.#waiting
      this.#waiting = new Set()
      await this.#commit([...sources].flatMap((source) => take(source) ?? []))
    }
  }

  async #commit(taken: readonly Taken[]): Promise<void> {
    let seqs: readonly number[]
    try {
      seqs = await this.#log.append(taken.flatMap(({ batch }) => batch.entries))
    } catch (error) {
      for (const { batch } of taken) batch.failed(error)
      return
    } finally {
      this.#appendedAt = performance.now()
    }
    let start = 0
    for (const { source, batch } of taken) {
      const from = start
      start += batch.entries.length
      this.#announce(source, batch, () => seqs.slice(from, from + batch.entries.length))
    }
  }

  #announce(source: CommitSource, batch: CommitBatch, seqs: () => readonly number[]): void {
    try {
      const passing = batch.committed(seqs())
      if (passing)
        this.#await(
          source,
          passing.catch((error: unknown) => batch.broken(error)),
        )
    } catch (error) {
      batch.broken(error)
    }
  }

  #await(source: CommitSource, passing: Promise<void>): void {
    this.#passingOn.set(source, false)
    void passing.finally(() => {
      const askedAgain = this.#passingOn.get(source) === true
      this.#passingOn.delete(source)
      if (askedAgain) this.request(source)
      this.#sayQuiet()
    })
  }

  #sayQuiet(): void {
    if (this.#running || this.#passingOn.size > 0) return
    for (const resolve of this.#quiet.splice(0)) resolve()
  }
}

/** One room whose updates cannot be put together must not hold up the others. */
function take(source: CommitSource): Taken | null {
  try {
    return { source, batch: source.takeBatch() }
  } catch (error) {
    source.batchFailed(error)
    return null
  }
}
