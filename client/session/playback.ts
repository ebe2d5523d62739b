import type { ProjectSnapshot } from '#shared/document/record-cache.ts'
import { timelineOf } from '#shared/document/timeline-selectors.ts'
import { framesToSeconds, secondsToFrames, type FrameRate } from '#shared/model/time.ts'

/** Frames that a film plays: to the end of the cut or of the song, whichever is later. */
export function playLength(snapshot: ProjectSnapshot): number {
  const { music, frameRate } = snapshot.project
  const song = music === null ? 0 : Math.ceil((music.durationSeconds * frameRate.num) / frameRate.den)
  return Math.max(timelineOf(snapshot).total, song)
}

/** The frame that is on screen at a time: the one that began last. */
export function frameAtSeconds(seconds: number, rate: FrameRate): number {
  const nearest = secondsToFrames(seconds, rate)
  // Half a millisecond of grace: a frame's own start, read back from a media clock, must count as that frame.
  return framesToSeconds(nearest, rate) <= seconds + 0.0005 ? nearest : nearest - 1
}

/** Times faster than real time that J and L step through. */
const SPEEDS = [1, 2, 4, 8] as const

/** The next speed for L (`direction` 1) or J (-1): faster the same way, or plain playing the other way. */
export function nextSpeed(current: number, direction: 1 | -1): number {
  if (Math.sign(current) !== direction) return direction
  const step = SPEEDS.findIndex((speed) => speed >= Math.abs(current))
  return direction * (SPEEDS[Math.min(step + 1, SPEEDS.length - 1)] ?? 1)
}
