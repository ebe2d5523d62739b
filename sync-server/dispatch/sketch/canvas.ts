import type { Random } from '#shared/util/random.ts'
import type { SketchPalette } from './sketch-palette.ts'

/** What every drawing function works on. Pixels; the origin is the upper left corner. */
export interface Canvas {
  readonly width: number
  readonly height: number
  /** A hundredth of the shorter side: line widths and details scale with it. */
  readonly unit: number
  /** Height of the horizon. */
  readonly horizon: number
  readonly palette: SketchPalette
  readonly random: Random
}

/** A point of the picture. */
export type Point = readonly [x: number, y: number]

/** A number with one decimal: enough for a pixel, short in the markup. */
export function n(value: number): string {
  return String(Math.round(value * 10) / 10)
}

/** A value between two limits, by chance. */
export function between(low: number, high: number, random: Random): number {
  return low + (high - low) * random()
}

/** Numbers from 0 up to `count`, for repeated shapes. */
export function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: Math.max(0, Math.round(count)) }, (_, index) => make(index))
}

/** A filled shape with straight edges. */
export function polygon(points: readonly Point[], fill: string, opacity = 1): string {
  const list = points.map(([x, y]) => `${n(x)},${n(y)}`).join(' ')
  return `<polygon points="${list}" fill="${fill}"${opacityOf(opacity)}/>`
}

/** A filled rectangle. */
export function rect(
  x: number,
  y: number,
  width: number,
  height: number,
  fill: string,
  opacity = 1,
  radius = 0,
): string {
  const corner = radius > 0 ? ` rx="${n(radius)}"` : ''
  return `<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}"${corner} fill="${fill}"${opacityOf(opacity)}/>`
}

/** A filled circle. */
export function circle(x: number, y: number, radius: number, fill: string, opacity = 1): string {
  return `<circle cx="${n(x)}" cy="${n(y)}" r="${n(radius)}" fill="${fill}"${opacityOf(opacity)}/>`
}

/** A filled path. */
export function path(d: string, fill: string, opacity = 1): string {
  return `<path d="${d}" fill="${fill}"${opacityOf(opacity)}/>`
}

/** A gradient from the top to the bottom of whatever it fills. Stops are [offset 0–1, colour, opacity]. */
export function verticalGradient(id: string, stops: readonly (readonly [number, string, number?])[]): string {
  return `<linearGradient id="${id}" x1="0" y1="0" x2="0" y2="1">${stops.map(stop).join('')}</linearGradient>`
}

/** A gradient from the middle outwards. */
export function radialGradient(id: string, stops: readonly (readonly [number, string, number?])[]): string {
  return `<radialGradient id="${id}">${stops.map(stop).join('')}</radialGradient>`
}

function stop([offset, colour, opacity]: readonly [number, string, number?]): string {
  const transparent = opacity === undefined ? '' : ` stop-opacity="${opacity}"`
  return `<stop offset="${offset}" stop-color="${colour}"${transparent}/>`
}

function opacityOf(opacity: number): string {
  return opacity >= 1 ? '' : ` opacity="${Math.round(opacity * 1000) / 1000}"`
}

/** The upper edge of a ridge: a few sine waves of chance phase, from the left to the right side. */
export function ridge(canvas: Canvas, base: number, rise: number, roughness: number): Point[] {
  const { width, random } = canvas
  const waves = times(4, (index) => ({
    length: (width / (0.6 + index * roughness)) * between(0.7, 1.3, random),
    height: (rise / (index + 1)) * between(0.5, 1, random),
    phase: between(0, 2 * Math.PI, random),
  }))
  return times(65, (index): Point => {
    const x = (width * index) / 64
    const y = waves.reduce((sum, wave) => sum + Math.sin((x / wave.length) * 2 * Math.PI + wave.phase) * wave.height, 0)
    return [x, base - rise * 0.5 - y * 0.55]
  })
}

/** A ridge filled down to the lower edge of the picture. */
export function silhouette(canvas: Canvas, edge: readonly Point[], fill: string, opacity = 1): string {
  return polygon([[0, canvas.height], ...edge, [canvas.width, canvas.height]], fill, opacity)
}
