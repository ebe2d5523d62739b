import { chainModelLoras, loadDiffusionModel, loadTextEncoders, loadVae } from '../graph-loaders.ts'
import { encodePrompts, sample, savePicture, shiftModel, stillLatent } from '../graph-parts.ts'
import type { GraphPlan } from '../graph-plan.ts'
import type { GraphWriter } from '../graph-writer.ts'
import type { FamilyDescription } from '../model-types.ts'
import { EULER, FROM_PICTURE, QWEN_SIZES, STILL } from './common.ts'

const quality = { steps: 20, cfg: 2.5, ...EULER, shift: 3.1 }
const distilled = { cfg: 1, ...EULER, shift: 3 }

/** Qwen Image, which can write: what stands in double quotes in the prompt appears as text. */
export const QWEN_IMAGE: FamilyDescription = {
  ...STILL,
  type: 'qwen_image',
  label: 'Qwen Image',
  sizeMultiple: 16,
  sizes: QWEN_SIZES,
  maxLoras: 5,
  pictures: FROM_PICTURE,
  presets: {
    fast: {
      ...distilled,
      steps: 10,
      needs: {
        what: 'the Lightning 8-step LoRA or the distilled file',
        loras: [
          [
            {
              pattern: /qwen[-_]?image[-_](?!edit).*lightning.*8[-_]?steps?/i,
              usual: 'Qwen-Image-Lightning-8steps-V2.0.safetensors',
              strength: 1,
            },
          ],
        ],
        without: quality,
      },
    },
    quality,
  },
  members: {
    distilled: {
      label: 'Qwen Image distilled',
      presets: { fast: { ...distilled, steps: 10 }, quality: { ...distilled, steps: 15 } },
    },
  },
  refused: {},
}

/** A still by Qwen Image. */
export function buildQwenImage(writer: GraphWriter, plan: GraphPlan): readonly string[] {
  const weights = chainModelLoras(writer, loadDiffusionModel(writer, plan.model), plan.loras)
  const model = shiftModel(writer, plan, weights, 'ModelSamplingAuraFlow')
  const told = encodePrompts(writer, plan, loadTextEncoders(writer, ['qwenVl'], 'qwen_image'))
  const vae = loadVae(writer, 'qwenVae')
  const latent = stillLatent(writer, plan, vae)
  return [savePicture(writer, plan, sample(writer, plan, { model, ...told, latent }), vae)]
}
