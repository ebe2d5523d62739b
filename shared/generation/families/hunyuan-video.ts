import {
  chainModelLoras,
  loadDiffusionModel,
  loadPicture,
  loadTextEncoders,
  loadVae,
  loadVision,
  seePicture,
} from '../graph-loaders.ts'
import {
  clipSize,
  decodeInTiles,
  encodePrompts,
  encodeText,
  keepFrames,
  sample,
  sampleByParts,
  scheduleNoise,
  shiftModel,
} from '../graph-parts.ts'
import type { GraphPlan } from '../graph-plan.ts'
import type { GraphWriter } from '../graph-writer.ts'
import type { FamilyDescription } from '../model-types.ts'
import type { NodeLink } from '../workflow-graph.ts'
import { CLIP, EULER, NEEDS_PICTURE, NO_PICTURES } from './common.ts'

const plain = { cfg: 1, ...EULER, guidance: 6, shift: 7 }
const quick = { ...plain, shift: 17 }
const newer = { cfg: 6, ...EULER, shift: 7 }

/** The first frames of the first image-to-video weights are spoilt; so many are made on top and cut off. */
const SPOILT_FRAMES = 4

const NEWER = {
  sizes: [
    { width: 848, height: 480 },
    { width: 480, height: 848 },
    { width: 1280, height: 720 },
    { width: 720, height: 1280 },
  ],
  frames: { step: 4, min: 5, max: 121, usual: 121 },
}

/** Hunyuan Video 1.0 and 1.5: a clip from words or from a first frame. */
export const HUNYUAN_VIDEO: FamilyDescription = {
  ...CLIP,
  type: 'hunyuan_video',
  label: 'Hunyuan Video',
  sizeMultiple: 16,
  sizes: [
    { width: 848, height: 480 },
    { width: 480, height: 848 },
    { width: 960, height: 544 },
    { width: 1280, height: 720 },
    { width: 720, height: 1280 },
  ],
  frames: { step: 4, min: 5, max: 129, usual: 73 },
  fps: 24,
  maxLoras: 5,
  pictures: NO_PICTURES,
  presets: { fast: { ...plain, steps: 20 }, quality: { ...plain, steps: 40 } },
  members: {
    fast: {
      label: 'Fast Hunyuan Video',
      presets: { fast: { ...quick, steps: 6 }, quality: { ...quick, steps: 8 } },
    },
    i2v: {
      label: 'Hunyuan Video from a picture',
      pictures: NEEDS_PICTURE,
      frames: { step: 4, min: 5, max: 125, usual: 73 },
    },
    'i2v-v2': { label: 'Hunyuan Video from a picture', pictures: NEEDS_PICTURE },
    '1.5': {
      ...NEWER,
      label: 'Hunyuan Video 1.5',
      presets: { fast: { ...newer, steps: 20 }, quality: { ...newer, steps: 40 } },
    },
    '1.5-distilled': {
      ...NEWER,
      label: 'Hunyuan Video 1.5',
      presets: { fast: { ...newer, cfg: 1, steps: 20 }, quality: { ...newer, cfg: 1, steps: 40 } },
    },
    '1.5-i2v': {
      ...NEWER,
      label: 'Hunyuan Video 1.5 from a picture',
      pictures: NEEDS_PICTURE,
      presets: { fast: { ...newer, steps: 20 }, quality: { ...newer, steps: 40 } },
    },
    '1.5-i2v-distilled': {
      ...NEWER,
      label: 'Hunyuan Video 1.5 from a picture',
      pictures: NEEDS_PICTURE,
      presets: { fast: { ...newer, cfg: 1, steps: 20 }, quality: { ...newer, cfg: 1, steps: 40 } },
    },
  },
  refused: {},
}

/** A clip by a Hunyuan model. */
export function buildHunyuanVideo(writer: GraphWriter, plan: GraphPlan): readonly string[] {
  return plan.variant?.startsWith('1.5') ? buildNewer(writer, plan) : buildFirst(writer, plan)
}

