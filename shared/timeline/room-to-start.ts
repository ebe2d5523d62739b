import { deriveSpans, type TimelineClip } from './spans.ts'

/** Where a clip can start, in frames: from `from` to `to`, both included. `to` is null where there is no end. */
export interface RoomToStart {
  readonly from: number
  readonly to: number | null
}

/**
 * Where a clip can start at its place in the story without an overlap: not before the clip before it ends, and not so
 * late that a clip further on would be pushed past a frame to which somebody has locked it. `to` may lie before `from`:
 * then there is no such place. Null for a clip that is not among these. Pure.
 */
export function roomToStart(clips: readonly TimelineClip[], id: string): RoomToStart | null {
  const index = clips.findIndex((clip) => clip.id === id)
  const clip = clips[index]
  if (!clip) return null
  const from = deriveSpans(clips.slice(0, index)).spans.at(-1)?.end ?? 0
  let needed = clip.length
  for (const later of clips.slice(index + 1)) {
    if (later.pin?.kind === 'locked') return { from, to: later.pin.frame - needed }
    needed += later.length
  }
  return { from, to: null }
}
