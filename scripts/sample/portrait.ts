import { disc, group, H, line, n, path, rect, vignette, W } from './paint.ts'
import type { Composition, Paint } from './paint.ts'

/** Who is looked at, and by which light. */
export interface Portrait {
  readonly night: string
  /** The light on the face. */
  readonly key: string
  /** The light from behind. */
  readonly rim: string
  readonly bokeh: readonly string[]
  readonly hair: 'bob' | 'short' | 'hood'
  readonly coat: string
  readonly facing?: -1 | 1
  readonly zoom?: number
}

const FACE =
  'M-62 -96 C-40 -124 24 -126 52 -92 C66 -74 70 -54 72 -34 C73 -24 84 -10 93 6 C97 13 92 18 82 19 C84 26 87 31 83 37 C88 43 86 50 80 54 C82 66 78 84 58 88 C40 92 20 86 8 80 L4 150 L-74 150 C-66 110 -70 84 -76 56 C-84 10 -82 -66 -62 -96 Z'
const BOB =
  'M66 -62 C70 -84 60 -112 34 -128 C-6 -152 -74 -142 -98 -92 C-116 -52 -112 8 -118 66 C-120 82 -116 94 -104 96 C-76 102 -48 98 -26 92 C-14 70 -10 44 -12 20 C-8 -6 0 -26 14 -44 C32 -52 52 -54 66 -62 Z'
const SHORT =
  'M70 -58 C74 -84 58 -118 24 -132 C-20 -148 -74 -134 -92 -92 C-104 -62 -96 -28 -88 4 C-84 20 -76 36 -66 40 C-56 38 -46 22 -38 4 C-28 -8 -18 -26 -6 -44 C20 -42 48 -46 70 -58 Z'
const HOOD =
  'M80 -50 C86 -98 54 -144 4 -150 C-64 -158 -118 -110 -124 -40 C-128 24 -132 84 -168 150 C-150 196 -60 196 -6 172 C0 140 -2 104 -14 70 C-26 24 -10 -24 24 -50 C42 -62 62 -62 80 -50 Z'
const SHOULDERS =
  'M-230 330 C-224 210 -180 168 -92 148 L-84 108 C-60 124 -8 126 18 104 L40 150 C110 170 142 230 150 330 Z'

/** A face in profile between two lights, round bokeh behind it. */
export function portrait(options: Portrait): Composition {
  return (paint, t) => {
    const facing = options.facing ?? 1
    const scale = 2.35 * (options.zoom ?? 1) * (1 + t * 0.012)
    const breathe = Math.sin(t * 1.5) * 3
    const place = `translate(${n(W * (facing > 0 ? 0.55 : 0.45))} ${n(H * 0.5 + breathe)}) scale(${n(scale * facing)} ${n(scale)})`
    const hair = options.hair === 'bob' ? BOB : options.hair === 'short' ? SHORT : HOOD
    return [
      rect(
        0,
        0,
        W,
        H,
        paint.linear(
          [
            [0, options.night],
            [1, '#060409'],
          ],
          0,
          0,
          1,
          1,
        ),
      ),
      disc(
        W * 0.5,
        H * 0.5,
        900,
        600,
        paint.radial([
          [0, options.rim, 0.2],
          [1, options.rim, 0],
        ]),
      ),
      bokeh(paint, options.bokeh, t),
      group(`transform="${place}"`, coat(paint, options), face(paint, options), hairOf(paint, options, hair)),
      near(paint, options.bokeh, t),
      vignette(paint, 0.5),
    ].join('')
  }
}

function bokeh(paint: Paint, colours: readonly string[], t: number): string {
  const lights = Array.from({ length: 30 }, () => {
    const r = paint.between(34, 130)
    const x = paint.random() * W + Math.sin(t * 0.5 + r) * 16 - t * r * 0.12
    const colour = paint.pick(colours)
    const y = paint.between(0, 0.95) * H
    const opacity = paint.between(0.18, 0.66)
    return disc(
      x,
      y,
      r,
      r,
      paint.radial([
        [0, colour, 0.72],
        [0.86, colour, 0.9],
        [0.95, colour, 1],
        [1, colour, 0],
      ]),
      `opacity="${n(opacity)}"`,
    )
  })
  return group(`filter="${paint.blur(4)}"`, ...lights)
}

function near(paint: Paint, colours: readonly string[], t: number): string {
  const lights = Array.from({ length: 4 }, () => {
    const r = paint.between(110, 190)
    return disc(
      paint.pick([0.02, 0.12, 0.9, 1]) * W + t * 14,
      paint.between(0.6, 1) * H,
      r,
      r,
      paint.pick(colours),
      `opacity="${n(paint.between(0.08, 0.2))}"`,
    )
  })
  return group(`filter="${paint.blur(12)}"`, ...lights)
}

