import {
  between,
  n,
  path,
  polygon,
  rect,
  ridge,
  silhouette,
  times,
  verticalGradient,
  type Canvas,
  type Point,
} from './canvas.ts'
import type { Disc } from './draw-sky.ts'
import { mix } from './sketch-palette.ts'

/** Water to the horizon with the light's path on it, a headland, and a shore in front. */
export function drawSea(canvas: Canvas, disc: Disc): string {
  const { width, height, horizon, unit, palette, random } = canvas
  const depth = height - horizon
  const water = verticalGradient('water', [
    [0, mix(palette.sky[2], palette.mid, 0.35)],
    [0.4, mix(palette.sky[1], palette.mid, 0.55)],
    [1, mix(palette.near, palette.sky[0], 0.25)],
  ])
  const glitter = times(26, (index) => {
    const y = horizon + depth * (0.02 + 0.9 * (index / 26) ** 1.5)
    const spread = unit * (3 + index * 0.9)
    const length = between(0.5, 1.2, random) * spread
    return rect(
      disc.x - length / 2 + between(-0.4, 0.4, random) * spread,
      y,
      length,
      unit * (0.25 + index * 0.028),
      palette.light,
      0.75 - index * 0.02,
      unit * 0.4,
    )
  })
  const swell = times(18, () => {
    const y = horizon + depth * random() ** 0.8
    const near = (y - horizon) / depth
    return rect(
      between(-0.1, 1, random) * width,
      y,
      width * between(0.04, 0.2, random) * (0.4 + near),
      unit * (0.15 + near * 0.4),
      palette.sky[2],
      0.16,
      unit,
    )
  })
  const left = disc.x > width / 2
  const headland = ridge(canvas, horizon, unit * 9, 0.5).map(([x, y]): Point => {
    const inland = left ? Math.max(0, 1 - x / (width * 0.55)) : Math.max(0, (x - width * 0.45) / (width * 0.55))
    return [x, horizon - (horizon - y + unit * 3) * inland]
  })
  return [
    `<defs>${water}</defs>`,
    polygon([...headland, [left ? 0 : width, horizon]], palette.far, 0.9),
    rect(0, horizon, width, depth, 'url(#water)'),
    rect(0, horizon - unit * 0.12, width, unit * 0.3, palette.light, 0.55),
    ...glitter,
    ...swell,
    silhouette(canvas, ridge(canvas, height * 0.985, unit * 7, 0.3), palette.near),
  ].join('')
}

/** Ranges one behind the other, each hazier than the one before it. */
export function drawMountains(canvas: Canvas): string {
  const { height, horizon, unit, palette } = canvas
  const haze = mix(palette.far, palette.sky[2], 0.5)
  const layers = times(5, (index) => {
    const share = index / 4
    const colour = share < 0.5 ? mix(haze, palette.mid, share * 2) : mix(palette.mid, palette.near, share * 2 - 1)
    const base = horizon + (height - horizon) * share * 0.82
    const edge = index < 3 ? crags(canvas, base, unit * (34 - index * 9)) : ridge(canvas, base, unit * 10, 0.7)
    const lit = index < 3 ? silhouette(canvas, edge, mix(colour, palette.light, 0.28)) : ''
    // The shaded side of every crag: the same edge, moved a little to the side the light does not reach.
    const shade = edge.map(([x, y]): Point => [x === 0 ? 0 : x + unit * 1.1, y + (index < 3 ? unit * 0.5 : 0)])
    return lit + silhouette(canvas, shade, colour)
  })
  return layers.join('')
}

/** A rocky edge by midpoint displacement: halves every stretch and throws its middle up or down, ever less. */
function crags({ width, random }: Canvas, base: number, height: number): Point[] {
  let heights = times(5, () => between(0.15, 1, random))
  for (let throwing = 0.34; heights.length < 120; throwing *= 0.5) {
    heights = heights.flatMap((value, index) => {
      const next = heights[index + 1]
      return next === undefined ? [value] : [value, (value + next) / 2 + between(-throwing, throwing, random)]
    })
  }
  return heights.map((value, index): Point => [(width * index) / (heights.length - 1), base - value * height])
}

/** Trunks in three depths before a clearing full of light. */
export function drawForest(canvas: Canvas): string {
  const { width, height, horizon, unit, palette, random } = canvas
  const layers = times(3, (layer) => {
    const colour = [mix(palette.far, palette.sky[2], 0.35), palette.mid, palette.near][layer]!
    const ground = horizon + (height - horizon) * (0.18 + layer * 0.3)
    const trunks = times([17, 10, 5][layer]!, (index) => {
      const count = [17, 10, 5][layer]!
      const x = (width * (index + between(0.1, 0.9, random))) / count
      const girth = unit * between(0.7, 1.3, random) * (1 + layer * 1.5)
      const branches = times(3, () => branch(canvas, x, between(0.05, 0.6, random) * horizon, girth, colour))
      return (
        polygon(
          [
            [x - girth * 0.5, -unit],
            [x + girth * 0.5, -unit],
            [x + girth * 0.75, ground + unit * 2],
            [x - girth * 0.75, ground + unit * 2],
          ],
          colour,
        ) + branches.join('')
      )
    })
    return trunks.join('') + silhouette(canvas, ridge(canvas, ground, unit * 4, 1), colour)
  })
  const beams = times(4, (index) => {
    const x = width * (0.2 + index * 0.18) + between(-4, 4, random) * unit
    return polygon(
      [
        [x, 0],
        [x + unit * 5, 0],
        [x - unit * 14, height],
        [x - unit * 26, height],
      ],
      palette.light,
      0.09,
    )
  })
  return [layers[0], ...beams, layers[1], layers[2]].join('')
}

