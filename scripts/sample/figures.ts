import { disc, group, line, n, path } from './paint.ts'

/** How a standing figure is lit and what it wears. */
export interface FigureLook {
  /** Colour of the silhouette. */
  readonly fill: string
  /** Colour of the light on its edge; none without. */
  readonly rim?: string
  /** Which way the edge light comes from: -1 left, 1 right. */
  readonly rimSide?: -1 | 1
}

const COAT =
  'M-4.2 -83 C-9 -82 -12.4 -79 -13.2 -70 C-14 -60 -14.6 -50 -15.6 -36 C-8 -33.6 8 -33.6 15.2 -36 C14.4 -50 14 -60 13.2 -70 C12.4 -79 9 -82 4.2 -83 Z'
const LEGS = 'M-9.4 -38 L-8.4 -3 L-9.6 0 L-3 0 L-2.6 -3 L-0.8 -36 Z M9.4 -38 L8 -3 L9.4 0 L2.8 0 L2.6 -3 L0.8 -36 Z'

/** A person in a long coat, feet at (x, y), `height` tall. */
export function figure(x: number, y: number, height: number, look: FigureLook): string {
  const scale = height / 100
  const body =
    path(LEGS, look.fill) +
    path(COAT, look.fill) +
    path('M-2.8 -86 h5.6 v5 h-5.6 Z', look.fill) +
    disc(0, -91.5, 5.6, 7, look.fill) +
    path(
      'M-6.2 -92 C-6.6 -101 6.6 -101 6.2 -92 C6.6 -87 5.6 -84.6 5 -84 L3.8 -92 L-3.8 -92 L-5 -84 C-5.6 -84.6 -6.6 -87 -6.2 -92 Z',
      look.fill,
    )
  const side = look.rimSide ?? 1
  const rim = look.rim
    ? group(
        `transform="scale(${side} 1)"`,
        line(
          'M4.4 -83 C9 -82 12.4 -79 13.2 -70 C14 -60 14.4 -50 15.2 -36 M9 -34 L8 -3',
          look.rim,
          0.8,
          'opacity=".85"',
        ),
        line('M1.5 -98.4 C5.6 -98 6.8 -94 6.2 -90 C6 -87 5.6 -85.4 5 -84.4', look.rim, 0.8, 'opacity=".9"'),
      )
    : ''
  return group(`transform="translate(${n(x)} ${n(y)}) scale(${scale})"`, body, rim)
}

/** The same person under an umbrella. */
export function umbrella(x: number, y: number, height: number, look: FigureLook): string {
  const scale = height / 100
  const dome =
    'M-34 -88 C-33 -112 -14 -121 0 -121 C14 -121 33 -112 34 -88 Q30.5 -91.5 25 -89 Q18 -93 10.6 -89 Q5 -92.4 0 -89 Q-5 -92.4 -10.6 -89 Q-18 -93 -25 -89 Q-30.5 -91.5 -34 -88 Z'
  const canopy = group(
    `transform="translate(${n(x)} ${n(y)}) scale(${scale})"`,
    line('M3.4 -121 L3.4 -62', look.fill, 1.2),
    path(dome, look.fill),
    line('M0 -121 L0 -125.5', look.fill, 1.6),
    look.rim
      ? line('M-33.4 -89 C-32 -111 -14 -120.4 0 -120.4 C14 -120.4 32 -111 33.4 -89', look.rim, 0.8, 'opacity=".9"') +
          line(
            'M-34 -88 Q-30.5 -91.5 -25 -89 Q-18 -93 -10.6 -89 Q-5 -92.4 0 -89 Q5 -92.4 10.6 -89 Q18 -93 25 -89 Q30.5 -91.5 34 -88',
            look.rim,
            0.6,
            'opacity=".55"',
          ) +
          line('M-10.6 -89 C-9.6 -106 -4 -117 0 -120.4 C4 -117 9.6 -106 10.6 -89', look.rim, 0.4, 'opacity=".3"')
      : '',
  )
  return figure(x, y, height, look) + canopy
}

