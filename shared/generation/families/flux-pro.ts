import { loadPicture } from '../graph-loaders.ts'
import { keepPictures } from '../graph-parts.ts'
import type { GraphPlan } from '../graph-plan.ts'
import type { GraphWriter } from '../graph-writer.ts'
import type { FamilyDescription } from '../model-types.ts'
import type { NodeLink } from '../workflow-graph.ts'
import { EULER, FROM_PICTURE, MEGAPIXEL, NO_PICTURES, STILL } from './common.ts'

/**
 * Flux Pro has no weights: a paid node of ComfyUI does the work at its makers'. The "model" is the name of the node
 * class, and the ComfyUI server must be signed in to a Comfy account.
 */
export const FLUX_PRO: FamilyDescription = {
  ...STILL,
  type: 'flux_pro',
  label: 'Flux Pro',
  sizeMultiple: 32,
  sizes: MEGAPIXEL,
  sides: { min: 256, max: 2048 },
  maxLoras: 0,
  pictures: NO_PICTURES,
  presets: {
    fast: { steps: 12, cfg: 1, ...EULER, guidance: 3 },
    quality: { steps: 35, cfg: 1, ...EULER, guidance: 3 },
  },
  members: {
    kontext: { label: 'Flux Kontext Pro', pictures: FROM_PICTURE },
    ultra: { label: 'Flux Pro Ultra', pictures: FROM_PICTURE },
    'flux-2': {
      label: 'Flux 2 Pro',
      pictures: { start: 'may', end: false, references: { min: 0, max: 8 } },
    },
  },
  refused: {},
}

/** The extreme shapes that the nodes take, as width by height. */
const WIDEST = 4

/** A still by one of the paid nodes. They take no LoRAs, and no negative prompt. */
export function buildFluxPro(writer: GraphWriter, plan: GraphPlan): readonly string[] {
  return [keepPictures(writer, plan, makePicture(writer, plan))]
}

function makePicture(writer: GraphWriter, plan: GraphPlan): NodeLink {
  const { model, prompt, seed, startImage } = plan
  const picture = startImage === null ? null : loadPicture(writer, startImage, 'Start picture')
  if (plan.variant === 'kontext') {
    return writer.add(model, {
      prompt,
      aspect_ratio: aspectRatio(plan),
      guidance: plan.guidance ?? 3,
      steps: Math.min(plan.steps, 150),
      seed,
      prompt_upsampling: false,
      ...(picture && { input_image: picture }),
    })()
  }
  if (plan.variant === 'ultra') {
    return writer.add(model, {
      prompt,
      prompt_upsampling: false,
      seed,
      aspect_ratio: aspectRatio(plan),
      raw: false,
      ...(picture && { image_prompt: picture, image_prompt_strength: Math.round((1 - plan.denoise) * 100) / 100 }),
    })()
  }
  const { width, height } = plan
  const images = gather(writer, picture, plan.references)
  return writer.add(model, { prompt, width, height, seed, prompt_upsampling: false, ...(images && { images }) })()
}

/** Several pictures as one batch; null for none. */
function gather(writer: GraphWriter, first: NodeLink | null, names: readonly string[]): NodeLink | null {
  return names.reduce<NodeLink | null>((before, name, at) => {
    const picture = loadPicture(writer, name, `Reference ${at + 1}`)
    return before === null ? picture : writer.add('ImageBatch', { image1: before, image2: picture })()
  }, first)
}

/** "16:9" for 1344×768: the nearest shape in small whole numbers, within what the nodes take. */
function aspectRatio({ width, height }: GraphPlan): string {
  const shape = Math.min(Math.max(width / height, 1 / WIDEST), WIDEST)
  const known = ['1:1', '4:3', '3:4', '3:2', '2:3', '16:9', '9:16', '21:9', '9:21', '2:1', '1:2', '4:1', '1:4']
  const distance = (ratio: string): number => {
    const [wide, high] = ratio.split(':').map(Number)
    return Math.abs(Math.log(wide! / high! / shape))
  }
  return known.reduce((best, ratio) => (distance(ratio) < distance(best) ? ratio : best))
}
