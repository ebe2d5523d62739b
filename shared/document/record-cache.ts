import type * as Y from 'yjs'
import type { Character } from '../model/character.ts'
import type { Clip } from '../model/clip.ts'
import type { PoolEntry } from '../model/pool-entry.ts'
import type { Project } from '../model/project.ts'
import type { Scene } from '../model/scene.ts'
import type { Style } from '../model/style.ts'
import type { Take } from '../model/take.ts'
import { readCharacter, readPoolEntry, readStyle } from './cast-records.ts'
import type { ProjectDoc } from './project-doc.ts'
import { changedEntities, patchedRecords, readRecords } from './record-maps.ts'
import { readClip, readProject, readScene, readTake } from './records.ts'

/**
 * A whole film as frozen records, trashed entities included. Whatever did not change keeps its identity from one
 * snapshot to the next, so views compare with `===`.
 */
export interface ProjectSnapshot {
  readonly project: Project
  readonly scenes: ReadonlyMap<string, Scene>
  readonly clips: ReadonlyMap<string, Clip>
  readonly takes: ReadonlyMap<string, Take>
  readonly characters: ReadonlyMap<string, Character>
  readonly styles: ReadonlyMap<string, Style>
  readonly pool: ReadonlyMap<string, PoolEntry>
  /**
   * Changes identity only when something that decides places in time did (order, length, pin, scene, trash), so
   * that typing a prompt never recomputes a timeline.
   */
  readonly structure: object
}

/** The roots of a film whose entries are entities. */
export const FILM_ROOTS = ['scenes', 'clips', 'takes', 'characters', 'styles', 'pool'] as const
type Root = (typeof FILM_ROOTS)[number]

/** What one transaction changed, by entity id. */
export interface RecordChanges extends Readonly<Record<Root, ReadonlySet<string>>> {
  readonly project: boolean
}

const STRUCTURAL_CLIP_FIELDS = ['sceneId', 'order', 'length', 'sourceIn', 'pin', 'alternateOf', 'deletedAt'] as const
const STRUCTURAL_SCENE_FIELDS = ['order', 'alternateOf', 'deletedAt'] as const

function differs<T extends object>(before: T | undefined, after: T | null, fields: readonly (keyof T)[]): boolean {
  if (!before || !after) return Boolean(before) !== Boolean(after)
  return fields.some((field) => {
    const a = before[field]
    const b = after[field]
    return a !== b && JSON.stringify(a) !== JSON.stringify(b)
  })
}

type Entities = Pick<ProjectSnapshot, Root>
type RecordOf<R extends Root> = Entities[R] extends ReadonlyMap<string, infer T> ? T : never
type Readers = { readonly [R in Root]: (doc: ProjectDoc, id: string) => RecordOf<R> | null }

const READERS: Readers = {
  scenes: readScene,
  clips: readClip,
  takes: readTake,
  characters: readCharacter,
  styles: readStyle,
  pool: readPoolEntry,
}

/** So many records are read in a few milliseconds. */
const RECORDS_A_SLICE = 250
/** A film without a single entity. */
export const NO_ENTITIES: Entities = {
  scenes: new Map(),
  clips: new Map(),
  takes: new Map(),
  characters: new Map(),
  styles: new Map(),
  pool: new Map(),
}

interface Pending extends Record<Root, Set<string>> {
  project: boolean
}

function nothingPending(): Pending {
  return {
    project: false,
    scenes: new Set(),
    clips: new Set(),
    takes: new Set(),
    characters: new Set(),
    styles: new Set(),
    pool: new Set(),
  }
}

/** The entities with those that were touched read anew. */
function patchedEntities(
  doc: ProjectDoc,
  before: Entities,
  touched: Readonly<Record<Root, ReadonlySet<string>>>,
): Entities {
  const patch = <R extends Root>(root: R): Entities[R] => {
    const records = before[root] as ReadonlyMap<string, RecordOf<R>>
    return patchedRecords(records, touched[root], (id) => READERS[root](doc, id)) as Entities[R]
  }
  return {
    scenes: patch('scenes'),
    clips: patch('clips'),
    takes: patch('takes'),
    characters: patch('characters'),
    styles: patch('styles'),
    pool: patch('pool'),
  }
}

/**
 * Keeps a document's records between changes: reading an entity costs nothing until a transaction touches it, and a
 * transaction costs only the entities that it touched.
 */
