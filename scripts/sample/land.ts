import { figure, gull } from './figures.ts'
import { disc, group, H, n, path, rect, vignette, W } from './paint.ts'
import type { Composition, Stop } from './paint.ts'

/** Light over the hills. */
export interface Dunes {
  readonly sky: readonly Stop[]
  readonly near: string
  readonly far: string
  readonly sun: readonly [number, number, number]
  readonly sunColour: string
  readonly subject?: boolean
}

/** Ridges in the mist, each a little darker than the one behind it. */
export function dunes(options: Dunes): Composition {
  return (paint, t) => {
    const [sx, sy, radius] = options.sun
    const body = [
      rect(0, 0, W, H, paint.linear(options.sky)),
      disc(
        sx * W,
        sy * H - t * 5,
        radius * 11,
        radius * 9,
        paint.radial([
          [0, options.sunColour, 0.95],
          [0.2, options.sunColour, 0.45],
          [1, options.sunColour, 0],
        ]),
      ),
      disc(sx * W, sy * H - t * 5, radius, radius, '#fffdf3'),
      rect(
        0,
        0,
        W,
        H * 0.5,
        '#fff',
        `filter="${paint.streaks('#ffffff', [0.0018, 0.012], 2.6, -1.4, 41)}" opacity=".5"`,
      ),
    ]
    for (let bird = 0; bird < 12; bird += 1)
      body.push(
        gull(
          W * paint.between(0.25, 0.75) + t * 24,
          H * paint.between(0.12, 0.34),
          paint.between(9, 24),
          paint.random() * 7 + t * 6,
          options.near,
        ),
      )
    const layers = 7
    for (let layer = 0; layer < layers; layer += 1) {
      const depth = layer / (layers - 1)
      const base = H * (0.5 + 0.4 * depth ** 1.2)
      const rough = 26 + 60 * depth
      const phases = [paint.random() * 9, paint.random() * 9, paint.random() * 9] as const
      const at = (x: number): number =>
        base +
        Math.sin(x * 0.0031 + phases[0]) * rough * 0.7 +
        Math.sin(x * 0.0083 + phases[1]) * rough * 0.32 +
        Math.sin(x * 0.021 + phases[2]) * rough * 0.09
      let d = `M-60 ${H}`
      for (let x = -60; x <= W + 60; x += 20) d += ` L${x} ${n(at(x + t * 10 * depth))}`
      if (layer === layers - 1 && options.subject !== false)
        body.push(
          figure(W * 0.36, at(W * 0.36 + t * 10) + 6, 150, { fill: options.near, rim: options.sunColour, rimSide: 1 }),
        )
      body.push(path(`${d} L${W + 60} ${H} Z`, mix(options.far, options.near, depth)))
      body.push(
        path(
          `${d} L${W + 60} ${H} Z`,
          paint.linear([
            [0, options.sunColour, 0.3 * (1 - depth) + 0.05],
            [0.35, options.sunColour, 0.2 * (1 - depth)],
            [1, options.sunColour, 0],
          ]),
        ),
      )
    }
    body.push(vignette(paint, 0.4))
    return body.join('')
  }
}

/** Light of a hall of columns. */
export interface Colonnade {
  readonly light: string
  readonly mid: string
  readonly dark: string
  readonly subject?: boolean
}

/** Portals one behind the other, with sun through the gaps between them. */
export function colonnade(options: Colonnade): Composition {
  return (paint, t) => {
    const vx = W * 0.52
    const vy = H * 0.53
    const body = [
      rect(0, 0, W, H, options.light),
      disc(
        vx,
        vy,
        340,
        300,
        paint.radial([
          [0, '#fff'],
          [1, options.light, 0],
        ]),
      ),
    ]
    const count = 8
    for (let index = 0; index < count; index += 1) {
      const depth = ((index + ((t * 0.22) % 1)) / (count - 1)) ** 2.1
      const half = 90 + depth * 900
      const top = vy - 96 - depth * 620
      const floor = vy + 84 + depth * 560
      const column = 26 + depth * 210
      const shade = mix(options.light, options.dark, 0.16 + 0.7 * depth)
      const lit = mix(options.light, options.mid, 0.2 + 0.6 * depth)
      body.push(
        path(
          `M${n(vx - half)} ${n(floor)} L${n(vx + half)} ${n(floor)} L${n(vx + half * 1.9)} ${n(floor + 130 * depth + 26)} L${n(vx - half * 1.9)} ${n(floor + 130 * depth + 26)} Z`,
          lit,
          'opacity=".55"',
        ),
      )
      body.push(
        path(
          `M${n(vx - half)} ${n(floor)} L${n(vx - half + column)} ${n(floor)} L${n(vx + half * 0.7)} ${n(floor + 190 * depth + 30)} L${n(vx + half * 0.7 - column * 1.4)} ${n(floor + 190 * depth + 30)} Z`,
          options.dark,
          `opacity="${n(0.1 + 0.25 * depth)}"`,
        ),
      )
      body.push(rect(vx - half - 3000, top - 60 - depth * 320, 6000 + 2 * half, 74 + depth * 330, shade))
      for (const side of [-1, 1]) {
        const x = side < 0 ? vx - half - column * 0.1 : vx + half - column * 0.9
        body.push(
          rect(
            x,
            top,
            column,
            floor - top,
            paint.linear(
              side < 0
                ? [
                    [0, shade],
                    [0.5, lit],
                    [1, options.light],
                  ]
                : [
                    [0, options.dark, 0.9],
                    [0.4, shade],
                    [1, shade],
                  ],
              0,
              0,
              1,
              0,
            ),
          ),
        )
        body.push(
          rect(
            side < 0 ? -4000 : x + column * 1.4,
            top,
            side < 0 ? 4000 + x - column * 0.9 : 4000,
            floor - top + 60,
            shade,
          ),
        )
      }
      if (index === 3 && options.subject !== false)
        body.push(figure(vx - 12, floor + 26, 190, { fill: '#1a110b', rim: options.light, rimSide: -1 }))
    }
    body.push(
      path(
        `M0 0 L${W * 0.5} 0 L${W * 1.1} ${H} L${W * 0.5} ${H} Z`,
        paint.linear(
          [
            [0, '#fff', 0.4],
            [1, '#fff', 0],
          ],
          0,
          0,
          1,
          1,
        ),
        `filter="${paint.blur(30)}"`,
      ),
    )
    body.push(group('', vignette(paint, 0.42)))
    return body.join('')
  }
}

/** A colour between two others. */
export function mix(from: string, to: string, share: number): string {
  const channel = (index: number): string => {
    const a = parseInt(from.slice(1 + 2 * index, 3 + 2 * index), 16)
    const b = parseInt(to.slice(1 + 2 * index, 3 + 2 * index), 16)
    return Math.round(a + (b - a) * Math.min(1, Math.max(0, share)))
      .toString(16)
      .padStart(2, '0')
  }
  return `#${channel(0)}${channel(1)}${channel(2)}`
}
