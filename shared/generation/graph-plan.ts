import type { GenerationKind } from '../model/settings.ts'
import type { NodeLink } from './workflow-graph.ts'

/** A LoRA and how strongly it bends the model. */
export interface LoraUse {
  readonly name: string
  readonly strength: number
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
  readonly steps: number
  readonly cfg: number
  readonly sampler: string
  readonly scheduler: string
  /** Distilled guidance of the Flux family. */
  readonly guidance: number
  /** Sigma shift of the video families. */
  readonly shift: number
  /** How much of a start picture is made anew; 1 where there is none. */
  readonly denoise: number
  /** 1 for a still. */
  readonly frames: number
  /** Frames per second of the clip file; ignored for a still. */
  readonly fps: number
  readonly loras: readonly LoraUse[]
  /** The start picture as the host's input folder names it. */
  readonly startImage: string | null
  /** SDXL refiner file; null for none. */
  readonly refiner: string | null
  /** Start of the file name in the host's output folder. */
  readonly filenamePrefix: string
}

/** The three parts that every picture comes out of. */
export interface LoadedModel {
  readonly model: NodeLink
  readonly clip: NodeLink
  readonly vae: NodeLink
}
