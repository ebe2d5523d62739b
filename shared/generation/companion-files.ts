/** Files that a family needs beside its model file, each recognised by name. */
interface Companion {
  readonly pattern: RegExp
  /** The usual file name, to tell a person what to get. */
  readonly usual: string
  /** ComfyUI's model folder that the file belongs in. */
  readonly folder: string
  /** Which files serve as well, in words. */
  readonly any: string
}

const encoder = (usual: string, pattern: RegExp, any: string): Companion => ({
  usual,
  pattern,
  folder: 'text_encoders',
  any,
})
const vae = (usual: string, pattern: RegExp, any: string): Companion => ({ usual, pattern, folder: 'vae', any })
const vision = (usual: string, pattern: RegExp, any: string): Companion => ({
  usual,
  pattern,
  folder: 'clip_vision',
  any,
})

/** The companion files of the families, by role. */
export const COMPANIONS = {
  clipL: encoder('clip_l.safetensors', /^(?!.*hidream).*clip[-_]?l([^a-z]|$)/i, 'any CLIP-L'),
  t5xxl: encoder('t5xxl_fp8_e4m3fn_scaled.safetensors', /^(?!.*umt5).*t5([-_]?v1[-_]?1)?[-_]?xxl/i, 'any T5-XXL'),
  umt5: encoder('umt5_xxl_fp8_e4m3fn_scaled.safetensors', /umt5/i, 'any UMT5-XXL'),
  qwenVl: encoder(
    'qwen_2.5_vl_7b_fp8_scaled.safetensors',
    /^(?!.*mmproj).*qwen[-_.]?2[._]?5[-_]vl[-_]7b/i,
    'any Qwen2.5-VL 7B',
  ),
  llavaLlama3: encoder('llava_llama3_fp8_scaled.safetensors', /llava[-_]?llama[-_]?3(?!.*vision)/i, 'any LLaVA-Llama3'),
  byt5: encoder('byt5_small_glyphxl_fp16.safetensors', /byt5/i, 'any ByT5'),
  hidreamClipL: encoder('clip_l_hidream.safetensors', /clip_l.*hidream/i, 'the CLIP-L of HiDream alone'),
  hidreamClipG: encoder('clip_g_hidream.safetensors', /clip_g.*hidream/i, 'the CLIP-G of HiDream alone'),
  llama31: encoder('llama_3.1_8b_instruct_fp8_scaled.safetensors', /llama[-_]3\.1[-_]8b/i, 'any Llama 3.1 8B'),
  gemma3: encoder('gemma_3_12B_it.safetensors', /gemma[-_]3[-_]12b/i, 'any Gemma 3 12B'),
  fluxVae: vae('ae.safetensors', /(^|[/\\])(flux[-_]?)?ae\.(safetensors|sft)$|flux[-_]?(1[-_])?vae/i, 'any Flux VAE'),
  wanVae: vae('wan_2.1_vae.safetensors', /wan[-_]?2[._]?1[-_]vae/i, 'any Wan 2.1 VAE'),
  wan22Vae: vae('wan2.2_vae.safetensors', /wan[-_]?2[._]?2[-_]vae/i, 'any Wan 2.2 VAE'),
  hunyuanVae: vae('hunyuan_video_vae_bf16.safetensors', /hunyuan[-_]?video[-_]vae/i, 'any HunyuanVideo VAE'),
  hunyuan15Vae: vae(
    'hunyuanvideo15_vae_fp16.safetensors',
    /hunyuan[-_]?video[-_]?1[._]?5[-_]vae/i,
    'any HunyuanVideo 1.5 VAE',
  ),
  qwenVae: vae('qwen_image_vae.safetensors', /qwen[-_]image[-_]vae/i, 'any Qwen Image VAE'),
  clipVisionH: vision('clip_vision_h.safetensors', /clip_vision_h|ViT-H-14/i, 'any CLIP vision H'),
  clipVisionG: vision('clip_vision_g.safetensors', /clip_vision_g/i, 'any CLIP vision G'),
  sigclip: vision('sigclip_vision_patch14_384.safetensors', /sigclip/i, 'any SigLIP vision'),
  llavaVision: vision('llava_llama3_vision.safetensors', /llava.*vision/i, 'any LLaVA-Llama3 vision'),
  redux: {
    pattern: /redux/i,
    usual: 'flux1-redux-dev.safetensors',
    folder: 'style_models',
    any: 'any Flux Redux',
  },
  upscaler: {
    pattern: /\.(pth|safetensors)$/i,
    usual: 'RealESRGAN_x4plus.pth',
    folder: 'upscale_models',
    any: 'any upscaling model',
  },
} as const satisfies Readonly<Record<string, Companion>>

/** Name of a companion file's part in a graph. */
export type CompanionRole = keyof typeof COMPANIONS

/** The first listed file that can play the part; null when there is none. */
export function findCompanion(role: CompanionRole, listed: readonly string[]): string | null {
  return listed.find((name) => COMPANIONS[role].pattern.test(name)) ?? null
}
