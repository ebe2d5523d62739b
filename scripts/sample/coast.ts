import { figure, gull } from './figures.ts'
import type { Hour } from './hours.ts'
import { disc, group, H, line, n, path, rect, W } from './paint.ts'
import type { Paint } from './paint.ts'

/** Somebody on wet sand, mirrored in it. */
export function standing(paint: Paint, hour: Hour, x: number, feet: number, height: number, t: number): string {
  const look = { fill: hour.ink, rim: hour.sun, rimSide: 1 as const }
  const wobble = Math.sin(t * 2) * 2
  return (
    group(
      `transform="translate(${n(wobble)} ${n(2 * feet)}) scale(1 -1)" opacity=".5" filter="${paint.blur(3.5, 5)}"`,
      figure(x, feet, height, { fill: hour.ink }),
    ) +
    disc(x, feet, height * 0.16, height * 0.016, hour.ink, 'opacity=".6"') +
    figure(x, feet, height, look)
  )
}

/** A lighthouse on its rock; the beam turns with `t`. */
export function lighthouse(paint: Paint, hour: Hour, x: number, y: number, size: number, t: number): string {
  const s = size
  const base = y - 82 * s
  const top = base - 300 * s
  const lamp = top - 26 * s
  const rock = `M${n(x - 300 * s)} ${n(y + 8)} C${n(x - 210 * s)} ${n(y - 26 * s)} ${n(x - 120 * s)} ${n(y - 58 * s)} ${n(x - 70 * s)} ${n(y - 84 * s)} C${n(x - 30 * s)} ${n(y - 104 * s)} ${n(x + 40 * s)} ${n(y - 96 * s)} ${n(x + 84 * s)} ${n(y - 72 * s)} C${n(x + 150 * s)} ${n(y - 60 * s)} ${n(x + 210 * s)} ${n(y - 20 * s)} ${n(x + 310 * s)} ${n(y + 8)} Z`
  const tower = `M${n(x - 30 * s)} ${n(base)} L${n(x - 20 * s)} ${n(top)} L${n(x + 20 * s)} ${n(top)} L${n(x + 30 * s)} ${n(base)} Z`
  const sweep = Math.sin(0.5 + t * 1.1)
  const reach = 1500 * s
  const beam = (direction: number, opacity: number): string => {
    const cone = (spread: number, strength: number, softness: number): string => {
      const far = x + reach * direction
      const turn = sweep * 46
      return path(
        `M${n(x)} ${n(lamp - 4)} L${n(far)} ${n(lamp - spread + turn)} L${n(far)} ${n(lamp + spread + turn)} L${n(x)} ${n(lamp + 4)} Z`,
        paint.linear(
          [
            [0, '#fffbe8', 1],
            [0.2, '#fff3cf', 0.6],
            [0.6, hour.sun, 0.16],
            [1, hour.sun, 0],
          ],
          direction > 0 ? 0 : 1,
          0,
          direction > 0 ? 1 : 0,
          0,
        ),
        `opacity="${n(opacity * strength)}" filter="${paint.blur(softness)}"`,
      )
    }
    return cone(120 * s, 0.75, 12) + cone(52 * s, 0.8, 4)
  }
  const bands = [0.18, 0.52].map((offset) => {
    const from = top + (base - top) * offset
    const half = (at: number): number => (20 + 10 * at) * s
    return path(
      `M${n(x - half(offset))} ${n(from)} h${n(2 * half(offset))} l${n(1.7 * s)} ${n(52 * s)} h${n(-2 * half(offset) - 3.4 * s)} Z`,
      hour.land,
      'opacity=".75"',
    )
  })
  return [
    beam(-1, 0.72 + 0.25 * sweep),
    beam(1, 0.72 - 0.25 * sweep),
    disc(
      x,
      lamp,
      260 * s,
      260 * s,
      paint.radial([
        [0, hour.sun, 0.85],
        [0.2, hour.sun, 0.34],
        [1, hour.sun, 0],
      ]),
    ),
    path(
      tower,
      paint.linear(
        [
          [0, hour.sun],
          [0.35, hour.cloud],
          [1, hour.ink],
        ],
        0,
        0,
        1,
        0,
      ),
    ),
    ...bands,
    path(
      tower,
      paint.linear(
        [
          [0, hour.ink, 0],
          [0.55, hour.ink, 0.12],
          [1, hour.ink, 0.75],
        ],
        0,
        0,
        1,
        0,
      ),
    ),
    rect(x - 27 * s, top - 4 * s, 54 * s, 7 * s, hour.ink),
    rect(x - 14 * s, lamp - 22 * s, 28 * s, 44 * s, '#fffdf2', `filter="${paint.blur(1.2)}"`),
    path(
      `M${n(x - 20 * s)} ${n(lamp - 22 * s)} L${n(x)} ${n(lamp - 50 * s)} L${n(x + 20 * s)} ${n(lamp - 22 * s)} Z`,
      hour.land,
    ),
    path(
      rock,
      paint.linear([
        [0, hour.land],
        [1, hour.ink],
      ]),
    ),
    disc(
      x,
      y + 10,
      290 * s,
      46 * s,
      hour.ink,
      `opacity=".4" filter="${paint.blur(22, 9)}" clip-path="${paint.clip(rect(0, y + 6, W, 400, '#fff'))}"`,
    ),
  ].join('')
}

