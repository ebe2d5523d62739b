import type { CompanionRole } from './companion-files.ts'
import type { GraphPlan, LoadedModel } from './graph-plan.ts'
import type { GraphWriter } from './graph-writer.ts'
import type { NodeLink } from './workflow-graph.ts'

/** Loads bare diffusion weights, from the core list or, for `.gguf` files, by the extension that reads them. */
export function loadDiffusionModel(writer: GraphWriter, file: string, title = 'Model'): NodeLink {
  if (/\.gguf$/i.test(file)) {
    const name = writer.file(file, 'UnetLoaderGGUF', 'unet_name', 'diffusion_models')
    return writer.add('UnetLoaderGGUF', { unet_name: name }, title)()
  }
  const name = writer.file(file, 'UNETLoader', 'unet_name', 'diffusion_models')
  return writer.add('UNETLoader', { unet_name: name, weight_dtype: 'default' }, title)()
}

/** Loads a file that holds model, text encoder and VAE together. */
export function loadCheckpoint(writer: GraphWriter, file: string, title = 'Model'): LoadedModel {
  const name = writer.file(file, 'CheckpointLoaderSimple', 'ckpt_name', 'checkpoints')
  const loaded = writer.add('CheckpointLoaderSimple', { ckpt_name: name }, title)
  return { model: loaded(0), clip: loaded(1), vae: loaded(2) }
}

const CLIP_LOADERS = { 1: 'CLIPLoader', 2: 'DualCLIPLoader', 4: 'QuadrupleCLIPLoader' } as const

/**
 * Loads the text encoders of a family: by ComfyUI's own loader where it lists them all, else by the loader of the GGUF
 * extension, which lists quantised files too. Order does not matter, weights are known by their keys.
 *
 * @param type what the loader takes the encoders for; null for the one of four files, which does not ask
 */
export function loadTextEncoders(
  writer: GraphWriter,
  roles: readonly [CompanionRole] | readonly [CompanionRole, CompanionRole] | readonly CompanionRole[],
  type: string | null,
): NodeLink {
  const core = CLIP_LOADERS[roles.length as keyof typeof CLIP_LOADERS]
  const inputOf = (at: number): string => (roles.length === 1 ? 'clip_name' : `clip_name${at + 1}`)
  const listsAll = (loader: string): boolean =>
    roles.every((role, at) => writer.hasCompanion(role, loader, inputOf(at)))
  const loader = !listsAll(core) && listsAll(`${core}GGUF`) ? `${core}GGUF` : core
  const files = roles.map((role, at) => [inputOf(at), writer.companion(role, loader, inputOf(at))] as const)
  return writer.add(loader, {
    ...Object.fromEntries(files),
    ...(type !== null && { type: writer.option(type, loader, 'type') }),
  })()
}

/** Loads the VAE of a family. */
export function loadVae(writer: GraphWriter, role: CompanionRole): NodeLink {
  return writer.add('VAELoader', { vae_name: writer.companion(role, 'VAELoader', 'vae_name') })()
}

/** What a vision encoder sees in a picture. `loaded` shares one encoder among several pictures. */
export function seePicture(
  writer: GraphWriter,
  loaded: NodeLink,
  image: NodeLink,
  crop: 'none' | 'center' = 'none',
): NodeLink {
  return writer.add('CLIPVisionEncode', { clip_vision: loaded, image, crop })()
}

/** Loads a vision encoder. */
export function loadVision(writer: GraphWriter, role: CompanionRole): NodeLink {
  return writer.add('CLIPVisionLoader', { clip_name: writer.companion(role, 'CLIPVisionLoader', 'clip_name') })()
}

/** Loads a picture from the host's input folder. */
export function loadPicture(writer: GraphWriter, image: string, title: string): NodeLink {
  return writer.add('LoadImage', { image }, title)()
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
