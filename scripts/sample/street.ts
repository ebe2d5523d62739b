import { figure, umbrella } from './figures.ts'
import { disc, group, H, line, n, path, rain, rect, vignette, W } from './paint.ts'
import type { Composition, Paint, Stop } from './paint.ts'

/** Light of a street. */
export interface StreetLight {
  readonly sky: readonly Stop[]
  readonly wall: string
  readonly windows: readonly string[]
  readonly signs: readonly string[]
  readonly haze: string
}

/** The lights of the city scenes. */
export const STREETS = {
  neon: {
    sky: [
      [0, '#060b24'],
      [0.5, '#0c2560'],
      [1, '#1675b8'],
    ],
    wall: '#0b0e1f',
    windows: ['#16b5dc', '#12809f', '#f0dcae', '#7d1440', '#1d2a52', '#161b36', '#141a38'],
    signs: ['#ff2a9d', '#21e6ff'],
    haze: '#1c9be0',
  },
  magenta: {
    sky: [
      [0, '#14051f'],
      [0.5, '#4a0f52'],
      [1, '#d4307f'],
    ],
    wall: '#120a1c',
    windows: ['#ff4f9a', '#a81d62', '#ffd9a8', '#46266b', '#251338', '#1c1030', '#3fd0e0'],
    signs: ['#21e6ff', '#ffb02e'],
    haze: '#ff3d94',
  },
  amber: {
    sky: [
      [0, '#120806'],
      [0.5, '#4a1b0e'],
      [1, '#d2662b'],
    ],
    wall: '#130b0a',
    windows: ['#ffb154', '#c7521f', '#ffe1a6', '#5a1a18', '#2a1614', '#1d1010', '#20857f'],
    signs: ['#ff4a3a', '#ffd166'],
    haze: '#ff8a3c',
  },
  green: {
    sky: [
      [0, '#03110f'],
      [0.5, '#0a3a38'],
      [1, '#23a58c'],
    ],
    wall: '#07100f',
    windows: ['#2fd8b2', '#14806c', '#e5e0b0', '#123a3a', '#0f2426', '#0b191b', '#8a2a50'],
    signs: ['#7dffd8', '#ff5d8f'],
    haze: '#2fd8b2',
  },
  dawn: {
    sky: [
      [0, '#5d7ea8'],
      [0.5, '#b9b3b8'],
      [1, '#ffdfae'],
    ],
    wall: '#4a4453',
    windows: ['#fff0d0', '#8b8796', '#6d6878', '#7a7484', '#e2b3a0', '#5e5a69', '#605a68'],
    signs: ['#d98aa8', '#8fc3cc'],
    haze: '#ffe6bd',
  },
} as const satisfies Record<string, StreetLight>

/** What happens in a street. */
export interface Street {
  readonly light: keyof typeof STREETS
  readonly subject?: 'umbrella' | 'figure' | 'none'
  readonly rain?: number
  /** Where the camera stands across the street, -1 to 1. */
  readonly side?: number
  readonly height?: number
  /** Size of the person. */
  readonly size?: number
}

const HORIZON = 0.6
const FOCAL = 760
const STREET = 4.4

interface Eye {
  readonly x: number
  readonly y: number
  readonly z: number
}

