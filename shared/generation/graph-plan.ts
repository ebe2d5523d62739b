import type { GenerationKind } from '../model/settings.ts'
import type { NodeLink } from './workflow-graph.ts'

/** A LoRA and how strongly it bends the model. */
export interface LoraUse {
  readonly name: string
  readonly strength: number
}

/** How a result is made larger. */
export interface Upscale {
  /** File of the upscaling model. */
  readonly model: string
  /** How many times larger the file makes a picture. */
  readonly by: number
  /** How many times larger it shall be. */
  readonly factor: number
}

/** Everything a builder needs, with every choice made: what a graph is built from once nothing is left open. */
export interface GraphPlan {
  readonly kind: GenerationKind
  readonly model: string
  readonly variant: string | null
  readonly prompt: string
  readonly negativePrompt: string
  readonly seed: number
  /** Pixels, on the family's grid. */
  readonly width: number
  readonly height: number
  /** True where the result takes the shape of the picture that it is made from, and the size above does not count. */
  readonly keepsShape: boolean
  readonly steps: number
  readonly cfg: number
  readonly sampler: string
  readonly scheduler: string
  /** Distilled guidance; null where the family has none. */
  readonly guidance: number | null
  /** Sigma shift; null where the family has none. */
  readonly shift: number | null
  /** How much of a start picture is made anew; 1 where there is none. */
  readonly denoise: number
  /** Frames that the model gives; 1 for a still. */
  readonly frames: number
  /** Frames per second that the model gives; ignored for a still. */
  readonly fps: number
  /** Those that the few steps of a preset were made for come first. */
  readonly loras: readonly LoraUse[]
  /** Pictures as the host's input folder names them. */
  readonly startImage: string | null
  readonly endImage: string | null
  readonly references: readonly string[]
  /** How strongly references count, where a node takes that. */
  readonly referenceStrength: number
  /** A face that is put into the finished result. */
  readonly faceImage: string | null
  /** File of the refiner; null for none. */
  readonly refiner: string | null
  readonly upscale: Upscale | null
  /** Frames that come of one by interpolation; 1 for none. */
  readonly interpolate: number
  /** Start of the file name in the host's output folder. */
  readonly filenamePrefix: string
}

/** The three parts that every picture comes out of. */
export interface LoadedModel {
  readonly model: NodeLink
  readonly clip: NodeLink
  readonly vae: NodeLink
}
