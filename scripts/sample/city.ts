import { figure } from './figures.ts'
import { disc, group, H, line, n, path, rain, rect, vignette, W } from './paint.ts'
import type { Composition, Paint, Stop } from './paint.ts'

/** Raindrops on a pane, with the lights of the street behind it out of focus. */
export function glass(lights: readonly string[], night = '#0b0a1c'): Composition {
  return (paint, t) => {
    const far = Array.from({ length: 34 }, () => {
      const x = paint.random() * W + Math.sin(t + paint.random() * 6) * 10
      const r = paint.between(36, 120)
      return disc(x, paint.between(0.1, 0.95) * H, r, r, paint.pick(lights), `opacity="${n(paint.between(0.25, 0.8))}"`)
    })
    let drops = ''
    for (let index = 0; index < 210; index += 1) {
      const r = 3 + 40 * paint.random() ** 4
      const fall = r > 20 ? t * paint.between(20, 90) : 0
      const x = paint.random() * W
      const y = (paint.random() * H + fall) % (H + 40)
      drops += drop(paint, x, y, r, paint.pick(lights), paint.pick(lights), fall > 0)
    }
    return [
      rect(
        0,
        0,
        W,
        H,
        paint.linear([
          [0, night],
          [0.6, '#1b1136'],
          [1, '#070611'],
        ]),
      ),
      group(`filter="${paint.blur(15)}"`, ...far),
      group(`filter="${paint.blur(3)}" opacity=".5"`, ...far.slice(0, 13)),
      rect(0, 0, W, H, '#05060f', 'opacity=".18"'),
      drops,
      vignette(paint, 0.55),
    ].join('')
  }
}

function drop(paint: Paint, x: number, y: number, r: number, light: string, second: string, runs: boolean): string {
  const trail = runs
    ? path(`M${n(x - r * 0.5)} ${n(y)} Q${n(x)} ${n(y - r * 8)} ${n(x + r * 0.5)} ${n(y)} Z`, light, 'opacity=".13"')
    : ''
  const lens = paint.radial(
    [
      [0, '#05040d', 0.85],
      [0.5, light, 0.5],
      [0.82, second, 0.9],
      [1, '#fff', 0.5],
    ],
    0.5,
    0.28,
    0.74,
  )
  return (
    trail +
    disc(x, y, r * 0.92, r * 1.06, lens) +
    (r > 9
      ? disc(x - r * 0.3, y - r * 0.42, r * 0.16, r * 0.1, '#fff', 'opacity=".9"') +
        disc(x + r * 0.15, y + r * 0.55, r * 0.45, r * 0.2, second, `opacity=".7"`)
      : '')
  )
}

/** Rings of light around somebody who runs away from us. */
export function tunnel(colours: readonly [string, string, string], night: string): Composition {
  return (paint, t) => {
    const cx = W / 2
    const cy = H * 0.5
    const rings: string[] = []
    const floor: string[] = []
    for (let index = 0; index < 13; index += 1) {
      const depth = (index + ((t * 1.4) % 3)) / 13
      const r = 62 + 760 * depth ** 2.1
      const colour = colours[index % 3] as string
      const ring = `<circle cx="${cx}" cy="${n(cy)}" r="${n(r)}" fill="none" stroke="${colour}" stroke-width="${n(5 + 54 * depth ** 1.7)}" opacity="${n(0.95 - 0.25 * depth)}"/>`
      rings.push(ring)
      floor.push(ring)
    }
    const ground = H * 0.68
    const clipTop = paint.clip(rect(0, 0, W, ground, '#fff'))
    const clipFloor = paint.clip(rect(0, ground, W, H, '#fff'))
    const mirrored = group(`transform="translate(0 ${n(2 * ground)}) scale(1 -1)"`, ...floor)
    const feet = ground + 42
    const stride = Math.sin(t * 7) * 4
    return [
      rect(0, 0, W, H, night),
      disc(
        cx,
        cy,
        520,
        520,
        paint.radial([
          [0, '#ffffff', 0.9],
          [0.12, colours[0], 0.75],
          [1, night, 0],
        ]),
      ),
      group(
        `clip-path="${clipTop}"`,
        group(`filter="${paint.blur(14)}" opacity=".9"`, ...rings),
        ...rings.map((ring) => ring),
      ),
      group(
        `clip-path="${clipFloor}"`,
        rect(0, ground, W, H, night),
        group(`filter="${paint.blur(9, 3)}" opacity=".85"`, mirrored),
        rect(
          0,
          ground,
          W,
          H - ground,
          '#fff',
          `filter="${paint.streaks(night, [0.004, 0.05], 4.4, -2, 11)}" opacity=".95"`,
        ),
        rect(
          0,
          ground,
          W,
          H - ground,
          paint.linear([
            [0, night, 0],
            [1, night, 0.75],
          ]),
        ),
      ),
      group(
        `transform="translate(0 ${n(2 * feet)}) scale(1 -1)" opacity=".6" filter="${paint.blur(2, 6)}"`,
        figure(cx, feet, 250, { fill: '#05040c' }),
      ),
      figure(cx + stride, feet - Math.abs(stride), 250, { fill: '#05040c', rim: colours[1] }),
      vignette(paint, 0.5),
    ].join('')
  }
}

