import type { GraphPlan, LoadedModel } from './graph-plan.ts'
import type { GraphWriter } from './graph-writer.ts'
import type { NodeLink } from './workflow-graph.ts'

/** Loads bare diffusion weights, from the core list or, for `.gguf` files, by the extension that reads them. */
export function loadDiffusionModel(writer: GraphWriter, file: string): NodeLink {
  if (/\.gguf$/i.test(file)) {
    const name = writer.file(file, 'UnetLoaderGGUF', 'unet_name', 'diffusion_models')
    return writer.add('UnetLoaderGGUF', { unet_name: name }, 'Model')()
  }
  const name = writer.file(file, 'UNETLoader', 'unet_name', 'diffusion_models')
  return writer.add('UNETLoader', { unet_name: name, weight_dtype: 'default' }, 'Model')()
}

/** Loads a file that holds model, text encoder and VAE together. */
export function loadCheckpoint(writer: GraphWriter, file: string, title = 'Model'): LoadedModel {
  const name = writer.file(file, 'CheckpointLoaderSimple', 'ckpt_name', 'checkpoints')
  const loaded = writer.add('CheckpointLoaderSimple', { ckpt_name: name }, title)
  return { model: loaded(0), clip: loaded(1), vae: loaded(2) }
}

/** LoRAs for families whose text encoder is trained too: both links run through the chain. */
export function chainLoras(writer: GraphWriter, loaded: LoadedModel, loras: GraphPlan['loras']): LoadedModel {
  return loras.filter(isUsed).reduce((chain, { name, strength }) => {
    const lora = writer.add('LoraLoader', {
      model: chain.model,
      clip: chain.clip,
      lora_name: writer.file(name, 'LoraLoader', 'lora_name', 'loras'),
      strength_model: strength,
      strength_clip: strength,
    })
    return { ...chain, model: lora(0), clip: lora(1) }
  }, loaded)
}

/** LoRAs for families that take them on the model alone. */
export function chainModelLoras(writer: GraphWriter, model: NodeLink, loras: GraphPlan['loras']): NodeLink {
  return loras.filter(isUsed).reduce<NodeLink>(
    (chain, { name, strength }) =>
      writer.add('LoraLoaderModelOnly', {
        model: chain,
        lora_name: writer.file(name, 'LoraLoaderModelOnly', 'lora_name', 'loras'),
        strength_model: strength,
      })(),
    model,
  )
}

function isUsed({ strength }: { readonly strength: number }): boolean {
  return strength !== 0
}

/** Turns text into what the sampler is guided by. */
export function encodeText(writer: GraphWriter, clip: NodeLink, text: string, title: string): NodeLink {
  return writer.add('CLIPTextEncode', { text, clip }, title)()
}

/** The latent of a start picture, cut to the size, for image-to-image. */
export function encodeStartImage(writer: GraphWriter, plan: GraphPlan, image: string, vae: NodeLink): NodeLink {
  const picture = writer.add('LoadImage', { image }, 'Start picture')()
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

/** The ten inputs of the plain sampler. */
export function sample(
  writer: GraphWriter,
  plan: GraphPlan,
  links: { model: NodeLink; positive: NodeLink; negative: NodeLink; latent: NodeLink },
): NodeLink {
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

/** Decodes and saves a still; the answer is the id of the saving node. */
export function savePicture(writer: GraphWriter, plan: GraphPlan, samples: NodeLink, vae: NodeLink): string {
  const images = writer.add('VAEDecode', { samples, vae })()
  return writer.add('SaveImage', { images, filename_prefix: plan.filenamePrefix }, 'Take')()[0]
}

/** Decodes and saves a clip as H.264 in MP4; the answer is the id of the saving node. */
export function saveClip(writer: GraphWriter, plan: GraphPlan, samples: NodeLink, vae: NodeLink): string {
  const images = writer.add('VAEDecode', { samples, vae })()
  const video = writer.add('CreateVideo', { images, fps: plan.fps })()
  const inputs = { video, filename_prefix: plan.filenamePrefix, format: 'mp4', codec: 'h264' }
  return writer.add('SaveVideo', inputs, 'Take')()[0]
}
