import type { DocumentLog, LogEntry } from '#server/storage/document-log.ts'
import type { CommitBatch, CommitQueue, CommitSource } from './commit-queue.ts'
import type { Connection } from './connection.ts'
import { decodeUpdate } from './decode-update.ts'
import type { DecodedUpdate } from './decoded-update.ts'
import { DocumentBytes, encodeDeletes, mergeStepwise, MERGE_AT_ONCE, MERGED_BYTES } from './document-bytes.ts'
import { diffFrom, isThreadBusy } from './document-thread.ts'
import { awarenessFrame, stateVectorFrame, updateFrame } from './frames.ts'
import type { RelayOptions } from './relay-options.ts'
import { RoomAwareness } from './room-awareness.ts'
import type { RoomLink } from './room-link.ts'
import { readSnapshot } from './room-snapshot.ts'
import { judgeUpdate, UpdateIndex, type Verdict } from './update-index.ts'

/** What a commit did to a document, as far as that shows without it. */
export interface RoomChange {
  /** Whether it only typed, formatted or deleted text: then no record came, and none has another field. */
  readonly textOnly: boolean
}

/** What a room needs from the relay. */
export interface RoomServices {
  readonly log: DocumentLog
  readonly commits: CommitQueue
  readonly now: () => number
  readonly options: RelayOptions
  /** Called once for each batch that was committed, with its updates merged. */
  readonly onCommitted: (room: Room, updates: readonly Uint8Array[], change: RoomChange) => void
  /** Links a room to the other server processes; null where this one is alone. */
  readonly link: ((room: Room) => RoomLink) | null
  /** Called with what another process has committed, once it is in the room. */
  readonly onReceived: (room: Room, update: Uint8Array) => void
  /** Called for each batch that could not be kept. */
  readonly onCommitFailed: (room: Room, error: unknown) => void
  /** Called when an error that nobody foresaw has left the room in doubt: what is stored is right, what it holds may not be. */
  readonly onBroken: (room: Room, error: unknown) => void
}

/** Frames sent in one turn of the event loop; about four milliseconds. */
const SENDS_A_TURN = 512

/** Milliseconds for which a document is read before others have their turn. */
const LOAD_TURN_MS = 4

/** What a peer lacks. */
export interface RoomAnswer {
  readonly updates: readonly Uint8Array[]
  /** Whether these are the bytes of the room, which take no memory of their own. */
  readonly shared: boolean
}

/** Something that waits for a commit: an update, or an answer that must not come before one. */
interface Pending {
  readonly update: DecodedUpdate | null
  /** Null where the server itself writes. */
  readonly writer: Connection | null
  readonly settled: (error: unknown) => void
}

/** What waits in a room in which nothing does. */
const NONE: never[] = []

/**
 * One shared document and its connections. There is no `Y.Doc`: the room keeps the committed bytes, the clock of each
 * client and the deleted ranges, which is enough to check, keep, pass on and answer.
 */
export class Room implements CommitSource {
  readonly name: string
  readonly connections = new Set<Connection>()
  /** What is committed. */
  index = new UpdateIndex()
  /** Updates and bytes behind the snapshot, and the number of the newest. */
  readonly tail = { updates: 0, bytes: 0, lastSeq: 0 }
  content = new DocumentBytes()
  /** Null where no other process has the room. */
  readonly link: RoomLink | null
  /** Resolves when the stored document has been read; rejects where it could not be. */
  readonly loaded: Promise<void>
  /** Milliseconds since 1970 of the last use, for unloading. */
  usedAt: number
  /** Uses by the server itself, which keep the room in memory as a connection does. */
  pins = 0

  readonly #services: RoomServices
  /** Null until somebody tells of itself. */
  #awareness: RoomAwareness | null = null
  /** What is accepted but not yet committed. */
  #accepted: UpdateIndex | null = null
  #pending: Pending[] = NONE
  #inFlight: Pending[] = NONE
  #batch = 0
  #passingOn = false
  #awarenessTimer: NodeJS.Timeout | null = null

  constructor(name: string, services: RoomServices) {
    this.name = name
    this.#services = services
    this.usedAt = services.now()
    this.link = services.link?.(this) ?? null
    this.loaded = this.#load()
  }

  /** Who is here, and what they say of themselves. */
  get awareness(): RoomAwareness {
    this.#awareness ??= new RoomAwareness(this.#services.options.awareness, this.link !== null)
    return this.#awareness
  }

  /** Everybody's presence as an awareness update; null where there is none. */
  encodePresence(): Uint8Array | null {
    return this.#awareness?.encodeAll() ?? null
  }

  /** The same of this process's own peers. */
  encodeOwnPresence(): Uint8Array | null {
    return this.#awareness?.encodeOwn() ?? null
  }

