import { seededRandom } from '../../shared/util/random.ts'
import type { Random } from '../../shared/util/random.ts'

/** Every picture is drawn in these units, whatever size it is rendered at. */
export const W = 1600
export const H = 900

/** A colour stop: offset 0..1, colour, opacity 0..1 (1 when absent). */
export type Stop = readonly [number, string, number?]

/** Draws one picture as SVG elements; `t` is the time in seconds, so one composition is a still and a moving take. */
export type Composition = (paint: Paint, t: number) => string

/**
 * Collects the definitions of one picture. Chance is seeded by the picture, and a composition draws the same number
 * of random values at every `t`, so nothing jumps between two frames of a moving take.
 */
export class Paint {
  readonly random: Random
  private readonly definitions: string[] = []

  constructor(seed: number) {
    this.random = seededRandom(seed)
  }

  /** A random number between two bounds. */
  between(low: number, high: number): number {
    return low + (high - low) * this.random()
  }

  /** One of the given things. */
  pick<T>(options: readonly T[]): T {
    return options[Math.floor(this.random() * options.length)] as T
  }

  /** Adds a definition and returns the `url(#…)` that names it. */
  define(markup: (id: string) => string): string {
    const id = `d${this.definitions.length}`
    this.definitions.push(markup(id))
    return `url(#${id})`
  }

  /** A linear gradient across the box of the thing it fills. */
  linear(stops: readonly Stop[], x1 = 0, y1 = 0, x2 = 0, y2 = 1): string {
    return this.define(
      (id) =>
        `<linearGradient id="${id}" x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}">${stopsOf(stops)}</linearGradient>`,
    )
  }

  /** A radial gradient across the box of the thing it fills. */
  radial(stops: readonly Stop[], cx = 0.5, cy = 0.5, r = 0.5): string {
    return this.define(
      (id) => `<radialGradient id="${id}" cx="${cx}" cy="${cy}" r="${r}">${stopsOf(stops)}</radialGradient>`,
    )
  }

  /** A blur, with its own deviation down the picture where smears are wanted. */
  blur(x: number, y = x): string {
    return this.define(
      (id) =>
        `<filter id="${id}" x="-50%" y="-50%" width="200%" height="200%" color-interpolation-filters="sRGB"><feGaussianBlur stdDeviation="${x} ${y}"/></filter>`,
    )
  }

  /** A clip path from markup. */
  clip(shape: string): string {
    return this.define((id) => `<clipPath id="${id}">${shape}</clipPath>`)
  }

  /**
   * Streaks of cloud, swell or smoke: stretched turbulence turned into the opacity of one colour, within what they are
   * applied to. `gain` and `bias` shape how much of it shows.
   */
  streaks(colour: string, frequency: readonly [number, number], gain: number, bias: number, seed: number): string {
    const [r, g, b] = rgb(colour)
    return this.define(
      (id) =>
        `<filter id="${id}" x="0" y="0" width="100%" height="100%" color-interpolation-filters="sRGB"><feTurbulence type="fractalNoise" baseFrequency="${frequency[0]} ${frequency[1]}" numOctaves="4" seed="${seed}"/><feColorMatrix values="0 0 0 0 ${r} 0 0 0 0 ${g} 0 0 0 0 ${b} ${gain} 0 0 0 ${bias}"/><feComposite operator="in" in2="SourceGraphic"/></filter>`,
    )
  }

  /** The whole picture. */
  document(body: string, width: number, height: number): string {
    return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${W} ${H}" preserveAspectRatio="xMidYMid slice"><defs>${this.definitions.join('')}</defs>${body}</svg>`
  }
}

/** A rectangle. */
export function rect(x: number, y: number, width: number, height: number, fill: string, more = ''): string {
  return `<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" fill="${fill}" ${more}/>`
}

/** A disc or ellipse. */
export function disc(x: number, y: number, rx: number, ry: number, fill: string, more = ''): string {
  return `<ellipse cx="${n(x)}" cy="${n(y)}" rx="${n(rx)}" ry="${n(ry)}" fill="${fill}" ${more}/>`
}

/** A filled path. */
export function path(d: string, fill: string, more = ''): string {
  return `<path d="${d}" fill="${fill}" ${more}/>`
}

/** A stroked path. */
export function line(d: string, stroke: string, width: number, more = ''): string {
  return `<path d="${d}" fill="none" stroke="${stroke}" stroke-width="${n(width)}" stroke-linecap="round" stroke-linejoin="round" ${more}/>`
}

/** Things drawn as one, with attributes of their own. */
export function group(attributes: string, ...parts: string[]): string {
  return `<g ${attributes}>${parts.join('')}</g>`
}

/** A number short enough for markup. */
export function n(value: number): string {
  return String(Math.round(value * 100) / 100)
}

/** A slow darkening towards the corners, which holds every picture of the film together. */
export function vignette(paint: Paint, strength: number): string {
  return rect(
    0,
    0,
    W,
    H,
    paint.radial(
      [
        [0.45, '#000', 0],
        [1, '#000', strength],
      ],
      0.5,
      0.48,
      0.75,
    ),
  )
}

/** Rain that falls with `t`; the same drops again a second later, so a moving take can loop. */
export function rain(paint: Paint, t: number, drops: number, colour: string, slant = 0.12): string {
  let body = ''
  for (let drop = 0; drop < drops; drop += 1) {
    const near = paint.random() ** 2
    const length = 26 + 90 * near
    const travel = H + 300
    const y = ((paint.random() * travel + t * travel * (1 + Math.round(near))) % travel) - 150
    const x = paint.random() * (W + 200) - 60 - y * slant
    body += line(
      `M${n(x)} ${n(y)}l${n(-length * slant)} ${n(length)}`,
      colour,
      0.9 + 1.6 * near,
      `opacity="${n(0.14 + 0.36 * near)}"`,
    )
  }
  return body
}

function stopsOf(stops: readonly Stop[]): string {
  return stops
    .map(
      ([offset, colour, opacity = 1]) => `<stop offset="${offset}" stop-color="${colour}" stop-opacity="${opacity}"/>`,
    )
    .join('')
}

function rgb(colour: string): [number, number, number] {
  const part = (index: number): number => parseInt(colour.slice(1 + 2 * index, 3 + 2 * index), 16) / 255
  return [part(0), part(1), part(2)]
}
