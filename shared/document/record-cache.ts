import type * as Y from 'yjs'
import type { Clip } from '../model/clip.ts'
import type { Project } from '../model/project.ts'
import type { Scene } from '../model/scene.ts'
import type { Take } from '../model/take.ts'
import type { ProjectDoc } from './project-doc.ts'
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
  /**
   * Changes identity only when something that decides places in time did (order, length, pin, scene, trash), so
   * that typing a prompt never recomputes a timeline.
   */
  readonly structure: object
}

/** What one transaction changed, by entity id. */
export interface RecordChanges {
  readonly project: boolean
  readonly scenes: ReadonlySet<string>
  readonly clips: ReadonlySet<string>
  readonly takes: ReadonlySet<string>
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

type Root = 'scenes' | 'clips' | 'takes'
const ROOTS: readonly Root[] = ['scenes', 'clips', 'takes']
/** So many records are read in a few milliseconds. */
const RECORDS_A_SLICE = 250
const NOTHING = { scenes: new Map(), clips: new Map(), takes: new Map(), structure: {} } as const

/**
 * Keeps a document's records between changes: reading an entity costs nothing until a transaction touches it, and a
 * transaction costs only the entities that it touched.
 */
export class RecordCache {
  readonly #doc: ProjectDoc
  readonly #listeners = new Set<(changes: RecordChanges) => void>()
  #snapshot: ProjectSnapshot
  #pending = { project: false, scenes: new Set<string>(), clips: new Set<string>(), takes: new Set<string>() }

  /** @param snapshot the document's records, where somebody has read them already */
  constructor(doc: ProjectDoc, snapshot: ProjectSnapshot = readSnapshot(doc)) {
    this.#doc = doc
    this.#snapshot = snapshot
    doc.meta.observeDeep(this.#onMeta)
    doc.scenes.observeDeep(this.#onScenes)
    doc.clips.observeDeep(this.#onClips)
    doc.takes.observeDeep(this.#onTakes)
    doc.ydoc.on('afterTransaction', this.#onTransaction)
  }

  /** As the constructor, in slices between which whoever else needs the thread gets it. */
  static async readInSlices(doc: ProjectDoc, turn: () => Promise<void>): Promise<RecordCache> {
    const cache = new RecordCache(doc, { ...NOTHING, project: readProject(doc) })
    const touched = { scenes: new Set<string>(), clips: new Set<string>(), takes: new Set<string>() }
    const stop = cache.subscribe((changes) => {
      for (const root of ROOTS) for (const id of changes[root]) touched[root].add(id)
    })
    const slices = async <T>(root: Root, read: (id: string) => T | null): Promise<ReadonlyMap<string, T>> => {
      const records = new Map<string, T>()
      for (const [at, id] of [...doc[root].keys()].entries()) {
        if (at % RECORDS_A_SLICE === RECORDS_A_SLICE - 1) await turn()
        const record = read(id)
        if (record) records.set(id, record)
      }
      return records
    }
    const scenes = await slices('scenes', (id) => readScene(doc, id))
    const clips = await slices('clips', (id) => readClip(doc, id))
    const takes = await slices('takes', (id) => readTake(doc, id))
    stop()
    // What somebody changed in between was perhaps read before.
    cache.#snapshot = {
      project: cache.#snapshot.project,
      scenes: patched(scenes, touched.scenes, (id) => readScene(doc, id)),
      clips: patched(clips, touched.clips, (id) => readClip(doc, id)),
      takes: patched(takes, touched.takes, (id) => readTake(doc, id)),
      structure: {},
    }
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
    this.#doc.scenes.unobserveDeep(this.#onScenes)
    this.#doc.clips.unobserveDeep(this.#onClips)
    this.#doc.takes.unobserveDeep(this.#onTakes)
    this.#doc.ydoc.off('afterTransaction', this.#onTransaction)
    this.#listeners.clear()
  }

  readonly #onMeta = (): void => {
    this.#pending.project = true
  }
  readonly #onScenes = (events: readonly Y.YEvent<Y.AbstractType<unknown>>[]): void => this.#note('scenes', events)
  readonly #onClips = (events: readonly Y.YEvent<Y.AbstractType<unknown>>[]): void => this.#note('clips', events)
  readonly #onTakes = (events: readonly Y.YEvent<Y.AbstractType<unknown>>[]): void => this.#note('takes', events)

  #note(root: Root, events: readonly Y.YEvent<Y.AbstractType<unknown>>[]): void {
    for (const event of events) {
      const id = event.path[0]
      if (typeof id === 'string') this.#pending[root].add(id)
      else for (const key of event.keys.keys()) this.#pending[root].add(key)
    }
  }

  readonly #onTransaction = (): void => {
    const changes = this.#pending
    if (!changes.project && changes.scenes.size + changes.clips.size + changes.takes.size === 0) return
    this.#pending = { project: false, scenes: new Set(), clips: new Set(), takes: new Set() }
    const before = this.#snapshot
    const doc = this.#doc
    const scenes = patched(before.scenes, changes.scenes, (id) => readScene(doc, id))
    const clips = patched(before.clips, changes.clips, (id) => readClip(doc, id))
    const takes = patched(before.takes, changes.takes, (id) => readTake(doc, id))
    const structural =
      [...changes.scenes].some((id) =>
        differs(before.scenes.get(id), scenes.get(id) ?? null, STRUCTURAL_SCENE_FIELDS),
      ) || [...changes.clips].some((id) => differs(before.clips.get(id), clips.get(id) ?? null, STRUCTURAL_CLIP_FIELDS))
    this.#snapshot = {
      project: changes.project ? readProject(doc) : before.project,
      scenes,
      clips,
      takes,
      structure: structural ? {} : before.structure,
    }
    for (const listener of this.#listeners) listener(changes)
  }
}

function readSnapshot(doc: ProjectDoc): ProjectSnapshot {
  return {
    project: readProject(doc),
    scenes: readAll([...doc.scenes.keys()], (id) => readScene(doc, id)),
    clips: readAll([...doc.clips.keys()], (id) => readClip(doc, id)),
    takes: readAll([...doc.takes.keys()], (id) => readTake(doc, id)),
    structure: {},
  }
}

function readAll<T>(ids: readonly string[], read: (id: string) => T | null): ReadonlyMap<string, T> {
  const records = new Map<string, T>()
  for (const id of ids) {
    const record = read(id)
    if (record) records.set(id, record)
  }
  return records
}

function patched<T>(
  before: ReadonlyMap<string, T>,
  ids: ReadonlySet<string>,
  read: (id: string) => T | null,
): ReadonlyMap<string, T> {
  if (ids.size === 0) return before
  const after = new Map(before)
  for (const id of ids) {
    const record = read(id)
    if (record) after.set(id, record)
    else after.delete(id)
  }
  return after
}
