import { boat, ferry, gulls, lighthouse, pier, standing } from './coast.ts'
import { HOURS } from './hours.ts'
import type { Hour } from './hours.ts'
import { disc, group, H, line, n, path, rect, vignette, W } from './paint.ts'
import type { Composition, Paint } from './paint.ts'

/** What stands or moves in a picture of the sea. */
export interface Seascape {
  readonly hour: keyof typeof HOURS
  /** Height of the horizon, 0 top to 1 bottom. */
  readonly horizon?: number
  readonly sun?: readonly [x: number, y: number, radius: number]
  readonly subject?: 'figure' | 'pair' | 'lighthouse' | 'ferry' | 'boat' | 'pier' | 'gulls'
  readonly at?: number
  readonly size?: number
  readonly clouds?: number
}

/** Sky, water and one thing in it: the coast scenes are all this picture at another hour. */
export function seascape(options: Seascape): Composition {
  return (paint, t) => {
    const hour: Hour = HOURS[options.hour]
    const y = (options.horizon ?? 0.58) * H
    const at = (options.at ?? 0.5) * W
    const size = options.size ?? 1
    const seed = Math.floor(paint.random() * 1000)
    const push = 1 + t * 0.012
    const body = [
      rect(0, 0, W, y + 2, paint.linear(hour.sky)),
      cloudBank(paint, hour, y, options.clouds ?? 1, seed, t),
      sun(paint, hour, options, y),
      farLand(paint, hour, y),
      water(paint, hour, y, options, seed, t),
      subject(paint, hour, options, at, y, size, t),
      vignette(paint, 0.42),
    ]
    return group(`transform="translate(${W / 2} ${n(y)}) scale(${push}) translate(${-W / 2} ${n(-y)})"`, ...body)
  }
}

function cloudBank(paint: Paint, hour: Hour, y: number, amount: number, seed: number, t: number): string {
  const fade = paint.linear([
    [0, '#fff', 1],
    [0.7, '#fff', 0.9],
    [1, '#fff', 0],
  ])
  const rise = paint.linear([
    [0, '#fff', 0],
    [0.35, '#fff', 1],
    [0.8, '#fff', 0.7],
    [1, '#fff', 0],
  ])
  const bank = (top: number, height: number, fill: string, filter: string, shift: number, opacity: number): string =>
    rect(
      -200,
      top,
      W + 400,
      height,
      fill,
      `filter="${filter}" transform="translate(${n(shift)} 0)" opacity="${opacity}"`,
    )
  return (
    bank(0, y * 0.8, fade, paint.streaks(hour.ink, [0.0013, 0.007], 2.6, -1.35, seed + 13), 0, 0.4) +
    bank(0, y * 0.92, fade, paint.streaks(hour.cloud, [0.0016, 0.009], 3.4 * amount, -1.62, seed), t * 8, 1) +
    bank(y * 0.35, y * 0.62, rise, paint.streaks(hour.cloud, [0.0028, 0.02], 3 * amount, -1.5, seed + 7), t * 4, 0.7)
  )
}

function sun(paint: Paint, hour: Hour, options: Seascape, y: number): string {
  if (!options.sun) return ''
  const [sx, sy, radius] = options.sun
  const x = sx * W
  const cy = sy * H
  const glow = paint.radial([
    [0, hour.sun, 0.95],
    [0.16, hour.sun, 0.42],
    [0.5, hour.sun, 0.12],
    [1, hour.sun, 0],
  ])
  return group(
    `clip-path="${paint.clip(rect(0, 0, W, y, '#fff'))}"`,
    disc(x, cy, radius * 12, radius * 8.5, glow),
    disc(x, cy, radius, radius, hour.sun, `filter="${paint.blur(1.6)}"`),
  )
}

function farLand(paint: Paint, hour: Hour, y: number): string {
  let d = `M0 ${n(y + 2)}`
  let height = paint.between(6, 16)
  for (let x = 0; x <= W; x += 80) {
    height = Math.max(3, height + paint.between(-5, 5))
    d += ` L${x} ${n(y - height)}`
  }
  return path(`${d} L${W} ${n(y + 2)} Z`, hour.land, `opacity=".6" filter="${paint.blur(2)}"`)
}

function water(paint: Paint, hour: Hour, y: number, options: Seascape, seed: number, t: number): string {
  const height = H - y
  const parts = [
    rect(0, y, W, height, paint.linear(hour.sea)),
    rect(
      -100,
      y,
      W + 200,
      height,
      '#fff',
      `filter="${paint.streaks(hour.cloud, [0.0022, 0.03], 2.6, -1.36, seed + 21)}" opacity=".55" transform="translate(${n(Math.sin(t * 0.8) * 20)} 0)"`,
    ),
    rect(
      -100,
      y + height * 0.1,
      W + 200,
      height * 0.9,
      paint.linear([
        [0, '#fff', 0],
        [0.3, '#fff', 1],
        [1, '#fff', 1],
      ]),
      `filter="${paint.streaks(hour.ink, [0.0016, 0.016], 2.8, -1.3, seed + 33)}" opacity=".5" transform="translate(${n(-Math.sin(t * 0.6) * 26)} 0)"`,
    ),
  ]
  if (options.sun) {
    const x = options.sun[0] * W
    parts.push(
      disc(
        x,
        y,
        420,
        height * 0.9,
        paint.radial([
          [0, hour.sun, 0.55],
          [0.5, hour.sun, 0.14],
          [1, hour.sun, 0],
        ]),
        `clip-path="${paint.clip(rect(0, y, W, height, '#fff'))}"`,
      ),
    )
    let glints = ''
    for (let index = 0; index < 130; index += 1) {
      const depth = paint.random() ** 1.5
      const spread = 26 + depth * 190
      const phase = paint.random() * 7
      const gx = x + paint.between(-1, 1) * paint.random() * spread
      const gy = y + 3 + depth * height * 0.86
      const length = (8 + depth * 58) * (0.45 + 0.55 * Math.abs(Math.sin(phase + t * 2.4)))
      glints += line(
        `M${n(gx - length)} ${n(gy)}h${n(2 * length)}`,
        hour.sun,
        1.1 + depth * 2.6,
        `opacity="${n(0.85 - depth * 0.55)}"`,
      )
    }
    parts.push(group(`filter="${paint.blur(0.9, 0.5)}"`, glints))
  }
  return parts.join('')
}

function subject(paint: Paint, hour: Hour, options: Seascape, at: number, y: number, size: number, t: number): string {
  switch (options.subject) {
    case 'figure':
      return standing(paint, hour, at, y + 46 * size, 330 * size, t)
    case 'pair':
      return (
        standing(paint, hour, at - 62 * size, y + 46 * size, 320 * size, t) +
        standing(paint, hour, at + 58 * size, y + 40 * size, 292 * size, t + 1)
      )
    case 'lighthouse':
      return lighthouse(paint, hour, at, y, size, t)
    case 'ferry':
      return ferry(paint, hour, at + t * 12, y, size)
    case 'boat':
      return boat(paint, hour, at + t * 6, y + 26 * size, size)
    case 'pier':
      return pier(paint, hour, y, t)
    case 'gulls':
      return gulls(paint, hour, y, t)
    case undefined:
      return ''
  }
}
