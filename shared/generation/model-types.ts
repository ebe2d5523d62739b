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

/** Sampling values of a preset. */
export interface PresetValues {
  readonly steps: number
  /** Classifier-free guidance; at 1 the negative prompt is not evaluated. */
  readonly cfg: number
  readonly sampler: string
  readonly scheduler: string
  /** What this many steps rely on beside the plain model, as a person would read it. */
  readonly needs?: string
}

/** How many frames a family can make: `step * n + 1`, within the limits. */
export interface FrameRule {
  readonly step: number
  readonly min: number
  readonly max: number
  /** Used where no length is asked for. */
  readonly usual: number
}

/** What the product knows of one model family. Numbers follow the makers' and ComfyUI's own examples. */
export interface ModelFamily {
  readonly type: ModelType
  /** Name on screen. */
  readonly label: string
  readonly kinds: readonly GenerationKind[]
  /** Sizes are multiples of this; ComfyUI would silently round down. */
  readonly sizeMultiple: number
  /** Sizes the family was trained on: the default is the one nearest to the film's shape. */
  readonly sizes: readonly Size[]
  /** Null for families that make stills only. */
  readonly frames: FrameRule | null
  /** Frames per second of the clips it makes; null for stills. */
  readonly fps: number | null
  readonly maxLoras: number
  readonly presets: Readonly<Record<Preset, PresetValues>>
  /** True where this version of the product can build the workflow graph. */
  readonly buildable: boolean
}

const megapixel: readonly Size[] = [
  { width: 1024, height: 1024 },
  { width: 1152, height: 896 },
  { width: 896, height: 1152 },
  { width: 1216, height: 832 },
  { width: 832, height: 1216 },
  { width: 1344, height: 768 },
  { width: 768, height: 1344 },
]

const sdxlSizes: readonly Size[] = [...megapixel, { width: 1536, height: 640 }, { width: 640, height: 1536 }]

const qwenSizes: readonly Size[] = [
  { width: 1328, height: 1328 },
  { width: 1664, height: 928 },
  { width: 928, height: 1664 },
  { width: 1472, height: 1104 },
  { width: 1104, height: 1472 },
  { width: 1584, height: 1056 },
  { width: 1056, height: 1584 },
]

const still = { kinds: ['image'], frames: null, fps: null } as const
const moving = { kinds: ['video'] } as const
const euler = { sampler: 'euler', scheduler: 'simple' } as const
const ancestral = { sampler: 'euler_ancestral', scheduler: 'normal' } as const
const karras = { sampler: 'dpmpp_2m', scheduler: 'karras' } as const
const uniPc = { sampler: 'uni_pc', scheduler: 'simple' } as const

