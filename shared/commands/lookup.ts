import * as Y from 'yjs'
import type { EntityMap, ProjectDoc } from '../document/project-doc.ts'
import { readClip, readScene, readTake } from '../document/records.ts'
import type { Clip } from '../model/clip.ts'
import { EntityId } from '../model/ids.ts'
import { compareOrdered, DEFAULT_ORDER, OrderKey, type Ordered } from '../model/order-key.ts'
import { Timestamp } from '../model/project.ts'
import type { Scene } from '../model/scene.ts'
import type { Take } from '../model/take.ts'
import { CommandError } from './command.ts'

/** A scene that may be edited: it exists and is not in the trash. */
export function liveScene(doc: ProjectDoc, id: string): Scene {
  const scene = readScene(doc, id)
  if (!scene) throw new CommandError('not-found', 'There is no such scene')
  if (scene.deletedAt !== null)
    throw new CommandError('in-trash', `${scene.name || 'The scene'} is in the trash. Restore it first`)
  return scene
}

/** A clip that may be edited: it exists and is not in the trash. */
export function liveClip(doc: ProjectDoc, id: string): Clip {
  const clip = anyClip(doc, id)
  if (clip.deletedAt !== null)
    throw new CommandError('in-trash', `${clip.number} ${clip.name} is in the trash. Restore it first`)
  return clip
}

/** A clip, trashed or not. */
export function anyClip(doc: ProjectDoc, id: string): Clip {
  const clip = readClip(doc, id)
  if (!clip) throw new CommandError('not-found', 'There is no such clip')
  return clip
}

/** A take, trashed or not. */
export function anyTake(doc: ProjectDoc, id: string): Take {
  const take = readTake(doc, id)
  if (!take) throw new CommandError('not-found', 'There is no such take')
  return take
}

/** The document's map of an entity that a lookup has just found. */
export function fieldsOf(root: ProjectDoc['clips'], id: string): EntityMap {
  const map = root.get(id)
  if (!map) throw new CommandError('not-found', 'It is no longer there')
  return map
}

/** All live scenes in order. */
export function sceneSiblings(doc: ProjectDoc, except?: string): Scene[] {
  return [...doc.scenes.keys()]
    .flatMap((id) => (id === except ? [] : (readScene(doc, id) ?? [])))
    .filter((scene) => scene.deletedAt === null)
    .sort(compareOrdered)
}

/** What placing a clip needs to know of the others in its scene. */
export interface ClipSibling extends Ordered {
  readonly number: string
}

/**
 * The live clips of a scene in order. Only what decides the order is read, by the rules of `readClip`: a scene may hold
 * thousands, and a command looks at them each time. The document is other people's too: an entry may be no map at all.
 */
export function clipSiblings(doc: ProjectDoc, sceneId: string, except: ReadonlySet<string> = new Set()): ClipSibling[] {
  const siblings: ClipSibling[] = []
  for (const [id, fields] of doc.clips.entries() as IterableIterator<[string, unknown]>) {
    if (except.has(id) || !(fields instanceof Y.Map) || fields.get('sceneId') !== sceneId) continue
    if (Timestamp.safeParse(fields.get('deletedAt')).success || !EntityId.safeParse(id).success) continue
    const number: unknown = fields.get('number')
    const order = OrderKey.safeParse(fields.get('order')).data ?? DEFAULT_ORDER
    siblings.push({ id, order, number: typeof number === 'string' ? number : '?' })
  }
  return siblings.sort(compareOrdered)
}

/** Where something goes among its siblings: right after or right before one of them, else at the end. */
export interface Place {
  readonly afterId?: string | undefined
  readonly beforeId?: string | undefined
}

/** The index that a place means. */
export function placeIndex(siblings: readonly Ordered[], place: Place): number {
  const anchor = place.beforeId ?? place.afterId
  if (anchor === undefined) return siblings.length
  const at = siblings.findIndex((sibling) => sibling.id === anchor)
  if (at < 0) throw new CommandError('not-found', 'The neighbour to place it by is not there')
  return place.beforeId === undefined ? at + 1 : at
}