  /** Takes back what a connection told of others. */
  forgetPresenceOf(connection: Connection): void {
    if (!this.#awareness) return
    this.#awareness.removeOwner(connection)
    this.awarenessChanged()
  }

  /** Resolves when the room has all that was committed before now, by whatever process; rejects where that cannot be read. */
  current(): Promise<void> {
    const { link } = this
    return link ? this.loaded.then(() => link.catchUp()) : this.loaded
  }

  /** Takes what another process has committed, `count` updates as one, and passes it on. */
  receive(update: Uint8Array, count: number): void {
    this.index.add(decodeUpdate(update))
    this.content.add(update)
    this.tail.updates += count
    this.tail.bytes += update.length
    this.broadcast(updateFrame(update))
    this.#services.onReceived(this, update)
  }

  /** Whether the room could leave memory without anybody noticing. */
  get idle(): boolean {
    return this.connections.size === 0 && this.pins === 0 && !this.settling && !this.#passingOn
  }

  /** Whether nothing has ever been written into it. */
  get blank(): boolean {
    return this.index.clocks.size === 0
  }

  /** Whether anything of it waits to be committed. */
  get settling(): boolean {
    return this.#pending.length > 0 || this.#inFlight.length > 0
  }

  /** Judges an update against all that is accepted. */
  judge(update: DecodedUpdate): Verdict {
    return judgeUpdate(update, this.#accepted ? [this.index, this.#accepted] : [this.index])
  }

  /** Counts batches: as long as it stays the same, nothing was accepted behind what waits for a commit now. */
  get batch(): number {
    return this.#batch
  }

  /** The clock of a client below which everything is accepted. */
  acceptedClockOf(client: number): number {
    return Math.max(this.index.clockOf(client), this.#accepted?.clockOf(client) ?? 0)
  }

  /** Takes a judged update on its way to the log. `settled` hears null once it is durable, else the error. */
  submit(update: DecodedUpdate, writer: Connection | null, settled: (error: unknown) => void): void {
    this.#accepted ??= new UpdateIndex()
    this.#accepted.add(update)
    this.#enqueue({ update, writer, settled })
  }

  /** The frame that asks a peer for what is not committed here. */
  questionFrame(): Uint8Array {
    return this.index.bytesOf(questionOf)
  }

  /** Calls `settled` once all that was accepted before now is durable: at once where it is already. */
  afterCommit(writer: Connection | null, settled: (error: unknown) => void): void {
    const waiting = { update: null, writer, settled }
    if (this.#pending.length > 0) this.#pending.push(waiting)
    else if (this.#inFlight.length > 0) this.#inFlight.push(waiting)
    else settled(null)
  }

  /**
   * The updates, in their order, that bring a peer with these clocks up to what is committed. None of the ways there
   * reads the document on the event loop: it goes out as it is kept, the snapshot is skipped by a peer that has it, and a
   * thread finds the difference; where too many ask for one at once, the rest get the whole.
   */
  async answerTo(clocks: ReadonlyMap<number, number>): Promise<RoomAnswer> {
    const { base } = this.content
    if (clocks.size === 0) return { updates: this.content.parts(), shared: true }
    const deletes = this.index.bytesOf(deletesOf)
    if (reaches(clocks, this.index.clocks)) return { updates: [deletes], shared: false }
    if (isThreadBusy()) return { updates: this.content.parts(), shared: true }
    const hasBase = base === null || reaches(clocks, base.clocks)
    const parts = hasBase ? [deletes, ...this.content.tailParts()] : this.content.parts()
    return { updates: [await diffFrom(parts, clocks)], shared: false }
  }

  takeBatch(): CommitBatch {
    const batch = this.#pending
    this.#pending = NONE
    this.#inFlight = batch
    const runs = mergeRuns(batch)
    const at = this.#services.now()
    const entries = runs.map((run): LogEntry => ({ room: this.name, bytes: run.bytes, author: run.author, at }))
    return {
      entries,
      committed: (seqs) => this.#committed(batch, runs, seqs),
      failed: (error) => this.batchFailed(error),
      broken: (error) => this.#broken(error),
    }
  }

  /** Sends a frame to everybody but `except`. */
  broadcast(frame: Uint8Array, except: Connection | null = null): void {
    for (const connection of this.connections) if (connection !== except) connection.send(frame)
  }

  /** Passes changed awareness on at the next tick; a newer state replaces one that has not been sent yet. */
  awarenessChanged(): void {
    if (this.#awarenessTimer) return
    this.#awarenessTimer = setTimeout(() => {
      this.#awarenessTimer = null
      try {
        this.#tellAwareness()
      } catch (error) {
        this.#broken(error)
      }
    }, this.#services.options.awarenessTickMs)
  }

  #tellAwareness(): void {
    const changes = this.awareness.takeChanges()
    if (changes) this.broadcast(awarenessFrame(changes))
    this.link?.tellPresence()
  }

  async #load(): Promise<void> {
    const stored = await this.#services.log.load(this.name)
    if (stored.snapshot) {
      const { update, index } = readSnapshot(stored.snapshot)
      this.index = index
      this.content = new DocumentBytes({ update, clocks: new Map(index.clocks) })
    }
    let turnAt = performance.now()
    for (const { bytes } of stored.tail) {
      if (performance.now() - turnAt > LOAD_TURN_MS) {
        await new Promise((resolve) => setImmediate(resolve))
        turnAt = performance.now()
      }
      this.index.add(decodeUpdate(bytes))
      this.content.add(bytes)
    }
    this.tail.updates = stored.tail.length
    this.tail.bytes = stored.tail.reduce((sum, update) => sum + update.bytes.length, 0)
    this.tail.lastSeq = stored.lastSeq
    this.link?.loaded()
  }

  #enqueue(pending: Pending): void {
    if (this.#pending === NONE) {
      this.#pending = []
      this.#batch += 1
    }
    this.#pending.push(pending)
    this.#services.commits.request(this)
  }

  #committed(batch: readonly Pending[], runs: readonly Run[], seqs: readonly number[]): Promise<void> | null {
    for (const { update } of batch) if (update) this.index.add(update)
    for (const { bytes } of runs) {
      this.content.add(bytes)
      this.tail.updates += 1
      this.tail.bytes += bytes.length
    }
    if (this.link) {
      this.link.committed(
        seqs,
        runs.map((run) => run.bytes),
      )
    } else {
      this.tail.lastSeq = seqs.at(-1) ?? this.tail.lastSeq
    }
    this.usedAt = this.#services.now()
    this.#inFlight = NONE
    if (this.#pending.length === 0) this.#accepted = null
    if (runs.length > 0)
      this.#services.onCommitted(
        this,
        runs.map((run) => run.bytes),
        { textOnly: batch.every(({ update }) => !update || update.textOnly) },
      )
    if (runs.length * this.connections.size > SENDS_A_TURN) return this.#passOnSlowly(runs, batch)
    for (const { bytes, soleWriter } of runs) this.broadcast(updateFrame(bytes), soleWriter)
    for (const { settled } of batch) settled(null)
    return null
  }

  /** Passes on over several turns. Who comes in meanwhile has all of it in its answer. */
  async #passOnSlowly(runs: readonly Run[], batch: readonly Pending[]): Promise<void> {
    this.#passingOn = true
    const readers = [...this.connections]
    let sent = 0
    for (const { bytes, soleWriter } of runs) {
      const frame = updateFrame(bytes)
      for (const reader of readers) {
        if (reader !== soleWriter) reader.send(frame)
        sent += 1
        if (sent % SENDS_A_TURN === 0) await new Promise((resolve) => setImmediate(resolve))
      }
    }
    this.#passingOn = false
    for (const { settled } of batch) settled(null)
  }

