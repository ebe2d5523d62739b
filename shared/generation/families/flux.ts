import {
  chainLoras,
  loadCheckpoint,
  loadDiffusionModel,
  loadPicture,
  loadTextEncoders,
  loadVae,
  loadVision,
  seePicture,
} from '../graph-loaders.ts'
import { emptyStill, encodeText, sample, savePicture, stillLatent } from '../graph-parts.ts'
import type { GraphPlan, LoadedModel } from '../graph-plan.ts'
import type { GraphWriter } from '../graph-writer.ts'
import type { FamilyDescription, PictureRule } from '../model-types.ts'
import type { NodeLink } from '../workflow-graph.ts'
import { EULER, FROM_PICTURE, MEGAPIXEL, STILL } from './common.ts'

/** Redux shows the model pictures of a look or a person; more than three leave no room for the words. */
const WITH_REDUX: PictureRule = { ...FROM_PICTURE, references: { min: 0, max: 3 } }

const plain = { steps: 28, cfg: 1, ...EULER, guidance: 3.5 }
const schnell = { steps: 4, cfg: 1, ...EULER, guidance: 3.5 }
const kontext = { ...plain, guidance: 2.5 }
const fill = { ...plain, scheduler: 'normal', guidance: 30 }

const common = {
  ...STILL,
  sizeMultiple: 16,
  sizes: MEGAPIXEL,
  maxLoras: 3,
  pictures: WITH_REDUX,
}

const turbo = {
  what: 'an 8-step LoRA such as FLUX.1-Turbo-Alpha',
  loras: [
    [{ pattern: /flux.*turbo-?_?alpha/i, usual: 'FLUX.1-Turbo-Alpha.safetensors', strength: 1 }],
    [{ pattern: /hyper-?_?flux.*8-?_?steps?/i, usual: 'Hyper-FLUX.1-dev-8steps-lora.safetensors', strength: 0.125 }],
  ],
  without: { ...plain, steps: 20 },
}

/** Flux Dev and the models that are made of it: the four-step one, the one that edits, the one that fills holes. */
export const FLUX_DEV: FamilyDescription = {
  ...common,
  type: 'flux_dev',
  label: 'Flux Dev',
  presets: { fast: { ...plain, steps: 8, needs: turbo }, quality: plain },
  members: {
    schnell: { label: 'Flux Schnell', presets: { fast: schnell, quality: schnell } },
    kontext: {
      label: 'Flux Kontext',
      keepsShape: true,
      pictures: { start: 'must', end: false, references: { min: 0, max: 2 } },
      presets: {
        fast: { ...kontext, steps: 8, needs: { ...turbo, without: { ...kontext, steps: 20 } } },
        quality: kontext,
      },
    },
    fill: {
      label: 'Flux Fill',
      pictures: { start: 'must', end: false, references: { min: 0, max: 0 } },
      presets: { fast: { ...fill, steps: 20 }, quality: fill },
    },
  },
  refused: { control: 'it follows outlines or depth, which takes a picture of those' },
}

const kreaNeed = {
  what: 'a distilled Krea file or LoRA such as Flux-Krea-Blaze',
  loras: [
    [{ pattern: /krea.*(blaze|turbo|distill|lightning)/i, usual: 'Flux-Krea-Blaze-rank64.safetensors', strength: 1 }],
  ],
  without: { ...plain, steps: 20 },
}
const kreaFast = { steps: 4, cfg: 1, ...EULER, guidance: 3.5 }
const kreaQuality = { steps: 8, cfg: 1, sampler: 'uni_pc', scheduler: 'sgm_uniform', guidance: 3.5 }

/** Flux Krea: the same graph with other weights. Its few steps are no property of the published file. */
export const FLUX_KREA: FamilyDescription = {
  ...common,
  type: 'flux_krea',
  label: 'Flux Krea',
  presets: { fast: { ...kreaFast, needs: kreaNeed }, quality: { ...kreaQuality, needs: kreaNeed } },
  members: { distilled: { label: 'Flux Krea distilled', presets: { fast: kreaFast, quality: kreaQuality } } },
  refused: {},
}

