import {
  between,
  circle,
  n,
  polygon,
  radialGradient,
  rect,
  times,
  verticalGradient,
  type Canvas,
  type Point,
} from './canvas.ts'
import { pick } from './read-prompt.ts'
import { mix } from './sketch-palette.ts'

/** A skyline in three depths, with lit windows, over rooftops or water. */
export function drawCity(canvas: Canvas): string {
  const { width, height, horizon, unit, palette } = canvas
  const ground = horizon + (height - horizon) * 0.32
  const layers = times(3, (layer) => {
    const colour = [mix(palette.far, palette.sky[2], 0.3), palette.mid, palette.near][layer]!
    return towers(canvas, ground + unit * layer * 7, unit * (34 - layer * 8), unit * (5 + layer * 2.5), colour, layer)
  })
  return layers.join('') + rect(0, ground + unit * 13, width, height, palette.near)
}

function towers(canvas: Canvas, ground: number, tallest: number, wide: number, colour: string, layer: number): string {
  const { width, height, unit, palette, random } = canvas
  const parts: string[] = []
  for (let x = -wide * random(); x < width;) {
    const w = wide * between(0.6, 1.5, random)
    const h = tallest * between(0.25, 1, random) * (random() < 0.15 ? 1.25 : 1)
    parts.push(rect(x, ground - h, w, h + height, colour))
    if (random() < 0.25)
      parts.push(rect(x + w * 0.45, ground - h - unit * between(2, 6, random), unit * 0.35, unit * 6, colour))
    if (random() < 0.2)
      parts.push(
        polygon(
          [
            [x, ground - h],
            [x + w / 2, ground - h - unit * between(2, 5, random)],
            [x + w, ground - h],
          ],
          colour,
        ),
      )
    parts.push(windows(canvas, x, ground - h, w, h, layer))
    x += w + (random() < 0.3 ? unit * between(0.3, 2, random) : 0)
  }
  return parts.join('') + rect(0, ground, width, unit, mix(colour, palette.near, 0.2), 0.5)
}

function windows({ unit, palette, random }: Canvas, x: number, y: number, w: number, h: number, layer: number): string {
  const size = unit * (0.55 + layer * 0.3)
  const columns = Math.floor((w - size) / (size * 2.1))
  const rows = Math.min(Math.floor(h / (size * 2.4)), 14)
  const share = palette.dark ? 0.42 : 0.2
  return times(columns * rows, (index) => {
    if (random() > share) return ''
    const left = x + size * 0.8 + (index % columns) * size * 2.1
    const top = y + size * 1.2 + Math.floor(index / columns) * size * 2.4
    return rect(left, top, size, size * 1.25, random() < 0.2 ? palette.rim : palette.light, between(0.35, 0.95, random))
  }).join('')
}

/** Puts a point of a space that runs away from the viewer onto the picture: Z from 1 (here) to far. */
function projector({ width, horizon, unit }: Canvas): (x: number, y: number, z: number) => Point {
  return (x, y, z) => [width / 2 + (x * unit * 60) / z, horizon + (y * unit * 60) / z]
}

/** A narrow street between lit walls, on wet ground. */
export function drawStreet(canvas: Canvas): string {
  const { width, height, horizon, unit, palette, random } = canvas
  const project = projector(canvas)
  const defs =
    verticalGradient('wet', [
      [0, palette.rim, 0.55],
      [0.3, palette.light, 0.18],
      [1, palette.near, 0],
    ]) +
    radialGradient('lamp', [
      [0, palette.light, 0.9],
      [1, palette.light, 0],
    ])
  const slabs = [9, 7, 5.4, 4.2, 3.2, 2.4, 1.8, 1.3].flatMap((z, index, all) => {
    const next = all[index + 1] ?? 0.9
    const colour = mix(mix(palette.far, palette.sky[2], 0.25), palette.near, index / 7)
    return [-1, 1].map((side) => {
      const wall = (1 + between(-0.06, 0.1, random)) * side
      const top = -between(1, 2.3, random)
      const face: Point[] = [
        project(wall, top, z),
        project(wall, top, next),
        project(wall, 0.55, next),
        project(wall, 0.55, z),
      ]
      return polygon(face, colour) + panes(canvas, wall, top, z, next)
    })
  })
  const ground = polygon(
    [[0, height], project(-1.1, 0.55, 9), project(1.1, 0.55, 9), [width, height]],
    mix(palette.near, palette.mid, 0.35),
  )
  const streaks = times(24, () => {
    const x = width / 2 + between(-0.42, 0.42, random) * width
    const y = horizon + (height - horizon) * between(0.2, 0.6, random)
    return rect(
      x,
      y,
      unit * between(0.3, 1.6, random),
      unit * between(6, 20, random),
      random() < 0.5 ? palette.rim : palette.light,
      between(0.08, 0.3, random),
      unit,
    )
  })
  return [
    `<defs>${defs}</defs>`,
    circle(width / 2, horizon - unit * 6, unit * 34, 'url(#lamp)', 0.45),
    ground,
    ...slabs,
    rect(width / 2 - unit * 15, horizon + unit * 4, unit * 30, height - horizon, 'url(#wet)', 0.8),
    ...streaks,
  ].join('')
}