function coat(paint: Paint, options: Portrait): string {
  const clip = paint.clip(path(SHOULDERS, '#fff'))
  return (
    path(
      SHOULDERS,
      paint.linear([
        [0, options.coat],
        [1, '#0a0708'],
      ]),
    ) +
    group(
      `clip-path="${clip}"`,
      disc(
        120,
        210,
        110,
        130,
        paint.radial([
          [0, options.key, 0.55],
          [1, options.key, 0],
        ]),
      ),
      disc(
        -220,
        220,
        110,
        160,
        paint.radial([
          [0, options.rim, 0.7],
          [1, options.rim, 0],
        ]),
      ),
      line('M-92 148 C-70 200 -60 260 -66 340 M40 150 C30 200 34 260 44 340', '#000', 5, 'opacity=".4"'),
      path('M-96 150 C-60 180 0 180 40 152 L18 104 C-8 126 -60 124 -84 108 Z', '#000', 'opacity=".45"'),
    )
  )
}

function face(paint: Paint, options: Portrait): string {
  const clip = paint.clip(path(FACE, '#fff'))
  const soft = paint.blur(13)
  return [
    path(FACE, '#171018'),
    group(
      `clip-path="${clip}"`,
      path(
        FACE,
        paint.linear(
          [
            [0, options.rim, 0.35],
            [0.5, options.key, 0.34],
            [0.82, options.key, 0.95],
            [1, options.key],
          ],
          0,
          0,
          1,
          0.12,
        ),
      ),
      group(
        `filter="${soft}"`,
        disc(34, 20, 40, 46, options.key, 'opacity=".6"'),
        disc(-14, 66, 44, 40, '#0b0710', 'opacity=".75"'),
        disc(40, -14, 26, 12, '#0b0710', 'opacity=".55"'),
        path('M4 88 L60 92 L40 160 L-80 160 L-76 96 Z', '#09060c', 'opacity=".8"'),
      ),
      group(
        `filter="${paint.blur(5)}"`,
        line('M66 -30 C72 -14 86 4 90 10', '#fff', 5, 'opacity=".5"'),
        disc(70, 66, 12, 10, '#fff', 'opacity=".22"'),
        disc(74, 24, 8, 6, '#0b0710', 'opacity=".5"'),
      ),
      line('M-64 150 C-58 118 -60 104 -64 92', options.rim, 9, `opacity=".8" filter="${paint.blur(4)}"`),
    ),
    line('M40 -10 C48 -5 58 -4 66 -9', '#0a0609', 3.4),
    line('M60 -6 l7 4 M66 -9 l6 1', '#0a0609', 2),
    line('M34 -32 C46 -40 58 -40 68 -34', '#0a0609', 4.4, 'opacity=".85"'),
    path('M62 37 C70 33 76 33 83 37 C87 42 86 47 80 51 C72 52 66 48 60 40 Z', '#a3283f', 'opacity=".8"'),
    line('M61 39 C70 41 77 41 83.5 39', '#33070f', 1.8),
  ].join('')
}

function hairOf(paint: Paint, options: Portrait, shape: string): string {
  const clip = paint.clip(path(shape, '#fff'))
  const tone = options.hair === 'hood' ? options.coat : '#120d14'
  let strands = ''
  if (options.hair !== 'hood') {
    for (let index = 0; index < 26; index += 1) {
      const x = -116 + index * 7.2
      const colour = index < 10 ? options.rim : options.key
      strands += line(
        `M${n(-20 + index * 1.6)} -136 C${n(x - 10)} -96 ${n(x - 6)} -20 ${n(x - 6)} 100`,
        colour,
        1.4,
        `opacity="${n(0.12 + 0.2 * paint.random())}"`,
      )
    }
  }
  return (
    path(shape, tone) +
    group(
      `clip-path="${clip}"`,
      disc(
        -112,
        -10,
        60,
        130,
        paint.radial([
          [0, options.rim, 0.9],
          [1, options.rim, 0],
        ]),
      ),
      disc(
        30,
        -122,
        80,
        44,
        paint.radial([
          [0, options.key, 0.75],
          [1, options.key, 0],
        ]),
      ),
      strands,
      options.hair === 'hood'
        ? line(
            'M78 -48 C60 -58 42 -56 26 -46 C-6 -22 -22 24 -10 70 C2 104 4 140 -2 172',
            '#000',
            22,
            `opacity=".6" filter="${paint.blur(7)}"`,
          )
        : '',
      line(shape, options.rim, 4, `opacity=".55" filter="${paint.blur(2)}"`),
    )
  )
}