/** A passenger ferry with lit decks. */
export function ferry(paint: Paint, hour: Hour, x: number, y: number, s: number): string {
  const hull = `M${n(x - 230 * s)} ${n(y - 34 * s)} L${n(x + 236 * s)} ${n(y - 34 * s)} L${n(x + 200 * s)} ${n(y + 14 * s)} L${n(x - 196 * s)} ${n(y + 14 * s)} Z`
  let lights = ''
  let glow = ''
  for (let deck = 0; deck < 3; deck += 1) {
    for (let index = 0; index < 18 - deck * 4; index += 1) {
      const wx = x - (176 - deck * 36) * s + index * 20 * s
      const wy = y - (56 + deck * 32) * s
      if (paint.random() < 0.86) {
        lights += rect(wx, wy, 10 * s, 9 * s, '#fff0c4')
        glow += disc(wx + 5 * s, y + (24 + deck * 30) * s, 5 * s, 26 * s, '#ffd68a')
      }
    }
  }
  return [
    group(
      `opacity=".55" filter="${paint.blur(4, 7)}"`,
      path(hull, hour.ink, `transform="translate(0 ${n(2 * y + 20)}) scale(1 -1)"`),
      rect(x - 190 * s, y + 20, 380 * s, 90 * s, hour.ink),
      glow,
    ),
    rect(x - 190 * s, y - 66 * s, 384 * s, 34 * s, hour.ink),
    rect(x - 154 * s, y - 98 * s, 300 * s, 34 * s, hour.ink),
    rect(x - 118 * s, y - 130 * s, 220 * s, 34 * s, hour.ink),
    rect(x + 30 * s, y - 186 * s, 44 * s, 58 * s, hour.ink),
    line(`M${n(x - 80 * s)} ${n(y - 130 * s)}v${n(-86 * s)}`, hour.ink, 4 * s),
    path(hull, hour.ink),
    lights,
    group(`filter="${paint.blur(9)}" opacity=".8"`, lights),
    rect(
      x + 40 * s,
      y - 330 * s,
      500 * s,
      160 * s,
      '#fff',
      `filter="${paint.streaks(hour.cloud, [0.006, 0.02], 2.4, -1.1, 5)}" opacity=".25"`,
    ),
  ].join('')
}

