import { z } from 'zod'

/** Frames per second as a fraction, so that 23.976 is 24000/1001 and no rounding creeps in. */
export const FrameRate = z.object({
  num: z.int().min(1).max(240_000),
  den: z.int().min(1).max(1001),
})
export type FrameRate = z.infer<typeof FrameRate>

/** A count of whole frames that says how long something is: at least one frame, at most a day at 120 per second. */
export const FrameCount = z.int().min(1).max(10_368_000)

/** A place in time as a whole frame counted from the start of the film. */
export const FramePosition = z.int().min(0).max(10_368_000)

/** The frame rate of a new film. */
export const DEFAULT_FRAME_RATE: FrameRate = { num: 24, den: 1 }

/** NTSC writings that stand for a fraction over 1001. */
const NTSC: Readonly<Record<string, FrameRate>> = {
  '23.976': { num: 24_000, den: 1001 },
  '23.98': { num: 24_000, den: 1001 },
  '29.97': { num: 30_000, den: 1001 },
  '47.952': { num: 48_000, den: 1001 },
  '59.94': { num: 60_000, den: 1001 },
  '119.88': { num: 120_000, den: 1001 },
}

/** Reads "24", "23.976" or "30000/1001". Returns null for anything else. */
export function parseFrameRate(text: string): FrameRate | null {
  const trimmed = text.trim()
  const named = NTSC[trimmed]
  if (named) return named
  const fraction = /^(\d{1,6})(?:\/(\d{1,4}))?$/.exec(trimmed)
  const num = Number(fraction?.[1])
  const den = Number(fraction?.[2] ?? 1)
  if (fraction && den > 0 && num / den <= 240) {
    const parsed = FrameRate.safeParse({ num, den })
    return parsed.success ? parsed.data : null
  }
  return null
}

/** The writing used at the edges: "24", "23.976" for NTSC rates, else "num/den". */
export function formatFrameRate(rate: FrameRate): string {
  if (rate.den === 1) return String(rate.num)
  const named = Object.entries(NTSC).find(([, value]) => value.num === rate.num && value.den === rate.den)
  return named ? named[0] : `${rate.num}/${rate.den}`
}

/** Frames to seconds. */
export function framesToSeconds(frames: number, rate: FrameRate): number {
  return (frames * rate.den) / rate.num
}

/** Seconds to the nearest whole frame. */
export function secondsToFrames(seconds: number, rate: FrameRate): number {
  return Math.round((seconds * rate.num) / rate.den)
}

/** The whole number that timecode counts by: 24 for 23.976, 30 for 29.97. */
export function nominalRate(rate: FrameRate): number {
  return Math.max(1, Math.round(rate.num / rate.den))
}

const two = (value: number): string => String(value).padStart(2, '0')

/**
 * Non-drop timecode of a frame as the interface shows it: "mm:ss:ff", with hours in front once there are any.
 * Negative frames get a minus sign.
 */
export function formatTimecode(frame: number, rate: FrameRate): string {
  const base = nominalRate(rate)
  const absolute = Math.abs(frame)
  const seconds = Math.floor(absolute / base)
  const parts = [two(Math.floor(seconds / 60) % 60), two(seconds % 60), two(absolute % base)]
  const hours = Math.floor(seconds / 3600)
  if (hours > 0) parts.unshift(two(hours))
  return (frame < 0 ? '-' : '') + parts.join(':')
}

/** Minutes and seconds of a frame for lists and cards: "3:23", "1:02:05". */
export function formatDuration(frames: number, rate: FrameRate): string {
  const seconds = Math.round(framesToSeconds(frames, rate))
  const hours = Math.floor(seconds / 3600)
  const minutes = Math.floor(seconds / 60) % 60
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`
}
