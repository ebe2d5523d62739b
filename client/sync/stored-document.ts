import * as Y from 'yjs'
import { changeOrigin } from '#shared/document/origins.ts'
import { writable } from '../session/store.ts'
import type { Readable } from '../session/store.ts'
import type { ChangeMark, DocumentStore, FoldUpdates, SavedClocks } from '../storage/document-store.ts'
import { isSaved, joinClocks, markKey } from '../storage/document-store.ts'
import type { LastWords } from '../storage/last-words.ts'
import { applyStored, mergeUpdateTree } from './fold-updates.ts'
import type { TabChannel, TabMessage } from './tab-channel.ts'

/** Why the last write to this device failed. */
export interface StorageProblem {
  /** `full`: the browser gives no more room. `failed`: anything else. */
  readonly kind: 'full' | 'failed'
  readonly message: string
}

/** How much of what was changed here the server has not called saved. */
export interface PendingChanges {
  readonly count: number
  /** When the oldest of them was made, in milliseconds since 1970; null where none waits. */
  readonly since: number | null
}

/** What a stored document works with. */
export interface StoredDocumentServices {
  readonly store: DocumentStore
  readonly channel: TabChannel
  readonly fold: FoldUpdates
  readonly lastWords: LastWords
  /** Calls back when the tab is hidden or left: the last moment to write. Returns the way to stop. */
  readonly onLeave: (listener: () => void) => () => void
  readonly now: () => number
}

/** Changes that are written together. */
interface Batch {
  readonly updates: Uint8Array[]
  readonly marks: Map<string, ChangeMark>
}

const FLUSH_MS = 100
const RETRY_MS = 5_000
/** Rows after which a document is folded into one snapshot. */
const COMPACT_ROWS = 400
/** Typing in one text counts as one change while the pauses stay below this. */
const TYPING_PAUSE_MS = 1_000

/**
 * Keeps a Yjs document in step with this device: loads it, writes what changes at most every 100 ms, and shares each
 * change at once with the other tabs. Knows which local changes the server has not called saved.
 */
export class StoredDocument {
  readonly docName: string
  readonly ydoc: Y.Doc
  /** Transactions with this origin came from storage or from another tab: they are not written again. */
  readonly origin = changeOrigin('storage')
  readonly #services: StoredDocumentServices
  readonly #problem = writable<StorageProblem | null>(null)
  readonly #pending = writable<PendingChanges>({ count: 0, since: null })
  /** Marks by name with the time of the change, oldest first. */
  readonly #marks = new Map<string, { mark: ChangeMark; at: number }>()
  readonly #unwritten = writable(false)
  #saved: SavedClocks = {}
  #queue: Uint8Array[] = []
  #queuedMarks = new Map<string, ChangeMark>()
  /** Writes that are under way; the end of the tab may still cut them off. */
  readonly #underWay = new Set<Batch>()
  /** Last words that are in the queue again and leave their place once written. */
  #recovered: string[] = []
  #timer: ReturnType<typeof setTimeout> | null = null
  #writing: Promise<void> = Promise.resolve()
  #rows = 0
  #lastText: Y.AbstractType<unknown> | null = null
  #lastMark: { mark: ChangeMark; at: number } | null = null
  #closed = false
  #stopLeave: () => void = () => undefined

  private constructor(docName: string, ydoc: Y.Doc, services: StoredDocumentServices) {
    this.docName = docName
    this.ydoc = ydoc
    this.#services = services
  }

