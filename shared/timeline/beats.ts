import type { Music } from '../model/project.ts'
import type { FrameRate } from '../model/time.ts'

/**
 * The beats of the song in frames of the film. Beat times are fractions (tempo, first beat and frame rate are all
 * rational), so they are kept as whole numbers and rounded to a frame only when asked: after an hour of beats the last
 * one is as exact as the first.
 */
export interface BeatGrid {
  readonly beatsPerBar: number
  /** Frames from one beat to the next; a fraction, for deciding how dense to draw, never for adding up. */
  readonly framesPerBeat: number
  /** Frame nearest to a beat: 0 is the first downbeat, negative ones lie in the pick-up before it. Halves are allowed. */
  readonly frameOfBeat: (beat: number) => number
}

/** How finely beats are drawn and snapped to. */
export type BeatLevel = 'bar' | 'beat' | 'half-beat'

/** Whole-number steps per beat, second and beat-per-minute in which tempo and first beat are kept. */
const SCALE = 1_000_000
const BIG_SCALE = BigInt(SCALE)

/** The beat grid of a song, or null while its tempo is unknown. */
export function beatGrid(
  music: Pick<Music, 'bpm' | 'firstBeatSeconds' | 'beatsPerBar'> | null,
  rate: FrameRate,
): BeatGrid | null {
  if (music === null || music.bpm === null) return null
  const bpm = BigInt(Math.round(music.bpm * SCALE))
  const firstBeat = BigInt(Math.round(music.firstBeatSeconds * SCALE))
  // frame = (firstBeat/SCALE + halves/2 × 60×SCALE/bpm) × num/den, over one denominator
  const num = BigInt(rate.num)
  const denominator = 2n * BIG_SCALE * bpm * BigInt(rate.den)
  const offset = 2n * firstBeat * bpm * num
  const perHalfBeat = 60n * BIG_SCALE * BIG_SCALE * num
  return {
    beatsPerBar: music.beatsPerBar,
    framesPerBeat: (60 * rate.num) / (music.bpm * rate.den),
    frameOfBeat: (beat) => Number(roundedQuotient(offset + BigInt(Math.round(beat * 2)) * perHalfBeat, denominator)),
  }
}

/** Nearest whole number to a fraction with a positive denominator; halves go up. */
function roundedQuotient(numerator: bigint, denominator: bigint): bigint {
  const doubled = 2n * numerator + denominator
  const divisor = 2n * denominator
  const quotient = doubled / divisor
  return doubled % divisor < 0n ? quotient - 1n : quotient
}

/** Beats between two lines of a level. */
export function beatsPerLine(grid: BeatGrid, level: BeatLevel): number {
  return level === 'bar' ? grid.beatsPerBar : level === 'beat' ? 1 : 0.5
}

/** Least room between two beat lines, in pixels: lines closer than this are thinned out. */
const MIN_LINE_PX = 12

/** The finest level whose lines stand apart at a zoom. */
export function beatLevel(grid: BeatGrid, pxPerFrame: number): BeatLevel {
  const beatPx = grid.framesPerBeat * pxPerFrame
  if (beatPx / 2 >= MIN_LINE_PX * 2) return 'half-beat'
  return beatPx >= MIN_LINE_PX ? 'beat' : 'bar'
}

/** A place counted in bars and beats, both from 1; bars up to 0 lie before the first downbeat. */
export interface BarBeat {
  readonly bar: number
  readonly beat: number
  /** True on the second half of a beat. */
  readonly half: boolean
}

/** Bar and beat of a beat index. */
export function barBeatOf(grid: BeatGrid, beat: number): BarBeat {
  const whole = Math.floor(beat)
  const bar = Math.floor(whole / grid.beatsPerBar)
  return { bar: bar + 1, beat: whole - bar * grid.beatsPerBar + 1, half: beat !== whole }
}

/** "Bar 31, beat 1", with "and" for the second half of a beat. */
export function barBeatLabel({ bar, beat, half }: BarBeat): string {
  return `Bar ${bar}, beat ${beat}${half ? ' and' : ''}`
}

/** The last line of a level at or before a frame, as a beat index. */
export function beatBefore(grid: BeatGrid, frame: number, level: BeatLevel): number {
  const step = beatsPerLine(grid, level)
  let line = Math.floor((frame - grid.frameOfBeat(0)) / (grid.framesPerBeat * step)) + 1
  while (grid.frameOfBeat(line * step) > frame) line -= 1
  return line * step
}

/** The line of a level nearest to a frame, which may be a fraction. */
export function nearestBeat(
  grid: BeatGrid,
  frame: number,
  level: BeatLevel,
): { readonly beat: number; readonly frame: number } {
  const before = beatBefore(grid, frame, level)
  const after = before + beatsPerLine(grid, level)
  const [low, high] = [grid.frameOfBeat(before), grid.frameOfBeat(after)]
  return frame - low <= high - frame ? { beat: before, frame: low } : { beat: after, frame: high }
}

/** Frame of the start of a bar, counted from 1, and optionally of one of its beats. */
export function frameOfBar(grid: BeatGrid, bar: number, beat = 1): number {
  return grid.frameOfBeat((bar - 1) * grid.beatsPerBar + beat - 1)
}

/** A beat line to draw. */
export interface BeatLine extends BarBeat {
  readonly frame: number
}

/** The lines of a level in `[from, to)`, none before the start of the film. */
export function beatLines(grid: BeatGrid, from: number, to: number, level: BeatLevel): BeatLine[] {
  const step = beatsPerLine(grid, level)
  const lines: BeatLine[] = []
  for (let beat = beatBefore(grid, Math.max(0, from), level); ; beat += step) {
    const frame = grid.frameOfBeat(beat)
    if (frame >= to) return lines
    if (frame >= Math.max(0, from)) lines.push({ frame, ...barBeatOf(grid, beat) })
  }
}
