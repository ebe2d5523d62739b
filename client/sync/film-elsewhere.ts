import * as Y from 'yjs'
import type { TextAddress } from '../storage/conflict-store.ts'
import { applyStored } from './fold-updates.ts'
import type { StoredBytes } from './fold-updates.ts'

/**
 * A film as it is without what was changed here out of step: as it stood then, with what others sent since. It is put
 * together when somebody asks for a text of it, which is seldom; until then it is bytes.
 */
export class FilmElsewhere {
  #base: StoredBytes
  #heard: Uint8Array[] = []
  #ydoc: Y.Doc | null = null

  /** @param base the film before the first change out of step */
  constructor(base: StoredBytes) {
    this.#base = base
  }

  /** What it is made of, to be stored. */
  get bytes(): StoredBytes {
    if (this.#heard.length > 0) {
      this.#base = { ...this.#base, updates: [...this.#base.updates, ...this.#heard] }
      this.#heard = []
    }
    return this.#base
  }

  /** Takes in an update of others. */
  hear(update: Uint8Array): void {
    this.#heard.push(update)
    if (this.#ydoc) Y.applyUpdate(this.#ydoc, update)
  }

  /** A text as the others have it; empty where they have none. */
  text({ entity, id, field }: TextAddress): string {
    if (!this.#ydoc) {
      this.#ydoc = new Y.Doc()
      applyStored(this.#ydoc, this.bytes, 'elsewhere')
    }
    const map = this.#ydoc.getMap(entity === 'scene' ? 'scenes' : 'clips').get(id)
    const text: unknown = map instanceof Y.Map ? map.get(field) : null
    return text instanceof Y.Text ? text.toString() : ''
  }

  destroy(): void {
    this.#ydoc?.destroy()
  }
}
