import { between, circle, path, n, radialGradient, rect, times, verticalGradient, type Canvas } from './canvas.ts'
import type { Weather } from './read-prompt.ts'
import { mix } from './sketch-palette.ts'

/** Where the sun or moon stands. */
export interface Disc {
  readonly x: number
  readonly y: number
  readonly radius: number
}

/** Chooses the place of the disc on a third of the picture, low where the sky glows. */
export function placeDisc({ width, horizon, unit, palette, random }: Canvas): Disc {
  const x = width * (random() < 0.5 ? between(0.24, 0.36, random) : between(0.62, 0.74, random))
  return {
    x,
    y: horizon * (palette.dark ? between(0.26, 0.42, random) : between(0.5, 0.82, random)),
    radius: unit * (palette.dark ? between(6, 9, random) : between(7, 12, random)),
  }
}

/** Sky with its glow, disc, stars and bands of cloud. */
export function drawSky(canvas: Canvas, disc: Disc): string {
  const { width, height, horizon, unit, palette, random } = canvas
  const [top, middle, bottom] = palette.sky
  const glow = unit * (palette.dark ? 46 : 72)
  const stars = palette.dark
    ? times(70, () =>
        circle(
          width * random(),
          horizon * random() ** 1.4,
          unit * between(0.08, 0.26, random),
          palette.light,
          between(0.2, 0.9, random),
        ),
      )
    : []
  return [
    `<defs>${verticalGradient('sky', [
      [0, top],
      [0.55, middle],
      [1, bottom],
    ])}`,
    radialGradient('glow', [
      [0, palette.light, 0.85],
      [0.25, palette.rim, 0.4],
      [1, palette.rim, 0],
    ]),
    radialGradient('disc', [
      [0, mix(palette.light, '#ffffff', 0.5)],
      [1, palette.light],
    ]),
    '</defs>',
    rect(0, 0, width, height, bottom),
    rect(0, 0, width, horizon + unit, 'url(#sky)'),
    ...stars,
    circle(disc.x, disc.y, glow, 'url(#glow)', palette.dark ? 0.5 : 0.9),
    circle(disc.x, disc.y, disc.radius, 'url(#disc)'),
    ...times(5, (index) => cloud(canvas, index)),
  ].join('')
}

/** A flat, tapered band of cloud. */
function cloud({ width, horizon, unit, palette, random }: Canvas, index: number): string {
  const length = width * between(0.18, 0.5, random)
  const x = between(-0.1, 0.85, random) * width
  const y = horizon * (0.18 + index * 0.15 + between(-0.04, 0.04, random))
  const thick = unit * between(0.6, 2, random)
  const d = `M${n(x)} ${n(y)} Q${n(x + length * 0.35)} ${n(y - thick)} ${n(x + length * 0.6)} ${n(y - thick * 0.5)} T${n(x + length)} ${n(y)} Q${n(x + length * 0.5)} ${n(y + thick * 0.5)} ${n(x)} ${n(y)}Z`
  return path(d, mix(palette.light, palette.rim, 0.4), palette.dark ? 0.1 : 0.3)
}

/** Rain, snow or fog over the whole picture. */
export function drawWeather(canvas: Canvas, weather: Weather): string {
  const { width, height, unit, palette, random } = canvas
  if (weather === 'rain') {
    const streaks = times(150, () => {
      const [x, y] = [width * between(-0.05, 1.05, random), height * random()]
      const length = unit * between(3, 8, random)
      const stroke = `stroke="${palette.light}" stroke-opacity="${n(between(0.1, 0.4, random))}" stroke-width="${n(unit * 0.18)}"`
      return `<line x1="${n(x)}" y1="${n(y)}" x2="${n(x - length * 0.22)}" y2="${n(y + length)}" ${stroke} stroke-linecap="round"/>`
    })
    return streaks.join('')
  }
  if (weather === 'snow') {
    return times(140, () =>
      circle(
        width * random(),
        height * random(),
        unit * between(0.15, 0.6, random),
        '#ffffff',
        between(0.35, 0.95, random),
      ),
    ).join('')
  }
  const gradient = verticalGradient('fog', [
    [0, palette.light, 0],
    [0.5, palette.light, 0.5],
    [1, palette.light, 0],
  ])
  const bands = times(4, (index) =>
    rect(
      0,
      height * (0.36 + index * 0.13 + between(-0.03, 0.03, random)),
      width,
      unit * between(12, 26, random),
      'url(#fog)',
      0.65,
    ),
  )
  return `<defs>${gradient}</defs>${bands.join('')}`
}

/** Darkens the corners, so that the eye stays in the picture. */
export function drawVignette({ width, height }: Canvas): string {
  const gradient = `<radialGradient id="vignette" cx="0.5" cy="0.46" r="0.75"><stop offset="0.55" stop-color="#000" stop-opacity="0"/><stop offset="1" stop-color="#000" stop-opacity="0.42"/></radialGradient>`
  return `<defs>${gradient}</defs>${rect(0, 0, width, height, 'url(#vignette)')}`
}
