import { EXTENSION_CLASSES, PARTNER_CLASSES } from './extension-classes.ts'
import { CHECKPOINTS, CLIP_VISION_MODELS, DIFFUSION_MODELS, LORAS, TEXT_ENCODERS, VAES } from './model-files.ts'
import { describeAll, describeClass } from './object-info.ts'

/** What a studio with every model has beside the files of the pretended machine. */
const MORE: ReadonlyMap<readonly string[], readonly string[]> = new Map([
  [
    CHECKPOINTS,
    [
      'finetunes/realvisxlV50_v50.safetensors',
      'flux1-krea-dev-fp8.safetensors',
      'ltx-2-19b-dev-fp8.safetensors',
      'ltx-2-19b-distilled.safetensors',
      'ltx-video-2b-v0.9.5.safetensors',
      'ltxv-2b-0.9.8-distilled-fp8.safetensors',
      'noobaiXLNAIXL_vPred10Version.safetensors',
      'sdxl_lightning_8step.safetensors',
    ],
  ],
  [
    DIFFUSION_MODELS,
    [
      'Phantom-Wan-14B_fp8_e4m3fn.safetensors',
      'flux1-dev-kontext_fp8_scaled.safetensors',
      'flux1-fill-dev.safetensors',
      'flux1-krea-blaze.safetensors',
      'hidream_e1_1_bf16.safetensors',
      'hidream_i1_fast_fp8.safetensors',
      'hidream_i1_full_fp8.safetensors',
      'hunyuan_video_FastVideo_720_fp8_e4m3fn.safetensors',
      'hunyuan_video_image_to_video_720p_bf16.safetensors',
      'hunyuan_video_v2_replace_image_to_video_720p_bf16.safetensors',
      'hunyuanvideo1.5_720p_i2v_cfg_distilled_fp8_scaled.safetensors',
      'hunyuanvideo1.5_720p_t2v_fp16.safetensors',
      'qwen_image_distill_full_bf16.safetensors',
      'qwen_image_edit_2511_bf16.safetensors',
      'qwen_image_edit_fp8_e4m3fn.safetensors',
      'wan2.2_ti2v_5B_fp16.safetensors',
    ],
  ],
  [
    TEXT_ENCODERS,
    [
      'byt5_small_glyphxl_fp16.safetensors',
      'clip_g_hidream.safetensors',
      'gemma_3_12B_it.safetensors',
      'llama_3.1_8b_instruct_fp8_scaled.safetensors',
    ],
  ],
  [VAES, ['hunyuanvideo15_vae_fp16.safetensors']],
  [CLIP_VISION_MODELS, ['llava_llama3_vision.safetensors']],
  [
    LORAS,
    [
      'Qwen-Image-Edit-2511-Lightning-8steps-V1.0-bf16.safetensors',
      'Qwen-Image-Edit-Lightning-8steps-V1.0.safetensors',
      'ltxv-13b-0.9.8-distilled-lora128.safetensors',
      'wan2.2_t2v_lightx2v_4steps_lora_v1.1_high_noise.safetensors',
      'wan2.2_t2v_lightx2v_4steps_lora_v1.1_low_noise.safetensors',
    ],
  ],
])

/** `GET /object_info` of a server that has every family, every extension and the paid nodes. */
export function wellStocked(): Record<string, unknown> {
  const extra = Object.entries({ ...PARTNER_CLASSES, ...EXTENSION_CLASSES })
  const all = {
    ...describeAll(['example.png']),
    ...Object.fromEntries(extra.map(([name, known]) => [name, describeClass(name, known, [])])),
  }
  return restock(all) as Record<string, unknown>
}

function restock(value: unknown): unknown {
  if (Array.isArray(value)) {
    const more = MORE.get(value as readonly string[])
    return more ? [...(value as readonly string[]), ...more] : value.map(restock)
  }
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, restock(inner)]))
}