/** A small sailing boat with a lantern. */
export function boat(paint: Paint, hour: Hour, x: number, y: number, s: number): string {
  const hull = `M${n(x - 92 * s)} ${n(y - 16 * s)} Q${n(x)} ${n(y + 2 * s)} ${n(x + 96 * s)} ${n(y - 20 * s)} Q${n(x + 70 * s)} ${n(y + 22 * s)} ${n(x)} ${n(y + 22 * s)} Q${n(x - 70 * s)} ${n(y + 22 * s)} ${n(x - 92 * s)} ${n(y - 16 * s)} Z`
  return [
    disc(x, y + 44 * s, 110 * s, 30 * s, hour.ink, `opacity=".5" filter="${paint.blur(10, 8)}"`),
    line(`M${n(x - 4 * s)} ${n(y)}v${n(-190 * s)}`, hour.ink, 4 * s),
    path(
      `M${n(x)} ${n(y - 186 * s)} Q${n(x + 92 * s)} ${n(y - 90 * s)} ${n(x + 84 * s)} ${n(y - 32 * s)} L${n(x)} ${n(y - 26 * s)} Z`,
      paint.linear(
        [
          [0, hour.cloud],
          [1, hour.land],
        ],
        1,
        0,
        0,
        1,
      ),
      'opacity=".92"',
    ),
    path(
      `M${n(x - 10 * s)} ${n(y - 176 * s)} Q${n(x - 62 * s)} ${n(y - 80 * s)} ${n(x - 66 * s)} ${n(y - 28 * s)} L${n(x - 10 * s)} ${n(y - 26 * s)} Z`,
      hour.land,
      'opacity=".9"',
    ),
    path(hull, hour.ink),
    disc(x - 40 * s, y - 36 * s, 9 * s, 9 * s, '#ffdf9a', `filter="${paint.blur(2)}"`),
    disc(
      x - 40 * s,
      y - 36 * s,
      60 * s,
      60 * s,
      paint.radial([
        [0, '#ffcf7a', 0.6],
        [1, '#ffcf7a', 0],
      ]),
    ),
  ].join('')
}

/** A pier to the horizon, lamps along it; the camera walks along it with `t`. */
export function pier(paint: Paint, hour: Hour, y: number, t: number): string {
  const near = 520
  const far = 26
  const parts = [
    path(
      `M${W / 2 - near} ${H} L${W / 2 - far} ${n(y + 6)} L${W / 2 + far} ${n(y + 6)} L${W / 2 + near} ${H} Z`,
      paint.linear([
        [0, hour.land],
        [0.35, hour.ink],
        [1, hour.ink],
      ]),
    ),
  ]
  for (let index = 0; index < 26; index += 1) {
    const depth = ((index + ((t * 0.5) % 1)) / 26) ** 2.4
    const py = y + 6 + (H - y) * depth
    const half = far + (near - far) * depth
    parts.push(
      line(
        `M${n(W / 2 - half)} ${n(py)}H${n(W / 2 + half)}`,
        hour.cloud,
        0.6 + 4 * depth,
        `opacity="${n(0.35 - 0.2 * depth)}"`,
      ),
    )
  }
  for (let index = 7; index >= 0; index -= 1) {
    const depth = ((index + 1 - ((t * 0.16) % 1)) / 8) ** 2.2
    const py = y + 6 + (H - y) * depth
    const half = far + (near - far) * depth
    for (const side of [-1, 1]) {
      const px = W / 2 + side * (half + 6 * depth)
      parts.push(rect(px - 11 * depth - 1, py - 190 * depth - 6, 22 * depth + 2, 300 * depth + 12, hour.ink))
      parts.push(
        disc(
          px,
          py - 190 * depth - 8,
          5 + 15 * depth,
          5 + 15 * depth,
          '#ffe0a0',
          `filter="${paint.blur(1 + 4 * depth)}"`,
        ),
      )
      parts.push(
        disc(
          px,
          py - 190 * depth - 8,
          30 + 120 * depth,
          30 + 120 * depth,
          paint.radial([
            [0, '#ffc870', 0.5],
            [1, '#ffc870', 0],
          ]),
        ),
      )
    }
  }
  parts.push(figure(W / 2 + 6, y + 62, 190, { fill: hour.ink, rim: hour.sun, rimSide: -1 }))
  return parts.join('')
}

/** Gulls over the water. */
export function gulls(paint: Paint, hour: Hour, y: number, t: number): string {
  let birds = ''
  for (let index = 0; index < 17; index += 1) {
    const near = paint.random()
    const x = ((paint.random() * W * 1.1 + t * (30 + 60 * near)) % (W * 1.1)) - 60
    birds += gull(x, 60 + paint.random() * (y - 130), 12 + 44 * near ** 2, paint.random() * 7 + t * 6, hour.ink)
  }
  return birds
}
