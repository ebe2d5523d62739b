import * as Y from 'yjs'
import { changeOrigin } from '#shared/document/origins.ts'
import type { StructRange } from '#shared/document/stored-history.ts'
import type { Readable } from '../session/store.ts'
import type { DatabaseLife } from '../storage/database-life.ts'
import type {
  ChangeMark,
  DocumentStore,
  FoldUpdates,
  SavedClocks,
  StoredDocument as Stored,
} from '../storage/document-store.ts'
import { isSaved, joinClocks } from '../storage/document-store.ts'
import type { LastWords } from '../storage/last-words.ts'
import { ChangeMarks } from './change-marks.ts'
import type { PendingChanges } from './change-marks.ts'
import { applyInSlices, mergeUpdateTree } from './fold-updates.ts'
import type { StoredBytes } from './fold-updates.ts'
import { HeardChanges } from './heard-changes.ts'
import type { TabChannel, TabMessage } from './tab-channel.ts'
import { WriteQueue } from './write-queue.ts'
import type { StorageProblem } from './write-queue.ts'
import type { WriteQueues } from './write-queues.ts'

/** What a stored document works with. */
export interface StoredDocumentServices {
  readonly store: DocumentStore
  readonly life: DatabaseLife
  readonly queues: WriteQueues
  readonly channel: TabChannel
  readonly fold: FoldUpdates
  /** What the undo histories of this browser may bring back of a document: it outlives folding. */
  readonly kept: (docName: string) => readonly StructRange[]
  readonly lastWords: LastWords
  /** Calls back when the tab is hidden or left: the last moment to write. Returns the way to stop. */
  readonly onLeave: (listener: () => void) => () => void
  readonly now: () => number
  readonly newId: () => string
  /** Lets whoever else needs the thread have it, in the middle of long work. */
  readonly turn: () => Promise<void>
}

const NOTHING: StoredBytes = { snapshots: [], updates: [] }
/** Updates after which a document is folded. */
const FOLD_AFTER = 400
/** One update of so many bytes (a film that came in at once) is slow to read: it is folded soon, but not time and again. */
const LARGE_BYTES = 200_000
const LARGE_EVERY_MS = 60_000

/**
 * Keeps a Yjs document in step with this device: loads it, writes what changes, and shares each change at once with the
 * other tabs. Knows which local changes the server has not called saved.
 */
export class StoredDocument {
  readonly docName: string
  readonly ydoc: Y.Doc
  /** Transactions with this origin came from storage or from another tab: they are not written again. */
  readonly origin = changeOrigin('storage')
  readonly #services: StoredDocumentServices
  readonly #tab: string
  readonly #marks: ChangeMarks
  readonly #queue: WriteQueue
  readonly #heard: HeardChanges
  readonly #stops: (() => void)[] = []
  readonly #foldListeners = new Set<() => void>()
  #saved: SavedClocks
  #loose: number
  #hasLarge: boolean
  #foldedAt = Number.NEGATIVE_INFINITY
  #found: StoredBytes
  #written = 0
  #closed = false

  private constructor(docName: string, ydoc: Y.Doc, services: StoredDocumentServices, stored: Stored) {
    this.docName = docName
    this.ydoc = ydoc
    this.#services = services
    this.#tab = services.newId()
    this.#saved = stored.saved
    this.#loose = stored.loose
    this.#found = { snapshots: stored.snapshots, updates: stored.updates }
    this.#hasLarge = [...stored.snapshots, ...stored.updates].some((bytes) => bytes.length > LARGE_BYTES)
    this.#marks = new ChangeMarks(services.now)
    this.#heard = new HeardChanges(services.now, () => this.#adopt())
    this.#queue = new WriteQueue(docName, stored.generation, {
      store: services.store,
      lastWords: services.lastWords,
      standing: services.life.standing,
      now: services.now,
      wholeState: () => ({ update: Y.encodeStateAsUpdate(ydoc), marks: this.#marks.all() }),
      onWritten: this.#onWritten,
    })
  }

