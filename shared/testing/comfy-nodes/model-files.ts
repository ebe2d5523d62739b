/** Model files that lie on the pretended machine: names as the public releases carry them, in a few families. */
export const CHECKPOINTS: readonly string[] = [
  'epicrealism_naturalSinRC1.safetensors',
  'flux1-dev-fp8.safetensors',
  'flux1-schnell-fp8.safetensors',
  'illustriousXL_v01.safetensors',
  'juggernautXL_v9.safetensors',
  'ltxv-13b-0.9.8-dev-fp8.safetensors',
  'ponyDiffusionV6XL.safetensors',
  'sd_xl_base_1.0.safetensors',
  'sd_xl_refiner_1.0.safetensors',
]
export const DIFFUSION_MODELS: readonly string[] = [
  'flux1-dev-fp8.safetensors',
  'flux1-dev.safetensors',
  'flux1-krea-dev_fp8_scaled.safetensors',
  'flux1-schnell.safetensors',
  'flux_dev.safetensors',
  'hidream_i1_dev_fp8.safetensors',
  'hunyuan_video_t2v_720p_bf16.safetensors',
  'qwen_image_edit_2509_fp8_e4m3fn.safetensors',
  'qwen_image_fp8_e4m3fn.safetensors',
  'wan2.1_flf2v_720p_14B_fp16.safetensors',
  'wan2.1_i2v_480p_14B_fp8_scaled.safetensors',
  'wan2.1_i2v_720p_14B_fp8_scaled.safetensors',
  'wan2.1_t2v_1.3B_fp16.safetensors',
  'wan2.1_t2v_14B_fp8_scaled.safetensors',
  'wan2.1_vace_14B_fp16.safetensors',
  'wan2.2_i2v_high_noise_14B_fp8_scaled.safetensors',
  'wan2.2_i2v_low_noise_14B_fp8_scaled.safetensors',
  'wan2.2_t2v_high_noise_14B_fp8_scaled.safetensors',
  'wan2.2_t2v_low_noise_14B_fp8_scaled.safetensors',
]
export const VAES: readonly string[] = [
  'ae.safetensors',
  'hunyuan_video_vae_bf16.safetensors',
  'qwen_image_vae.safetensors',
  'sdxl_vae.safetensors',
  'wan2.2_vae.safetensors',
  'wan_2.1_vae.safetensors',
  'taesd',
  'pixel_space',
]
export const TEXT_ENCODERS: readonly string[] = [
  'clip_g.safetensors',
  'clip_l.safetensors',
  'clip_l_hidream.safetensors',
  'llava_llama3_fp8_scaled.safetensors',
  'qwen_2.5_vl_7b_fp8_scaled.safetensors',
  't5xxl_fp16.safetensors',
  't5xxl_fp8_e4m3fn_scaled.safetensors',
  'umt5_xxl_fp8_e4m3fn_scaled.safetensors',
]
/** More than twenty, so that the server leaves the list out of its error messages. */
export const LORAS: readonly string[] = [
  'FLUX.1-Turbo-Alpha.safetensors',
  'Flux-Krea-Blaze-rank64.safetensors',
  'Hyper-SDXL-12steps-CFG-lora.safetensors',
  'Qwen-Image-Edit-2509-Lightning-8steps-V1.0-bf16.safetensors',
  'Qwen-Image-Lightning-4steps-V1.0.safetensors',
  'Qwen-Image-Lightning-8steps-V1.0.safetensors',
  'Wan21_CausVid_14B_T2V_lora_rank32.safetensors',
  'Wan21_T2V_14B_lightx2v_cfg_step_distill_lora_rank32.safetensors',
  'add-detail-xl.safetensors',
  'characters/keeper_v2.safetensors',
  'characters/sailor_v1.safetensors',
  'flux-realism-lora.safetensors',
  'flux1-canny-dev-lora.safetensors',
  'flux1-depth-dev-lora.safetensors',
  'lightx2v_I2V_14B_480p_cfg_step_distill_rank64_bf16.safetensors',
  'sd_xl_offset_example-lora_1.0.safetensors',
  'sdxl_lightning_8step_lora.safetensors',
  'styles/film_noir.safetensors',
  'styles/noir_grain.safetensors',
  'styles/watercolour.safetensors',
  'wan2.2_i2v_lightx2v_4steps_lora_v1_high_noise.safetensors',
  'wan2.2_i2v_lightx2v_4steps_lora_v1_low_noise.safetensors',
]
export const CLIP_VISION_MODELS: readonly string[] = [
  'clip_vision_g.safetensors',
  'clip_vision_h.safetensors',
  'sigclip_vision_patch14_384.safetensors',
]
export const CONTROL_NETS: readonly string[] = [
  'controlnet-union-sdxl-1.0.safetensors',
  'flux-controlnet-union-pro-2.0.safetensors',
]
export const STYLE_MODELS: readonly string[] = ['flux1-redux-dev.safetensors']
export const UPSCALE_MODELS: readonly string[] = [
  '4x-UltraSharp.pth',
  'RealESRGAN_x2plus.safetensors',
  'RealESRGAN_x4plus.pth',
]
export const LATENT_UPSCALERS: readonly string[] = [
  'ltx-2-spatial-upscaler-x2-1.0.safetensors',
  'ltxv-spatial-upscaler-0.9.8.safetensors',
]
export const SAMPLERS: readonly string[] = [
  'euler',
  'euler_cfg_pp',
  'euler_ancestral',
  'heun',
  'dpm_2',
  'dpm_2_ancestral',
  'lms',
  'dpm_fast',
  'dpm_adaptive',
  'dpmpp_2s_ancestral',
  'dpmpp_sde',
  'dpmpp_2m',
  'dpmpp_2m_sde',
  'dpmpp_3m_sde',
  'ddpm',
  'lcm',
  'ipndm',
  'deis',
  'res_multistep',
  'er_sde',
  'ddim',
  'uni_pc',
  'uni_pc_bh2',
]
export const SCHEDULERS: readonly string[] = [
  'simple',
  'sgm_uniform',
  'karras',
  'exponential',
  'ddim_uniform',
  'beta',
  'normal',
  'linear_quadratic',
  'kl_optimal',
]

/** Stands for "what lies in the input folder now"; replaced by the real names whenever it is asked for. */
export const INPUT_FILES: readonly string[] = ['<the input folder>']

/** What `/models/{folder}` lists. */
export const MODEL_FOLDERS: Readonly<Record<string, readonly string[]>> = {
  checkpoints: CHECKPOINTS,
  diffusion_models: DIFFUSION_MODELS,
  vae: VAES.filter((name) => name.endsWith('.safetensors')),
  text_encoders: TEXT_ENCODERS,
  loras: LORAS,
  clip_vision: CLIP_VISION_MODELS,
  controlnet: CONTROL_NETS,
  style_models: STYLE_MODELS,
  upscale_models: UPSCALE_MODELS,
}
