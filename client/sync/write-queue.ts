import { derived, writable } from '../session/store.ts'
import type { Readable } from '../session/store.ts'
import type { DatabaseStanding } from '../storage/database-life.ts'
import type { ChangeMark, DocumentStore } from '../storage/document-store.ts'
import { DocumentGone, markKey } from '../storage/document-store.ts'
import type { LastWords } from '../storage/last-words.ts'
import { mergeUpdateTree } from './fold-updates.ts'

/** Why this device does not write. */
export interface StorageProblem {
  /**
   * `full`: the browser gives no more room. `failed`: anything else. `superseded`: a newer version of the app took the
   * database over. `newer`: one keeps it.
   */
  readonly kind: 'full' | 'failed' | 'superseded' | 'newer'
  readonly message: string
}

/** What a queue works with. */
export interface WriteQueueServices {
  readonly store: Pick<DocumentStore, 'append'>
  readonly lastWords: LastWords
  readonly standing: Readable<DatabaseStanding>
  readonly now: () => number
  /** The whole document as one update with all its marks, for a database that has lost it. */
  readonly wholeState: () => { readonly update: Uint8Array; readonly marks: readonly ChangeMark[] }
  /** Hears that everything up to this count is in the database, in one more update of so many bytes. */
  readonly onWritten: (upTo: number, bytes: number) => void
}

/** Changes that are written together. */
interface Batch {
  readonly updates: Uint8Array[]
  readonly marks: Map<string, ChangeMark>
  /** The count of the last of them. */
  readonly upTo: number
}

const FLUSH_MS = 100
const RETRY_MS = 5_000

/**
 * Writes one document's changes into the database, at most every 100 ms. What cannot be written stays here and in the last
 * words, and is tried again; a document that the database has lost is written whole.
 */
export class WriteQueue {
  readonly docName: string
  /** Why nothing is written; null while all is well. */
  readonly problem: Readable<StorageProblem | null>
  /** When the oldest change that waits to be written was made, in milliseconds since 1970; null where none waits. */
  readonly unwrittenSince: Readable<number | null>
  readonly #services: WriteQueueServices
  readonly #failure = writable<StorageProblem | null>(null)
  readonly #since = writable<number | null>(null)
  /** Writes that are under way; the end of the tab may still cut them off. */
  readonly #underWay = new Set<Batch>()
  readonly #stopStanding: () => void
  #generation: string | null
  #queue: Uint8Array[] = []
  #marks = new Map<string, ChangeMark>()
  #count = 0
  /** Where this queue's own last words are, and whether they hold all that waits. */
  #words: string | null = null
  #wordsHoldAll = false
  /** Last words of earlier tabs that are in the queue again and leave their place once written. */
  #recovered: string[] = []
  #timer: ReturnType<typeof setTimeout> | null = null
  #writing: Promise<void> = Promise.resolve()
  #onDrained: (() => void) | null = null

  /** @param generation what the document was loaded as: see `DocumentStore.append` */
  constructor(docName: string, generation: string | null, services: WriteQueueServices) {
    this.docName = docName
    this.#generation = generation
    this.#services = services
    this.problem = derived([this.#failure, services.standing], () =>
      problemOf(services.standing.get(), this.#failure.get()),
    )
    this.unwrittenSince = this.#since
    this.#stopStanding = services.standing.subscribe(() => {
      // From here on every write fails: what waits is put where it survives, what comes later follows it.
      if (services.standing.get() === 'superseded') this.keep()
    })
  }

  /** How many changes have been added, ever. */
  get count(): number {
    return this.#count
  }

  /** How many local changes wait to be written. */
  get unwrittenCount(): number {
    return this.#changes().marks.size
  }

