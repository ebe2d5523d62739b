import * as Y from 'yjs'
import type { LibraryDoc } from './library-doc.ts'
import { LIBRARY_ROOTS } from './library-records.ts'
import type { ChangeOrigin } from './origins.ts'
import type { ProjectDoc } from './project-doc.ts'
import { FILM_ROOTS } from './record-cache.ts'
import type { ReviewDoc } from './review-doc.ts'
import { packHistory, unpackHistory, type StackedStep, type StoredHistory } from './stored-history.ts'
import { trashInsteadOfRemoval } from './undo-creation.ts'

/** How many steps back a person can go. */
export const UNDO_STEPS = 200

/** What a step was, for the button's label and for merging the typing of one text into one step. */
export interface UndoStep {
  /** "Rename scene". */
  readonly label: string
  /** Steps with the same key that follow closely become one; null never merges. */
  readonly mergeKey: string | null
}

/** One document in a history. */
export interface UndoableDocument {
  readonly ydoc: Y.Doc
  /** Names of the roots whose entries are entities. */
  readonly entityRoots: readonly string[]
  /** Names of the other roots that undo follows. */
  readonly otherRoots: readonly string[]
}

/** What undo follows in a project document. */
export function projectHistory(doc: ProjectDoc): UndoableDocument {
  return { ydoc: doc.ydoc, entityRoots: FILM_ROOTS, otherRoots: ['meta'] }
}

/** What undo follows in the library. */
export function libraryHistory(doc: LibraryDoc): UndoableDocument {
  return { ydoc: doc.ydoc, entityRoots: LIBRARY_ROOTS, otherRoots: [] }
}

/** What undo follows in a review document. */
export function reviewHistory(doc: ReviewDoc): UndoableDocument {
  return { ydoc: doc.ydoc, entityRoots: [], otherRoots: ['stars', 'rejects'] }
}

type UndoStackItem = Y.UndoManager['undoStack'][number]

interface Entry extends UndoStep {
  readonly manager: Y.UndoManager
}

/** What the undo and redo buttons show: the label of the next step, null where there is none. */
export interface UndoState {
  readonly undo: string | null
  readonly redo: string | null
}

/** Typing pauses shorter than this many milliseconds belong to one step. */
const MERGE_WITHIN_MS = 1000

/**
 * One person's history over several documents (a project and its review). It follows transactions of one origin
 * only, so it never takes back what somebody else did. Each document has its own `Y.UndoManager`; this keeps the
 * order between them.
 */
export class UndoHistory {
  readonly #ydocs: readonly Y.Doc[]
  readonly #managers: readonly Y.UndoManager[]
  readonly #listeners = new Set<() => void>()
  #done: Entry[] = []
  #undone: Entry[] = []
  #current: UndoStep = { label: 'Edit', mergeKey: null }
  #lastAt = Number.NEGATIVE_INFINITY
  #replaying = false
  #recording = false
  #undoing: readonly UndoStackItem[] = []
  readonly #now: () => number

  /**
   * @param documents what to follow: each document with those of its roots that hold entities (for which an undone
   * creation means the trash) and the others
   * @param stored what `pack` gave of an earlier history of the same documents, to go on with
   */
  constructor(
    documents: readonly UndoableDocument[],
    origin: ChangeOrigin,
    now: () => number,
    stored: StoredHistory | null = null,
  ) {
    this.#now = now
    this.#ydocs = documents.map(({ ydoc }) => ydoc)
    this.#managers = documents.map(({ ydoc, entityRoots, otherRoots }) => {
      const entities = entityRoots.map((name) => ydoc.getMap(name))
      const others = otherRoots.map((name) => ydoc.getMap(name))
      return new Y.UndoManager([...entities, ...others], {
        trackedOrigins: new Set([origin]),
        captureTimeout: Number.MAX_SAFE_INTEGER,
        deleteFilter: (item) => trashInsteadOfRemoval(item, entities, this.#undoing, now),
      })
    })
    if (stored) this.#unpack(stored)
    for (const manager of this.#managers) {
      manager.on('stack-item-added', ({ type }) => {
        if (!this.#replaying && type === 'undo') this.#push({ ...this.#current, manager })
      })
    }
  }

