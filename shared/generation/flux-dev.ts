import {
  chainLoras,
  encodeStartImage,
  encodeText,
  loadCheckpoint,
  loadDiffusionModel,
  sample,
  savePicture,
} from './graph-parts.ts'
import type { GraphPlan, LoadedModel } from './graph-plan.ts'
import type { GraphWriter } from './graph-writer.ts'

/**
 * Flux Dev, from text or from a start picture. The model is guidance-distilled: cfg stays at 1 and the wish to follow
 * the text is a conditioning of its own; only a cfg above 1 makes the negative prompt count (and sampling twice as slow).
 * Returns the ids of the nodes that save the result.
 */
export function buildFluxDev(writer: GraphWriter, plan: GraphPlan): readonly string[] {
  const { model, clip, vae } = chainLoras(writer, loadFlux(writer, plan.model), plan.loras)
  const text = encodeText(writer, clip, plan.prompt, 'Prompt')
  const positive = writer.add('FluxGuidance', { conditioning: text, guidance: plan.guidance })()
  const negative =
    plan.cfg > 1
      ? encodeText(writer, clip, plan.negativePrompt, 'Negative prompt')
      : writer.add('ConditioningZeroOut', { conditioning: text })()
  const { width, height } = plan
  const latent =
    plan.startImage === null
      ? writer.add('EmptySD3LatentImage', { width, height, batch_size: 1 })()
      : encodeStartImage(writer, plan, plan.startImage, vae)
  return [savePicture(writer, plan, sample(writer, plan, { model, positive, negative, latent }), vae)]
}

/** One-file checkpoints bring their text encoders and VAE; bare weights need them beside. */
function loadFlux(writer: GraphWriter, file: string): LoadedModel {
  if (writer.lists(file, 'CheckpointLoaderSimple', 'ckpt_name')) return loadCheckpoint(writer, file)
  const model = loadDiffusionModel(writer, file)
  const clip = writer.add('DualCLIPLoader', {
    clip_name1: writer.companion('clipL', 'DualCLIPLoader', 'clip_name1'),
    clip_name2: writer.companion('t5xxl', 'DualCLIPLoader', 'clip_name2'),
    type: writer.option('flux', 'DualCLIPLoader', 'type'),
  })()
  const vae = writer.add('VAELoader', { vae_name: writer.companion('fluxVae', 'VAELoader', 'vae_name') })()
  return { model, clip, vae }
}