  /** Loads what this device and its other tabs have of the document and starts to follow it. */
  static async open(docName: string, ydoc: Y.Doc, services: StoredDocumentServices): Promise<StoredDocument> {
    const document = new StoredDocument(docName, ydoc, services)
    // Listening starts before reading, so that no change of another tab falls between the two.
    services.channel.onMessage(document.#onTabMessage)
    const stored = await services.store.load(docName)
    applyStored(ydoc, stored, document.origin)
    document.#saved = stored.saved
    document.#rows = stored.snapshots.length + stored.updates.length
    document.#addMarks(stored.marks)
    ydoc.on('update', document.#onUpdate)
    document.#stopLeave = services.onLeave(() => void document.#leave())
    document.#recover()
    services.channel.post({ kind: 'hello', stateVector: Y.encodeStateVector(ydoc) })
    return document
  }

  /** The last write that failed and has not succeeded since. */
  get problem(): Readable<StorageProblem | null> {
    return this.#problem
  }

  /** Local changes, made in any tab of this browser, that the server has not called saved. */
  get pending(): Readable<PendingChanges> {
    return this.#pending
  }

  /** True while something changed here is not yet in the browser's database. */
  get unwritten(): Readable<boolean> {
    return this.#unwritten
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
    const marks = [...this.#marks.values()]
      .map(({ mark }) => mark)
      .filter((mark) => isSaved(mark, this.#saved, acknowledged))
    if (marks.length === 0 && !acknowledged) return
    this.#settle(marks)
    this.#services.channel.post({ kind: 'saved', saved, settled: marks })
    // In line behind the writes, so that a mark is never written after it was settled.
    this.#writing = this.#writing
      .then(() => this.#services.store.markSaved(this.docName, saved, marks))
      .catch(this.#onWriteError)
  }

  /** Writes what is waiting now. Resolves when it is in the database, or has failed and is kept for the next try. */
  flush(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    if (this.#queue.length > 0) {
      const batch = { updates: this.#queue, marks: this.#queuedMarks }
      this.#queue = []
      this.#queuedMarks = new Map()
      this.#underWay.add(batch)
      this.#writing = this.#writing.then(() => this.#write(batch))
    }
    return this.#writing
  }

  /** Takes up what earlier tabs could not be sure to have written. */
  #recover(): void {
    for (const { key, update, marks } of this.#services.lastWords.read(this.docName)) {
      try {
        Y.applyUpdate(this.ydoc, update, this.origin)
      } catch {
        // Not an update any more: nothing can be made of it, here or later.
        this.#services.lastWords.drop(key)
        continue
      }
      this.#recovered.push(key)
      this.#queue.push(update)
      const waiting = marks.filter((mark) => !isSaved(mark, this.#saved, false))
      for (const mark of waiting) this.#queuedMarks.set(markKey(mark), mark)
      this.#addMarks(waiting)
    }
    if (this.#recovered.length > 0) void this.flush()
  }

  /** The tab may go at any moment: what waits is put where it survives at once, then written as usual. */
  async #leave(): Promise<void> {
    const batches = [...this.#underWay, { updates: this.#queue, marks: this.#queuedMarks }]
    const updates = batches.flatMap((batch) => batch.updates)
    if (updates.length === 0) return
    const marks = batches.flatMap((batch) => [...batch.marks.values()])
    const { lastWords } = this.#services
    const key = lastWords.keep(this.docName, mergeUpdateTree(updates), marks)
    await this.flush()
    if (key !== null && this.#queue.length === 0) lastWords.drop(key)
  }

  /** Folds the stored rows into one snapshot. */
  async compact(): Promise<void> {
    await this.flush()
    await this.#services.store.compact(this.docName, this.#services.fold)
    this.#rows = await this.#services.store.countRows(this.docName)
  }

  /** Writes the rest and stops following. */
  async close(): Promise<void> {
    if (this.#closed) return
    this.ydoc.off('update', this.#onUpdate)
    this.#stopLeave()
    await this.flush()
    this.#closed = true
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#services.channel.close()
  }

  readonly #onUpdate = (update: Uint8Array, origin: unknown, _doc: Y.Doc, transaction: Y.Transaction): void => {
    if (origin === this.origin) return
    const mark = transaction.local ? this.#markOf(transaction) : null
    this.#services.channel.post({ kind: 'update', update, marks: mark ? [mark] : [] })
    this.#queue.push(update)
    if (mark) this.#queuedMarks.set(markKey(mark), mark)
    this.#unwritten.set(true)
    this.#timer ??= setTimeout(() => void this.flush(), FLUSH_MS)
  }

  #markOf(transaction: Y.Transaction): ChangeMark {
    const client = this.ydoc.clientID
    const start = transaction.beforeState.get(client) ?? 0
    const clock = transaction.afterState.get(client) ?? 0
    const text = soleText(transaction)
    const last = this.#lastMark
    const continues = text !== null && text === this.#lastText && last?.mark.clock === start && !last.mark.deletesOnly
    this.#lastText = text
    const now = this.#services.now()
    const grows = continues && now - last.at < TYPING_PAUSE_MS && this.#marks.has(markKey(last.mark))
    const mark = grows ? { ...last.mark, clock } : { client, start, clock, deletesOnly: start === clock }
    this.#lastMark = { mark, at: now }
    this.#addMarks([mark])
    return mark
  }

  #addMarks(marks: readonly ChangeMark[]): void {
    const at = this.#services.now()
    for (const mark of marks) this.#marks.set(markKey(mark), { mark, at: this.#marks.get(markKey(mark))?.at ?? at })
    this.#summarise()
  }

  #settle(marks: readonly ChangeMark[]): void {
    for (const mark of marks) {
      this.#marks.delete(markKey(mark))
      // The server can be faster than this device's own write: what it has by then is never written down as waiting.
      this.#queuedMarks.delete(markKey(mark))
    }
    this.#summarise()
  }

  #summarise(): void {
    const before = this.#pending.get()
    const [oldest] = this.#marks.values()
    const since = oldest?.at ?? null
    if (before.count !== this.#marks.size || before.since !== since)
      this.#pending.set({ count: this.#marks.size, since })
  }

  async #write(batch: Batch): Promise<void> {
    const { updates, marks } = batch
    try {
      await this.#services.store.append(this.docName, mergeUpdateTree(updates), [...marks.values()])
    } catch (error) {
      this.#underWay.delete(batch)
      this.#queue = [...updates, ...this.#queue]
      this.#queuedMarks = new Map([...marks, ...this.#queuedMarks])
      this.#onWriteError(error)
      return
    }
    this.#underWay.delete(batch)
    this.#problem.set(null)
    for (const key of this.#recovered.splice(0)) this.#services.lastWords.drop(key)
    if (this.#queue.length === 0) this.#unwritten.set(false)
    this.#rows += 1
    if (this.#rows > COMPACT_ROWS && !this.#closed) {
      this.#rows = 0
      void this.compact().catch(this.#onWriteError)
    }
  }

  readonly #onWriteError = (error: unknown): void => {
    const full = error instanceof Error && /quota/i.test(`${error.name} ${error.message}`)
    this.#problem.set({
      kind: full ? 'full' : 'failed',
      message: error instanceof Error ? error.message : String(error),
    })
    if (!this.#closed && this.#queue.length > 0) this.#timer ??= setTimeout(() => void this.flush(), RETRY_MS)
  }

  readonly #onTabMessage = (message: TabMessage): void => {
    if (this.#closed) return
    switch (message.kind) {
      case 'hello': {
        const missing = Y.diffUpdate(Y.encodeStateAsUpdate(this.ydoc), message.stateVector)
        const marks = [...this.#marks.values()].map(({ mark }) => mark)
        this.#services.channel.post({ kind: 'update', update: missing, marks })
        return
      }
      case 'update':
        Y.applyUpdate(this.ydoc, message.update, this.origin)
        if (message.marks.length > 0) this.#addMarks(message.marks.filter((mark) => !isSaved(mark, this.#saved, false)))
        return
      case 'saved':
        this.#saved = joinClocks(this.#saved, message.saved)
        this.#settle(message.settled)
        return
    }
  }
}

function soleText(transaction: Y.Transaction): Y.AbstractType<unknown> | null {
  if (transaction.changed.size !== 1) return null
  const [type] = transaction.changed.keys()
  return type instanceof Y.Text ? (type as unknown as Y.AbstractType<unknown>) : null
}
