import type * as Y from 'yjs'
import type { LibraryDoc } from './library-doc.ts'
import { LIBRARY_READERS, LIBRARY_ROOTS, type LibraryRoot, type LibrarySnapshot } from './library-records.ts'
import { changedEntities, patchedRecords, readRecords } from './record-maps.ts'

/** Keeps a library's records between changes: a transaction costs only the entities that it touched. */
export class LibraryCache {
  readonly #doc: LibraryDoc
  readonly #listeners = new Set<() => void>()
  readonly #pending = new Map<LibraryRoot, Set<string>>()
  readonly #stops: (() => void)[] = []
  #snapshot: LibrarySnapshot

  constructor(doc: LibraryDoc) {
    this.#doc = doc
    this.#snapshot = readLibrary(doc)
    for (const root of LIBRARY_ROOTS) {
      const note = (events: readonly Y.YEvent<Y.AbstractType<unknown>>[]): void => {
        const ids = this.#pending.get(root) ?? new Set()
        this.#pending.set(root, ids)
        for (const id of changedEntities(events)) ids.add(id)
      }
      doc[root].observeDeep(note)
      this.#stops.push(() => doc[root].unobserveDeep(note))
    }
    doc.ydoc.on('afterTransaction', this.#onTransaction)
  }

  /** The library as it is now. */
  snapshot(): LibrarySnapshot {
    return this.#snapshot
  }

  /** Calls `listener` once after each transaction that changed a record. Returns the way to stop. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Stops following the document. */
  destroy(): void {
    for (const stop of this.#stops.splice(0)) stop()
    this.#doc.ydoc.off('afterTransaction', this.#onTransaction)
    this.#listeners.clear()
  }

  readonly #onTransaction = (): void => {
    if (this.#pending.size === 0) return
    const patch = <R extends LibraryRoot>(root: R): LibrarySnapshot[R] => {
      const read = LIBRARY_READERS[root] as (doc: LibraryDoc, id: string) => LibraryRecord<R> | null
      const before = this.#snapshot[root] as ReadonlyMap<string, LibraryRecord<R>>
      return patchedRecords(before, this.#pending.get(root) ?? NONE, (id) => read(this.#doc, id)) as LibrarySnapshot[R]
    }
    this.#snapshot = {
      characters: patch('characters'),
      styles: patch('styles'),
      pool: patch('pool'),
      presets: patch('presets'),
      recipes: patch('recipes'),
    }
    this.#pending.clear()
    for (const listener of this.#listeners) listener()
  }
}

type LibraryRecord<R extends LibraryRoot> = LibrarySnapshot[R] extends ReadonlyMap<string, infer T> ? T : never

const NONE: ReadonlySet<string> = new Set()

/** Reads a whole library. */
export function readLibrary(doc: LibraryDoc): LibrarySnapshot {
  return {
    characters: readRecords(doc.characters, (id) => LIBRARY_READERS.characters(doc, id)),
    styles: readRecords(doc.styles, (id) => LIBRARY_READERS.styles(doc, id)),
    pool: readRecords(doc.pool, (id) => LIBRARY_READERS.pool(doc, id)),
    presets: readRecords(doc.presets, (id) => LIBRARY_READERS.presets(doc, id)),
    recipes: readRecords(doc.recipes, (id) => LIBRARY_READERS.recipes(doc, id)),
  }
}
