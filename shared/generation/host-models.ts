import { detectModelType, type DetectedModel } from './detect-model-type.ts'
import { listedValues, type HostCapabilities } from './host-capabilities.ts'

/** A base model file of a host. */
export interface HostModel extends DetectedModel {
  /** Verbatim, as the loaders take it. */
  readonly file: string
  readonly folder: 'checkpoints' | 'diffusion_models'
}

/** The lists that hold base models. A file in both folders is taken as the self-contained checkpoint. */
const MODEL_LISTS = [
  ['CheckpointLoaderSimple', 'ckpt_name', 'checkpoints'],
  ['UNETLoader', 'unet_name', 'diffusion_models'],
  ['UnetLoaderGGUF', 'unet_name', 'diffusion_models'],
] as const

/** All base models of a host, each with what its name tells. */
export function hostModels(host: HostCapabilities): readonly HostModel[] {
  const found = new Map<string, HostModel>()
  for (const [className, input, folder] of MODEL_LISTS) {
    for (const file of listedValues(host, className, input)) {
      if (!found.has(file)) found.set(file, { file, folder, ...detectModelType(file) })
    }
  }
  return [...found.values()]
}

/** All LoRA files of a host. */
export function hostLoras(host: HostCapabilities): readonly string[] {
  return listedValues(host, 'LoraLoader', 'lora_name')
}