  /** Loads what this device and its other tabs have of the document and starts to follow it. */
  static async open(docName: string, ydoc: Y.Doc, services: StoredDocumentServices): Promise<StoredDocument> {
    // Listening starts before reading, so that no change of another tab falls between the two.
    const early: TabMessage[] = []
    let hear = (message: TabMessage): void => void early.push(message)
    services.channel.onMessage((message) => hear(message))
    const stored = await services.store.load(docName)
    const document = new StoredDocument(docName, ydoc, services, stored)
    await applyInSlices(ydoc, stored, document.origin, services.turn)
    document.#marks.add(stored.marks)
    document.#follow()
    document.#recover()
    hear = document.#onTabMessage
    for (const message of early) hear(message)
    services.channel.post({ kind: 'hello', stateVector: Y.encodeStateVector(ydoc) })
    document.#foldIfDue()
    return document
  }

  /** Why this device does not write; null while it does. */
  get problem(): Readable<StorageProblem | null> {
    return this.#queue.problem
  }

  /** Local changes, made in any tab of this browser, that the server has not called saved. */
  get pending(): Readable<PendingChanges> {
    return this.#marks.pending
  }

  /** When the oldest change that this tab has yet to write was made; null where all is in the browser's database. */
  get unwrittenSince(): Readable<number | null> {
    return this.#queue.unwrittenSince
  }

  /** How many changes made here are not yet in the browser's database. */
  get unwrittenCount(): number {
    return this.#queue.unwrittenCount
  }

  /** Clocks below which the server is known to have everything. */
  get savedClocks(): SavedClocks {
    return this.#saved
  }

  /**
   * Takes note of what the server has. `acknowledged` says that it has just confirmed a commit of ours, rather than
   * told its state vector in passing.
   */
  noteSaved(saved: SavedClocks, acknowledged: boolean): void {
    this.#saved = joinClocks(this.#saved, saved)
    const marks = this.#marks.all().filter((mark) => isSaved(mark, this.#saved, acknowledged))
    if (marks.length === 0 && !acknowledged) return
    this.#settle(marks)
    this.#services.channel.post({ kind: 'saved', saved, settled: marks })
    // In line behind the writes, so that a mark is never written after it was settled. A failure costs nothing: what
    // stays marked is settled again by what the server says on the next connection.
    const { store } = this.#services
    this.#queue.after(() => store.markSaved(this.docName, saved, marks).catch(() => undefined))
  }

  /** Writes what is waiting now. Resolves when it is in the database, or has failed and is kept for the next try. */
  flush(): Promise<void> {
    return this.#queue.flush()
  }

  /** The document as opening found it, in the bytes that it was read from. They are handed out once. */
  takeFound(): StoredBytes {
    const found = this.#found
    this.#found = NOTHING
    return found
  }

  /** Calls back right before it is asked what a fold has to keep. Returns the way to stop. */
  onFold(listener: () => void): () => void {
    this.#foldListeners.add(listener)
    return () => this.#foldListeners.delete(listener)
  }

