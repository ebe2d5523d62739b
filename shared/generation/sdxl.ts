import { chainLoras, encodeStartImage, encodeText, loadCheckpoint, sample, savePicture } from './graph-parts.ts'
import type { GraphPlan, LoadedModel } from './graph-plan.ts'
import type { GraphWriter } from './graph-writer.ts'
import type { NodeLink } from './workflow-graph.ts'

/** Share of the steps that the base model does before a refiner takes over. */
const REFINER_FROM = 0.8

/**
 * SDXL and its finetunes, from text or from a start picture, with an optional refiner for the last fifth of the steps.
 * A refiner starts from noise that the base left over, so it is not combined with a start picture.
 * Returns the ids of the nodes that save the result.
 */
export function buildSdxl(writer: GraphWriter, plan: GraphPlan): readonly string[] {
  const base = chainLoras(writer, loadCheckpoint(writer, plan.model), plan.loras)
  const positive = encodeText(writer, base.clip, plan.prompt, 'Prompt')
  const negative = encodeText(writer, base.clip, plan.negativePrompt, 'Negative prompt')
  const { width, height } = plan
  if (plan.startImage !== null) {
    const latent = encodeStartImage(writer, plan, plan.startImage, base.vae)
    return [
      savePicture(writer, plan, sample(writer, plan, { model: base.model, positive, negative, latent }), base.vae),
    ]
  }
  const latent = writer.add('EmptyLatentImage', { width, height, batch_size: 1 })()
  const links = { model: base.model, positive, negative, latent }
  const samples =
    plan.refiner === null ? sample(writer, plan, links) : sampleRefined(writer, plan, base, links, plan.refiner)
  return [savePicture(writer, plan, samples, base.vae)]
}

function sampleRefined(
  writer: GraphWriter,
  plan: GraphPlan,
  base: LoadedModel,
  links: { positive: NodeLink; negative: NodeLink; latent: NodeLink },
  refinerFile: string,
): NodeLink {
  const handOver = Math.round(plan.steps * REFINER_FROM)
  const refiner = loadCheckpoint(writer, refinerFile, 'Refiner')
  const common = {
    noise_seed: plan.seed,
    steps: plan.steps,
    cfg: plan.cfg,
    sampler_name: writer.option(plan.sampler, 'KSamplerAdvanced', 'sampler_name'),
    scheduler: writer.option(plan.scheduler, 'KSamplerAdvanced', 'scheduler'),
  }
  const half = writer.add(
    'KSamplerAdvanced',
    {
      ...common,
      model: base.model,
      positive: links.positive,
      negative: links.negative,
      latent_image: links.latent,
      add_noise: 'enable',
      start_at_step: 0,
      end_at_step: handOver,
      return_with_leftover_noise: 'enable',
    },
    'Sampler',
  )()
  return writer.add(
    'KSamplerAdvanced',
    {
      ...common,
      model: refiner.model,
      positive: encodeText(writer, refiner.clip, plan.prompt, 'Prompt for the refiner'),
      negative: encodeText(writer, refiner.clip, plan.negativePrompt, 'Negative prompt for the refiner'),
      latent_image: half,
      add_noise: 'disable',
      start_at_step: handOver,
      end_at_step: 10_000,
      return_with_leftover_noise: 'disable',
    },
    'Refiner',
  )()
}