/** A limb: a curve that starts `from` wide and ends `to` wide. */
function limb(points: readonly (readonly [number, number])[], from: number, to: number, fill: string): string {
  const [a, b, c, d] = points as readonly [Point, Point, Point, Point]
  const left: string[] = []
  const right: string[] = []
  for (let step = 0; step <= 12; step += 1) {
    const u = step / 12
    const at = (axis: 0 | 1): number =>
      (1 - u) ** 3 * a[axis] + 3 * (1 - u) ** 2 * u * b[axis] + 3 * (1 - u) * u * u * c[axis] + u ** 3 * d[axis]
    const slope = (axis: 0 | 1): number =>
      3 * (1 - u) ** 2 * (b[axis] - a[axis]) + 6 * (1 - u) * u * (c[axis] - b[axis]) + 3 * u * u * (d[axis] - c[axis])
    const length = Math.hypot(slope(0), slope(1)) || 1
    const half = (from + (to - from) * u) / 2
    const x = (slope(1) / length) * half
    const y = (slope(0) / length) * half
    left.push(`${n(at(0) - x)} ${n(at(1) + y)}`)
    right.unshift(`${n(at(0) + x)} ${n(at(1) - y)}`)
  }
  return path(`M${left.join('L')}L${right.join('L')}Z`, fill)
}

type Point = readonly [number, number]

/** Someone under water: arms wide, legs trailing, hair loose. Centre at (x, y), turned by `angle` degrees. */
export function swimmer(x: number, y: number, height: number, angle: number, fill: string, sway: number): string {
  const bend = Math.sin(sway * 1.6) * 2.5
  const hair = Array.from({ length: 9 }, (_, index) => {
    const root = -4.2 + index * 1.05
    const lean = -10 + bend * 1.5 + root * 0.9
    const tip: Point = [root + lean * 1.5, -52 - ((index * 7) % 11)]
    return limb([[root * 0.9, -34], [root * 1.5, -47], [root * 0.6 + lean * 0.1, -52], tip], 4.6, 0.4, fill)
  })
  const body = [
    disc(0, -36, 4.7, 6, fill),
    limb(
      [
        [0, -33],
        [0, -31],
        [0, -29],
        [0, -26],
      ],
      3.2,
      4,
      fill,
    ),
    path(
      'M-7 -27.4 C-3 -29 3 -29 7 -27.4 C6.6 -20 4.6 -15 4.4 -9 C6.4 2 12 10 17 16 C12 15.4 9 18.6 5 17.6 C1 20.4 -4 17.8 -7 20 C-10 17.4 -14 20.4 -18.6 18.4 C-12 10 -7 2 -4.8 -9 C-4.6 -15 -6.8 -20 -7 -27.4 Z',
      fill,
    ),
    limb(
      [
        [-5.6, -26],
        [-13, -27],
        [-19, -35],
        [-25 + bend, -45 - bend],
      ],
      3.6,
      1.7,
      fill,
    ),
    limb(
      [
        [-25 + bend, -45 - bend],
        [-26 + bend, -47 - bend],
        [-26.4 + bend, -49 - bend],
        [-26 + bend, -52 - bend],
      ],
      2.4,
      0.4,
      fill,
    ),
    limb(
      [
        [5.6, -26],
        [14, -23],
        [21, -27],
        [30 - bend, -33 + bend],
      ],
      3.6,
      1.7,
      fill,
    ),
    limb(
      [
        [30 - bend, -33 + bend],
        [32 - bend, -34 + bend],
        [34 - bend, -34.4 + bend],
        [36.4 - bend, -33.6 + bend],
      ],
      2.4,
      0.4,
      fill,
    ),
    limb(
      [
        [-4, 14],
        [-6, 26],
        [-2, 33],
        [-8 - bend, 46],
      ],
      5.6,
      2.3,
      fill,
    ),
    limb(
      [
        [-8 - bend, 45],
        [-9 - bend, 49],
        [-10 - bend, 52],
        [-13 - bend, 56],
      ],
      2.4,
      0.7,
      fill,
    ),
    limb(
      [
        [3, 14],
        [7, 25],
        [1, 33],
        [4 + bend, 44],
      ],
      5.6,
      2.3,
      fill,
    ),
    limb(
      [
        [4 + bend, 43],
        [4.4 + bend, 47],
        [3.6 + bend, 50],
        [1.6 + bend, 54],
      ],
      2.4,
      0.7,
      fill,
    ),
  ]
  return group(`transform="translate(${n(x)} ${n(y)}) rotate(${n(angle)}) scale(${height / 100})"`, ...hair, ...body)
}

/** A bird far away. */
export function gull(x: number, y: number, span: number, flap: number, colour: string): string {
  const lift = span * (0.18 + 0.14 * Math.sin(flap))
  return line(
    `M${n(x - span)} ${n(y - lift)} Q${n(x - span * 0.4)} ${n(y - lift * 1.2)} ${n(x)} ${n(y)} Q${n(x + span * 0.4)} ${n(y - lift * 1.2)} ${n(x + span)} ${n(y - lift)}`,
    colour,
    span * 0.11,
  )
}
