/** The colours of one sketch, as `#rrggbb`. */
export interface SketchPalette {
  /** From the top of the picture to the horizon. */
  readonly sky: readonly [string, string, string]
  /** Silhouettes, from hazy distance to foreground. */
  readonly far: string
  readonly mid: string
  readonly near: string
  /** Sun, moon, lamps, lit windows. */
  readonly light: string
  /** A second light that answers the first. */
  readonly rim: string
  /** True where stars and lit windows belong. */
  readonly dark: boolean
}

/** The moods that prompts can ask for. */
export type Mood = 'dusk' | 'dawn' | 'night' | 'neon' | 'day' | 'deep' | 'forest' | 'sand' | 'ember' | 'fog' | 'snow'

/** Hand-picked palettes by mood. */
export const PALETTES: Readonly<Record<Mood, SketchPalette>> = {
  dusk: {
    sky: ['#2a1c4c', '#9a3f6b', '#f6a45f'],
    far: '#6c3a66',
    mid: '#3f2450',
    near: '#190f26',
    light: '#ffd596',
    rim: '#ff7f6a',
    dark: false,
  },
  dawn: {
    sky: ['#7fa3c4', '#e9c9bb', '#fde8c8'],
    far: '#a3adc0',
    mid: '#6a7893',
    near: '#2b3549',
    light: '#fff3da',
    rim: '#ff9f78',
    dark: false,
  },
  night: {
    sky: ['#060a18', '#111b3a', '#33407a'],
    far: '#1f2a55',
    mid: '#131b3a',
    near: '#070b19',
    light: '#eef0ff',
    rim: '#6f8fff',
    dark: true,
  },
  neon: {
    sky: ['#0a0820', '#2a1054', '#8a1f77'],
    far: '#351a66',
    mid: '#1c1044',
    near: '#090616',
    light: '#2fe0ee',
    rim: '#ff3f92',
    dark: true,
  },
  day: {
    sky: ['#4e9fd0', '#9fd2e6', '#eef3e2'],
    far: '#93b7bb',
    mid: '#5d8f87',
    near: '#234446',
    light: '#fff7d0',
    rim: '#ffc861',
    dark: false,
  },
  deep: {
    sky: ['#7fe0d6', '#1b918f', '#06424e'],
    far: '#0f6f74',
    mid: '#07505a',
    near: '#022530',
    light: '#d5fff4',
    rim: '#5df2d8',
    dark: false,
  },
  forest: {
    sky: ['#0f2b27', '#3f7355', '#d0d79b'],
    far: '#6b9468',
    mid: '#2f5a45',
    near: '#0b211d',
    light: '#fbf6c4',
    rim: '#c6e07a',
    dark: false,
  },
  sand: {
    sky: ['#d98a54', '#f3bd7d', '#fbe6c4'],
    far: '#d8935a',
    mid: '#ac5f3a',
    near: '#512722',
    light: '#fff6df',
    rim: '#ffcf87',
    dark: false,
  },
  ember: {
    sky: ['#16060a', '#4f0d18', '#c2382b'],
    far: '#641420',
    mid: '#380a14',
    near: '#120307',
    light: '#ffcf8a',
    rim: '#ff5a3d',
    dark: true,
  },
  fog: {
    sky: ['#76828d', '#a9b3ba', '#dcdfdd'],
    far: '#a3adb3',
    mid: '#6d7a84',
    near: '#2a3138',
    light: '#f7f5ec',
    rim: '#d8c9ae',
    dark: false,
  },
  snow: {
    sky: ['#7f98b4', '#bccddd', '#f4f3f1'],
    far: '#b7c8d8',
    mid: '#8299b0',
    near: '#33455a',
    light: '#ffffff',
    rim: '#ffd7c2',
    dark: false,
  },
}

/** Turns every colour of a palette around the colour wheel, so that two sketches of one mood are not twins. */
export function turnHue(palette: SketchPalette, degrees: number): SketchPalette {
  const turn = (colour: string): string => rotate(colour, degrees)
  const [top, middle, bottom] = palette.sky
  return {
    sky: [turn(top), turn(middle), turn(bottom)],
    far: turn(palette.far),
    mid: turn(palette.mid),
    near: turn(palette.near),
    light: turn(palette.light),
    rim: turn(palette.rim),
    dark: palette.dark,
  }
}

/** Mixes two colours: 0 gives the first, 1 the second. */
export function mix(from: string, to: string, share: number): string {
  const [a, b] = [channels(from), channels(to)]
  return hex(a.map((value, index) => value + (b[index]! - value) * share))
}

function channels(colour: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))
}

function hex(values: readonly number[]): string {
  const byte = (value: number): string =>
    Math.round(Math.min(Math.max(value, 0), 255))
      .toString(16)
      .padStart(2, '0')
  return `#${values.map(byte).join('')}`
}

/** Hue rotation that keeps luminance: the matrix of SVG's `feColorMatrix type="hueRotate"`. */
function rotate(colour: string, degrees: number): string {
  const [r, g, b] = channels(colour) as [number, number, number]
  const c = Math.cos((degrees * Math.PI) / 180)
  const s = Math.sin((degrees * Math.PI) / 180)
  return hex([
    r * (0.213 + c * 0.787 - s * 0.213) + g * (0.715 - c * 0.715 - s * 0.715) + b * (0.072 - c * 0.072 + s * 0.928),
    r * (0.213 - c * 0.213 + s * 0.143) + g * (0.715 + c * 0.285 + s * 0.14) + b * (0.072 - c * 0.072 - s * 0.283),
    r * (0.213 - c * 0.213 - s * 0.787) + g * (0.715 - c * 0.715 + s * 0.715) + b * (0.072 + c * 0.928 + s * 0.072),
  ])
}