/** What is over the roofs. */
export interface Skyline {
  readonly sky: readonly Stop[]
  readonly haze: string
  readonly roof: string
  readonly lamp: readonly string[]
  readonly moon?: readonly [x: number, y: number, radius: number]
  readonly moonColour?: string
  readonly wires?: boolean
  readonly subject?: boolean
  readonly rain?: boolean
}

/** Roofs in layers of haze, with a moon or the last of the sun behind them. */
export function skyline(options: Skyline): Composition {
  return (paint, t) => {
    const body = [rect(0, 0, W, H, paint.linear(options.sky, 0, 0, 0, 0.66))]
    if (options.moon) {
      const [mx, my, radius] = options.moon
      const colour = options.moonColour ?? '#fdf6e0'
      body.push(
        disc(
          mx * W,
          my * H,
          radius * 7,
          radius * 7,
          paint.radial([
            [0, colour, 0.6],
            [0.25, colour, 0.2],
            [1, colour, 0],
          ]),
        ),
      )
      body.push(
        disc(
          mx * W,
          my * H,
          radius,
          radius,
          paint.radial(
            [
              [0, '#fff'],
              [0.7, colour],
              [1, colour, 0.92],
            ],
            0.4,
            0.4,
            0.7,
          ),
        ),
      )
    }
    body.push(
      rect(
        -100,
        0,
        W + 300,
        H * 0.7,
        '#fff',
        `filter="${paint.streaks(options.haze, [0.0018, 0.01], 3, -1.5, 17)}" opacity=".55" transform="translate(${n(-t * 12)} 0)"`,
      ),
    )
    for (let star = 0; star < 60; star += 1)
      body.push(
        disc(
          paint.random() * W,
          paint.random() ** 1.6 * H * 0.5,
          1.3,
          1.3,
          '#fff',
          `opacity="${n(paint.between(0.15, 0.6))}"`,
        ),
      )
    for (let layer = 0; layer < 4; layer += 1) body.push(roofs(paint, options, layer, t))
    if (options.wires) body.push(wires(paint, options.roof))
    if (options.subject) body.push(figure(W * 0.36, H * 0.86, 250, { fill: '#06050c', rim: options.haze, rimSide: 1 }))
    body.push(ledge(options.roof))
    if (options.rain) body.push(rain(paint, t, 90, '#cfd8ff'))
    body.push(vignette(paint, 0.5))
    return body.join('')
  }
}

function roofs(paint: Paint, options: Skyline, layer: number, t: number): string {
  const base = H * (0.64 + layer * 0.1)
  const shift = -t * (3 + layer * 5)
  const id = layer / 3
  let towers = ''
  let lamps = ''
  for (let x = -80; x < W + 120;) {
    const width = paint.between(34, 92) * (1 + 0.4 * layer)
    const height = paint.between(40, 210) * (layer === 3 ? 0.7 : 1)
    towers += rect(x, base - height, width + 1, H - base + height, options.roof)
    if (paint.random() < 0.3) towers += rect(x + width * 0.45, base - height - 46, 3, 48, options.roof)
    for (let wy = base - height + 14; wy < base + 70; wy += 19) {
      for (let wx = x + 8; wx < x + width - 12; wx += 16) {
        const lit = paint.random()
        const colour = paint.pick(options.lamp)
        if (lit < 0.24) lamps += rect(wx, wy, 6 + layer, 8 + layer, colour, `opacity="${n(0.35 + 0.55 * id)}"`)
      }
    }
    x += width
  }
  const haze = rect(
    -100,
    base - 220,
    W + 200,
    H,
    paint.linear([
      [0, options.haze, 0],
      [0.6, options.haze, 0.5 - 0.14 * layer],
      [1, options.haze, 0],
    ]),
  )
  return (
    group(
      `transform="translate(${n(shift)} 0)"`,
      group(`opacity="${n(0.5 + 0.5 * id)}"`, towers),
      lamps,
      group(`filter="${paint.blur(5)}" opacity=".6"`, lamps),
    ) + (layer < 3 ? haze : '')
  )
}

