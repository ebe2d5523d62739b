import type { FrameRate } from '#shared/model/time.ts'
import { beatLevel, beatLines, type BeatGrid } from '#shared/timeline/beats.ts'

import type { MediaLibrary } from '../../session/media-library.ts'
import { frameAtX, rulerStep, xOf, type Viewport } from './geometry.ts'
import type { Rows } from './rows.ts'

/** Height of the music row from which it has room for the numbers of its bars. */
export const NUMBERS_FROM = 40

/** Peaks of a song, as the media library gives them. */
export type Waveform = Awaited<ReturnType<MediaLibrary['waveform']>>

/** Colours of the backdrop, read from the theme. */
export interface BackdropColours {
  readonly tick: string
  readonly line: string
  readonly strongLine: string
  readonly wave: string
}

/** All that is drawn behind the clips. */
export interface Backdrop {
  readonly viewport: Viewport
  readonly rows: Rows
  readonly rate: FrameRate
  readonly grid: BeatGrid | null
  readonly waveform: Waveform | null
  readonly colours: BackdropColours
}

/**
 * Draws ticks, beat lines and waveform of what is in view. The context is scaled to CSS pixels. Words are not drawn here:
 * a canvas looks its font up anew after every change of style, which costs more than all the lines.
 */
export function drawBackdrop(context: CanvasRenderingContext2D, backdrop: Backdrop): void {
  const { viewport, rows } = backdrop
  const height = rows.overview.top
  context.clearRect(0, 0, viewport.width, height)
  drawBeats(context, backdrop)
  drawRuler(context, backdrop)
  drawWaveform(context, backdrop)
  context.fillStyle = backdrop.colours.line
  for (const row of [rows.scenes, rows.video, rows.music]) {
    if (row.height > 0) context.fillRect(0, row.top - 0.5, viewport.width, 1)
  }
}

function drawRuler(context: CanvasRenderingContext2D, { viewport, rows, rate, colours }: Backdrop): void {
  const { frames, ticks } = rulerStep(viewport.pxPerFrame, rate)
  const bottom = rows.ruler.height
  const tick = frames / ticks
  const first = Math.floor(viewport.scrollFrame / frames)
  const last = Math.ceil(frameAtX(viewport, viewport.width) / frames)
  for (let step = first; step <= last; step += 1) {
    const x = Math.round(xOf(viewport, step * frames))
    context.fillStyle = colours.tick
    context.fillRect(x, 4, 1, bottom - 4)
    for (let small = 1; small < ticks; small += 1) {
      const at = Math.round(xOf(viewport, step * frames + small * tick))
      context.fillRect(at, bottom - 4, 1, 4)
    }
  }
}

/** Bars thin out too: every second, fourth … so that what is drawn for them stays `apart` pixels apart. */
export function everyNthBar(barPx: number, apart: number): number {
  return 2 ** Math.max(0, Math.ceil(Math.log2(apart / barPx)))
}

function drawBeats(context: CanvasRenderingContext2D, { viewport, rows, grid, colours }: Backdrop): void {
  if (grid === null || rows.music.height === 0) return
  const level = beatLevel(grid, viewport.pxPerFrame)
  const barPx = grid.framesPerBeat * grid.beatsPerBar * viewport.pxPerFrame
  const lineEvery = everyNthBar(barPx, 14)
  const { top, height } = rows.music
  for (const { frame, bar, beat, half } of beatLines(
    grid,
    viewport.scrollFrame - 1,
    frameAtX(viewport, viewport.width),
    level,
  )) {
    const isBar = beat === 1 && !half
    const x = Math.round(xOf(viewport, frame))
    if (isBar && (bar - 1) % lineEvery !== 0) continue
    context.fillStyle = isBar ? colours.strongLine : colours.line
    context.fillRect(x, half ? top + height / 2 : top, 1, half ? height / 2 : height)
  }
}

function drawWaveform(context: CanvasRenderingContext2D, { viewport, rows, rate, waveform, colours }: Backdrop): void {
  const { top, height } = rows.music
  if (waveform === null || height === 0) return
  const numbers = height >= NUMBERS_FROM ? 12 : 0
  const middle = top + numbers / 2 + height / 2
  // The loudest moment fills the row, so that a quiet song still shows where it swells.
  const half = ((height - numbers) / 2 - 3) / loudest(waveform)
  const peaksPerPx = (waveform.peaksPerSecond * rate.den) / (rate.num * viewport.pxPerFrame)
  const start = (viewport.scrollFrame * rate.den * waveform.peaksPerSecond) / rate.num
  context.fillStyle = colours.wave
  context.beginPath()
  for (let x = 0; x < viewport.width; x += 1) {
    const from = Math.floor(start + x * peaksPerPx)
    const to = Math.max(from + 1, Math.floor(start + (x + 1) * peaksPerPx))
    if (from >= waveform.max.length) break
    const { low, high } = peakBetween(waveform, from, to)
    context.rect(x, middle - high * half, 1, Math.max(1, (high - low) * half))
  }
  context.fill()
}

const peaks = new WeakMap<Waveform, number>()

/** The largest swing of a song, 0 to 1; small enough songs count as silence, so as not to blow up noise. */
function loudest(waveform: Waveform): number {
  const known = peaks.get(waveform)
  if (known !== undefined) return known
  const { low, high } = peakBetween(waveform, 0, waveform.max.length)
  const peak = Math.max(0.1, high, -low)
  peaks.set(waveform, peak)
  return peak
}

/** Lowest and highest sample between two peaks, -1 to 1. */
export function peakBetween(
  waveform: Waveform,
  from: number,
  to: number,
): { readonly low: number; readonly high: number } {
  let low = 0
  let high = 0
  for (let index = Math.max(0, from); index < Math.min(to, waveform.max.length); index += 1) {
    low = Math.min(low, waveform.min[index]!)
    high = Math.max(high, waveform.max[index]!)
  }
  return { low: low / 127, high: high / 127 }
}
