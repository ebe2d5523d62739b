import { finishPictures } from './finish-pictures.ts'
import { loadPicture } from './graph-loaders.ts'
import type { GraphPlan } from './graph-plan.ts'
import type { GraphWriter } from './graph-writer.ts'
import type { NodeLink } from './workflow-graph.ts'

/** Builds the graph of a family and returns the ids of the nodes that save the result. */
export type Builder = (writer: GraphWriter, plan: GraphPlan) => readonly string[]

/** What a sampler is guided by and begins with. */
export interface Guide {
  readonly positive: NodeLink
  readonly negative: NodeLink
  readonly latent: NodeLink
}

/** Bends the noise schedule where the plan says so; LoRAs come before. */
export function shiftModel(
  writer: GraphWriter,
  plan: GraphPlan,
  model: NodeLink,
  by: 'ModelSamplingSD3' | 'ModelSamplingAuraFlow' = 'ModelSamplingSD3',
): NodeLink {
  return plan.shift === null ? model : writer.add(by, { model, shift: plan.shift })()
}

/** Turns text into what the sampler is guided by. */
export function encodeText(writer: GraphWriter, clip: NodeLink, text: string, title: string): NodeLink {
  return writer.add('CLIPTextEncode', { text, clip }, title)()
}

/** Prompt and negative prompt. */
export function encodePrompts(
  writer: GraphWriter,
  plan: GraphPlan,
  clip: NodeLink,
): { positive: NodeLink; negative: NodeLink } {
  return {
    positive: encodeText(writer, clip, plan.prompt, 'Prompt'),
    negative: encodeText(writer, clip, plan.negativePrompt, 'Negative prompt'),
  }
}

/** An empty latent for a still. */
export function emptyStill(
  writer: GraphWriter,
  { width, height }: GraphPlan,
  className: 'EmptySD3LatentImage' | 'EmptyLatentImage' = 'EmptySD3LatentImage',
): NodeLink {
  return writer.add(className, { width, height, batch_size: 1 })()
}

/** Size, length and number of a clip, as the nodes of video families take them. */
export function clipSize({ width, height, frames }: GraphPlan): Record<string, number> {
  return { width, height, length: frames, batch_size: 1 }
}

/** The latent of a start picture, cut to the size, for image-to-image. */
export function encodeStartImage(writer: GraphWriter, plan: GraphPlan, image: string, vae: NodeLink): NodeLink {
  const picture = loadPicture(writer, image, 'Start picture')
  const { width, height } = plan
  const scaled = writer.add('ImageScale', {
    image: picture,
    upscale_method: 'lanczos',
    width,
    height,
    crop: 'center',
  })()
  return writer.add('VAEEncode', { pixels: scaled, vae })()
}

/** What a still begins with: its start picture, else nothing. */
export function stillLatent(
  writer: GraphWriter,
  plan: GraphPlan,
  vae: NodeLink,
  className: 'EmptySD3LatentImage' | 'EmptyLatentImage' = 'EmptySD3LatentImage',
): NodeLink {
  return plan.startImage === null
    ? emptyStill(writer, plan, className)
    : encodeStartImage(writer, plan, plan.startImage, vae)
}

/** The ten inputs of the plain sampler. */
export function sample(writer: GraphWriter, plan: GraphPlan, links: Guide & { readonly model: NodeLink }): NodeLink {
  return writer.add(
    'KSampler',
    {
      model: links.model,
      positive: links.positive,
      negative: links.negative,
      latent_image: links.latent,
      seed: plan.seed,
      steps: plan.steps,
      cfg: plan.cfg,
      sampler_name: writer.option(plan.sampler, 'KSampler', 'sampler_name'),
      scheduler: writer.option(plan.scheduler, 'KSampler', 'scheduler'),
      denoise: plan.denoise,
    },
    'Sampler',
  )()
}