/** Windows and signs on a wall of the street. */
function panes(canvas: Canvas, wall: number, top: number, z: number, next: number): string {
  const { palette, random } = canvas
  const project = projector(canvas)
  const rows = Math.floor(Math.abs(top) / 0.28)
  const lit = times(rows * 3, (index) => {
    if (random() > 0.46) return ''
    const y = top + 0.12 + Math.floor(index / 3) * 0.28
    // Equal widths on the wall: depth is interpolated by its inverse.
    const at = (share: number): number => 1 / (1 / z + (1 / next - 1 / z) * share)
    const [from, to] = [at(0.12 + (index % 3) * 0.3), at(0.3 + (index % 3) * 0.3)]
    const colour = pick([palette.light, palette.rim, mix(palette.light, '#ffd9a0', 0.7)], random)
    return polygon(
      [project(wall, y, from), project(wall, y, to), project(wall, y + 0.16, to), project(wall, y + 0.16, from)],
      colour,
      between(0.3, 0.95, random),
    )
  })
  return lit.join('')
}

/** A long hall of columns with light falling in from one side. */
export function drawHall(canvas: Canvas): string {
  const { width, height, horizon, unit, palette, random } = canvas
  const project = projector(canvas)
  const wall = mix(palette.sky[1], palette.sky[2], 0.5)
  const side = random() < 0.5 ? -1 : 1
  const depths = [8, 6, 4.6, 3.5, 2.6, 1.9, 1.35]
  const floor = polygon(
    [[-unit * 20, height + unit], project(-1.2, 0.6, 9), project(1.2, 0.6, 9), [width + unit * 20, height + unit]],
    mix(palette.mid, palette.sky[2], 0.25),
  )
  const shafts = depths.map((z) => {
    const shape: Point[] = [
      project(side * 1.1, 0.6, z),
      project(side * 1.1, 0.6, z * 0.86),
      project(-side * 0.7, 0.6, z * 0.74),
      project(-side * 0.7, 0.6, z * 0.86),
    ]
    return polygon(shape, palette.light, 0.5)
  })
  const frames = depths.flatMap((z, index) => {
    const colour = mix(mix(palette.far, wall, 0.5), palette.near, (index / (depths.length - 1)) * 0.85)
    const arch = [-1, 1].map((hand) => {
      const lit = hand === side ? colour : mix(colour, palette.light, 0.2)
      return polygon(
        [
          project(hand * 0.85, -1.4, z),
          project(hand * 1.15, -1.4, z),
          project(hand * 1.15, 0.6, z),
          project(hand * 0.85, 0.6, z),
        ],
        lit,
      )
    })
    const beam = polygon(
      [project(-1.15, -1.4, z), project(1.15, -1.4, z), project(1.15, -1.12, z), project(-1.15, -1.12, z)],
      mix(colour, palette.near, 0.2),
    )
    return [beam, ...arch]
  })
  return [
    rect(0, 0, width, height, wall),
    polygon(
      [project(-1.2, -1.4, 9), project(1.2, -1.4, 9), project(1.2, 0.6, 9), project(-1.2, 0.6, 9)],
      palette.light,
    ),
    circle(width / 2, horizon - unit * 4, unit * 40, 'url(#glow)', 0.6),
    floor,
    ...shafts,
    ...frames,
  ].join('')
}

