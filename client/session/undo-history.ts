import * as Y from 'yjs'
import type { ChangeOrigin } from '#shared/document/origins.ts'
import { writable } from './store.ts'
import type { Readable } from './store.ts'

/** What undo and redo would do next; null where there is nothing. */
export interface UndoState {
  readonly undoLabel: string | null
  readonly redoLabel: string | null
}

/** How a change joins the history. */
export interface StepOptions {
  /** What the step is called: "Undo Rename clip". */
  readonly label: string
  /** Changes with the same key in quick succession are one step; null makes each its own. */
  readonly mergeKey: string | null
}

const STEPS = 200
const MERGE_MS = 1_000

type Scope = ConstructorParameters<typeof Y.UndoManager>[0]

interface Followed {
  readonly manager: Y.UndoManager
}

/**
 * One person's history over several documents: steps are undone in the order in which they were made, whichever
 * document they changed. It follows one origin only, so it never takes back what somebody else did.
 */
export class UndoHistory {
  readonly #followed: readonly Followed[]
  readonly #state = writable<UndoState>({ undoLabel: null, redoLabel: null })
  readonly #now: () => number
  #sequence = 0
  #label = ''
  #lastKey: string | null = null
  #lastAt = 0

  constructor(scopes: readonly Scope[], origin: ChangeOrigin, now: () => number) {
    this.#now = now
    this.#followed = scopes.map((scope) => {
      const manager = new Y.UndoManager(scope, {
        trackedOrigins: new Set([origin]),
        // Merging is decided here, by key and pause, and not by the manager's own clock.
        captureTimeout: Number.MAX_SAFE_INTEGER,
      })
      const followed = { manager }
      manager.on('stack-item-added', (event) => this.#onAdded(followed, event))
      return followed
    })
  }

  /** The next labels; changes after every step. */
  get state(): Readable<UndoState> {
    return this.#state
  }

  /** Runs a change as one step of the history, or as more of the running step where the keys agree. */
  record<T>({ label, mergeKey }: StepOptions, change: () => T): T {
    const now = this.#now()
    const continues = mergeKey !== null && mergeKey === this.#lastKey && now - this.#lastAt < MERGE_MS
    if (!continues) this.#stopCapturing()
    this.#label = label
    this.#lastKey = mergeKey
    this.#lastAt = now
    return change()
  }

  /** Takes the last step back. Returns its label, or null when there was none. */
  undo(): string | null {
    return this.#step('undo')
  }

  /** Does the step again that was taken back last. */
  redo(): string | null {
    return this.#step('redo')
  }

  /** Forgets everything: what came before cannot be undone. */
  clear(): void {
    for (const { manager } of this.#followed) manager.clear()
    this.#refresh()
  }

  destroy(): void {
    for (const { manager } of this.#followed) manager.destroy()
  }

  #step(kind: 'undo' | 'redo'): string | null {
    const next = this.#newest(kind)
    if (!next) return null
    this.#lastKey = null
    this.#label = labelOf(stackOf(next.manager, kind).at(-1))
    const label = this.#label
    if (kind === 'undo') next.manager.undo()
    else next.manager.redo()
    this.#stopCapturing()
    this.#refresh()
    return label
  }

  #stopCapturing(): void {
    for (const { manager } of this.#followed) manager.stopCapturing()
  }

  #newest(kind: 'undo' | 'redo'): Followed | null {
    let newest: Followed | null = null
    for (const followed of this.#followed) {
      const top = stackOf(followed.manager, kind).at(-1)
      const best = newest ? stackOf(newest.manager, kind).at(-1) : undefined
      if (top && sequenceOf(top) > sequenceOf(best)) newest = followed
    }
    return newest
  }

  #onAdded(followed: Followed, event: { stackItem: Item; origin: unknown; type: 'undo' | 'redo' }): void {
    this.#sequence += 1
    event.stackItem.meta.set('sequence', this.#sequence)
    event.stackItem.meta.set('label', this.#label)
    const isNewStep = event.type === 'undo' && !(event.origin instanceof Y.UndoManager)
    if (isNewStep) {
      // A new step ends every way forward, in the other documents too.
      for (const other of this.#followed) if (other !== followed) other.manager.clear(false, true)
      this.#trim()
    }
    this.#refresh()
  }

  #trim(): void {
    const steps = this.#followed.reduce((sum, { manager }) => sum + manager.undoStack.length, 0)
    if (steps <= STEPS) return
    const bottoms = this.#followed.filter(({ manager }) => manager.undoStack.length > 0)
    bottoms.sort((a, b) => sequenceOf(a.manager.undoStack[0]) - sequenceOf(b.manager.undoStack[0]))
    bottoms[0]?.manager.undoStack.shift()
  }

  #refresh(): void {
    const label = (kind: 'undo' | 'redo'): string | null => {
      const newest = this.#newest(kind)
      return newest ? labelOf(stackOf(newest.manager, kind).at(-1)) : null
    }
    this.#state.set({ undoLabel: label('undo'), redoLabel: label('redo') })
  }
}

type Item = Y.UndoManager['undoStack'][number]

function stackOf(manager: Y.UndoManager, kind: 'undo' | 'redo'): Item[] {
  return kind === 'undo' ? manager.undoStack : manager.redoStack
}

function sequenceOf(item: Item | undefined): number {
  const sequence: unknown = item?.meta.get('sequence')
  return typeof sequence === 'number' ? sequence : 0
}

function labelOf(item: Item | undefined): string {
  const label: unknown = item?.meta.get('label')
  return typeof label === 'string' ? label : ''
}
