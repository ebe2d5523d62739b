import { swimmer } from './figures.ts'
import { disc, group, H, line, n, path, rect, vignette, W } from './paint.ts'
import type { Composition, Paint } from './paint.ts'

/** Light under water. */
export interface Deep {
  readonly light: string
  readonly mid: string
  readonly dark: string
  readonly subject?: 'swimmer'
  readonly angle?: number
  readonly at?: readonly [number, number]
  readonly size?: number
}

/** Rays that fall into the water, and somebody among them. */
export function deep(options: Deep): Composition {
  return (paint, t) => {
    const source = W * paint.between(0.42, 0.66)
    const rays = Array.from({ length: 26 }, (_, index) => {
      const angle = -1.1 + (index / 25) * 2.2 + Math.sin(t * 0.7 + index * 2.1) * 0.03
      const width = paint.between(0.012, 0.05)
      const reach = 1500
      const x = (a: number): number => source + Math.tan(a) * reach
      const strength = paint.between(0.1, 0.5) * (0.65 + 0.35 * Math.sin(t * 1.6 + index * 1.7))
      return path(
        `M${n(source + angle * 90 - 8)} -160 L${n(x(angle - width))} ${reach} L${n(x(angle + width))} ${reach} L${n(source + angle * 90 + 8)} -160 Z`,
        paint.linear([
          [0, options.light, 1],
          [0.3, options.light, 0.5],
          [0.72, options.light, 0],
        ]),
        `opacity="${n(strength)}"`,
      )
    })
    const motes = Array.from({ length: 110 }, () => {
      const near = paint.random() ** 3
      const y = (paint.random() * H - t * (10 + 40 * near) + H * 4) % H
      return disc(
        paint.random() * W + Math.sin(t + near * 9) * 6,
        y,
        1.4 + 7 * near,
        1.4 + 7 * near,
        options.light,
        `opacity="${n(0.65 - 0.45 * near)}"`,
      )
    })
    const [ax, ay] = options.at ?? [0.5, 0.55]
    const size = options.size ?? 1
    const body = [
      rect(
        0,
        0,
        W,
        H,
        paint.linear([
          [0, options.light],
          [0.2, options.mid],
          [1, options.dark],
        ]),
      ),
      disc(
        source,
        -60,
        900,
        620,
        paint.radial([
          [0, '#fff', 0.95],
          [0.3, options.light, 0.6],
          [1, options.light, 0],
        ]),
      ),
      rect(
        0,
        0,
        W,
        H * 0.3,
        paint.linear([
          [0, '#fff', 0.9],
          [1, '#fff', 0],
        ]),
        `filter="${paint.streaks('#ffffff', [0.005, 0.03], 4, -1.9, 29)}" opacity=".45"`,
      ),
      group(`filter="${paint.blur(7)}" style="mix-blend-mode:screen"`, ...rays),
    ]
    if (options.subject === 'swimmer') {
      const x = ax * W
      const y = ay * H + t * 9
      body.push(
        group(
          `filter="${paint.blur(16)}" opacity=".5"`,
          swimmer(x, y, 470 * size, options.angle ?? 24, options.dark, t),
        ),
      )
      body.push(swimmer(x, y, 470 * size, options.angle ?? 24, '#031016', t))
    }
    body.push(group(`filter="${paint.blur(1.3)}"`, ...motes), vignette(paint, 0.5))
    return body.join('')
  }
}

/** Lanterns of the sea. */
export function jellyfish(light: string, mid: string, dark: string): Composition {
  return (paint, t) => {
    const body = [
      rect(
        0,
        0,
        W,
        H,
        paint.linear([
          [0, mid],
          [1, dark],
        ]),
      ),
      disc(
        W * 0.5,
        -40,
        900,
        600,
        paint.radial([
          [0, '#fff', 0.5],
          [1, light, 0],
        ]),
      ),
    ]
    const swarm = Array.from({ length: 11 }, () => ({
      near: paint.random(),
      x: paint.random() * W,
      y: paint.between(0.08, 0.86) * H,
      beat: paint.random() * 6,
      tint: paint.pick([light, '#ffd6f2', '#d8ecff']),
    })).sort((a, b) => a.near - b.near)
    for (const one of swarm)
      body.push(
        lantern(
          paint,
          one.x,
          one.y - t * (8 + 20 * one.near),
          34 + 110 * one.near ** 1.6,
          one.tint,
          one.near,
          one.beat + t * 2.2,
        ),
      )
    body.push(vignette(paint, 0.45))
    return body.join('')
  }
}

function lantern(paint: Paint, x: number, y: number, r: number, tint: string, near: number, beat: number): string {
  const squeeze = 1 + 0.09 * Math.sin(beat)
  const rx = r * squeeze
  const ry = (r * 0.78) / squeeze
  let arms = ''
  for (let index = 0; index < 9; index += 1) {
    const from = x + (index / 8 - 0.5) * rx * 1.5
    const sway = Math.sin(beat + index) * r * 0.3
    const reach = y + r * paint.between(1.4, 3)
    arms += line(
      `M${n(from)} ${n(y + ry * 0.1)} C${n(from + sway)} ${n(y + r * 0.7)} ${n(from - sway)} ${n(y + r * 1.2)} ${n(from + sway * 0.6)} ${n(reach)}`,
      tint,
      1 + r * 0.026,
      'opacity=".5"',
    )
  }
  const dome = `M${n(x - rx)} ${n(y + ry * 0.12)} C${n(x - rx)} ${n(y - ry * 1.3)} ${n(x + rx)} ${n(y - ry * 1.3)} ${n(x + rx)} ${n(y + ry * 0.12)} Q${n(x + rx * 0.6)} ${n(y - ry * 0.1)} ${n(x + rx * 0.33)} ${n(y + ry * 0.18)} Q${n(x)} ${n(y - ry * 0.06)} ${n(x - rx * 0.33)} ${n(y + ry * 0.18)} Q${n(x - rx * 0.6)} ${n(y - ry * 0.1)} ${n(x - rx)} ${n(y + ry * 0.12)} Z`
  return (
    disc(
      x,
      y,
      r * 2.4,
      r * 2.4,
      paint.radial([
        [0, tint, 0.42],
        [1, tint, 0],
      ]),
    ) +
    group(
      `filter="${paint.blur(Math.abs(near - 0.6) * 5 + 0.4)}"`,
      arms,
      path(
        dome,
        paint.radial(
          [
            [0, '#fff', 0.95],
            [0.55, tint, 0.62],
            [1, tint, 0.28],
          ],
          0.5,
          0.3,
          0.75,
        ),
      ),
      line(dome, '#fff', 1.6, 'opacity=".55"'),
    )
  )
}
