import { chainModelLoras, encodeText, loadDiffusionModel, sample, saveClip } from './graph-parts.ts'
import type { GraphPlan } from './graph-plan.ts'
import type { GraphWriter } from './graph-writer.ts'
import type { NodeLink } from './workflow-graph.ts'

/**
 * Wan 2.1: a clip from text, or from a first frame with the image-to-video weights (a start picture is an error
 * nowhere in ComfyUI, but text-to-video weights ignore it, so those never get one).
 * Returns the ids of the nodes that save the result.
 */
export function buildWan21(writer: GraphWriter, plan: GraphPlan): readonly string[] {
  const weights = chainModelLoras(writer, loadDiffusionModel(writer, plan.model), plan.loras)
  const model = writer.add('ModelSamplingSD3', { model: weights, shift: plan.shift })()
  const clip = writer.add('CLIPLoader', {
    clip_name: writer.companion('umt5', 'CLIPLoader', 'clip_name'),
    type: writer.option('wan', 'CLIPLoader', 'type'),
  })()
  const vae = writer.add('VAELoader', { vae_name: writer.companion('wanVae', 'VAELoader', 'vae_name') })()
  const positive = encodeText(writer, clip, plan.prompt, 'Prompt')
  const negative = encodeText(writer, clip, plan.negativePrompt, 'Negative prompt')
  const { width, height, frames: length } = plan
  const guide =
    plan.startImage === null
      ? {
          positive,
          negative,
          latent: writer.add('EmptyHunyuanLatentVideo', { width, height, length, batch_size: 1 })(),
        }
      : fromFirstFrame(writer, plan, plan.startImage, { positive, negative, vae })
  return [saveClip(writer, plan, sample(writer, plan, { model, ...guide }), vae)]
}

function fromFirstFrame(
  writer: GraphWriter,
  plan: GraphPlan,
  image: string,
  links: { positive: NodeLink; negative: NodeLink; vae: NodeLink },
): { positive: NodeLink; negative: NodeLink; latent: NodeLink } {
  const picture = writer.add('LoadImage', { image }, 'First frame')()
  const vision = writer.add('CLIPVisionLoader', {
    clip_name: writer.companion('clipVisionH', 'CLIPVisionLoader', 'clip_name'),
  })()
  const seen = writer.add('CLIPVisionEncode', { clip_vision: vision, image: picture, crop: 'none' })()
  const { width, height, frames: length } = plan
  const wan = writer.add('WanImageToVideo', {
    ...links,
    width,
    height,
    length,
    batch_size: 1,
    clip_vision_output: seen,
    start_image: picture,
  })
  return { positive: wan(0), negative: wan(1), latent: wan(2) }
}