  /** Folds what is stored, so that it takes less room and is quick to read. */
  async compact(): Promise<void> {
    this.#loose = 0
    this.#hasLarge = false
    this.#foldedAt = this.#services.now()
    await this.flush()
    const { store, fold, kept } = this.#services
    await store.compact(this.docName, (snapshots, updates) => {
      for (const listener of this.#foldListeners) listener()
      return fold(snapshots, updates, kept(this.docName))
    })
  }

  /** Writes the rest and stops following. What cannot be written now is tried again for as long as the tab is open. */
  async close(): Promise<void> {
    if (this.#closed) return
    for (const stop of this.#stops) stop()
    this.#adopt()
    await this.flush()
    this.#closed = true
    this.#heard.take()
    this.#services.queues.end(this.#queue)
    this.#services.channel.close()
  }

  #follow(): void {
    const { queues, onLeave, life } = this.#services
    // A film that was closed while the disk was full has changes that only this tab knows.
    const waiting = queues.waiting(this.docName)
    for (const update of waiting) Y.applyUpdate(this.ydoc, update, this.origin)
    this.#found = { ...this.#found, updates: [...this.#found.updates, ...waiting] }
    queues.add(this.#queue)
    this.ydoc.on('update', this.#onUpdate)
    this.#stops.push(
      () => this.ydoc.off('update', this.#onUpdate),
      onLeave(() => this.#leave()),
      life.onLost(() => this.#onLost()),
    )
  }

  /** Takes up what earlier tabs could not be sure to have written. */
  #recover(): void {
    const { lastWords } = this.#services
    for (const { key, update, marks } of lastWords.read(this.docName)) {
      try {
        Y.applyUpdate(this.ydoc, update, this.origin)
      } catch {
        // Not an update any more: nothing can be made of it, here or later.
        lastWords.drop(key)
        continue
      }
      this.#found = { ...this.#found, updates: [...this.#found.updates, update] }
      const waiting = marks.filter((mark) => !isSaved(mark, this.#saved, false))
      this.#queue.addRecovered(key, update, waiting)
      this.#marks.add(waiting)
    }
    void this.flush()
  }

  /** The tab may go at any moment: what waits is put where it survives at once, then written as usual. */
  #leave(): void {
    this.#adopt()
    this.#queue.keep()
    void this.flush()
  }

  /** What other tabs told of and did not write is written here. */
  #adopt(): void {
    const { updates, marks } = this.#heard.take()
    if (updates.length === 0) return
    const waiting = marks.filter((mark) => this.#marks.has(mark))
    this.#queue.add(mergeUpdateTree(updates), waiting)
  }

  #onLost(): void {
    if (this.ydoc.store.clients.size > 0) void this.#queue.rewrite()
  }

  readonly #onUpdate = (update: Uint8Array, origin: unknown, _doc: Y.Doc, transaction: Y.Transaction): void => {
    if (origin === this.origin) return
    const marks = transaction.local ? [this.#marks.mark(transaction)] : []
    this.#queue.add(update, marks)
    // What the server sent it sends to the other tabs itself: passed on, it would go back to it from each of them.
    if (transaction.local)
      this.#services.channel.post({ kind: 'update', tab: this.#tab, upTo: this.#queue.count, update, marks })
  }

  readonly #onWritten = (upTo: number, bytes: number): void => {
    this.#written = upTo
    this.#loose += 1
    this.#hasLarge ||= bytes > LARGE_BYTES
    if (this.#closed) return
    this.#services.channel.post({ kind: 'written', tab: this.#tab, upTo })
    this.#foldIfDue()
  }

  #foldIfDue(): void {
    const large = this.#hasLarge && this.#services.now() - this.#foldedAt >= LARGE_EVERY_MS
    if (this.#loose <= FOLD_AFTER && !large) return
    // Nothing is lost where it fails: what is stored stays as it is until the next time.
    void this.compact().catch(() => undefined)
  }

  #settle(marks: readonly ChangeMark[]): void {
    this.#marks.settle(marks)
    // The server can be faster than this device's own write.
    this.#queue.settle(marks)
  }

  readonly #onTabMessage = (message: TabMessage): void => {
    if (this.#closed) return
    switch (message.kind) {
      case 'hello': {
        // What this tab passes on it answers for: with changes of a tab that died, nobody else does.
        this.#adopt()
        const update = Y.diffUpdate(Y.encodeStateAsUpdate(this.ydoc), message.stateVector)
        const [tab, upTo] = [this.#tab, this.#queue.count]
        this.#services.channel.post({ kind: 'update', tab, upTo, update, marks: this.#marks.all() })
        if (this.#written >= upTo) this.#services.channel.post({ kind: 'written', tab, upTo })
        return
      }
      case 'update':
        this.#hear(message)
        return
      case 'written':
        this.#heard.forget(message.tab, message.upTo)
        return
      case 'saved':
        this.#saved = joinClocks(this.#saved, message.saved)
        this.#settle(message.settled)
        return
    }
  }

  #hear(message: Extract<TabMessage, { kind: 'update' }>): void {
    try {
      Y.applyUpdate(this.ydoc, message.update, this.origin)
    } catch {
      // Bytes that are no update: another tab's fault must not become this one's.
      return
    }
    this.#heard.note(message)
    this.#marks.add(message.marks.filter((mark) => !isSaved(mark, this.#saved, false)))
  }
}
