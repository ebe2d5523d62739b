import { chainModelLoras, loadCheckpoint, loadPicture, loadTextEncoders } from '../graph-loaders.ts'
import {
  clipSize,
  decodeInTiles,
  encodePrompts,
  keepFrames,
  sampleByParts,
  saveClip,
  selectSampler,
  type Guide,
} from '../graph-parts.ts'
import type { GraphPlan } from '../graph-plan.ts'
import type { GraphWriter } from '../graph-writer.ts'
import type { FamilyDescription } from '../model-types.ts'
import type { NodeLink } from '../workflow-graph.ts'
import { CLIP, EULER } from './common.ts'

const plain = { steps: 30, cfg: 3, ...EULER }
const distilled = { cfg: 1, ...EULER }

/** How the makers' distilled files let the noise fall, in eight steps. */
const DISTILLED_SIGMAS = '1.0, 0.9937, 0.9875, 0.9812, 0.975, 0.9094, 0.725, 0.4219, 0.0'
const DISTILLED_STEPS = 8

/** LTX Video, up to 0.9.8 and LTX-2: a clip from words, a first frame, or a first and a last one. */
export const LTX_VIDEO: FamilyDescription = {
  ...CLIP,
  type: 'ltx_video',
  label: 'LTX Video',
  sizeMultiple: 32,
  sizes: [
    { width: 768, height: 512 },
    { width: 512, height: 768 },
    { width: 1216, height: 704 },
    { width: 704, height: 1216 },
  ],
  frames: { step: 8, min: 9, max: 257, usual: 97 },
  fps: 24,
  // The rate is told to the model, so it can be another one.
  fpsRange: { min: 8, max: 30 },
  maxLoras: 5,
  pictures: { start: 'may', end: true, references: { min: 0, max: 0 } },
  presets: {
    fast: {
      ...distilled,
      steps: 10,
      needs: {
        what: 'a distilled LTX file or LoRA',
        loras: [
          [{ pattern: /ltx.*distill.*lora/i, usual: 'ltxv-13b-0.9.8-distilled-lora128.safetensors', strength: 1 }],
        ],
        without: { ...plain, steps: 20 },
      },
    },
    quality: plain,
  },
  members: {
    distilled: {
      label: 'LTX Video distilled',
      presets: { fast: { ...distilled, steps: 8 }, quality: { ...distilled, steps: 10 } },
    },
    'ltx-2': {
      label: 'LTX-2',
      sizes: [
        { width: 960, height: 544 },
        { width: 544, height: 960 },
        { width: 1280, height: 704 },
        { width: 704, height: 1280 },
      ],
      frames: { step: 8, min: 9, max: 257, usual: 121 },
      pictures: { start: 'may', end: false, references: { min: 0, max: 0 } },
      presets: {
        fast: {
          ...distilled,
          steps: 8,
          needs: { what: 'the distilled LTX-2 file', loras: [], without: { ...plain, steps: 20, cfg: 4 } },
        },
        quality: { ...plain, cfg: 4 },
      },
    },
    'ltx-2-distilled': {
      label: 'LTX-2 distilled',
      frames: { step: 8, min: 9, max: 257, usual: 121 },
      pictures: { start: 'may', end: false, references: { min: 0, max: 0 } },
      presets: { fast: { ...distilled, steps: 8 }, quality: { ...distilled, steps: 8 } },
    },
  },
  refused: {},
}

/** A clip by an LTX model. */
export function buildLtxVideo(writer: GraphWriter, plan: GraphPlan): readonly string[] {
  return plan.variant?.startsWith('ltx-2') ? buildLtx2(writer, plan) : buildLtx(writer, plan)
}

/** The file holds model and VAE, but no text encoder. */
function buildLtx(writer: GraphWriter, plan: GraphPlan): readonly string[] {
  const name = writer.file(plan.model, 'CheckpointLoaderSimple', 'ckpt_name', 'checkpoints')
  const loaded = writer.add('CheckpointLoaderSimple', { ckpt_name: name }, 'Model')
  const vae = loaded(2)
  const model = chainModelLoras(writer, loaded(0), plan.loras)
  const told = { ...encodePrompts(writer, plan, loadTextEncoders(writer, ['t5xxl'], 'ltxv')), vae }
  const guide = guideLtx(writer, plan, told)
  const rated = writer.add('LTXVConditioning', {
    positive: guide.positive,
    negative: guide.negative,
    frame_rate: plan.fps,
  })
  const samples = writer.add(
    'SamplerCustom',
    {
      model,
      add_noise: true,
      noise_seed: plan.seed,
      cfg: plan.cfg,
      positive: rated(0),
      negative: rated(1),
      sampler: selectSampler(writer, plan),
      sigmas: fallOfNoise(writer, plan, guide.latent),
      latent_image: guide.latent,
    },
    'Sampler',
  )()
  // Each guide frame stands in the latent as one more frame.
  const clean =
    plan.endImage === null
      ? samples
      : writer.add('LTXVCropGuides', { positive: rated(0), negative: rated(1), latent: samples })(2)
  return [saveClip(writer, plan, clean, vae)]
}

