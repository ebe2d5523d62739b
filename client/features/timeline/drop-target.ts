import { spanIndexBefore, type Span, type TimelineClip } from '#shared/timeline/spans.ts'

/** Where dragged clips would land. */
export interface Drop {
  readonly sceneId: string
  /** The clip of that scene they go in front of; null for the end of the scene. */
  readonly beforeId: string | null
  /** Start frame of the first of them when they are laid into a gap; null when what follows makes room. */
  readonly frame: number | null
  /** Where the caret stands: the cut at which they are inserted. */
  readonly caret: number
}

/** What is dragged, and where to. */
export interface DragPlace {
  readonly moving: ReadonlySet<string>
  /** Frame under the pointer. */
  readonly pointer: number
  /** Where the first dragged clip would start, snapped. */
  readonly start: number
}

/** Room between two clips that stay; `after` and `before` are the clips at its sides. */
interface Room {
  readonly start: number
  readonly end: number
  readonly after: Span | null
  readonly before: Span | null
}

/**
 * Where letting go would put the dragged clips: over room that they fit into they are placed; over a clip they go in
 * front of it or behind it, whichever half the pointer is over; past the end they go last. Null when letting go would
 * change nothing.
 */
export function dropTarget(
  clips: readonly TimelineClip[],
  spans: readonly Span[],
  { moving, pointer, start }: DragPlace,
): Drop | null {
  const staying = spans.filter((span) => !moving.has(span.id))
  if (staying.length === 0) return null
  const length = clips.reduce((sum, clip) => sum + (moving.has(clip.id) ? clip.length : 0), 0)
  const over = staying.find((span) => span.start <= pointer && pointer < span.end)
  if (over) {
    const behind = pointer >= (over.start + over.end) / 2
    const drop = behind ? behindSpan(staying, over) : { sceneId: over.sceneId, beforeId: over.id }
    return changesOrder(clips, moving, drop) ? { ...drop, frame: null, caret: behind ? over.end : over.start } : null
  }
  const room = roomAt(staying, pointer)
  // Empty time belongs to the scene in front of it, as the band above shows; a clip's own place to its own scene.
  const { sceneId } = spans[Math.max(0, spanIndexBefore(spans, pointer))]!
  const drop = { sceneId, beforeId: room.before?.sceneId === sceneId ? room.before.id : null }
  if (room.before === null) {
    return changesOrder(clips, moving, drop) ? { ...drop, frame: null, caret: room.start } : null
  }
  const fits = room.end - room.start >= length
  if (!fits) return changesOrder(clips, moving, drop) ? { ...drop, frame: null, caret: room.start } : null
  const frame = Math.max(room.start, Math.min(start, room.end - length))
  const first = spans.find((span) => moving.has(span.id))
  const unmoved = !changesOrder(clips, moving, drop) && first?.start === frame
  return unmoved ? null : { ...drop, frame, caret: frame }
}

/** Behind a clip, still in its scene. */
function behindSpan(staying: readonly Span[], span: Span): Pick<Drop, 'sceneId' | 'beforeId'> {
  const next = staying[staying.indexOf(span) + 1]
  return { sceneId: span.sceneId, beforeId: next?.sceneId === span.sceneId ? next.id : null }
}

function roomAt(staying: readonly Span[], pointer: number): Room {
  const before = staying.find((span) => span.start > pointer) ?? null
  const after = staying.findLast((span) => span.end <= pointer) ?? null
  return { start: after?.end ?? 0, end: before?.start ?? Infinity, after, before }
}

/** Whether the story would read differently, in order or in scenes. */
function changesOrder(
  clips: readonly TimelineClip[],
  moving: ReadonlySet<string>,
  { sceneId, beforeId }: Pick<Drop, 'sceneId' | 'beforeId'>,
): boolean {
  const block = clips.filter((clip) => moving.has(clip.id))
  if (block.some((clip) => clip.sceneId !== sceneId)) return true
  const scene = clips.filter((clip) => clip.sceneId === sceneId)
  const staying = scene.filter((clip) => !moving.has(clip.id))
  const index = beforeId === null ? staying.length : staying.findIndex((clip) => clip.id === beforeId)
  const after = [...staying.slice(0, index), ...block, ...staying.slice(index)]
  return after.some((clip, at) => clip.id !== scene[at]?.id)
}

/** A place in the story to carry clips to by keyboard. */
export interface StoryPlace {
  readonly sceneId: string
  readonly beforeId: string | null
}

/** Every place that carried clips can take, in story order; empty scenes have one. */
export function storyPlaces(
  clips: readonly TimelineClip[],
  sceneIds: readonly string[],
  moving: ReadonlySet<string>,
): StoryPlace[] {
  return sceneIds.flatMap((sceneId) => [
    ...clips
      .filter((clip) => clip.sceneId === sceneId && !moving.has(clip.id))
      .map((clip) => ({ sceneId, beforeId: clip.id })),
    { sceneId, beforeId: null },
  ])
}

/** Index among `places` at which the carried clips lie now. */
export function placeNow(
  clips: readonly TimelineClip[],
  places: readonly StoryPlace[],
  moving: ReadonlySet<string>,
): number {
  const last = clips.findLastIndex((clip) => moving.has(clip.id))
  const sceneId = clips[last]?.sceneId
  const next = clips.slice(last + 1).find((clip) => clip.sceneId === sceneId)
  return places.findIndex((place) => place.sceneId === sceneId && place.beforeId === (next?.id ?? null))
}