export class RecordCache {
  readonly #doc: ProjectDoc
  readonly #listeners = new Set<(changes: RecordChanges) => void>()
  readonly #stops: (() => void)[] = []
  #snapshot: ProjectSnapshot
  #pending = nothingPending()

  /** @param snapshot the document's records, where somebody has read them already */
  constructor(doc: ProjectDoc, snapshot: ProjectSnapshot = readSnapshot(doc)) {
    this.#doc = doc
    this.#snapshot = snapshot
    doc.meta.observeDeep(this.#onMeta)
    for (const root of FILM_ROOTS) this.#follow(root)
    doc.ydoc.on('afterTransaction', this.#onTransaction)
  }

  /** As the constructor, in slices between which whoever else needs the thread gets it. */
  static async readInSlices(doc: ProjectDoc, turn: () => Promise<void>): Promise<RecordCache> {
    const cache = new RecordCache(doc, { ...NO_ENTITIES, project: readProject(doc), structure: {} })
    const touched = nothingPending()
    const stop = cache.subscribe((changes) => {
      for (const root of FILM_ROOTS) for (const id of changes[root]) touched[root].add(id)
    })
    const slices = async <R extends Root>(root: R): Promise<Entities[R]> => {
      const records = new Map<string, RecordOf<R>>()
      for (const [at, id] of [...doc[root].keys()].entries()) {
        if (at % RECORDS_A_SLICE === RECORDS_A_SLICE - 1) await turn()
        const record = READERS[root](doc, id)
        if (record) records.set(id, record)
      }
      return records as Entities[R]
    }
    const read: Entities = {
      scenes: await slices('scenes'),
      clips: await slices('clips'),
      takes: await slices('takes'),
      characters: await slices('characters'),
      styles: await slices('styles'),
      pool: await slices('pool'),
    }
    stop()
    // What somebody changed in between was perhaps read before.
    const { project } = cache.#snapshot
    cache.#snapshot = { ...patchedEntities(doc, read, touched), project, structure: {} }
    return cache
  }

  /** The film as it is now. */
  snapshot(): ProjectSnapshot {
    return this.#snapshot
  }

  /** Calls `listener` once after each transaction that changed a record. Returns the way to stop. */
  subscribe(listener: (changes: RecordChanges) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Stops following the document. */
  destroy(): void {
    this.#doc.meta.unobserveDeep(this.#onMeta)
    for (const stop of this.#stops.splice(0)) stop()
    this.#doc.ydoc.off('afterTransaction', this.#onTransaction)
    this.#listeners.clear()
  }

  readonly #onMeta = (): void => {
    this.#pending.project = true
  }

  #follow(root: Root): void {
    const entities = this.#doc.ydoc.getMap(root)
    const note = (events: readonly Y.YEvent<Y.AbstractType<unknown>>[]): void => {
      for (const id of changedEntities(events)) this.#pending[root].add(id)
    }
    entities.observeDeep(note)
    this.#stops.push(() => entities.unobserveDeep(note))
  }

  readonly #onTransaction = (): void => {
    const changes = this.#pending
    if (!changes.project && FILM_ROOTS.every((root) => changes[root].size === 0)) return
    this.#pending = nothingPending()
    const before = this.#snapshot
    const entities = patchedEntities(this.#doc, before, changes)
    const { scenes, clips } = entities
    const structural =
      [...changes.scenes].some((id) =>
        differs(before.scenes.get(id), scenes.get(id) ?? null, STRUCTURAL_SCENE_FIELDS),
      ) || [...changes.clips].some((id) => differs(before.clips.get(id), clips.get(id) ?? null, STRUCTURAL_CLIP_FIELDS))
    this.#snapshot = {
      ...entities,
      project: changes.project ? readProject(this.#doc) : before.project,
      structure: structural ? {} : before.structure,
    }
    for (const listener of this.#listeners) listener(changes)
  }
}

function readSnapshot(doc: ProjectDoc): ProjectSnapshot {
  const read = <R extends Root>(root: R): Entities[R] =>
    readRecords<RecordOf<R>>(doc[root], (id) => READERS[root](doc, id)) as Entities[R]
  return {
    project: readProject(doc),
    scenes: read('scenes'),
    clips: read('clips'),
    takes: read('takes'),
    characters: read('characters'),
    styles: read('styles'),
    pool: read('pool'),
    structure: {},
  }
}