/** A wet street between two walls of lit windows, in true perspective; the camera walks forward with `t`. */
export function street(options: Street): Composition {
  return (paint, t) => {
    const light: StreetLight = STREETS[options.light]
    const eye: Eye = { x: (options.side ?? 0) * 1.6, y: options.height ?? 1.5, z: t * 0.55 }
    const walls = [buildWall(paint, light, -1), buildWall(paint, light, 1)]
    const horizon = HORIZON * H
    const back = paint.radial([
      [0, light.haze, 0.95],
      [0.4, light.haze, 0.4],
      [1, light.haze, 0],
    ])
    const glassy = group(
      `filter="${paint.blur(2.5, 13)}" opacity=".62"`,
      ...walls.map((wall) => wallMarkup(wall, light, eye, true, true)),
    )
    const ground = groundShape(eye)
    const body = [
      rect(0, 0, W, H, paint.linear(light.sky, 0, 0, 0, 0.66)),
      disc(W / 2, horizon - 30, 520, 420, back),
      ...walls.map((wall) => wallMarkup(wall, light, eye, false, false)),
      group(`filter="${paint.blur(15)}" opacity=".85"`, ...walls.map((wall) => signsMarkup(wall, eye, false))),
      ...walls.map((wall) => signsMarkup(wall, eye, false)),
      disc(
        W / 2,
        horizon,
        360,
        260,
        paint.radial([
          [0, light.haze, 0.8],
          [0.4, light.haze, 0.25],
          [1, light.haze, 0],
        ]),
      ),
      path(
        ground,
        paint.linear([
          [0, light.haze],
          [0.16, light.wall],
          [1, '#04050b'],
        ]),
      ),
      group(
        `clip-path="${paint.clip(path(ground, '#fff'))}"`,
        glassy,
        group(`filter="${paint.blur(4, 18)}" opacity=".9"`, ...walls.map((wall) => signsMarkup(wall, eye, true))),
        rect(
          0,
          horizon,
          W,
          H - horizon,
          paint.linear([
            [0, light.haze, 0.35],
            [0.3, light.haze, 0.06],
            [1, '#02030a', 0.45],
          ]),
        ),
        rect(
          0,
          horizon,
          W,
          H - horizon,
          '#fff',
          `filter="${paint.streaks('#02030a', [0.003, 0.04], 3.4, -1.7, 9)}" opacity=".7"`,
        ),
        ripples(paint, light, horizon, t),
      ),
      person(paint, options, light, t),
      rain(paint, t, options.rain ?? 130, '#cfe4ff'),
      vignette(paint, 0.6),
    ]
    return body.join('')
  }
}

/** The road between the feet of the walls, from the vanishing point to the bottom of the picture. */
function groundShape(eye: Eye): string {
  const edge = (side: -1 | 1): [number, number] => project({ ...eye, z: 0 }, side * STREET, 0, 0.5)
  const corners = [edge(1), [W * 1.5, H * 1.5], [-W * 0.5, H * 1.5], edge(-1)]
  return `M${W / 2} ${HORIZON * H}L${corners.map((corner) => corner.map(n).join(' ')).join('L')}Z`
}

interface Pane {
  readonly z: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly colour: string
}

interface Wall {
  readonly side: -1 | 1
  readonly panes: readonly Pane[]
  readonly signs: readonly Pane[]
}

function buildWall(paint: Paint, light: StreetLight, side: -1 | 1): Wall {
  const panes: Pane[] = []
  const signs: Pane[] = []
  for (let z = 2.4; z < 46; z += 1.15) {
    for (let floor = 0; floor < 9; floor += 1) {
      const lit = paint.random()
      const colour = paint.pick(light.windows)
      if (lit < 0.9) panes.push({ z, y: 1.9 + floor * 1.25, width: 0.78, height: 0.86, colour })
    }
    const sign = paint.random()
    const colour = paint.pick(light.signs)
    const y = paint.between(2, 4.4)
    if (sign < 0.36) signs.push({ z: z + 0.25, y, width: 0.9, height: paint.between(1.1, 2.2), colour })
    const shop = paint.random()
    const glow = paint.pick(light.windows.slice(0, 4))
    if (shop < 0.62) panes.push({ z: z + 0.06, y: 0.35, width: 1.02, height: 1.1, colour: glow })
  }
  return { side, panes, signs }
}

function project(eye: Eye, x: number, y: number, z: number): [number, number] {
  const depth = Math.max(0.35, z - eye.z)
  return [W / 2 + ((x - eye.x) * FOCAL) / depth, HORIZON * H - ((y - eye.y) * FOCAL * 0.62) / depth]
}

