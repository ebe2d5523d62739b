import type { GenerationKind, Preset } from '../model/settings.ts'
import type { LoraUse } from './graph-plan.ts'
import type { ModelType, Size } from './model-types.ts'

/** What is asked for. What is absent is chosen from the family's preset and the film's shape. */
export interface GraphRequest {
  readonly kind: GenerationKind
  /** Model file, verbatim as the host lists it; the name of the node for models that are one. */
  readonly model: string
  /** Overrides what the file name tells. */
  readonly modelType?: ModelType | undefined
  readonly prompt: string
  readonly negativePrompt: string
  readonly seed: number
  /** The film's picture, which decides the default size. */
  readonly film: Size
  readonly preset?: Preset | undefined
  readonly width?: number | undefined
  readonly height?: number | undefined
  readonly steps?: number | undefined
  readonly cfg?: number | undefined
  readonly sampler?: string | undefined
  readonly scheduler?: string | undefined
  readonly guidance?: number | undefined
  readonly shift?: number | undefined
  readonly denoise?: number | undefined
  /** Length of the clip to fill; used for videos. */
  readonly seconds?: number | undefined
  /** Exact number of frames; wins over `seconds`. */
  readonly frames?: number | undefined
  /** Frames per second, for families that can be told. */
  readonly fps?: number | undefined
  readonly loras?: readonly LoraUse[] | undefined
  /** Pictures as the host's input folder names them. */
  readonly startImage?: string | null | undefined
  readonly endImage?: string | null | undefined
  readonly references?: readonly string[] | undefined
  /** How strongly reference pictures count, 0 to 1, where a node takes that. */
  readonly referenceStrength?: number | undefined
  readonly faceImage?: string | null | undefined
  readonly refiner?: string | undefined
  /** How many times larger the result is made. */
  readonly upscale?: number | undefined
  readonly upscaleModel?: string | undefined
  /** Frames that come of one by interpolation; used for videos. */
  readonly interpolate?: number | undefined
  readonly filenamePrefix: string
}
