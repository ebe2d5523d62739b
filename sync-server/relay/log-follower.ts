import type { DocumentLog, StoredUpdate } from '#server/storage/document-log.ts'
import { MERGE_AT_ONCE, mergeStepwise } from './document-bytes.ts'
import { diffFrom } from './document-thread.ts'
import { readSnapshot } from './room-snapshot.ts'

/** The room as its follower needs it. */
export interface FollowedRoom {
  readonly name: string
  /** Clocks of all that the room has. */
  readonly index: { readonly clocks: ReadonlyMap<number, number> }
  /** `lastSeq`: everything in the log up to this number is in the room. */
  readonly tail: { lastSeq: number }
  /** Takes what another process has committed, `count` updates merged, and passes it on to the room's peers. */
  receive(update: Uint8Array, count: number): void
}

/** What a follower uses. */
export interface LogFollowerServices {
  readonly log: Pick<DocumentLog, 'load' | 'loadAfter'>
  /** Milliseconds for which a gap may be filled by a message that is still on its way. */
  readonly gapMs: number
  /** Hears where the log could not be read though nobody waits for the answer. */
  readonly onFailed: (room: string, error: unknown) => void
}

/** Updates that follow one another in the log and are known before those below them. */
interface Block {
  readonly last: number
  /** Null for updates of this process, which the room has. */
  readonly bytes: Uint8Array | null
}

/** Blocks that may wait for those below them; beyond these the log is read at once. */
const MAX_BLOCKS = 256

/** Milliseconds until a log that could not be read is read again. */
const RETRY_MS = 1000

/** Updates of a long catch-up that are taken in one turn of the event loop. */
const UPDATES_PER_TURN = 512

/**
 * Keeps a room level with a log that other processes write to as well. Numbers without gaps tell what is missing. What
 * arrives ahead of its turn waits for what is below it: only so does every update find its past. Rules M1 to M5 of SPEC.md.
 */
export class LogFollower {
  readonly #room: FollowedRoom
  readonly #services: LogFollowerServices
  /** By first number; all behind `tail.lastSeq`. */
  readonly #ahead = new Map<number, Block>()
  #loaded = false
  #closed = false
  #gapTimer: NodeJS.Timeout | null = null
  #reading: Promise<void> | null = null
  #nextReading: Promise<void> | null = null

  constructor(room: FollowedRoom, services: LogFollowerServices) {
    this.#room = room
    this.#services = services
  }

  /** The room was read from the log for the first time; what was heard meanwhile is taken. */
  loaded(): void {
    this.#loaded = true
    this.#advance()
  }

  /** This process has committed updates, which the room has. Their numbers follow one another. */
  committed(seqs: readonly number[]): void {
    const [first] = seqs
    const last = seqs.at(-1)
    if (first === undefined || last === undefined) return
    this.#ahead.set(first, { last, bytes: null })
    this.#advance()
  }

  /** Another process says what it has committed; without bytes it has to be read. */
  heard(first: number, last: number, bytes: Uint8Array | null): void {
    if (this.#closed || last <= this.#room.tail.lastSeq) return
    if (bytes && this.#ahead.size < MAX_BLOCKS) {
      this.#ahead.set(first, { last, bytes })
      this.#advance()
    } else {
      void this.look()
    }
  }

  /**
   * Resolves once the room has everything that was committed anywhere before this call. Rejects where the log cannot be
   * read.
   */
  catchUp(): Promise<void> {
    if (!this.#reading) return this.#read()
    // The one that is under way may have looked before the call.
    this.#nextReading ??= this.#reading.then(
      () => this.#readNext(),
      () => this.#readNext(),
    )
    return this.#nextReading
  }

  /** Catches up without anybody waiting for it; never rejects. */
  async look(): Promise<void> {
    if (!this.#loaded || this.#closed) return
    try {
      await this.catchUp()
    } catch (error) {
      this.#services.onFailed(this.#room.name, error)
      // The gap is still there, and nobody else will come for it.
      if (!this.#closed && this.#ahead.size > 0) this.#gapTimer ??= setTimeout(() => this.#gapStays(), RETRY_MS)
    }
  }

  close(): void {
    this.#closed = true
    this.#ahead.clear()
    if (this.#gapTimer) clearTimeout(this.#gapTimer)
    this.#gapTimer = null
  }

  #readNext(): Promise<void> {
    this.#nextReading = null
    return this.#read()
  }

  #read(): Promise<void> {
    const reading = this.#takeFromLog().finally(() => {
      if (this.#reading === reading) this.#reading = null
    })
    this.#reading = reading
    return reading
  }

  async #takeFromLog(): Promise<void> {
    const { log } = this.#services
    const updates = await log.loadAfter(this.#room.name, this.#room.tail.lastSeq)
    if (updates) return this.#takeUpdates(updates)
    // Another process has folded updates that this one had not seen yet.
    const { snapshot, tail, lastSeq } = await log.load(this.#room.name)
    const [next] = tail
    const through = next ? next.seq - 1 : lastSeq
    if (snapshot) {
      const news = await diffFrom([readSnapshot(snapshot).update], this.#room.index.clocks)
      if (this.#closed) return
      this.#room.receive(news, 1)
      this.#room.tail.lastSeq = Math.max(this.#room.tail.lastSeq, through)
    }
    await this.#takeUpdates(tail)
  }

  async #takeUpdates(updates: readonly StoredUpdate[]): Promise<void> {
    for (let start = 0; start < updates.length && !this.#closed; start += UPDATES_PER_TURN) {
      if (start > 0) await new Promise((resolve) => setImmediate(resolve))
      this.#takeTurn(updates.slice(start, start + UPDATES_PER_TURN))
    }
    if (!this.#closed) this.#advance()
  }

  /** Takes updates that follow one another, except those that the room has got by now. */
  #takeTurn(updates: readonly StoredUpdate[]): void {
    const { tail } = this.#room
    const own = [...this.#ahead].filter(([, { bytes }]) => bytes === null)
    const isOwn = (seq: number): boolean => own.some(([first, { last }]) => first <= seq && seq <= last)
    const news = updates.filter(({ seq }) => seq > tail.lastSeq && !isOwn(seq))
    for (let start = 0; start < news.length; start += MERGE_AT_ONCE) {
      const group = news.slice(start, start + MERGE_AT_ONCE)
      this.#room.receive(mergeStepwise(group.map(({ bytes }) => bytes)), group.length)
    }
    tail.lastSeq = Math.max(tail.lastSeq, updates.at(-1)?.seq ?? 0)
  }

  /** Takes whatever follows on what the room has. */
  #advance(): void {
    if (!this.#loaded || this.#closed) return
    const { tail } = this.#room
    for (const first of [...this.#ahead.keys()].sort((a, b) => a - b)) {
      if (first > tail.lastSeq + 1) break
      const { last, bytes } = this.#ahead.get(first) as Block
      this.#ahead.delete(first)
      if (last <= tail.lastSeq) continue
      if (bytes) this.#room.receive(bytes, last - tail.lastSeq)
      tail.lastSeq = last
    }
    if (this.#ahead.size > 0) {
      this.#gapTimer ??= setTimeout(() => this.#gapStays(), this.#services.gapMs)
    } else if (this.#gapTimer) {
      clearTimeout(this.#gapTimer)
      this.#gapTimer = null
    }
  }

  #gapStays(): void {
    this.#gapTimer = null
    void this.look()
  }
}