function quad(eye: Eye, wall: Wall, pane: Pane, mirrored: boolean, inset = 0): string {
  const x = wall.side * (STREET - inset)
  const flip = mirrored ? -1 : 1
  const corners = [
    [pane.z, pane.y],
    [pane.z + pane.width, pane.y],
    [pane.z + pane.width, pane.y + pane.height],
    [pane.z, pane.y + pane.height],
  ] as const
  return `M${corners
    .map(([z, y]) =>
      project(eye, x, y * flip, z)
        .map(n)
        .join(' '),
    )
    .join('L')}Z`
}

function wallMarkup(wall: Wall, light: StreetLight, eye: Eye, mirrored: boolean, panesOnly: boolean): string {
  const face = { z: 0.5, y: -0.2, width: 60, height: 16, colour: light.wall }
  const visible = wall.panes.filter((pane) => pane.z > eye.z + 0.5)
  const panes = visible
    .map((pane) =>
      path(
        quad(eye, wall, pane, mirrored),
        pane.colour,
        `opacity="${n(Math.max(0.25, 0.95 - (pane.z - eye.z) * 0.014))}"`,
      ),
    )
    .join('')
  return (panesOnly ? '' : path(quad(eye, wall, face, mirrored), light.wall)) + panes
}

function signsMarkup(wall: Wall, eye: Eye, mirrored: boolean): string {
  return wall.signs
    .filter((sign) => sign.z > eye.z + 0.5)
    .map((sign) => {
      const glyph = (row: number): string => {
        const inner = {
          ...sign,
          z: sign.z + 0.12,
          width: sign.width - 0.24,
          y: sign.y + 0.14 + row * 0.26,
          height: 0.1,
        }
        return path(quad(eye, wall, inner, mirrored, 0.5), sign.colour)
      }
      const rows = Math.floor((sign.height - 0.2) / 0.26)
      const box = quad(eye, wall, sign, mirrored, 0.5)
      return (
        path(box, '#0b0a16', 'opacity=".7"') +
        line(box, sign.colour, 4) +
        Array.from({ length: rows }, (_, row) => glyph(row)).join('')
      )
    })
    .join('')
}

function ripples(paint: Paint, light: StreetLight, horizon: number, t: number): string {
  let body = ''
  for (let index = 0; index < 46; index += 1) {
    const depth = paint.random() ** 1.4
    const x = paint.random() * W
    const y = horizon + 12 + depth * (H - horizon)
    const age = (paint.random() + t * 1.3) % 1
    const rx = (10 + 60 * depth) * (0.3 + age)
    body += `<ellipse cx="${n(x)}" cy="${n(y)}" rx="${n(rx)}" ry="${n(rx * 0.22)}" fill="none" stroke="${paint.pick([light.haze, '#dff1ff'])}" stroke-width="${n(0.8 + depth)}" opacity="${n(0.5 * (1 - age))}"/>`
  }
  return body
}

function person(paint: Paint, options: Street, light: StreetLight, t: number): string {
  const subject = options.subject ?? 'umbrella'
  if (subject === 'none') return ''
  const height = 330 * (options.size ?? 1) * (1 + t * 0.03)
  const feet = H * 0.8
  const x = W / 2 + 8 + Math.sin(t * 3.2) * 3
  const look = { fill: '#05060d', rim: light.signs[0], rimSide: 1 as const }
  const draw = subject === 'umbrella' ? umbrella : figure
  return (
    disc(
      x,
      feet - height * 0.55,
      height * 0.75,
      height * 0.8,
      paint.radial([
        [0, light.haze, 0.5],
        [1, light.haze, 0],
      ]),
    ) +
    group(
      `transform="translate(0 ${n(2 * feet)}) scale(1 -1)" opacity=".75" filter="${paint.blur(3, 6)}"`,
      draw(x, feet, height, look),
    ) +
    draw(x, feet, height, look)
  )
}