/**
 * A still by a Flux model. The models are guidance-distilled: cfg stays at 1 and the wish to follow the text is a
 * conditioning of its own; only a cfg above 1 makes the negative prompt count (and sampling twice as slow).
 */
export function buildFlux(writer: GraphWriter, plan: GraphPlan): readonly string[] {
  const loaded = chainLoras(writer, loadFlux(writer, plan.model), plan.loras)
  const { clip, vae } = loaded
  const text = encodeText(writer, clip, plan.prompt, 'Prompt')
  const edits = plan.variant === 'kontext' ? encodeEdited(writer, plan, vae) : []
  const shown = edits.reduce<NodeLink>(
    (conditioning, latent) => writer.add('ReferenceLatent', { conditioning, latent })(),
    text,
  )
  const guided = writer.add('FluxGuidance', { conditioning: shown, guidance: plan.guidance ?? plain.guidance })()
  const positive = plan.variant === 'kontext' ? guided : showReferences(writer, plan, guided)
  const negative =
    plan.cfg > 1
      ? encodeText(writer, clip, plan.negativePrompt, 'Negative prompt')
      : writer.add('ConditioningZeroOut', { conditioning: text })()
  if (plan.variant === 'fill' && plan.startImage !== null) {
    return fillHole(writer, plan, plan.startImage, loaded, { positive, negative })
  }
  const first = edits[0]
  const latent =
    first === undefined ? stillLatent(writer, plan, vae) : plan.keepsShape ? first : emptyStill(writer, plan)
  return [savePicture(writer, plan, sample(writer, plan, { model: loaded.model, positive, negative, latent }), vae)]
}

/** One-file checkpoints bring their text encoders and VAE; bare weights need them beside. */
function loadFlux(writer: GraphWriter, file: string): LoadedModel {
  if (writer.lists(file, 'CheckpointLoaderSimple', 'ckpt_name')) return loadCheckpoint(writer, file)
  const model = loadDiffusionModel(writer, file)
  return { model, clip: loadTextEncoders(writer, ['clipL', 't5xxl'], 'flux'), vae: loadVae(writer, 'fluxVae') }
}

/** The pictures that Kontext edits or takes from, each near one megapixel as it was trained. */
function encodeEdited(writer: GraphWriter, plan: GraphPlan, vae: NodeLink): NodeLink[] {
  const pictures = plan.startImage === null ? plan.references : [plan.startImage, ...plan.references]
  return pictures.map((name, at) => {
    const image = loadPicture(writer, name, `Picture ${at + 1}`)
    return writer.add('VAEEncode', { pixels: writer.add('FluxKontextImageScale', { image })(), vae })()
  })
}

function showReferences(writer: GraphWriter, plan: GraphPlan, conditioning: NodeLink): NodeLink {
  if (plan.references.length === 0) return conditioning
  const vision = loadVision(writer, 'sigclip')
  const style = writer.add('StyleModelLoader', {
    style_model_name: writer.companion('redux', 'StyleModelLoader', 'style_model_name'),
  })()
  return plan.references.reduce<NodeLink>(
    (before, name, at) =>
      writer.add('StyleModelApply', {
        conditioning: before,
        style_model: style,
        clip_vision_output: seePicture(writer, vision, loadPicture(writer, name, `Reference ${at + 1}`), 'center'),
        strength: plan.referenceStrength,
        strength_type: 'multiply',
      })(),
    conditioning,
  )
}

/** Paints where the picture is transparent. */
function fillHole(
  writer: GraphWriter,
  plan: GraphPlan,
  image: string,
  loaded: LoadedModel,
  links: { readonly positive: NodeLink; readonly negative: NodeLink },
): readonly string[] {
  const picture = writer.add('LoadImage', { image }, 'Start picture')
  const model = writer.add('DifferentialDiffusion', { model: loaded.model })()
  const hole = writer.add('InpaintModelConditioning', {
    ...links,
    vae: loaded.vae,
    pixels: picture(0),
    mask: picture(1),
    noise_mask: false,
  })
  const guide = { positive: hole(0), negative: hole(1), latent: hole(2) }
  return [savePicture(writer, plan, sample(writer, plan, { model, ...guide }), loaded.vae)]
}