/** Guidance is distilled into these models, so they take no negative prompt. */
function buildFirst(writer: GraphWriter, plan: GraphPlan): readonly string[] {
  const weights = chainModelLoras(writer, loadDiffusionModel(writer, plan.model), plan.loras)
  const model = shiftModel(writer, plan, weights)
  const clip = loadTextEncoders(writer, ['clipL', 'llavaLlama3'], 'hunyuan_video')
  const vae = loadVae(writer, 'hunyuanVae')
  const { positive, latent } =
    plan.startImage === null
      ? {
          positive: encodeText(writer, clip, plan.prompt, 'Prompt'),
          latent: writer.add('EmptyHunyuanLatentVideo', clipSize(plan))(),
        }
      : fromFirstFrame(writer, plan, plan.startImage, { clip, vae })
  const conditioning = writer.add('FluxGuidance', { conditioning: positive, guidance: plan.guidance ?? 6 })()
  const guider = writer.add('BasicGuider', { model, conditioning })()
  const samples = sampleByParts(writer, plan, { guider, sigmas: scheduleNoise(writer, plan, model), latent })
  const frames = decodeInTiles(writer, samples, vae)
  return [keepFrames(writer, plan, plan.variant === 'i2v' ? dropSpoilt(writer, frames) : frames)]
}

function fromFirstFrame(
  writer: GraphWriter,
  plan: GraphPlan,
  name: string,
  { clip, vae }: { readonly clip: NodeLink; readonly vae: NodeLink },
): { readonly positive: NodeLink; readonly latent: NodeLink } {
  const isFirst = plan.variant === 'i2v'
  const image = loadPicture(writer, name, 'First frame')
  const told = writer.add(
    'TextEncodeHunyuanVideo_ImageToVideo',
    {
      clip,
      clip_vision_output: seePicture(writer, loadVision(writer, 'llavaVision'), image),
      prompt: plan.prompt,
      image_interleave: isFirst ? 2 : 4,
    },
    'Prompt',
  )()
  const size = clipSize(isFirst ? { ...plan, frames: plan.frames + SPOILT_FRAMES } : plan)
  const begun = writer.add('HunyuanImageToVideo', {
    positive: told,
    vae,
    ...size,
    guidance_type: writer.option(isFirst ? 'v1 (concat)' : 'v2 (replace)', 'HunyuanImageToVideo', 'guidance_type'),
    start_image: image,
  })
  return { positive: begun(0), latent: begun(1) }
}

function dropSpoilt(writer: GraphWriter, image: NodeLink): NodeLink {
  return writer.add('ImageFromBatch', { image, batch_index: SPOILT_FRAMES, length: 4096 })()
}

/** 1.5 has other encoders, another VAE, and takes a negative prompt. */
function buildNewer(writer: GraphWriter, plan: GraphPlan): readonly string[] {
  const weights = chainModelLoras(writer, loadDiffusionModel(writer, plan.model), plan.loras)
  const model = shiftModel(writer, plan, weights)
  const told = encodePrompts(writer, plan, loadTextEncoders(writer, ['qwenVl', 'byt5'], 'hunyuan_video_15'))
  const vae = loadVae(writer, 'hunyuan15Vae')
  if (plan.startImage === null) {
    const latent = writer.add('EmptyHunyuanVideo15Latent', clipSize(plan))()
    return [keepFrames(writer, plan, decodeInTiles(writer, sample(writer, plan, { model, ...told, latent }), vae))]
  }
  const image = loadPicture(writer, plan.startImage, 'First frame')
  const begun = writer.add('HunyuanVideo15ImageToVideo', {
    ...told,
    vae,
    ...clipSize(plan),
    start_image: image,
    clip_vision_output: seePicture(writer, loadVision(writer, 'sigclip'), image, 'center'),
  })
  const guide = { positive: begun(0), negative: begun(1), latent: begun(2) }
  return [keepFrames(writer, plan, decodeInTiles(writer, sample(writer, plan, { model, ...guide }), vae))]
}
