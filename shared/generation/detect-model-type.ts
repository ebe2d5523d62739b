import type { ModelType } from './model-types.ts'

/** What a file name tells of the model inside. */
export interface DetectedModel {
  /** The family; null when the name does not say, or when the file is no base model at all. */
  readonly type: ModelType | null
  /** Which member of the family, where that changes the graph or the sampling ("kontext", "i2v", "refiner" …). */
  readonly variant: string | null
}

type Rule = readonly [pattern: RegExp, type: ModelType | null, variant?: string]

/**
 * The first matching rule wins, so special members stand before their family, and what only looks like a family
 * (text encoders, other architectures of the same maker) stands before both.
 */
const RULES: readonly Rule[] = [
  [/^flux2(pro|max)imagenode$/, 'flux_pro', 'flux-2'],
  [/^fluxkontext(pro|max)imagenode$/, 'flux_pro', 'kontext'],
  [/^fluxproultraimagenode$/, 'flux_pro', 'ultra'],
  [
    /(^|-)(vae|taesd\w*|taef1|clip|t5|t5xxl|umt5|llava|llama|gemma|byt5|sigclip|mmproj|controlnet|ipadapter|upscaler)(-|$)/,
    null,
  ],
  [/flux-?2(-|$)/, null],
  [/krea-?2(-|$)/, null],
  [/kontext/, 'flux_dev', 'kontext'],
  [/krea.*(blaze|distill|turbo|lightning)/, 'flux_krea', 'distilled'],
  [/krea/, 'flux_krea'],
  [/flux.*(fill|inpaint)/, 'flux_dev', 'fill'],
  [/flux.*(canny|depth)/, 'flux_dev', 'control'],
  [/schnell/, 'flux_dev', 'schnell'],
  [/flux/, 'flux_dev'],
  [/qwen-?image-?layered/, null],
  [/qwen-?(image-?)?edit.*2511/, 'qwen_edit', '2511'],
  [/qwen-?(image-?)?edit.*(2509|plus)/, 'qwen_edit', 'plus'],
  [/qwen-?(image-?)?edit/, 'qwen_edit'],
  [/qwen-?image.*distill/, 'qwen_image', 'distilled'],
  [/qwen-?image/, 'qwen_image'],
  [/hidream-?o1/, null],
  [/hidream-?e1/, 'hidream', 'edit'],
  [/hidream.*full/, 'hidream', 'full'],
  [/hidream.*dev/, 'hidream', 'dev'],
  [/hidream.*fast/, 'hidream', 'fast'],
  [/hidream/, 'hidream'],
  [/hunyuan-?(3d|image|dit)|hy3d/, null],
  [/(hunyuan-?video|hyvideo)-?v?1-?5.*i2v.*distill/, 'hunyuan_video', '1.5-i2v-distilled'],
  [/(hunyuan-?video|hyvideo)-?v?1-?5.*i2v/, 'hunyuan_video', '1.5-i2v'],
  [/(hunyuan-?video|hyvideo)-?v?1-?5.*distill/, 'hunyuan_video', '1.5-distilled'],
  [/(hunyuan-?video|hyvideo)-?v?1-?5/, 'hunyuan_video', '1.5'],
  [/fast-?hunyuan|fastvideo/, 'hunyuan_video', 'fast'],
  [/(hunyuan|hyvideo).*(v2|replace)/, 'hunyuan_video', 'i2v-v2'],
  [/(hunyuan|hyvideo).*(i2v|image-to-video)/, 'hunyuan_video', 'i2v'],
  [/hunyuan|hyvideo/, 'hunyuan_video'],
  [/(^|-)ltx-?2(-|$).*distill/, 'ltx_video', 'ltx-2-distilled'],
  [/(^|-)ltx-?2(-|$)/, 'ltx_video', 'ltx-2'],
  [/(^|-)ltxv?(-|\d).*distill/, 'ltx_video', 'distilled'],
  [/(^|-)ltxv?(-|\d|$)/, 'ltx_video'],
  [/wan-?2-?2.*(ti2v|5b)/, 'wan_2_2', '5b'],
  [/wan-?2-?2.*(s2v|animate|fun|vace|camera)/, 'wan_2_2', 'special'],
  [/wan-?2-?2.*i2v/, 'wan_2_2', 'i2v'],
  [/wan-?2-?2/, 'wan_2_2'],
  [/wan.*vace|vace.*wan/, 'wan_2_1', 'vace'],
  [/wan.*flf/, 'wan_2_1', 'flf2v'],
  [/wan.*i2v/, 'wan_2_1', 'i2v'],
  [/wan.*phantom|phantom.*wan/, 'wan_2_1', 'phantom'],
  [/wan.*(fun|camera)/, 'wan_2_1', 'special'],
  [/(^|-)wan(-|\d|$)/, 'wan_2_1', 't2v'],
  [/(pony|pdxl).*(lightning|turbo|hyper|dmd)/, 'pony', 'few-step'],
  [/pony|pdxl/, 'pony'],
  [/(illustrious|noob).*v-?pred/, 'illustrious', 'v-prediction'],
  [/(illustrious|(^|-)ilxl).*(lightning|turbo|hyper|dmd)/, 'illustrious', 'few-step'],
  [/illustrious|noob-?(ai|xl)|(^|-)ilxl|(^|-)wai-?(nsfw|illu|ani)/, 'illustrious'],
  [/xl.*refiner/, 'sdxl', 'refiner'],
  [/(sd-?xl|xl).*(lightning|turbo|hyper)/, 'sdxl', 'few-step'],
  [/sd-?xl|xl(-|$)|xl-?v?\d/, 'sdxl'],
]

/**
 * Recognises the family of a model by its file name as a host lists it (sub-folders and either path separator
 * allowed). Free names ("epicrealism") stay unknown: then the user says the type.
 */
export function detectModelType(fileName: string): DetectedModel {
  const name = normalise(fileName)
  const rule = RULES.find(([pattern]) => pattern.test(name))
  return { type: rule?.[1] ?? null, variant: rule?.[2] ?? null }
}

function normalise(fileName: string): string {
  const base = fileName.split(/[\\/]/).at(-1) ?? fileName
  return base
    .replace(/\.(safetensors|sft|gguf|ckpt|pth?|bin)$/i, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
}