/** The sampling is shared by two models: the first does the steps up to `handOver`, the second the rest. */
export function sampleInTwo(
  writer: GraphWriter,
  plan: GraphPlan,
  handOver: number,
  first: Guide & { readonly model: NodeLink },
  second: Omit<Guide, 'latent'> & { readonly model: NodeLink; readonly title: string },
): NodeLink {
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
      model: first.model,
      positive: first.positive,
      negative: first.negative,
      latent_image: first.latent,
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
      model: second.model,
      positive: second.positive,
      negative: second.negative,
      latent_image: half,
      add_noise: 'disable',
      start_at_step: handOver,
      end_at_step: 10_000,
      return_with_leftover_noise: 'disable',
    },
    second.title,
  )()
}

/** Sampling by parts: what guides, how noise falls, where it begins. */
export function sampleByParts(
  writer: GraphWriter,
  plan: GraphPlan,
  parts: { readonly guider: NodeLink; readonly sigmas: NodeLink; readonly latent: NodeLink },
): NodeLink {
  return writer.add(
    'SamplerCustomAdvanced',
    {
      noise: writer.add('RandomNoise', { noise_seed: plan.seed })(),
      guider: parts.guider,
      sampler: selectSampler(writer, plan),
      sigmas: parts.sigmas,
      latent_image: parts.latent,
    },
    'Sampler',
  )()
}

/** The sampler as a node of its own. */
export function selectSampler(writer: GraphWriter, plan: GraphPlan): NodeLink {
  return writer.add('KSamplerSelect', { sampler_name: writer.option(plan.sampler, 'KSamplerSelect', 'sampler_name') })()
}

/** The noise schedule as a node of its own. `model` is the shifted one, or its shift does not count. */
export function scheduleNoise(writer: GraphWriter, plan: GraphPlan, model: NodeLink): NodeLink {
  const scheduler = writer.option(plan.scheduler, 'BasicScheduler', 'scheduler')
  return writer.add('BasicScheduler', { model, scheduler, steps: plan.steps, denoise: plan.denoise })()
}

/** Decodes and saves a still; the answer is the id of the saving node. */
export function savePicture(writer: GraphWriter, plan: GraphPlan, samples: NodeLink, vae: NodeLink): string {
  return keepPictures(writer, plan, writer.add('VAEDecode', { samples, vae })())
}

/** Saves finished stills. */
export function keepPictures(writer: GraphWriter, plan: GraphPlan, pictures: NodeLink): string {
  const images = finishPictures(writer, plan, pictures)
  return writer.add('SaveImage', { images, filename_prefix: plan.filenamePrefix }, 'Take')()[0]
}

/** Decodes and saves a clip as H.264 in MP4; the answer is the id of the saving node. */
export function saveClip(writer: GraphWriter, plan: GraphPlan, samples: NodeLink, vae: NodeLink): string {
  return keepFrames(writer, plan, writer.add('VAEDecode', { samples, vae })())
}

/** Decodes in tiles, which takes a fraction of the memory; for families whose decoder needs it. */
export function decodeInTiles(writer: GraphWriter, samples: NodeLink, vae: NodeLink): NodeLink {
  const tiles = { tile_size: 256, overlap: 64, temporal_size: 64, temporal_overlap: 8 }
  return writer.add('VAEDecodeTiled', { samples, vae, ...tiles })()
}

/** Saves finished frames as a clip, with sound where there is some. */
export function keepFrames(writer: GraphWriter, plan: GraphPlan, frames: NodeLink, audio?: NodeLink): string {
  const images = finishPictures(writer, plan, frames)
  const fps = plan.fps * plan.interpolate
  const video = writer.add('CreateVideo', { images, fps, ...(audio && { audio }) })()
  const inputs = { video, filename_prefix: plan.filenamePrefix, format: 'mp4', codec: 'h264' }
  return writer.add('SaveVideo', inputs, 'Take')()[0]
}