  /**
   * Runs an edit as one step. Edits with the same `mergeKey` within a second, with nothing between them, join the
   * step before.
   */
  record<T>(step: UndoStep, edit: () => T): T {
    // Inside another step there is nothing to decide: the outer one names it.
    if (this.#recording) return edit()
    const last = this.#done.at(-1)
    const now = this.#now()
    const merges =
      step.mergeKey !== null &&
      last?.mergeKey === step.mergeKey &&
      this.#undone.length === 0 &&
      now - this.#lastAt < MERGE_WITHIN_MS
    if (!merges) for (const manager of this.#managers) manager.stopCapturing()
    this.#current = step
    this.#lastAt = now
    this.#recording = true
    try {
      return edit()
    } finally {
      this.#recording = false
    }
  }

  /** Takes back the last step that still has an effect. Returns its label, null when there was none. */
  undo(): string | null {
    return this.#replay('undo')
  }

  /** Does again what was last taken back. Returns its label, null when there was none. */
  redo(): string | null {
    return this.#replay('redo')
  }

  /** The history as it outlives a reload. */
  pack(): StoredHistory {
    return packHistory(this.#ydocs, this.#stacked(this.#done, 'undoStack'), this.#stacked(this.#undone, 'redoStack'))
  }

  /** What undo and redo would do now. */
  state(): UndoState {
    return { undo: this.#done.at(-1)?.label ?? null, redo: this.#undone.at(-1)?.label ?? null }
  }

  /** Calls `listener` after every change of `state()`. Returns the way to stop. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Stops following the documents. */
  destroy(): void {
    for (const manager of this.#managers) manager.destroy()
    this.#listeners.clear()
  }

  #unpack(stored: StoredHistory): void {
    const { done, undone } = unpackHistory(this.#ydocs, stored)
    for (const [steps, entries, stack] of [
      [done, this.#done, 'undoStack'],
      [undone, this.#undone, 'redoStack'],
    ] as const) {
      for (const { label, document, item } of steps) {
        const manager = this.#managers[document]
        if (!manager) continue
        manager[stack].push(item)
        entries.push({ label, mergeKey: null, manager })
      }
    }
  }

  /** Entries with the stack items that are theirs: the newest of both stand at the ends. */
  #stacked(entries: readonly Entry[], stack: 'undoStack' | 'redoStack'): StackedStep[] {
    const next = new Map(this.#managers.map((manager) => [manager, manager[stack].length]))
    const steps = entries.toReversed().flatMap(({ label, manager }): StackedStep[] => {
      const at = (next.get(manager) ?? 0) - 1
      next.set(manager, at)
      const item = manager[stack][at]
      return item ? [{ label, document: this.#managers.indexOf(manager), item }] : []
    })
    return steps.toReversed()
  }

  #push(entry: Entry): void {
    for (const dropped of this.#undone) dropped.manager.clear(false, true)
    this.#undone = []
    this.#done.push(entry)
    if (this.#done.length > UNDO_STEPS) {
      const oldest = this.#done.shift()
      oldest?.manager.undoStack.shift()
    }
    this.#announce()
  }

  #replay(direction: 'undo' | 'redo'): string | null {
    const [from, to] = direction === 'undo' ? [this.#done, this.#undone] : [this.#undone, this.#done]
    this.#replaying = true
    try {
      for (let entry = from.pop(); entry; entry = from.pop()) {
        const { manager } = entry
        const stack = direction === 'undo' ? manager.undoStack : manager.redoStack
        const depth = stack.length
        // Redoing an undone creation must really remove the trash mark, so the filter sees undone steps alone.
        this.#undoing = direction === 'undo' ? [...stack] : []
        const effect = direction === 'undo' ? manager.undo() : manager.redo()
        // Yjs passes over steps whose every trace somebody else has removed; ours must go with them.
        const passedOver = depth - stack.length - 1
        for (let n = 0; n < passedOver; n += 1) {
          const at = from.findLastIndex((other) => other.manager === manager)
          if (at >= 0) entry = from.splice(at, 1)[0] ?? entry
        }
        if (effect === null) continue
        to.push(entry)
        return entry.label
      }
      return null
    } finally {
      this.#replaying = false
      this.#undoing = []
      for (const manager of this.#managers) manager.stopCapturing()
      this.#announce()
    }
  }

  #announce(): void {
    for (const listener of this.#listeners) listener()
  }
}
