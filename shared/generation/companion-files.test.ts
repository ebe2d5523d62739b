import { expect, test } from 'vitest'
import { findCompanion, type CompanionRole } from './companion-files.ts'

const ENCODERS = [
  'byt5_small.safetensors',
  'clip_g.safetensors',
  'clip_l_hidream.safetensors',
  'clip_l.safetensors',
  'umt5_xxl_fp16.safetensors',
  't5xxl_fp16.safetensors',
]
const VAES = [
  'taesd',
  'sdxl_vae.safetensors',
  'wan2.2_vae.safetensors',
  'Wan2_1_VAE_bf16.safetensors',
  'flux2-vae.safetensors',
  'ae.safetensors',
]

test.each<readonly [CompanionRole, readonly string[], string]>([
  ['clipL', ENCODERS, 'clip_l.safetensors'],
  ['t5xxl', ENCODERS, 't5xxl_fp16.safetensors'],
  ['t5xxl', ['t5-v1_1-xxl_encoderonly.safetensors'], 't5-v1_1-xxl_encoderonly.safetensors'],
  ['umt5', ENCODERS, 'umt5_xxl_fp16.safetensors'],
  ['fluxVae', VAES, 'ae.safetensors'],
  ['fluxVae', ['FLUX1\\ae.sft'], 'FLUX1\\ae.sft'],
  ['wanVae', VAES, 'Wan2_1_VAE_bf16.safetensors'],
  [
    'clipVisionH',
    ['sigclip.safetensors', 'CLIP-ViT-H-14-laion2B-s32B-b79K.safetensors'],
    'CLIP-ViT-H-14-laion2B-s32B-b79K.safetensors',
  ],
  ['wan22Vae', VAES, 'wan2.2_vae.safetensors'],
  ['hidreamClipL', ENCODERS, 'clip_l_hidream.safetensors'],
  ['byt5', ENCODERS, 'byt5_small.safetensors'],
  ['qwenVl', ['qwen2.5-vl-7b-mmproj.gguf', 'Qwen2.5-VL-7B-Q4.gguf'], 'Qwen2.5-VL-7B-Q4.gguf'],
  [
    'hunyuanVae',
    ['hunyuanvideo15_vae_fp16.safetensors', 'hunyuan_video_vae_bf16.safetensors'],
    'hunyuan_video_vae_bf16.safetensors',
  ],
  [
    'hunyuan15Vae',
    ['hunyuan_video_vae_bf16.safetensors', 'hunyuanvideo15_vae_fp16.safetensors'],
    'hunyuanvideo15_vae_fp16.safetensors',
  ],
  [
    'llavaLlama3',
    ['llava_llama3_vision.safetensors', 'llava_llama3_fp16.safetensors'],
    'llava_llama3_fp16.safetensors',
  ],
])('finds %s', (role, listed, found) => {
  expect(findCompanion(role, listed)).toBe(found)
})

test('does not take a lookalike', () => {
  expect(findCompanion('fluxVae', ['flux2-vae.safetensors', 'taesd', 'vae-ft-mse.safetensors'])).toBeNull()
  expect(findCompanion('clipL', ['clip_l_hidream.safetensors', 'clip_large_vision.safetensors'])).toBeNull()
})
