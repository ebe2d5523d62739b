import { chainModelLoras, loadDiffusionModel, loadPicture, loadTextEncoders, loadVae } from '../graph-loaders.ts'
import { emptyStill, sample, savePicture, shiftModel } from '../graph-parts.ts'
import type { GraphPlan } from '../graph-plan.ts'
import type { GraphWriter } from '../graph-writer.ts'
import type { FamilyDescription } from '../model-types.ts'
import type { NodeLink } from '../workflow-graph.ts'
import { EULER, NEEDS_PICTURE, QWEN_SIZES, STILL } from './common.ts'

const quality = { steps: 15, cfg: 2.5, ...EULER, shift: 3.1 }

/** The few-step LoRA must be of the version of the model. */
function fastBy(version: '' | '2509' | '2511') {
  const name = version === '' ? 'Edit' : `Edit-${version}`
  const told = version === '' ? '(?!.*25(09|11))' : `(?=.*${version})`
  return {
    steps: 8,
    cfg: 1,
    ...EULER,
    shift: 3,
    needs: {
      what: `the Lightning 8-step LoRA of Qwen ${name}`,
      loras: [
        [
          {
            pattern: new RegExp(`^${told}.*qwen[-_]?(image[-_])?edit.*lightning.*8[-_]?steps?`, 'i'),
            usual: `Qwen-Image-${name}-Lightning-8steps-V1.0-bf16.safetensors`,
            strength: 1,
          },
        ],
      ],
      without: { ...quality, steps: 20 },
    },
  }
}

const SEVERAL = { ...NEEDS_PICTURE, references: { min: 0, max: 2 } }

/** Qwen Edit: what the words say is done to a picture; newer files take two more pictures to take from. */
export const QWEN_EDIT: FamilyDescription = {
  ...STILL,
  type: 'qwen_edit',
  label: 'Qwen Edit',
  sizeMultiple: 16,
  sizes: QWEN_SIZES,
  keepsShape: true,
  maxLoras: 5,
  pictures: NEEDS_PICTURE,
  presets: { fast: fastBy(''), quality },
  members: {
    plus: { label: 'Qwen Edit 2509', pictures: SEVERAL, presets: { fast: fastBy('2509') } },
    '2511': {
      label: 'Qwen Edit 2511',
      pictures: SEVERAL,
      presets: { fast: fastBy('2511'), quality: { ...quality, cfg: 4 } },
    },
  },
  refused: {},
}

/** A still by Qwen Edit. The negative prompt is told with the same pictures, or the two could not be compared. */
export function buildQwenEdit(writer: GraphWriter, plan: GraphPlan): readonly string[] {
  const weights = chainModelLoras(writer, loadDiffusionModel(writer, plan.model), plan.loras)
  const shifted = shiftModel(writer, plan, weights, 'ModelSamplingAuraFlow')
  const model = writer.add('CFGNorm', { model: shifted, strength: 1 })()
  const clip = loadTextEncoders(writer, ['qwenVl'], 'qwen_image')
  const vae = loadVae(writer, 'qwenVae')
  const names = plan.startImage === null ? plan.references : [plan.startImage, ...plan.references]
  const pictures = names.map((name, at) => fitPicture(writer, plan, loadPicture(writer, name, `Picture ${at + 1}`)))
  const tell = (prompt: string, title: string): NodeLink =>
    encodeEdit(writer, plan, { clip, vae, prompt }, pictures, title)
  const positive = tell(plan.prompt, 'Prompt')
  const negative = tell(plan.negativePrompt, 'Negative prompt')
  const [first] = pictures
  const latent =
    plan.keepsShape && first !== undefined
      ? writer.add('VAEEncode', { pixels: first, vae })()
      : emptyStill(writer, plan)
  const samples = sample(writer, { ...plan, denoise: 1 }, { model, positive, negative, latent })
  return [savePicture(writer, plan, samples, vae)]
}

/** About one megapixel, as the model was trained. */
function fitPicture(writer: GraphWriter, plan: GraphPlan, image: NodeLink): NodeLink {
  if (plan.variant === '2511') return writer.add('FluxKontextImageScale', { image })()
  const size = { megapixels: 1, resolution_steps: 8 }
  return writer.add('ImageScaleToTotalPixels', { image, upscale_method: 'lanczos', ...size })()
}

function encodeEdit(
  writer: GraphWriter,
  plan: GraphPlan,
  told: { readonly clip: NodeLink; readonly vae: NodeLink; readonly prompt: string },
  pictures: readonly NodeLink[],
  title: string,
): NodeLink {
  const [first] = pictures
  if (plan.variant === null) {
    return writer.add('TextEncodeQwenImageEdit', { ...told, ...(first && { image: first }) }, title)()
  }
  const named = Object.fromEntries(pictures.map((picture, at) => [`image${at + 1}`, picture]))
  const encoded = writer.add('TextEncodeQwenImageEditPlus', { ...told, ...named }, title)()
  if (plan.variant !== '2511' || !writer.lists(INDEX_METHOD, METHOD_NODE, METHOD_INPUT)) return encoded
  return writer.add(METHOD_NODE, { conditioning: encoded, [METHOD_INPUT]: INDEX_METHOD })()
}

/** How the 2511 weights tell pictures apart. Servers that do not know it yet read it off the file, or do without. */
const METHOD_NODE = 'FluxKontextMultiReferenceLatentMethod'
const METHOD_INPUT = 'reference_latents_method'
const INDEX_METHOD = 'index_timestep_zero'
