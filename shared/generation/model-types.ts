import { z } from 'zod'
import type { GenerationKind, Preset } from '../model/settings.ts'

/** The 13 model families that the product knows. */
export const ModelType = z.enum([
  'flux_dev',
  'flux_krea',
  'flux_pro',
  'sdxl',
  'pony',
  'illustrious',
  'wan_2_1',
  'wan_2_2',
  'ltx_video',
  'hunyuan_video',
  'hidream',
  'qwen_image',
  'qwen_edit',
])
export type ModelType = z.infer<typeof ModelType>

/** Width and height in pixels. */
export interface Size {
  readonly width: number
  readonly height: number
}

/** How a sampler is set. */
export interface Sampling {
  readonly steps: number
  /** Classifier-free guidance; at 1 the negative prompt is not evaluated. */
  readonly cfg: number
  readonly sampler: string
  readonly scheduler: string
  /** Sigma shift, for families that take one. */
  readonly shift?: number
  /** Distilled guidance, for families that take it. */
  readonly guidance?: number
}

/** A LoRA that few steps were made for. */
export interface SpeedLora {
  readonly pattern: RegExp
  /** The usual file name, to tell a person what to get. */
  readonly usual: string
  readonly strength: number
}

/** What few steps rely on beside the plain model. */
export interface SpeedNeed {
  /** As a person would read it: "an 8-step LoRA such as …". */
  readonly what: string
  /** Each entry is a whole set that serves; the first that a host has is used. Empty where only another file helps. */
  readonly loras: readonly (readonly SpeedLora[])[]
  /** How the plain model is sampled well without it. */
  readonly without: Sampling
}

/** Sampling values of a preset. */
export interface PresetValues extends Sampling {
  readonly needs?: SpeedNeed
}

/** How many frames a family can make: `step * n + 1`, within the limits. */
export interface FrameRule {
  readonly step: number
  readonly min: number
  readonly max: number
  /** Used where no length is asked for. */
  readonly usual: number
}

/** Which pictures a model takes. */
export interface PictureRule {
  /** A picture that it begins with: the first frame of a clip, or what a still is made from. */
  readonly start: 'never' | 'may' | 'must'
  /** Whether a clip may be given its last frame. */
  readonly end: boolean
  /** Pictures of a person, a place or a look: how many it needs, and how many it takes. */
  readonly references: { readonly min: number; readonly max: number }
}

/** What the product knows of one kind of model. Numbers follow the makers' and ComfyUI's own examples. */
export interface ModelFamily {
  readonly type: ModelType
  /** Name on screen. */
  readonly label: string
  readonly kinds: readonly GenerationKind[]
  /** Sizes are multiples of this; ComfyUI would silently round down. */
  readonly sizeMultiple: number
  /** Sizes the family was trained on: the default is the one nearest to the film's shape. */
  readonly sizes: readonly Size[]
  /** Sides in pixels that it takes at least and at most; absent: 64 to 4096. */
  readonly sides?: { readonly min: number; readonly max: number }
  /** True where the result has the shape of the picture that it is made from, unless a size is asked for. */
  readonly keepsShape?: boolean
  /** Null for families that make stills only. */
  readonly frames: FrameRule | null
  /** Frames per second of the clips it makes; null for stills. */
  readonly fps: number | null
  /** Other rates that it can be told; absent: it knows its own alone. */
  readonly fpsRange?: { readonly min: number; readonly max: number }
  readonly maxLoras: number
  readonly pictures: PictureRule
  /** Whether its text encoders read `(word:1.2)` as a weight; the others read it as text. */
  readonly readsWeights?: boolean
  /** Whether a second model can finish its stills. */
  readonly refiner?: boolean
  readonly presets: Readonly<Record<Preset, PresetValues>>
}

/** What sets one kind of file apart within its family. */
export type Member = Partial<Omit<ModelFamily, 'type' | 'presets'>> & {
  readonly presets?: Partial<Record<Preset, PresetValues>>
}

/** A family with the kinds of files that differ from it, by the variant that the file name tells. */
export interface FamilyDescription extends ModelFamily {
  readonly members: Readonly<Record<string, Member>>
  /** Kinds of files that are of this family and that want a graph which is not built here, each with the reason. */
  readonly refused: Readonly<Record<string, string>>
}
