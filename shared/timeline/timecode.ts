import { nominalRate, secondsToFrames, type FrameRate } from '../model/time.ts'
import { frameOfBar, type BeatGrid } from './beats.ts'

/** What a typed place is counted against. */
export interface TimeEntryContext {
  readonly rate: FrameRate
  /** Bars can be typed only where there is a grid. */
  readonly grid: BeatGrid | null
  /** Where "+12" counts from. */
  readonly playhead: number
}

/**
 * Reads a typed place: "1:02:14" (minutes, seconds, frames), "1:02" (minutes, seconds, as on the ruler), "0:01:02:14"
 * with hours, "62" or "62.5" (seconds), "+12" and "-12" (frames from the playhead), "b31" and "b31.2" (bar, beat).
 * Returns a frame at or after the start of the film, or null for anything else.
 */
export function parseTimeEntry(text: string, { rate, grid, playhead }: TimeEntryContext): number | null {
  const entry = text.trim().toLowerCase()
  const relative = /^([+-])(\d{1,7})$/.exec(entry)
  if (relative) return Math.max(0, playhead + Number(`${relative[1]}${relative[2]}`))
  const bar = /^b(?:ar)? ?(\d{1,5})(?:\.(\d{1,2}))?$/.exec(entry)
  if (bar) {
    const beat = Number(bar[2] ?? 1)
    if (grid === null || beat < 1 || beat > grid.beatsPerBar || Number(bar[1]) < 1) return null
    return Math.max(0, frameOfBar(grid, Number(bar[1]), beat))
  }
  if (/^\d{1,6}(\.\d{1,3})?$/.test(entry)) return secondsToFrames(Number(entry), rate)
  return /^\d{1,3}(:\d{1,2}){1,3}$/.test(entry) ? timecodeToFrame(entry.split(':').map(Number), rate) : null
}

/** Timecode counts whole frames of the nominal rate, so 23.976 counts by 24 here as where it is written. */
function timecodeToFrame(parts: readonly number[], rate: FrameRate): number | null {
  const base = nominalRate(rate)
  const [hours, minutes, seconds, frames] =
    parts.length === 2 ? [0, ...parts, 0] : parts.length === 3 ? [0, ...parts] : parts
  if (minutes! > (hours! > 0 ? 59 : 999) || seconds! > 59 || frames! >= base) return null
  return ((hours! * 60 + minutes!) * 60 + seconds!) * base + frames!
}
