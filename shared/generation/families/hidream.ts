import { chainModelLoras, loadDiffusionModel, loadPicture, loadTextEncoders, loadVae } from '../graph-loaders.ts'
import {
  encodePrompts,
  sample,
  sampleByParts,
  savePicture,
  scheduleNoise,
  shiftModel,
  stillLatent,
} from '../graph-parts.ts'
import type { GraphPlan } from '../graph-plan.ts'
import type { GraphWriter } from '../graph-writer.ts'
import type { FamilyDescription, Sampling } from '../model-types.ts'
import { FROM_PICTURE, MEGAPIXEL, NEEDS_PICTURE, STILL, UNI_PC } from './common.ts'

const full = { cfg: 5, ...UNI_PC, shift: 3 }
const dev = { cfg: 1, sampler: 'lcm', scheduler: 'normal', shift: 6 }
const fastFile = { cfg: 1, sampler: 'lcm', scheduler: 'normal', shift: 3 }
const edit = { cfg: 3, sampler: 'euler', scheduler: 'normal', shift: 3 }

/** Of two guidances of the edit model: how closely it keeps to the picture. */
const PICTURE_CFG = 1.5

function needsFast(own: Omit<Sampling, 'steps'>, steps: number) {
  return { ...own, steps: 12, needs: { what: 'the HiDream fast file', loras: [], without: { ...own, steps } } }
}

/** HiDream: the file says how it is sampled. */
export const HIDREAM: FamilyDescription = {
  ...STILL,
  type: 'hidream',
  label: 'HiDream',
  sizeMultiple: 16,
  sizes: MEGAPIXEL,
  maxLoras: 5,
  pictures: FROM_PICTURE,
  presets: { fast: needsFast(full, 28), quality: { ...full, steps: 25 } },
  members: {
    full: { label: 'HiDream Full' },
    dev: { label: 'HiDream Dev', presets: { fast: needsFast(dev, 25), quality: { ...dev, steps: 25 } } },
    fast: {
      label: 'HiDream Fast',
      presets: { fast: { ...fastFile, steps: 12 }, quality: { ...fastFile, steps: 25 } },
    },
    edit: {
      label: 'HiDream Edit',
      keepsShape: true,
      pictures: NEEDS_PICTURE,
      presets: { fast: { ...edit, steps: 20 }, quality: { ...edit, steps: 28 } },
    },
  },
  refused: {},
}

/** A still by HiDream. Without its shift node ComfyUI would sample it wrongly. */
export function buildHidream(writer: GraphWriter, plan: GraphPlan): readonly string[] {
  const weights = chainModelLoras(writer, loadDiffusionModel(writer, plan.model), plan.loras)
  const model = shiftModel(writer, plan, weights)
  const clip = loadTextEncoders(writer, ['hidreamClipL', 'hidreamClipG', 't5xxl', 'llama31'], null)
  const vae = loadVae(writer, 'fluxVae')
  const told = encodePrompts(writer, plan, clip)
  if (plan.variant !== 'edit' || plan.startImage === null) {
    const latent = stillLatent(writer, plan, vae)
    return [savePicture(writer, plan, sample(writer, plan, { model, ...told, latent }), vae)]
  }
  const image = loadPicture(writer, plan.startImage, 'Picture 1')
  const { width, height } = plan
  const pixels = plan.keepsShape
    ? writer.add('ImageScaleToTotalPixels', { image, upscale_method: 'lanczos', megapixels: 1, resolution_steps: 16 })()
    : writer.add('ImageScale', { image, upscale_method: 'lanczos', width, height, crop: 'center' })()
  const edited = writer.add('InstructPixToPixConditioning', { ...told, vae, pixels })
  const normed = writer.add('CFGNorm', { model, strength: 1 })()
  const guider = writer.add('DualCFGGuider', {
    model: normed,
    cond1: edited(0),
    cond2: edited(1),
    negative: told.negative,
    cfg_conds: plan.cfg,
    cfg_cond2_negative: PICTURE_CFG,
    style: 'regular',
  })()
  const sigmas = scheduleNoise(writer, { ...plan, denoise: 1 }, normed)
  return [savePicture(writer, plan, sampleByParts(writer, plan, { guider, sigmas, latent: edited(2) }), vae)]
}
