import * as Y from 'yjs'
import { writable } from '../session/store.ts'
import type { Readable } from '../session/store.ts'
import type { ChangeMark } from '../storage/document-store.ts'
import { markKey } from '../storage/document-store.ts'

/** How much of what was changed here the server has not called saved. */
export interface PendingChanges {
  readonly count: number
  /** When the oldest of them was made, in milliseconds since 1970; null where none waits. */
  readonly since: number | null
}

/** Typing in one text counts as one change while the pauses stay below this. */
const TYPING_PAUSE_MS = 1_000

/** The local changes of one document that the server has not called saved. */
export class ChangeMarks {
  readonly #now: () => number
  readonly #pending = writable<PendingChanges>({ count: 0, since: null })
  /** Marks by name with the time of the change, oldest first. */
  readonly #marks = new Map<string, { mark: ChangeMark; at: number }>()
  #lastText: Y.AbstractType<unknown> | null = null
  #last: { mark: ChangeMark; at: number } | null = null

  constructor(now: () => number) {
    this.#now = now
  }

  get pending(): Readable<PendingChanges> {
    return this.#pending
  }

  /** Every mark, oldest first. */
  all(): ChangeMark[] {
    return [...this.#marks.values()].map(({ mark }) => mark)
  }

  /** Whether a mark still waits. */
  has(mark: ChangeMark): boolean {
    return this.#marks.has(markKey(mark))
  }

  /** The mark of a local transaction; typing that goes on makes the mark before it grow. */
  mark(transaction: Y.Transaction): ChangeMark {
    const client = transaction.doc.clientID
    const start = transaction.beforeState.get(client) ?? 0
    const clock = transaction.afterState.get(client) ?? 0
    const text = soleText(transaction)
    const last = this.#last
    const continues = text !== null && text === this.#lastText && last?.mark.clock === start && !last.mark.deletesOnly
    this.#lastText = text
    const now = this.#now()
    const grows = continues && now - last.at < TYPING_PAUSE_MS && this.#marks.has(markKey(last.mark))
    const mark = grows ? { ...last.mark, clock } : { client, start, clock, deletesOnly: start === clock }
    this.#last = { mark, at: now }
    this.add([mark])
    return mark
  }

  /** Takes in marks that were made earlier or in another tab. */
  add(marks: readonly ChangeMark[]): void {
    const at = this.#now()
    for (const mark of marks) this.#marks.set(markKey(mark), { mark, at: this.#marks.get(markKey(mark))?.at ?? at })
    this.#summarise()
  }

  /** Forgets marks: the server has what they stand for. */
  settle(marks: readonly ChangeMark[]): void {
    for (const mark of marks) this.#marks.delete(markKey(mark))
    this.#summarise()
  }

  #summarise(): void {
    const before = this.#pending.get()
    const [oldest] = this.#marks.values()
    const since = oldest?.at ?? null
    if (before.count !== this.#marks.size || before.since !== since)
      this.#pending.set({ count: this.#marks.size, since })
  }
}

function soleText(transaction: Y.Transaction): Y.AbstractType<unknown> | null {
  if (transaction.changed.size !== 1) return null
  const [type] = transaction.changed.keys()
  return type instanceof Y.Text ? (type as unknown as Y.AbstractType<unknown>) : null
}