function guideLtx(
  writer: GraphWriter,
  plan: GraphPlan,
  told: { readonly positive: NodeLink; readonly negative: NodeLink; readonly vae: NodeLink },
): Guide {
  const { startImage, endImage } = plan
  const { positive, negative, vae } = told
  if (endImage === null) {
    if (startImage === null) return { positive, negative, latent: writer.add('EmptyLTXVLatentVideo', clipSize(plan))() }
    const image = preprocess(writer, startImage, 'First frame')
    const ltx = writer.add('LTXVImgToVideo', { positive, negative, vae, image, ...clipSize(plan), strength: 1 })
    return { positive: ltx(0), negative: ltx(1), latent: ltx(2) }
  }
  const frames = [
    ...(startImage === null ? [] : [{ name: startImage, at: 0, title: 'First frame' }]),
    { name: endImage, at: -1, title: 'Last frame' },
  ]
  return frames.reduce<Guide>(
    (before, { name, at, title }) => {
      const image = preprocess(writer, name, title)
      const guided = writer.add('LTXVAddGuide', { ...before, vae, image, frame_idx: at, strength: 1 })
      return { positive: guided(0), negative: guided(1), latent: guided(2) }
    },
    { positive, negative, latent: writer.add('EmptyLTXVLatentVideo', clipSize(plan))() },
  )
}

/** The model was trained on compressed film: a picture that is too clean would stand still. */
function preprocess(writer: GraphWriter, name: string, title: string): NodeLink {
  return writer.add('LTXVPreprocess', { image: loadPicture(writer, name, title), img_compression: 35 })()
}

function fallOfNoise(writer: GraphWriter, plan: GraphPlan, latent: NodeLink | null): NodeLink {
  const isDistilled = plan.variant?.includes('distilled') === true && plan.steps === DISTILLED_STEPS
  if (isDistilled && writer.has('ManualSigmas')) return writer.add('ManualSigmas', { sigmas: DISTILLED_SIGMAS })()
  return writer.add('LTXVScheduler', {
    steps: plan.steps,
    max_shift: 2.05,
    base_shift: 0.95,
    stretch: true,
    terminal: 0.1,
    ...(latent && { latent }),
  })()
}

/** LTX-2 makes pictures and sound together. */
function buildLtx2(writer: GraphWriter, plan: GraphPlan): readonly string[] {
  const loaded = loadCheckpoint(writer, plan.model)
  const { vae } = loaded
  const model = chainModelLoras(writer, loaded.model, plan.loras)
  const ckpt_name = writer.file(plan.model, 'LTXVAudioVAELoader', 'ckpt_name', 'checkpoints')
  const audioVae = writer.add('LTXVAudioVAELoader', { ckpt_name })()
  const clip = writer.add('LTXAVTextEncoderLoader', {
    text_encoder: writer.companion('gemma3', 'LTXAVTextEncoderLoader', 'text_encoder'),
    ckpt_name,
    device: 'default',
  })()
  const told = encodePrompts(writer, plan, clip)
  const rated = writer.add('LTXVConditioning', { ...told, frame_rate: plan.fps })
  const empty = writer.add('EmptyLTXVLatentVideo', clipSize(plan))()
  const frames =
    plan.startImage === null
      ? empty
      : writer.add('LTXVImgToVideoInplace', {
          vae,
          image: preprocess(writer, plan.startImage, 'First frame'),
          latent: empty,
          strength: 1,
          bypass: false,
        })()
  const sound = writer.add('LTXVEmptyLatentAudio', {
    frames_number: plan.frames,
    frame_rate: Math.round(plan.fps),
    batch_size: 1,
    audio_vae: audioVae,
  })()
  const latent = writer.add('LTXVConcatAVLatent', { video_latent: frames, audio_latent: sound })()
  const guider = writer.add('CFGGuider', { model, positive: rated(0), negative: rated(1), cfg: plan.cfg })()
  const samples = sampleByParts(writer, plan, { guider, sigmas: fallOfNoise(writer, plan, empty), latent })
  const parts = writer.add('LTXVSeparateAVLatent', { av_latent: samples })
  const audio = writer.add('LTXVAudioVAEDecode', { samples: parts(1), audio_vae: audioVae })()
  return [keepFrames(writer, plan, decodeInTiles(writer, parts(0), vae), audio)]
}
