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
  encodePrompts,
  sample,
  sampleByParts,
  saveClip,
  scheduleNoise,
  shiftModel,
  type Guide,
} from '../graph-parts.ts'
import type { GraphPlan } from '../graph-plan.ts'
import type { GraphWriter } from '../graph-writer.ts'
import type { FamilyDescription } from '../model-types.ts'
import type { NodeLink } from '../workflow-graph.ts'
import { CLIP, NEEDS_PICTURE, NO_PICTURES, UNI_PC } from './common.ts'

const plain = { cfg: 6, ...UNI_PC, shift: 8 }
const between = { ...plain, cfg: 3 }
/** Of two guidances: how much the words count, and how much the pictures do. */
const SUBJECT_CFG = 5

/** Wan 2.1: a clip from words, a first frame, a first and a last one, or pictures of those who are in it. */
export const WAN_2_1: FamilyDescription = {
  ...CLIP,
  type: 'wan_2_1',
  label: 'Wan 2.1',
  sizeMultiple: 16,
  // 720p weights also make 1280×720, at four times the work: people ask for it, it is no default.
  sizes: [
    { width: 832, height: 480 },
    { width: 480, height: 832 },
    { width: 512, height: 512 },
  ],
  frames: { step: 4, min: 5, max: 81, usual: 33 },
  fps: 16,
  maxLoras: 5,
  // Text-to-video weights take a start picture without a word and ignore it.
  pictures: NO_PICTURES,
  presets: { fast: { ...plain, steps: 15 }, quality: { ...plain, steps: 25 } },
  members: {
    i2v: { pictures: NEEDS_PICTURE },
    flf2v: {
      label: 'Wan 2.1 first and last frame',
      pictures: { ...NEEDS_PICTURE, end: true },
      presets: { fast: { ...between, steps: 15 }, quality: { ...between, steps: 25 } },
    },
    vace: { label: 'Wan 2.1 VACE', pictures: { ...NO_PICTURES, references: { min: 1, max: 1 } } },
    phantom: { label: 'Wan 2.1 Phantom', pictures: { ...NO_PICTURES, references: { min: 1, max: 4 } } },
  },
  refused: { special: 'it follows poses, cameras or sounds, which takes a graph of your own' },
}

/** A clip by a Wan 2.1 model. */
export function buildWan21(writer: GraphWriter, plan: GraphPlan): readonly string[] {
  const weights = chainModelLoras(writer, loadDiffusionModel(writer, plan.model), plan.loras)
  const model = shiftModel(writer, plan, weights)
  const clip = loadTextEncoders(writer, ['umt5'], 'wan')
  const vae = loadVae(writer, 'wanVae')
  const told = { ...encodePrompts(writer, plan, clip), vae }
  if (plan.variant === 'vace') return withReference(writer, plan, model, told)
  if (plan.variant === 'phantom') return withSubjects(writer, plan, model, told)
  const guide = guideWan(writer, plan, told, loadVision)
  return [saveClip(writer, plan, sample(writer, plan, { model, ...guide }), vae)]
}

interface Told {
  readonly positive: NodeLink
  readonly negative: NodeLink
  readonly vae: NodeLink
}

/**
 * What a Wan clip begins with: nothing, a first frame, or a first and a last one.
 *
 * @param vision loads the encoder that sees the frames; null for weights that have none
 */
export function guideWan(
  writer: GraphWriter,
  plan: GraphPlan,
  told: Told,
  vision: ((writer: GraphWriter, role: 'clipVisionH') => NodeLink) | null,
): Guide {
  const { positive, negative } = told
  if (plan.startImage === null) {
    return { positive, negative, latent: writer.add('EmptyHunyuanLatentVideo', clipSize(plan))() }
  }
  const start = loadPicture(writer, plan.startImage, 'First frame')
  const end = plan.endImage === null ? null : loadPicture(writer, plan.endImage, 'Last frame')
  const eye = vision?.(writer, 'clipVisionH') ?? null
  const seen = (image: NodeLink, input: string): Record<string, NodeLink> =>
    eye === null ? {} : { [input]: seePicture(writer, eye, image) }
  const isBetween = end !== null || plan.variant === 'flf2v'
  const wan = isBetween
    ? writer.add('WanFirstLastFrameToVideo', {
        ...told,
        ...clipSize(plan),
        start_image: start,
        ...seen(start, 'clip_vision_start_image'),
        ...(end && { end_image: end, ...seen(end, 'clip_vision_end_image') }),
      })
    : writer.add('WanImageToVideo', {
        ...told,
        ...clipSize(plan),
        start_image: start,
        ...seen(start, 'clip_vision_output'),
      })
  return { positive: wan(0), negative: wan(1), latent: wan(2) }
}

/** VACE puts the picture before the first frame, from where it is cut off again. */
function withReference(writer: GraphWriter, plan: GraphPlan, model: NodeLink, told: Told): readonly string[] {
  const reference = plan.references[0]
  const vace = writer.add('WanVaceToVideo', {
    ...told,
    ...clipSize(plan),
    strength: 1,
    ...(reference !== undefined && { reference_image: loadPicture(writer, reference, 'Reference') }),
  })
  const samples = sample(writer, plan, { model, positive: vace(0), negative: vace(1), latent: vace(2) })
  const trimmed = writer.add('TrimVideoLatent', { samples, trim_amount: vace(3) })()
  return [saveClip(writer, plan, trimmed, told.vae)]
}

/** Phantom is guided twice: by the words, and by the words together with the pictures. */
function withSubjects(writer: GraphWriter, plan: GraphPlan, model: NodeLink, told: Told): readonly string[] {
  const images = plan.references.reduce<NodeLink | null>((before, name, at) => {
    const picture = loadPicture(writer, name, `Subject ${at + 1}`)
    // The pictures of a batch are of one size.
    const { width, height } = plan
    const fitted = writer.add('ImageScale', {
      image: picture,
      upscale_method: 'lanczos',
      width,
      height,
      crop: 'center',
    })()
    return before === null ? fitted : writer.add('ImageBatch', { image1: before, image2: fitted })()
  }, null)
  const phantom = writer.add('WanPhantomSubjectToVideo', { ...told, ...clipSize(plan), ...(images && { images }) })
  const guider = writer.add('DualCFGGuider', {
    model,
    cond1: phantom(0),
    cond2: phantom(1),
    negative: phantom(2),
    cfg_conds: plan.cfg,
    cfg_cond2_negative: SUBJECT_CFG,
    style: 'regular',
  })()
  const sigmas = scheduleNoise(writer, plan, model)
  return [saveClip(writer, plan, sampleByParts(writer, plan, { guider, sigmas, latent: phantom(3) }), told.vae)]
}