  #broken(error: unknown): void {
    const lost = [...this.#inFlight, ...this.#pending]
    this.#passingOn = false
    this.#inFlight = NONE
    this.#pending = NONE
    this.#services.onBroken(this, error)
    for (const { settled } of lost) settled(error)
  }

  /** What was accepted behind a failed update may build on it, so all of it goes. */
  batchFailed(error: unknown): void {
    const lost = [...this.#inFlight, ...this.#pending]
    this.#inFlight = NONE
    this.#pending = NONE
    this.#accepted = null
    this.#services.onCommitFailed(this, error)
    for (const { settled } of lost) settled(error)
  }
}

const questionOf = ({ clocks }: UpdateIndex): Uint8Array => stateVectorFrame(clocks)
const deletesOf = ({ deleted }: UpdateIndex): Uint8Array => encodeDeletes(deleted)

/** Whether a peer with these clocks has every struct that `others` tell of. */
function reaches(clocks: ReadonlyMap<number, number>, others: ReadonlyMap<number, number>): boolean {
  for (const [client, clock] of others) if ((clocks.get(client) ?? 0) < clock) return false
  return true
}

/** Updates of one author that were accepted one after the other, merged. */
interface Run {
  readonly bytes: Uint8Array
  readonly author: string | null
  /** The connection that wrote all of it, which need not hear it again; null where there were several. */
  readonly soleWriter: Connection | null
}

function mergeRuns(batch: readonly Pending[]): Run[] {
  const runs: { updates: Uint8Array[]; bytes: number; author: string | null; writers: Set<Connection | null> }[] = []
  for (const { update, writer } of batch) {
    if (!update) continue
    const author = writer?.author ?? null
    const last = runs.at(-1)
    const fits = last && last.updates.length < MERGE_AT_ONCE && last.bytes + update.bytes.length <= MERGED_BYTES
    if (fits && last.author === author) {
      last.updates.push(update.bytes)
      last.bytes += update.bytes.length
      last.writers.add(writer)
    } else {
      const { bytes } = update
      runs.push({ updates: [bytes], bytes: bytes.length, author, writers: new Set([writer]) })
    }
  }
  return runs.map(({ updates, author, writers }) => ({
    bytes: mergeStepwise(updates),
    author,
    soleWriter: writers.size === 1 ? ([...writers][0] ?? null) : null,
  }))
}
