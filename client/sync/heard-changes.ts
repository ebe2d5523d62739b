import type { ChangeMark } from '../storage/document-store.ts'
import type { TabMessage } from './tab-channel.ts'

/** Changes that another tab told of and has not called written. */
type Heard = Extract<TabMessage, { kind: 'update' }>

/** Changes without an owner: their tab may be gone, so the tab that heard of them writes them itself. */
export interface OwnerlessChanges {
  readonly updates: readonly Uint8Array[]
  readonly marks: readonly ChangeMark[]
}

/** How long the tab that made a change may take to write it. */
const OWNER_MS = 1_000

/**
 * Keeps what other tabs tell of until they have written it. A tab that dies in between would leave its last changes on
 * the screens of the others and nowhere else, and whatever is built on them could not be read again.
 */
export class HeardChanges {
  readonly #onOverdue: () => void
  readonly #now: () => number
  #heard: { readonly change: Heard; readonly at: number }[] = []
  #timer: ReturnType<typeof setTimeout> | null = null

  /** @param onOverdue called when a change was not called written in time; `take` then gives it */
  constructor(now: () => number, onOverdue: () => void) {
    this.#now = now
    this.#onOverdue = onOverdue
  }

  /** Takes note of a change of another tab. */
  note(change: Heard): void {
    this.#heard.push({ change, at: this.#now() })
    this.#timer ??= setTimeout(this.#look, OWNER_MS)
  }

  /** A tab has written its changes up to this count. */
  forget(tab: string, upTo: number): void {
    this.#heard = this.#heard.filter(({ change }) => change.tab !== tab || change.upTo > upTo)
  }

  /** Everything that nobody has called written, to be written here. */
  take(): OwnerlessChanges {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    const changes = this.#heard.map(({ change }) => change)
    this.#heard = []
    return { updates: changes.map(({ update }) => update), marks: changes.flatMap(({ marks }) => marks) }
  }

  readonly #look = (): void => {
    this.#timer = null
    const [oldest] = this.#heard
    if (!oldest) return
    const rest = OWNER_MS - (this.#now() - oldest.at)
    if (rest > 0) this.#timer = setTimeout(this.#look, rest)
    else this.#onOverdue()
  }
}
