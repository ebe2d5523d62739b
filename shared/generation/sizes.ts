import type { FrameRule, ModelFamily, Size } from './model-types.ts'

/** The size nearest to the asked one that a model can make. */
export function fitSize(asked: Size, { sizeMultiple, sides }: Pick<ModelFamily, 'sizeMultiple' | 'sides'>): Size {
  const { width, height } = snapSize(asked, sizeMultiple)
  if (sides === undefined) return { width, height }
  const within = (side: number): number => Math.min(Math.max(side, sides.min), sides.max)
  return { width: within(width), height: within(height) }
}

/** Sides ComfyUI's latents can take at least, and what a GPU can be asked for at most. */
const MIN_SIDE = 64
const MAX_SIDE = 4096

/** The size nearest to the asked one that the family's grid allows. */
export function snapSize(asked: Size, sizeMultiple: number): Size {
  return { width: snapSide(asked.width, sizeMultiple), height: snapSide(asked.height, sizeMultiple) }
}

function snapSide(side: number, multiple: number): number {
  const snapped = Math.round(side / multiple) * multiple
  return Math.min(Math.max(snapped, MIN_SIDE), MAX_SIDE)
}

/** The family's own size whose shape comes nearest to the film's; the larger one where two are equally near. */
export function nativeSize(family: ModelFamily, film: Size): Size {
  const wanted = Math.log(film.width / film.height)
  const distance = (size: Size): number => Math.abs(Math.log(size.width / size.height) - wanted)
  const [first, ...rest] = family.sizes as readonly [Size, ...Size[]]
  return rest.reduce((best, size) => {
    const difference = distance(size) - distance(best)
    if (Math.abs(difference) > 1e-9) return difference < 0 ? size : best
    return size.width * size.height > best.width * best.height ? size : best
  }, first)
}

/** The nearest number of frames that the family can make: `step * n + 1` within its limits. */
export function snapFrames(frames: number, rule: FrameRule): number {
  const snapped = rule.step * Math.round((frames - 1) / rule.step) + 1
  return Math.min(Math.max(snapped, rule.min), rule.max)
}

/** Seconds of film as the nearest number of frames that the family can make. */
export function framesForSeconds(seconds: number, fps: number, rule: FrameRule): number {
  return snapFrames(seconds * fps, rule)
}
