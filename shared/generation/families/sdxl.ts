import { chainLoras, loadCheckpoint, loadPicture, loadVision, seePicture } from '../graph-loaders.ts'
import { encodePrompts, sample, sampleInTwo, savePicture, stillLatent } from '../graph-parts.ts'
import type { GraphPlan, LoadedModel } from '../graph-plan.ts'
import type { GraphWriter } from '../graph-writer.ts'
import type { FamilyDescription, Size } from '../model-types.ts'
import type { NodeLink } from '../workflow-graph.ts'
import { FROM_PICTURE, MEGAPIXEL, STILL } from './common.ts'

const SIZES: readonly Size[] = [...MEGAPIXEL, { width: 1536, height: 640 }, { width: 640, height: 1536 }]

const karras = { cfg: 7, sampler: 'dpmpp_2m', scheduler: 'karras' }
const ancestral = { sampler: 'euler_ancestral', scheduler: 'normal' }
const fewSteps = { cfg: 1, sampler: 'euler', scheduler: 'sgm_uniform' }

const common = {
  ...STILL,
  sizeMultiple: 8,
  sizes: SIZES,
  maxLoras: 5,
  readsWeights: true,
  pictures: { ...FROM_PICTURE, references: { min: 0, max: 3 } },
}
const members = {
  'few-step': { presets: { fast: { ...fewSteps, steps: 6 }, quality: { ...fewSteps, steps: 8 } } },
}

/** SDXL and its finetunes. */
export const SDXL: FamilyDescription = {
  ...common,
  type: 'sdxl',
  label: 'SDXL',
  refiner: true,
  presets: { fast: { ...karras, steps: 15 }, quality: { ...karras, steps: 35 } },
  members,
  refused: { refiner: 'it finishes what another SDXL model began; name it as the refiner of one' },
}

/** The same graph for Pony Diffusion and what is made of it. */
export const PONY: FamilyDescription = {
  ...common,
  type: 'pony',
  label: 'Pony',
  presets: { fast: { cfg: 7, ...ancestral, steps: 12 }, quality: { cfg: 7, ...ancestral, steps: 28 } },
  members,
  refused: {},
}

const predictsV = { cfg: 4.5, sampler: 'euler', scheduler: 'normal' }

/** The same graph for Illustrious and NoobAI; some of those predict velocity, which the model must be told. */
export const ILLUSTRIOUS: FamilyDescription = {
  ...common,
  type: 'illustrious',
  label: 'Illustrious',
  presets: { fast: { cfg: 5.5, ...ancestral, steps: 15 }, quality: { cfg: 5.5, ...ancestral, steps: 30 } },
  members: {
    ...members,
    'v-prediction': { presets: { fast: { ...predictsV, steps: 15 }, quality: { ...predictsV, steps: 30 } } },
  },
  refused: {},
}

/** Share of the steps that the base model does before a refiner takes over. */
const REFINER_FROM = 0.8

/**
 * A still by an SDXL model: from text or from a start picture, with an optional refiner for the last fifth of the
 * steps. A refiner starts from noise that the base left over, so it is not combined with a start picture.
 */
export function buildSdxl(writer: GraphWriter, plan: GraphPlan): readonly string[] {
  const base = chainLoras(writer, loadCheckpoint(writer, plan.model), plan.loras)
  const told = encodePrompts(writer, plan, base.clip)
  const { model, positive } = showReferences(writer, plan, {
    model: plan.variant === 'v-prediction' ? predictVelocity(writer, base.model) : base.model,
    positive: told.positive,
  })
  const latent = stillLatent(writer, plan, base.vae, 'EmptyLatentImage')
  const links = { model, positive, negative: told.negative, latent }
  const samples =
    plan.refiner === null || plan.startImage !== null
      ? sample(writer, plan, links)
      : sampleInTwo(
          writer,
          plan,
          Math.round(plan.steps * REFINER_FROM),
          links,
          refine(writer, plan, loadCheckpoint(writer, plan.refiner, 'Refiner')),
        )
  return [savePicture(writer, plan, samples, base.vae)]
}

/** A refiner has a text encoder of its own. */
function refine(writer: GraphWriter, plan: GraphPlan, { model, clip }: LoadedModel) {
  return { model, ...encodePrompts(writer, plan, clip), title: 'Refiner' }
}

/** ComfyUI knows these models by marks in the file, which some finetunes have lost. */
function predictVelocity(writer: GraphWriter, model: NodeLink): NodeLink {
  const sampling = writer.add('ModelSamplingDiscrete', { model, sampling: 'v_prediction', zsnr: true })()
  return writer.add('RescaleCFG', { model: sampling, multiplier: 0.7 })()
}

/** Reference pictures bend the model by the IP-Adapter extension where a host has it, else the words by core nodes. */
function showReferences(
  writer: GraphWriter,
  plan: GraphPlan,
  links: { readonly model: NodeLink; readonly positive: NodeLink },
): { readonly model: NodeLink; readonly positive: NodeLink } {
  const { references, referenceStrength } = plan
  if (references.length === 0) return links
  const pictures = references.map((name, at) => loadPicture(writer, name, `Reference ${at + 1}`))
  if (writer.has('IPAdapterUnifiedLoader') && writer.has('IPAdapterAdvanced')) {
    const loader = writer.add('IPAdapterUnifiedLoader', { model: links.model, preset: 'PLUS (high strength)' })
    const model = pictures.reduce<NodeLink>(
      (before, image) =>
        writer.add('IPAdapterAdvanced', {
          model: before,
          ipadapter: loader(1),
          image,
          weight: referenceStrength,
          weight_type: 'linear',
          combine_embeds: 'concat',
          start_at: 0,
          end_at: 1,
          embeds_scaling: 'V only',
        })(),
      loader(0),
    )
    return { ...links, model }
  }
  const vision = loadVision(writer, 'clipVisionG')
  const positive = pictures.reduce<NodeLink>(
    (conditioning, image) =>
      writer.add('unCLIPConditioning', {
        conditioning,
        clip_vision_output: seePicture(writer, vision, image, 'center'),
        strength: referenceStrength,
        noise_augmentation: 0,
      })(),
    links.positive,
  )
  return { ...links, positive }
}
