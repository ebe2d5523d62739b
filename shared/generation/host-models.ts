import { detectModelType, type DetectedModel } from './detect-model-type.ts'
import { expertFiles } from './families/wan-2-2.ts'
import { listedValues, type HostCapabilities } from './host-capabilities.ts'

/** A base model file of a host. */
export interface HostModel extends DetectedModel {
  /** Verbatim, as the loaders take it. */
  readonly file: string
  readonly folder: 'checkpoints' | 'diffusion_models' | 'nodes'
}

/** The lists that hold base models. A file in both folders is taken as the self-contained checkpoint. */
const MODEL_LISTS = [
  ['CheckpointLoaderSimple', 'ckpt_name', 'checkpoints'],
  ['UNETLoader', 'unet_name', 'diffusion_models'],
  ['UnetLoaderGGUF', 'unet_name', 'diffusion_models'],
] as const

/**
 * All base models of a host, each with what its name tells. Of a pair of files that only run together one is listed,
 * the first; a paid node that makes pictures by itself is listed under its own name.
 */
export function hostModels(host: HostCapabilities): readonly HostModel[] {
  const found = new Map<string, HostModel>()
  for (const [className, input, folder] of MODEL_LISTS) {
    for (const file of listedValues(host, className, input)) {
      if (!found.has(file)) found.set(file, { file, folder, ...detectModelType(file) })
    }
  }
  for (const name of Object.keys(host.classes)) {
    const detected = detectModelType(name)
    if (detected.type === 'flux_pro') found.set(name, { file: name, folder: 'nodes', ...detected })
  }
  return [...found.values()].filter(({ file, type }) => {
    const { high } = expertFiles(file)
    return type !== 'wan_2_2' || high === file || !found.has(high)
  })
}

/** All LoRA files of a host. */
export function hostLoras(host: HostCapabilities): readonly string[] {
  return listedValues(host, 'LoraLoader', 'lora_name')
}

/**
 * The name under which a host lists a LoRA that was given as a path of some machine: as it stands, else the one file of
 * that name in whatever folder. Where the host has none, the file name alone, which is what has to be put there.
 */
export function listedLora(given: string, listed: readonly string[]): string {
  if (listed.includes(given)) return given
  const own = baseName(given)
  const fitting = listed.filter((name) => baseName(name) === own)
  return fitting.length === 1 ? fitting[0]! : own
}

function baseName(path: string): string {
  return path.split(/[\\/]/).at(-1) || path
}