function branch({ unit, random }: Canvas, x: number, y: number, girth: number, colour: string): string {
  const side = random() < 0.5 ? -1 : 1
  const reach = unit * between(4, 10, random) * side
  const d = `M${n(x)} ${n(y)} Q${n(x + reach * 0.5)} ${n(y - girth)} ${n(x + reach)} ${n(y - Math.abs(reach) * 0.7)} Q${n(x + reach * 0.5)} ${n(y + girth * 0.1)} ${n(x)} ${n(y + girth * 0.9)}Z`
  return path(d, colour)
}

/** Dunes, with a road that runs to the horizon. */
export function drawSand(canvas: Canvas, withRoad: boolean): string {
  const { width, height, horizon, unit, palette, random } = canvas
  const hills = silhouette(canvas, ridge(canvas, horizon + unit, unit * 8, 0.8), mix(palette.far, palette.sky[2], 0.4))
  const dunes = times(3, (index) => {
    const base = horizon + (height - horizon) * (0.16 + index * 0.3)
    const edge = ridge(canvas, base, unit * (9 - index), 0.35)
    const lit = mix([palette.far, palette.mid, palette.near][index]!, palette.rim, 0.22)
    const shade = edge.map(([x, y], point): Point => [
      x,
      y + unit * (1.2 + 3 * Math.abs(Math.sin(point * 0.12 + index))),
    ])
    return silhouette(canvas, edge, lit) + silhouette(canvas, shade, [palette.far, palette.mid, palette.near][index]!)
  })
  const vanish = width * between(0.42, 0.58, random)
  const road = withRoad
    ? polygon(
        [
          [vanish, horizon + unit * 0.8],
          [width * 0.86, height],
          [width * 0.14, height],
        ],
        mix(palette.near, palette.mid, 0.3),
      ) +
      times(7, (index) => {
        const [top, bottom] = [0.12 + index * 0.14, 0.16 + index * 0.15].map(
          (share) => horizon + (height - horizon) * share ** 1.6,
        )
        const half = unit * (0.12 + index * 0.14)
        const centre = (y: number): number => vanish + ((width * 0.5 - vanish) * (y - horizon)) / (height - horizon)
        return polygon(
          [
            [centre(top!) - half * 0.7, top!],
            [centre(top!) + half * 0.7, top!],
            [centre(bottom!) + half, bottom!],
            [centre(bottom!) - half, bottom!],
          ],
          palette.light,
          0.85,
        )
      }).join('')
    : ''
  return hills + (withRoad ? (dunes[0] ?? '') + road : dunes.join(''))
}

/** Under water: shafts of light from the surface, bubbles, and a bed of rock and weed. */
export function drawDeep(canvas: Canvas): string {
  const { width, height, unit, palette, random } = canvas
  const shaft = verticalGradient('shaft', [
    [0, palette.light, 0.55],
    [0.85, palette.light, 0],
  ])
  const deep = verticalGradient('water', [
    [0, palette.sky[0]],
    [0.45, palette.sky[1]],
    [1, palette.sky[2]],
  ])
  const source = width * between(0.3, 0.7, random)
  const shafts = times(11, (index) => {
    const x = source + (index - 5) * unit * 5
    const foot = source + (index - 5) * unit * 26 + between(-4, 4, random) * unit
    const half = unit * between(2, 6, random)
    return polygon(
      [
        [x - unit, -unit],
        [x + unit, -unit],
        [foot + half, height],
        [foot - half, height],
      ],
      'url(#shaft)',
      between(0.2, 0.6, random),
    )
  })
  const bubbles = times(40, () => {
    const [x, y, radius] = [width * random(), height * random(), unit * between(0.2, 1, random)]
    return `<circle cx="${n(x)}" cy="${n(y)}" r="${n(radius)}" fill="none" stroke="${palette.light}" stroke-opacity="0.45" stroke-width="${n(unit * 0.15)}"/>`
  })
  const weeds = times(26, () => {
    const x = width * random()
    const tall = unit * between(5, 18, random)
    const lean = unit * between(-4, 4, random)
    const d = `M${n(x - unit * 0.7)} ${n(height)} Q${n(x + lean)} ${n(height - tall * 0.5)} ${n(x - lean * 0.4)} ${n(height - tall)} Q${n(x + lean + unit * 1.4)} ${n(height - tall * 0.5)} ${n(x + unit * 0.9)} ${n(height)}Z`
    return path(d, palette.near, 0.9)
  })
  return [
    `<defs>${shaft}${deep}</defs>`,
    rect(0, 0, width, height, 'url(#water)'),
    ...shafts,
    silhouette(canvas, ridge(canvas, height * 0.88, unit * 12, 1), palette.far, 0.8),
    silhouette(canvas, ridge(canvas, height * 0.97, unit * 10, 0.8), palette.near),
    ...weeds,
    ...bubbles,
  ].join('')
}