function wires(paint: Paint, ink: string): string {
  let body =
    rect(W * 0.8, H * 0.1, 13, H, ink) + rect(W * 0.74, H * 0.16, 200, 9, ink) + rect(W * 0.755, H * 0.23, 150, 8, ink)
  for (let index = 0; index < 6; index += 1) {
    const y = H * (0.165 + (index % 2) * 0.07)
    const from = W * (0.745 + index * 0.02)
    body += line(
      `M${n(from)} ${n(y)} Q${n(W * 0.4)} ${n(y + paint.between(90, 190))} -20 ${n(H * (0.06 + index * 0.05))}`,
      ink,
      2.4,
    )
    body += line(`M${n(from)} ${n(y)} Q${n(W * 0.92)} ${n(y + 60)} ${W + 20} ${n(y - 40)}`, ink, 2.4)
  }
  return body
}

function ledge(ink: string): string {
  return (
    path(`M0 ${H * 0.86} H${W * 0.66} V${H * 0.9} H${W} V${H} H0 Z`, ink) +
    rect(0, H * 0.86, W * 0.66, 3, '#fff', 'opacity=".12"')
  )
}

/** Beams over a crowd. */
export function stage(colours: readonly [string, string, string]): Composition {
  return (paint, t) => {
    const beams = Array.from({ length: 9 }, (_, index) => {
      const x = (W / 8) * index
      const swing = Math.sin(t * 1.7 + index * 1.3) * 240 + paint.between(-160, 160)
      const colour = colours[index % 3] as string
      return path(
        `M${n(x - 8)} -20 L${n(x + swing - 150)} ${H} L${n(x + swing + 150)} ${H} L${n(x + 8)} -20 Z`,
        paint.linear([
          [0, colour, 0.95],
          [0.35, colour, 0.35],
          [1, colour, 0.02],
        ]),
        `style="mix-blend-mode:screen"`,
      )
    })
    let crowd = ''
    for (let index = 0; index < 34; index += 1) {
      const near = index / 34
      const x = paint.random() * W
      const y = H * (0.84 + 0.15 * near) + Math.sin(t * 6 + index) * 5
      const r = 22 + 22 * near
      crowd +=
        disc(x, y, r, r * 1.2, '#050409') +
        path(
          `M${n(x - r * 2.2)} ${n(y + r * 4)} Q${n(x - r * 2)} ${n(y + r)} ${n(x)} ${n(y + r)} Q${n(x + r * 2)} ${n(y + r)} ${n(x + r * 2.2)} ${n(y + r * 4)} Z`,
          '#050409',
        )
      if (paint.random() < 0.3)
        crowd += line(
          `M${n(x + r)} ${n(y + r * 1.4)} L${n(x + r * 1.9)} ${n(y - r * 1.2)} L${n(x + r * 1.6)} ${n(y - r * 3)}`,
          '#050409',
          r * 0.5,
        )
    }
    const singer = H * 0.78
    return [
      rect(
        0,
        0,
        W,
        H,
        paint.linear([
          [0, '#07040f'],
          [0.6, '#180a2b'],
          [1, '#05030a'],
        ]),
      ),
      disc(
        W / 2,
        H * 0.62,
        620,
        300,
        paint.radial([
          [0, colours[0], 0.75],
          [0.5, colours[1], 0.25],
          [1, colours[1], 0],
        ]),
      ),
      ...beams,
      rect(0, 0, W, H, '#fff', `filter="${paint.streaks('#c9b8ff', [0.003, 0.006], 2.2, -1.15, 3)}" opacity=".3"`),
      figure(W / 2 - 60, singer, 300, { fill: '#05040a', rim: colours[1], rimSide: -1 }),
      figure(W / 2 + 70, singer + 8, 280, { fill: '#05040a', rim: colours[2], rimSide: 1 }),
      crowd,
      vignette(paint, 0.55),
    ].join('')
  }
}