/** Every family, by type. */
export const MODEL_FAMILIES: Readonly<Record<ModelType, ModelFamily>> = {
  flux_dev: {
    ...still,
    type: 'flux_dev',
    label: 'Flux Dev',
    sizeMultiple: 16,
    sizes: megapixel,
    maxLoras: 3,
    presets: {
      fast: { steps: 8, cfg: 1, ...euler, needs: 'an 8-step LoRA such as FLUX.1-Turbo-Alpha' },
      quality: { steps: 28, cfg: 1, ...euler },
    },
    buildable: true,
  },
  flux_krea: {
    ...still,
    type: 'flux_krea',
    label: 'Flux Krea',
    sizeMultiple: 16,
    sizes: megapixel,
    maxLoras: 3,
    presets: {
      fast: { steps: 4, cfg: 1, ...euler, needs: 'a distilled Krea file or LoRA' },
      quality: {
        steps: 8,
        cfg: 1,
        sampler: 'uni_pc',
        scheduler: 'sgm_uniform',
        needs: 'a distilled Krea file or LoRA',
      },
    },
    buildable: false,
  },
  flux_pro: {
    ...still,
    type: 'flux_pro',
    label: 'Flux Pro',
    sizeMultiple: 16,
    sizes: megapixel,
    maxLoras: 0,
    presets: { fast: { steps: 12, cfg: 3, ...euler }, quality: { steps: 35, cfg: 3, ...euler } },
    buildable: false,
  },
  sdxl: {
    ...still,
    type: 'sdxl',
    label: 'SDXL',
    sizeMultiple: 8,
    sizes: sdxlSizes,
    maxLoras: 5,
    presets: { fast: { steps: 15, cfg: 7, ...karras }, quality: { steps: 35, cfg: 7, ...karras } },
    buildable: true,
  },
  pony: {
    ...still,
    type: 'pony',
    label: 'Pony',
    sizeMultiple: 8,
    sizes: sdxlSizes,
    maxLoras: 5,
    presets: { fast: { steps: 12, cfg: 7, ...ancestral }, quality: { steps: 28, cfg: 7, ...ancestral } },
    buildable: false,
  },
  illustrious: {
    ...still,
    type: 'illustrious',
    label: 'Illustrious',
    sizeMultiple: 8,
    sizes: sdxlSizes,
    maxLoras: 5,
    presets: { fast: { steps: 15, cfg: 5.5, ...ancestral }, quality: { steps: 30, cfg: 5.5, ...ancestral } },
    buildable: false,
  },
  wan_2_1: {
    ...moving,
    type: 'wan_2_1',
    label: 'Wan 2.1',
    sizeMultiple: 16,
    // 720p weights also make 1280×720, at four times the work: people ask for it, it is no default.
    sizes: [
      { width: 832, height: 480 },
      { width: 480, height: 832 },
      { width: 512, height: 512 },
    ],
    frames: { step: 4, min: 5, max: 81, usual: 33 },
    fps: 16,
    maxLoras: 5,
    presets: { fast: { steps: 15, cfg: 6, ...uniPc }, quality: { steps: 25, cfg: 6, ...uniPc } },
    buildable: true,
  },
  wan_2_2: {
    ...moving,
    type: 'wan_2_2',
    label: 'Wan 2.2',
    sizeMultiple: 16,
    sizes: [
      { width: 768, height: 768 },
      { width: 832, height: 480 },
      { width: 480, height: 832 },
      { width: 1280, height: 720 },
      { width: 720, height: 1280 },
    ],
    frames: { step: 4, min: 5, max: 81, usual: 81 },
    fps: 16,
    maxLoras: 5,
    presets: {
      fast: { steps: 8, cfg: 1, ...euler, needs: 'the lightx2v pair of LoRAs' },
      quality: { steps: 20, cfg: 3.5, ...euler },
    },
    buildable: false,
  },
  ltx_video: {
    ...moving,
    type: 'ltx_video',
    label: 'LTX Video',
    sizeMultiple: 32,
    sizes: [
      { width: 768, height: 512 },
      { width: 512, height: 768 },
      { width: 1216, height: 704 },
      { width: 704, height: 1216 },
    ],
    frames: { step: 8, min: 9, max: 257, usual: 97 },
    fps: 24,
    maxLoras: 5,
    presets: {
      fast: { steps: 10, cfg: 1, ...euler, needs: 'a distilled LTX file or LoRA' },
      quality: { steps: 30, cfg: 3, ...euler },
    },
    buildable: false,
  },
  hunyuan_video: {
    ...moving,
    type: 'hunyuan_video',
    label: 'Hunyuan Video',
    sizeMultiple: 16,
    sizes: [
      { width: 848, height: 480 },
      { width: 480, height: 848 },
      { width: 960, height: 544 },
      { width: 1280, height: 720 },
      { width: 720, height: 1280 },
    ],
    frames: { step: 4, min: 5, max: 129, usual: 73 },
    fps: 24,
    maxLoras: 5,
    presets: { fast: { steps: 20, cfg: 1, ...euler }, quality: { steps: 40, cfg: 1, ...euler } },
    buildable: false,
  },
  hidream: {
    ...still,
    type: 'hidream',
    label: 'HiDream',
    sizeMultiple: 16,
    sizes: megapixel,
    maxLoras: 5,
    presets: {
      fast: { steps: 12, cfg: 1, sampler: 'lcm', scheduler: 'normal', needs: 'the HiDream fast file' },
      quality: { steps: 25, cfg: 5, ...uniPc },
    },
    buildable: false,
  },
  qwen_image: {
    ...still,
    type: 'qwen_image',
    label: 'Qwen Image',
    sizeMultiple: 16,
    sizes: qwenSizes,
    maxLoras: 5,
    presets: {
      fast: { steps: 10, cfg: 1, ...euler, needs: 'the Lightning 8-step LoRA or the distilled file' },
      quality: { steps: 20, cfg: 2.5, ...euler },
    },
    buildable: false,
  },
  qwen_edit: {
    ...still,
    type: 'qwen_edit',
    label: 'Qwen Edit',
    sizeMultiple: 16,
    sizes: qwenSizes,
    maxLoras: 5,
    presets: {
      fast: { steps: 8, cfg: 1, ...euler, needs: 'the Lightning 8-step LoRA of the same edit version' },
      quality: { steps: 15, cfg: 2.5, ...euler },
    },
    buildable: false,
  },
}
