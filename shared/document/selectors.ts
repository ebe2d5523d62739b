import type { Clip } from '../model/clip.ts'
import { compareOrdered } from '../model/order-key.ts'
import type { Scene } from '../model/scene.ts'
import type { Take } from '../model/take.ts'
import type { ProjectSnapshot } from './record-cache.ts'

/** What stands where in the film, computed once for each structure and shared by every reader. */
interface StoryIndex {
  readonly scenes: readonly Scene[]
  readonly clipIdsByScene: ReadonlyMap<string, readonly string[]>
  readonly storyIds: readonly string[]
}

const NONE: readonly string[] = []
const indexes = new WeakMap<object, StoryIndex>()
const takeIndexes = new WeakMap<object, ReadonlyMap<string, readonly Take[]>>()
/** Whole lists ask for the take of each of their clips after every change. */
const shownTakes = new WeakMap<Clip, { readonly takes: ProjectSnapshot['takes']; readonly shown: Take | null }>()

function storyIndex(snapshot: ProjectSnapshot): StoryIndex {
  const known = indexes.get(snapshot.structure)
  if (known) return known
  const scenes = [...snapshot.scenes.values()].filter((scene) => scene.deletedAt === null).sort(compareOrdered)
  const live = new Set(scenes.map((scene) => scene.id))
  const byScene = new Map<string, Clip[]>()
  for (const clip of snapshot.clips.values()) {
    if (clip.deletedAt !== null || clip.alternateOf !== null || !live.has(clip.sceneId)) continue
    const list = byScene.get(clip.sceneId)
    if (list) list.push(clip)
    else byScene.set(clip.sceneId, [clip])
  }
  const clipIdsByScene = new Map<string, readonly string[]>()
  for (const [id, clips] of byScene) {
    clipIdsByScene.set(
      id,
      clips.sort(compareOrdered).map((clip) => clip.id),
    )
  }
  const main = scenes.filter((scene) => scene.alternateOf === null)
  const index = { scenes, clipIdsByScene, storyIds: main.flatMap((scene) => clipIdsByScene.get(scene.id) ?? NONE) }
  indexes.set(snapshot.structure, index)
  return index
}

function records<T>(map: ReadonlyMap<string, T>, ids: readonly string[]): T[] {
  return ids.flatMap((id) => map.get(id) ?? [])
}

/** The scenes that are not in the trash, in story order. */
export function orderedScenes(snapshot: ProjectSnapshot): Scene[] {
  return records(snapshot.scenes, orderedSceneIds(snapshot))
}

const sceneIds = new WeakMap<object, readonly string[]>()

/** Ids of the live scenes in story order; keeps its identity while the structure does. */
export function orderedSceneIds(snapshot: ProjectSnapshot): readonly string[] {
  const known = sceneIds.get(snapshot.structure)
  if (known) return known
  const ids = storyIndex(snapshot).scenes.map((scene) => scene.id)
  sceneIds.set(snapshot.structure, ids)
  return ids
}

/** Ids of a scene's live clips in order; keeps its identity while the structure does. */
export function clipIdsOfScene(snapshot: ProjectSnapshot, sceneId: string): readonly string[] {
  return storyIndex(snapshot).clipIdsByScene.get(sceneId) ?? NONE
}

/** A scene's live clips in order. */
export function clipsOfScene(snapshot: ProjectSnapshot, sceneId: string): Clip[] {
  return records(snapshot.clips, clipIdsOfScene(snapshot, sceneId))
}

/** Ids of the clips on the main track, in the order they play; keeps its identity while the structure does. */
export function storyClipIds(snapshot: ProjectSnapshot): readonly string[] {
  return storyIndex(snapshot).storyIds
}

/** The clips on the main track, in the order they play. */
export function storyClips(snapshot: ProjectSnapshot): Clip[] {
  return records(snapshot.clips, storyClipIds(snapshot))
}

const NO_TAKES: readonly Take[] = []

function takeIndex(snapshot: ProjectSnapshot): ReadonlyMap<string, readonly Take[]> {
  const known = takeIndexes.get(snapshot.takes)
  if (known) return known
  const byClip = new Map<string, Take[]>()
  for (const take of snapshot.takes.values()) {
    const list = byClip.get(take.clipId)
    if (list) list.push(take)
    else byClip.set(take.clipId, [take])
  }
  for (const list of byClip.values()) list.sort(compareTakes)
  takeIndexes.set(snapshot.takes, byClip)
  return byClip
}

function compareTakes(a: Take, b: Take): number {
  return a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1)
}

/** All takes of a clip, oldest first, trashed ones included: the place in this list is the take's number. */
export function allTakesOfClip(snapshot: ProjectSnapshot, clipId: string): readonly Take[] {
  return takeIndex(snapshot).get(clipId) ?? NO_TAKES
}

/** The takes of a clip that are not in the trash, oldest first. */
export function takesOfClip(snapshot: ProjectSnapshot, clipId: string): readonly Take[] {
  const all = allTakesOfClip(snapshot, clipId)
  return all.some((take) => take.deletedAt !== null) ? all.filter((take) => take.deletedAt === null) : all
}

/** "T4": the number of a take within its clip. It never changes, since takes are only added. */
export function takeNumber(snapshot: ProjectSnapshot, take: Take): number {
  return allTakesOfClip(snapshot, take.clipId).findIndex((other) => other.id === take.id) + 1
}

/** The picked take of a clip: null while none is picked or the picked one lies in the trash. */
export function pickedTake(snapshot: ProjectSnapshot, clip: Clip): Take | null {
  const take = clip.selectedTakeId === null ? undefined : snapshot.takes.get(clip.selectedTakeId)
  return take && take.deletedAt === null && take.clipId === clip.id ? take : null
}

/**
 * The take that stands for a clip in the cut: the picked video, else the newest video, else the picked still, else
 * the newest still, else none (then a slate plays).
 */
export function shownTake(snapshot: ProjectSnapshot, clip: Clip): Take | null {
  const known = shownTakes.get(clip)
  if (known?.takes === snapshot.takes) return known.shown
  const shown = findShownTake(snapshot, clip)
  shownTakes.set(clip, { takes: snapshot.takes, shown })
  return shown
}

function findShownTake(snapshot: ProjectSnapshot, clip: Clip): Take | null {
  const picked = pickedTake(snapshot, clip)
  if (picked?.kind === 'video') return picked
  const takes = takesOfClip(snapshot, clip.id)
  return (
    takes.findLast((take) => take.kind === 'video') ?? picked ?? takes.findLast((take) => take.kind === 'image') ?? null
  )
}
