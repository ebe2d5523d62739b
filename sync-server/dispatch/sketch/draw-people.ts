import { between, circle, n, path, rect, times, type Canvas } from './canvas.ts'
import { mix } from './sketch-palette.ts'

/** Somebody seen from behind or in silhouette, standing at a point; `size` is the height in pixels. */
export function drawFigure(
  canvas: Canvas,
  x: number,
  foot: number,
  size: number,
  umbrella: boolean,
  floating = false,
): string {
  const { palette, unit, random } = canvas
  const s = size / 100
  const at = (dx: number, dy: number): string => `${n(x + dx * s)} ${n(foot + dy * s)}`
  const dark = palette.near
  const coat = `M${at(-5, -84)} C${at(-13, -82)} ${at(-14, -70)} ${at(-15, -40)} L${at(-13, -38)} L${at(-9, -36)} L${at(9, -36)} L${at(13, -38)} L${at(15, -40)} C${at(14, -70)} ${at(13, -82)} ${at(5, -84)} Z`
  const legs = `M${at(-8, -38)} L${at(-6.5, 0)} L${at(-1.5, 0)} L${at(0, -34)} L${at(1.5, 0)} L${at(6.5, 0)} L${at(8, -38)} Z`
  const hair = `M${at(-6.5, -90)} C${at(-8, -101)} ${at(8, -101)} ${at(6.5, -90)} C${at(7.5, -85)} ${at(6, -82)} ${at(4, -81.5)} L${at(-4, -81.5)} C${at(-6, -82)} ${at(-7.5, -85)} ${at(-6.5, -90)} Z`
  const light = random() < 0.5 ? 1 : -1
  const edge = `M${at(5 * light, -84)} C${at(13 * light, -82)} ${at(14 * light, -70)} ${at(15 * light, -40)} L${at(12.6 * light, -40)} C${at(12 * light, -68)} ${at(11 * light, -79)} ${at(5 * light, -82)} Z`
  const shadow = floating
    ? ''
    : `<ellipse cx="${n(x)}" cy="${n(foot + s)}" rx="${n(s * 20)}" ry="${n(s * 3)}" fill="#000" opacity="0.35"/>`
  const canopy = umbrella
    ? path(
        `M${at(-34, -96)} C${at(-30, -124)} ${at(30, -124)} ${at(34, -96)} Q${at(25, -101)} ${at(17, -96)} Q${at(8.5, -101)} ${at(0, -96)} Q${at(-8.5, -101)} ${at(-17, -96)} Q${at(-25, -101)} ${at(-34, -96)}Z`,
        mix(palette.rim, palette.near, 0.25),
      ) + rect(x + s * 0.2, foot - s * 118, Math.max(s * 1.2, unit * 0.1), s * 52, dark)
    : ''
  return (
    shadow +
    path(legs, dark) +
    path(coat, mix(dark, palette.mid, 0.35)) +
    path(edge, palette.rim, 0.85) +
    path(hair, dark) +
    canopy
  )
}

/** Head and shoulders in two lights before soft discs of colour. */
export function drawPortrait(canvas: Canvas): string {
  const { width, height, unit, palette, random } = canvas
  const discs = times(26, () => {
    const colour = random() < 0.45 ? palette.rim : random() < 0.6 ? palette.light : palette.sky[2]
    return circle(
      width * random(),
      height * random() * 0.9,
      unit * between(3, 11, random),
      colour,
      between(0.12, 0.5, random),
    )
  })
  const x = width * (random() < 0.5 ? 0.42 : 0.58)
  const s = Math.min(height / 100, width / 110)
  const at = (dx: number, dy: number): string => `${n(x + dx * s)} ${n(height * 0.5 + dy * s)}`
  const warm = palette.rim
  const cool = mix(palette.light, palette.sky[1], 0.35)
  const deep = mix(palette.near, palette.mid, 0.25)
  const face = `M${at(-14, -22)} C${at(-15, -4)} ${at(-11, 10)} ${at(0, 15)} C${at(11, 10)} ${at(15, -4)} ${at(14, -22)} C${at(12, -36)} ${at(-12, -36)} ${at(-14, -22)} Z`
  const lit = `M${at(1, -34)} C${at(12, -34)} ${at(14.5, -26)} ${at(14, -20)} C${at(15, -4)} ${at(11, 10)} ${at(0, 15)} C${at(3, 8)} ${at(3, 4)} ${at(1.5, 1)} L${at(5, -2)} L${at(1.5, -14)} C${at(3, -22)} ${at(0, -28)} ${at(1, -34)} Z`
  const neck = `M${at(-8, 4)} L${at(-9, 24)} L${at(9, 24)} L${at(8, 4)} Z`
  const coat = `M${at(-48, 62)} C${at(-44, 34)} ${at(-26, 26)} ${at(-11, 21)} C${at(-6, 27)} ${at(6, 27)} ${at(11, 21)} C${at(26, 26)} ${at(44, 34)} ${at(48, 62)} L${at(48, 900)} L${at(-48, 900)} Z`
  const shoulder = `M${at(11, 21)} C${at(26, 26)} ${at(44, 34)} ${at(48, 62)} L${at(48, 900)} L${at(41, 900)} L${at(41, 62)} C${at(38, 40)} ${at(24, 31)} ${at(9, 27)} Z`
  const long = random() < 0.6
  const hairEnd = long ? 12 : -8
  const hair = `M${at(-16, hairEnd)} C${at(-22, -14)} ${at(-20, -42)} ${at(0, -42)} C${at(20, -42)} ${at(22, -14)} ${at(16, hairEnd)} C${at(14, 4)} ${at(15.5, -12)} ${at(13, -19)} C${at(6, -21)} ${at(-6, -24)} ${at(-11, -20)} C${at(-14, -12)} ${at(-13, 4)} ${at(-16, hairEnd)} Z`
  const strand = `M${at(6, -40.5)} C${at(17, -38)} ${at(20, -22)} ${at(17.5, -6)} L${at(15.8, -10)} C${at(16.5, -22)} ${at(14, -33)} ${at(6, -40.5)} Z`
  return [
    rect(0, 0, width, height, mix(palette.near, palette.sky[1], 0.5)),
    circle(x, height * 0.4, unit * 80, 'url(#glow)', 0.5),
    ...discs,
    path(neck, mix(cool, deep, 0.55)),
    path(coat, deep),
    path(shoulder, warm, 0.8),
    path(face, mix(cool, deep, 0.28)),
    path(lit, warm, 0.92),
    path(`M${at(-10, -12)} Q${at(-6.5, -14.5)} ${at(-3, -12)} Q${at(-6.5, -11)} ${at(-10, -12)}Z`, deep, 0.8),
    path(`M${at(4.6, -12)} Q${at(7.8, -14.5)} ${at(11, -12)} Q${at(7.8, -11)} ${at(4.6, -12)}Z`, deep, 0.7),
    path(`M${at(-4, 6)} Q${at(0, 4.4)} ${at(4.4, 6)} Q${at(0, 8.4)} ${at(-4, 6)}Z`, mix(warm, deep, 0.45), 0.9),
    path(hair, palette.near),
    path(strand, warm, 0.55),
  ].join('')
}