/** Rings that run away into a light. */
export function drawTunnel(canvas: Canvas): string {
  const { width, height, horizon, unit, palette, random } = canvas
  const colours = [palette.rim, palette.near, palette.light, palette.mid]
  const rings = times(15, (index) => {
    const radius = unit * 92 * 0.78 ** index
    return circle(
      width / 2,
      horizon + unit * 2 * 0.7 ** index,
      radius,
      mix(colours[index % 4]!, palette.near, index % 2 ? 0.4 : 0.08),
      0.96,
    )
  })
  const sparks = times(50, () => {
    const angle = random() * 2 * Math.PI
    const from = unit * between(16, 70, random)
    const to = from + unit * between(2, 9, random)
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
    return `<line x1="${n(width / 2 + cos * from)}" y1="${n(horizon + sin * from)}" x2="${n(width / 2 + cos * to)}" y2="${n(horizon + sin * to)}" stroke="${palette.light}" stroke-opacity="0.4" stroke-width="${n(unit * 0.3)}"/>`
  })
  const floor = verticalGradient('floor', [
    [0, palette.near, 0],
    [0.25, palette.near, 0.75],
    [1, palette.near, 1],
  ])
  return [
    rect(0, 0, width, height, palette.near),
    ...rings,
    circle(width / 2, horizon, unit * 13, palette.light, 0.35),
    circle(width / 2, horizon, unit * 8.5, palette.light),
    ...sparks,
    `<defs>${floor}</defs>`,
    rect(0, horizon + unit * 4, width, height, 'url(#floor)'),
  ].join('')
}

/** A stage under beams of light, seen over the heads of the crowd. */
export function drawStage(canvas: Canvas): string {
  const { width, height, horizon, unit, palette, random } = canvas
  const beam =
    verticalGradient('beam', [
      [0, palette.light, 0.75],
      [1, palette.light, 0],
    ]) +
    verticalGradient('beam2', [
      [0, palette.rim, 0.8],
      [1, palette.rim, 0],
    ])
  const stageY = horizon + (height - horizon) * 0.38
  const beams = times(9, (index) => {
    const x = (width * (index + 0.5)) / 9
    const lean = (width / 2 - x) * between(0.1, 0.9, random)
    return (
      polygon(
        [
          [x - unit, -unit],
          [x + unit, -unit],
          [x + lean + unit * 11, stageY],
          [x + lean - unit * 11, stageY],
        ],
        index % 2 ? 'url(#beam)' : 'url(#beam2)',
        0.55,
      ) + circle(x, unit * 1.5, unit * 1.3, palette.light)
    )
  })
  return [
    `<defs>${beam}</defs>`,
    rect(0, 0, width, height, mix(palette.near, palette.sky[1], 0.45)),
    circle(width / 2, horizon, unit * 60, 'url(#glow)', 0.7),
    ...beams,
    rect(0, stageY, width, unit * 2, mix(palette.near, palette.rim, 0.5)),
    rect(0, stageY + unit * 1.2, width, height, palette.near),
  ].join('')
}

/** Heads and raised hands in front of the stage. */
export function drawCrowd({ width, height, unit, palette, random }: Canvas): string {
  const rows = times(2, (row) => {
    const colour = row === 0 ? mix(palette.near, palette.rim, 0.16) : palette.near
    const count = Math.ceil(width / (unit * (5 + row * 2)))
    return times(count, (index) => {
      const x = (width * (index + between(0.2, 0.8, random))) / count
      const size = unit * between(2, 2.6, random) * (1 + row * 0.5)
      const y = height - unit * (15 - row * 7) + between(-1.5, 1.5, random) * unit
      const arm =
        random() < 0.22
          ? polygon(
              [
                [x + size, y + size],
                [x + size * 1.9, y + size * 1.4],
                [x + size * 1.7, y - size * 2.6],
                [x + size * 1.3, y - size * 2.7],
              ],
              colour,
            )
          : ''
      return `${circle(x, y, size, colour)}<ellipse cx="${n(x)}" cy="${n(y + size * 3)}" rx="${n(size * 1.9)}" ry="${n(size * 2.3)}" fill="${colour}"/>${arm}`
    }).join('')
  })
  return rows.join('')
}
