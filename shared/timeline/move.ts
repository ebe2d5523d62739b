import { FormerPlaces, settlePins, type ClipChange, type Placing } from './settle.ts'
import { deriveSpans, type TimelineClip } from './spans.ts'

/** A clip's new place in the story: in `sceneId`, right in front of `beforeId`, or last in the scene. */
export interface ClipMove {
  readonly id: string
  readonly sceneId: string
  readonly beforeId: string | null
}

/** A move worked out. `moves` are to be written in their order, then `changes`. */
export interface MoveEdit {
  readonly moves: readonly ClipMove[]
  readonly changes: readonly ClipChange[]
}

/** Where dragged or picked-up clips go. */
export interface MoveTarget {
  readonly sceneId: string
  /** The clip of that scene to go in front of; null for the end of the scene. */
  readonly beforeId: string | null
}

/**
 * Moves clips to another place in the story, as a block in story order: the place they leave closes, the place they
 * reach opens, and what lies between moves by their length, as far as locked clips allow [T30] to [T34]. `sceneIds`
 * are the film's scenes in story order.
 */
export function moveClips(
  clips: readonly TimelineClip[],
  sceneIds: readonly string[],
  ids: ReadonlySet<string>,
  target: MoveTarget,
): MoveEdit {
  const reordered = reorder(clips, sceneIds, ids, target)
  if (reordered === null) return { moves: [], changes: [] }
  const former = new FormerPlaces(deriveSpans(clips).spans)
  const left = lengthsLeft(clips, ids)
  let inserted = 0
  const placings = reordered.order.map((clip, index): Placing => {
    const moved = ids.has(clip.id)
    if (moved) inserted += clip.length
    return {
      clip,
      wanted: moved ? null : former.startOf(clip.id) - left(clip.id) + inserted,
      formerPreviousEnd: former.previousEnd(clip.id, reordered.order[index - 1]?.id ?? null),
      moved,
    }
  })
  return { moves: reordered.moves, changes: settlePins(placings, true) }
}

/**
 * Lays clips into a gap: the first at `frame` if they fit there, the others behind it, held in place; what lies behind
 * gives way only as far as the gap is too short. With `ripple` the place they leave closes, else it stays open [T35].
 */
export function placeClips(
  clips: readonly TimelineClip[],
  sceneIds: readonly string[],
  ids: ReadonlySet<string>,
  target: MoveTarget & { readonly frame: number; readonly ripple: boolean },
): MoveEdit {
  const reordered = reorder(clips, sceneIds, ids, target)
  const order = reordered?.order ?? clips
  const former = new FormerPlaces(deriveSpans(clips).spans)
  const left = target.ripple ? lengthsLeft(clips, ids) : () => 0
  const wantedStart = (id: string): number => former.startOf(id) - left(id)

  const first = order.findIndex((clip) => ids.has(clip.id))
  const block = order.filter((clip) => ids.has(clip.id))
  const length = block.reduce((sum, clip) => sum + clip.length, 0)
  const previous = order[first - 1]
  const next = order[first + block.length]
  const aim = target.frame - (previous ? left(previous.id) : 0)
  let at = Math.max(0, next ? Math.min(aim, wantedStart(next.id) - length) : aim)

  const placings = order.map((clip, index): Placing => {
    const moved = ids.has(clip.id)
    const wanted = moved ? at : wantedStart(clip.id)
    if (moved) at += clip.length
    return { clip, wanted, formerPreviousEnd: former.previousEnd(clip.id, order[index - 1]?.id ?? null), moved }
  })
  return { moves: reordered?.moves ?? [], changes: settlePins(placings, target.ripple) }
}

/** For each clip that stays: how many frames of the moving ones lay in front of it. */
function lengthsLeft(clips: readonly TimelineClip[], ids: ReadonlySet<string>): (id: string) => number {
  let sum = 0
  const before = new Map<string, number>()
  for (const clip of clips) {
    if (ids.has(clip.id)) sum += clip.length
    else before.set(clip.id, sum)
  }
  return (id) => before.get(id) ?? 0
}

interface Reordered {
  readonly order: readonly TimelineClip[]
  readonly moves: readonly ClipMove[]
}

/** The story order after a move; null when nothing would change. */
function reorder(
  clips: readonly TimelineClip[],
  sceneIds: readonly string[],
  ids: ReadonlySet<string>,
  target: MoveTarget,
): Reordered | null {
  const staying = clips.filter((clip) => !ids.has(clip.id))
  const block = clips.filter((clip) => ids.has(clip.id)).map((clip) => ({ ...clip, sceneId: target.sceneId }))
  const beforeId = stayingAnchor(clips, ids, target)
  const index =
    beforeId === null
      ? endOfScene(staying, sceneIds, target.sceneId)
      : staying.findIndex((clip) => clip.id === beforeId)
  const order = [...staying.slice(0, index), ...block, ...staying.slice(index)]
  const unchanged = order.every((clip, at) => clip.id === clips[at]!.id && clip.sceneId === clips[at]!.sceneId)
  if (unchanged) return null
  return { order, moves: block.map(({ id }) => ({ id, sceneId: target.sceneId, beforeId })) }
}

/** The clip to go in front of; when that one moves too, the next of its scene that does not. */
function stayingAnchor(
  clips: readonly TimelineClip[],
  ids: ReadonlySet<string>,
  { sceneId, beforeId }: MoveTarget,
): string | null {
  if (beforeId === null) return null
  const from = clips.findIndex((clip) => clip.id === beforeId)
  const anchor = clips.find((clip, index) => index >= from && clip.sceneId === sceneId && !ids.has(clip.id))
  return from < 0 ? null : (anchor?.id ?? null)
}

/** Where the clips of a scene end in the story; for an empty scene, where the scenes before it end. */
function endOfScene(staying: readonly TimelineClip[], sceneIds: readonly string[], sceneId: string): number {
  const upTo = new Set(sceneIds.slice(0, sceneIds.indexOf(sceneId) + 1))
  return staying.findLastIndex((clip) => upTo.has(clip.sceneId)) + 1
}
