import { between, type Canvas } from './canvas.ts'
import { drawCity, drawCrowd, drawHall, drawStage, drawStreet, drawTunnel } from './draw-built.ts'
import { drawDeep, drawForest, drawMountains, drawSand, drawSea } from './draw-nature.ts'
import { drawFigure, drawPortrait } from './draw-people.ts'
import { drawSky, drawVignette, drawWeather, placeDisc, type Disc } from './draw-sky.ts'
import { readPrompt, type Place, type SketchIdea } from './read-prompt.ts'
import { PALETTES, turnHue } from './sketch-palette.ts'

/** Height of the horizon as a share of the picture. */
const HORIZON: Readonly<Record<Place, readonly [number, number]>> = {
  sea: [0.5, 0.62],
  city: [0.5, 0.58],
  street: [0.48, 0.54],
  mountains: [0.42, 0.52],
  forest: [0.5, 0.6],
  sand: [0.46, 0.58],
  hall: [0.5, 0.56],
  stage: [0.46, 0.52],
  tunnel: [0.48, 0.52],
  deep: [0.9, 0.94],
}

/** Draws the picture that a prompt asks for as SVG. The same prompt, seed and size always give the same picture. */
export function composeSketch(prompt: string, seed: number, width: number, height: number): string {
  const idea = readPrompt(prompt, seed)
  const { random } = idea
  const [low, high] = HORIZON[idea.place]
  const canvas: Canvas = {
    width,
    height,
    unit: Math.min(width, height) / 100,
    horizon: height * between(low, high, random),
    palette: turnHue(PALETTES[idea.mood], between(-14, 14, random)),
    random,
  }
  const disc = placeDisc(canvas)
  const layers =
    idea.framing === 'portrait'
      ? [drawSky(canvas, disc), drawPortrait(canvas)]
      : [drawSky(canvas, disc), drawPlace(canvas, idea, disc), idea.people ? drawPeople(canvas, idea) : '']
  if (idea.place === 'stage' && idea.framing !== 'portrait') layers.push(drawCrowd(canvas))
  if (idea.weather) layers.push(drawWeather(canvas, idea.weather))
  layers.push(drawVignette(canvas))
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${layers.join('')}</svg>`
}

function drawPlace(canvas: Canvas, idea: SketchIdea, disc: Disc): string {
  switch (idea.place) {
    case 'sea':
      return drawSea(canvas, disc)
    case 'city':
      return drawCity(canvas)
    case 'street':
      return drawStreet(canvas)
    case 'mountains':
      return drawMountains(canvas)
    case 'forest':
      return drawForest(canvas)
    case 'sand':
      return drawSand(canvas, idea.road)
    case 'hall':
      return drawHall(canvas)
    case 'stage':
      return drawStage(canvas)
    case 'tunnel':
      return drawTunnel(canvas)
    case 'deep':
      return drawDeep(canvas)
  }
}

/** Where feet stand between the horizon (0) and the lower edge (1), where it is not simply on the ground ahead. */
const FOOTING: Partial<Readonly<Record<Place, number>>> = { sea: 0.9, mountains: 0.82, tunnel: 0.36, stage: 0.4 }

/** Figures on the ground: large in a medium shot, small in a wide one. */
function drawPeople(canvas: Canvas, { framing, umbrella, several, place, random }: SketchIdea): string {
  const { width, height, horizon, unit } = canvas
  const central = place === 'street' || place === 'hall' || place === 'tunnel' || place === 'stage'
  const x = width * (central ? between(0.47, 0.53, random) : random() < 0.5 ? 0.36 : 0.64)
  const near = framing === 'figure'
  if (place === 'deep') {
    const tilt = between(-55, 55, random)
    const middle = height * 0.45
    return `<g transform="rotate(${tilt.toFixed(1)} ${x.toFixed(1)} ${middle.toFixed(1)})">${drawFigure(canvas, x, middle + unit * 17, unit * (near ? 34 : 18), false, true)}</g>`
  }
  const share = FOOTING[place] ?? (near ? between(0.62, 0.72, random) : between(0.28, 0.4, random))
  const inside = place === 'tunnel' || place === 'stage'
  const size = near ? (inside ? 28 : 46) : 17
  const foot = horizon + (height - horizon) * share
  const first = drawFigure(canvas, x, foot, unit * size, umbrella)
  return several ? drawFigure(canvas, x + unit * size * 0.32, foot, unit * size * 0.93, false) + first : first
}