  /** Adds a change to what is written next, and counts it. */
  add(update: Uint8Array, marks: readonly ChangeMark[]): void {
    if (!this.#writes()) return
    this.#count += 1
    this.#wordsHoldAll = false
    this.#queue.push(update)
    for (const mark of marks) this.#marks.set(markKey(mark), mark)
    if (this.#since.get() === null) this.#since.set(this.#services.now())
    this.#timer ??= setTimeout(() => void this.flush(), FLUSH_MS)
  }

  /** Adds what an earlier tab left; `key` names its last words. */
  addRecovered(key: string, update: Uint8Array, marks: readonly ChangeMark[]): void {
    this.add(update, marks)
    this.#recovered.push(key)
  }

  /** The server has what these stand for: they are never written down as waiting. */
  settle(marks: readonly ChangeMark[]): void {
    for (const mark of marks) this.#marks.delete(markKey(mark))
  }

  /** True while something waits that would be gone with this tab. */
  get atRisk(): boolean {
    return this.problem.get() !== null && !this.#wordsHoldAll && this.#changes().updates.length > 0
  }

  /** Writes what is waiting now. Resolves when it is in the database, or has failed and is kept for the next try. */
  flush(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    if (this.#queue.length > 0) {
      const batch: Batch = { updates: this.#queue, marks: this.#marks, upTo: this.#count }
      this.#queue = []
      this.#marks = new Map()
      this.#underWay.add(batch)
      this.#writing = this.#writing.then(() => this.#write(batch))
    }
    return this.#writing
  }

  /** Runs `work` behind the writes that are under way. */
  after(work: () => Promise<void>): void {
    this.#writing = this.#writing.then(work)
  }

  /** Puts what is not written where it survives the end of the tab at once. */
  keep(): void {
    const { updates, marks } = this.#changes()
    if (updates.length === 0 || !this.#writes()) return
    const { lastWords } = this.#services
    const kept = lastWords.keep(this.docName, mergeUpdateTree(updates), [...marks.values()], this.#words)
    if (kept === null) return
    this.#words = kept
    this.#wordsHoldAll = true
    // What earlier tabs left is part of it now.
    for (const key of this.#recovered.splice(0)) lastWords.drop(key)
  }

  /** Writes the whole document: the database has lost it. */
  rewrite(): Promise<void> {
    this.#generation = null
    const { update, marks } = this.#services.wholeState()
    this.add(update, marks)
    return this.flush()
  }

  /** What waits, for a document that is opened while this queue still writes. */
  waiting(): readonly Uint8Array[] {
    return this.#changes().updates
  }

  /** Nothing is added any more. `onDrained` is called once all is written; until then it is tried again and again. */
  end(onDrained: () => void): void {
    this.#onDrained = onDrained
    this.#endIfDrained()
  }

  #writes(): boolean {
    const standing = this.#services.standing.get()
    return standing === 'current' || standing === 'superseded'
  }

  #changes(): { readonly updates: Uint8Array[]; readonly marks: Map<string, ChangeMark> } {
    const underWay = [...this.#underWay]
    return {
      updates: [...underWay.flatMap((batch) => batch.updates), ...this.#queue],
      marks: new Map([...underWay.flatMap((batch) => [...batch.marks]), ...this.#marks]),
    }
  }

  async #write(batch: Batch): Promise<void> {
    let bytes: number
    try {
      bytes = await this.#append(batch)
    } catch (error) {
      this.#underWay.delete(batch)
      // As one, so that a disk that stays full does not make each try dearer than the one before.
      this.#queue = [mergeUpdateTree([...batch.updates, ...this.#queue])]
      this.#marks = new Map([...batch.marks, ...this.#marks])
      this.#fail(error)
      return
    }
    this.#underWay.delete(batch)
    this.#failure.set(null)
    if (this.#queue.length === 0 && this.#underWay.size === 0) {
      const { lastWords } = this.#services
      for (const key of [...this.#recovered.splice(0), ...(this.#words === null ? [] : [this.#words])])
        lastWords.drop(key)
      this.#words = null
      this.#since.set(null)
    }
    this.#services.onWritten(batch.upTo, bytes)
    this.#endIfDrained()
  }

  /** Writes a batch, or the whole document where the database has lost it. Answers how many bytes it wrote. */
  async #append({ updates, marks }: Batch): Promise<number> {
    const { store, wholeState } = this.#services
    try {
      const update = mergeUpdateTree(updates)
      this.#generation = await store.append(this.docName, update, [...marks.values()], this.#generation)
      return update.length
    } catch (error) {
      if (!(error instanceof DocumentGone)) throw error
      const whole = wholeState()
      this.#generation = await store.append(this.docName, whole.update, whole.marks, null)
      return whole.update.length
    }
  }

  #fail(error: unknown): void {
    const full = error instanceof Error && /quota/i.test(`${error.name} ${error.message}`)
    const message = error instanceof Error ? error.message : String(error)
    this.#failure.set({ kind: full ? 'full' : 'failed', message })
    this.keep()
    if (this.#services.standing.get() === 'current') this.#timer ??= setTimeout(() => void this.flush(), RETRY_MS)
    else this.#endIfDrained()
  }

  #endIfDrained(): void {
    const drained = this.#queue.length === 0 && this.#underWay.size === 0
    if (!this.#onDrained || (!drained && this.#services.standing.get() === 'current')) return
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#stopStanding()
    this.#onDrained()
  }
}

function problemOf(standing: DatabaseStanding, failure: StorageProblem | null): StorageProblem | null {
  switch (standing) {
    case 'superseded':
    case 'newer':
      return { kind: standing, message: '' }
    case 'cleared':
      return null
    case 'current':
      return failure
  }
}
