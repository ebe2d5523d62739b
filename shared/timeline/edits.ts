import { must } from '../util/assert.ts'
import { FormerPlaces, placingsOf, settlePins, type ClipChange, type Placing } from './settle.ts'
import { deriveSpans, type Timeline, type TimelineClip } from './spans.ts'

/**
 * Takes clips out. Leaving a gap, every other clip holds where it is [T40]; rippling, what lies behind moves forward by
 * their length, up to the first locked clip [T41]. The changes name only clips that stay.
 */
export function removeClips(clips: readonly TimelineClip[], ids: ReadonlySet<string>, ripple: boolean): ClipChange[] {
  const former = new FormerPlaces(deriveSpans(clips).spans)
  let removed = 0
  let previousId: string | null = null
  const placings: Placing[] = []
  for (const clip of clips) {
    if (ids.has(clip.id)) {
      if (ripple) removed += clip.length
      continue
    }
    const wanted = former.startOf(clip.id) - removed
    placings.push({ clip, wanted, formerPreviousEnd: former.previousEnd(clip.id, previousId), moved: false })
    previousId = clip.id
  }
  return settlePins(placings, ripple)
}

/** Closes the gap in front of a clip; what lies behind moves along, up to the first locked clip [T42]. */
export function closeGap(clips: readonly TimelineClip[], beforeId: string): ClipChange[] {
  const timeline = deriveSpans(clips)
  const gap = timeline.gaps.find((candidate) => candidate.beforeId === beforeId)
  if (!gap) return []
  const index = clips.findIndex((clip) => clip.id === beforeId)
  const length = gap.end - gap.start
  return settlePins(
    placingsOf(clips, timeline.spans).map((placing, at) =>
      at < index ? placing : { ...placing, wanted: placing.wanted - length },
    ),
    true,
  )
}

/** Locks a clip at a frame, by default where it lies. Only its own pin is written; what is behind follows [T50]. */
export function pinClip(clips: readonly TimelineClip[], id: string, frame?: number): ClipChange[] {
  const { spans } = deriveSpans(clips)
  const index = clips.findIndex((clip) => clip.id === id)
  const at = frame ?? must(spans[index], `span of ${id}`).start
  const pin = clips[index]!.pin
  if (pin?.kind === 'locked' && pin.frame === at) return []
  return [{ id, pin: { frame: at, kind: 'locked' } }]
}

/** Unlocks clips without moving anything: a lock that holds a gap open becomes a held pin, else it goes [T51]. */
export function unpinClips(clips: readonly TimelineClip[], ids: ReadonlySet<string>): ClipChange[] {
  const { spans } = deriveSpans(clips)
  return clips.flatMap((clip, index): ClipChange[] => {
    if (!ids.has(clip.id) || clip.pin?.kind !== 'locked') return []
    const { start } = spans[index]!
    const holds = start > (spans[index - 1]?.end ?? 0)
    return [{ id: clip.id, pin: holds ? { frame: start, kind: 'held' } : null }]
  })
}

/** A nudge worked out: as far as it goes. */
export interface NudgeEdit {
  readonly changes: readonly ClipChange[]
  readonly delta: number
}

/**
 * Moves clips by frames without changing their order, as far as there is room. In select mode the other clips hold;
 * rippling, what lies behind the first of them moves along [T52].
 */
export function nudgeClips(
  clips: readonly TimelineClip[],
  ids: ReadonlySet<string>,
  delta: number,
  ripple: boolean,
): NudgeEdit {
  const timeline = deriveSpans(clips)
  const room = nudgeRoom(clips, timeline, ids, delta, ripple)
  const frames = Math.min(Math.abs(delta), room) * Math.sign(delta)
  if (frames === 0) return { changes: [], delta: 0 }
  let passed = false
  const placings = placingsOf(clips, timeline.spans).map((placing): Placing => {
    const moved = ids.has(placing.clip.id)
    passed ||= moved
    return { ...placing, wanted: placing.wanted + (moved || (ripple && passed) ? frames : 0), moved }
  })
  return { changes: settlePins(placings, ripple), delta: frames }
}

function nudgeRoom(
  clips: readonly TimelineClip[],
  { spans, total }: Timeline,
  ids: ReadonlySet<string>,
  delta: number,
  ripple: boolean,
): number {
  let room = delta < 0 ? total : Number.MAX_SAFE_INTEGER
  const first = clips.findIndex((clip) => ids.has(clip.id))
  clips.forEach((clip, index) => {
    const before = spans[index]!.start - (spans[index - 1]?.end ?? 0)
    const previousMoves = ids.has(clips[index - 1]?.id ?? '')
    const moves = ids.has(clip.id)
    if (delta < 0 && moves && !previousMoves && (!ripple || index === first)) room = Math.min(room, before)
    if (delta > 0 && !ripple && previousMoves && !moves) room = Math.min(room, before)
  })
  if (delta > 0 && ripple && first >= 0) {
    const locked = clips.findIndex((clip, index) => index > first && !ids.has(clip.id) && clip.pin?.kind === 'locked')
    if (locked >= 0) room = Math.min(room, spans[locked]!.start - spans[locked - 1]!.end)
  }
  return room
}
