import {
  batch,
  combo,
  decimal,
  flag,
  length,
  link,
  side,
  text,
  whole,
  nodeClass,
  type InputSpec,
  type NodeClass,
} from './node-class.ts'
import { CHECKPOINTS, LATENT_UPSCALERS, TEXT_ENCODERS } from './model-files.ts'

const pair = { positive: link('CONDITIONING'), negative: link('CONDITIONING') }
const clipSize = (width: number, height: number, frames: number): Record<string, InputSpec> => ({
  width: side(width, 16),
  height: side(height, 16),
  length: length(frames, 4),
  batch_size: batch,
})
const ltxSize = (shortest: number): Record<string, InputSpec> => ({
  width: side(768, 32, 64),
  height: side(512, 32, 64),
  length: length(97, 8, shortest),
  batch_size: batch,
})

/** Classes of the video families. */
export const VIDEO_CLASSES: Readonly<Record<string, NodeClass>> = {
  WanImageToVideo: nodeClass({
    required: {
      positive: link('CONDITIONING'),
      negative: link('CONDITIONING'),
      vae: link('VAE'),
      width: side(832, 16),
      height: side(480, 16),
      length: length(81, 4),
      batch_size: batch,
    },
    optional: { clip_vision_output: link('CLIP_VISION_OUTPUT'), start_image: link('IMAGE') },
    outputs: ['CONDITIONING', 'CONDITIONING', 'LATENT'],
    newStyle: true,
  }),
  WanFirstLastFrameToVideo: nodeClass({
    required: {
      positive: link('CONDITIONING'),
      negative: link('CONDITIONING'),
      vae: link('VAE'),
      width: side(832, 16),
      height: side(480, 16),
      length: length(81, 4),
      batch_size: batch,
    },
    optional: {
      clip_vision_start_image: link('CLIP_VISION_OUTPUT'),
      clip_vision_end_image: link('CLIP_VISION_OUTPUT'),
      start_image: link('IMAGE'),
      end_image: link('IMAGE'),
    },
    outputs: ['CONDITIONING', 'CONDITIONING', 'LATENT'],
    newStyle: true,
  }),
  WanVaceToVideo: nodeClass({
    required: {
      positive: link('CONDITIONING'),
      negative: link('CONDITIONING'),
      vae: link('VAE'),
      width: side(832, 16),
      height: side(480, 16),
      length: length(81, 4),
      batch_size: batch,
      strength: decimal(1.0, 0.0, 1000.0),
    },
    optional: { control_video: link('IMAGE'), control_masks: link('MASK'), reference_image: link('IMAGE') },
    outputs: ['CONDITIONING', 'CONDITIONING', 'LATENT', 'INT'],
    newStyle: true,
  }),
  TrimVideoLatent: nodeClass({
    required: { samples: link('LATENT'), trim_amount: whole(0, 0, 99999) },
    outputs: ['LATENT'],
    newStyle: true,
  }),
  WanPhantomSubjectToVideo: nodeClass({
    required: { ...pair, vae: link('VAE'), ...clipSize(832, 480, 81) },
    optional: { images: link('IMAGE') },
    outputs: ['CONDITIONING', 'CONDITIONING', 'CONDITIONING', 'LATENT'],
    newStyle: true,
  }),
  Wan22ImageToVideoLatent: nodeClass({
    required: {
      vae: link('VAE'),
      width: side(1280, 32, 32),
      height: side(704, 32, 32),
      length: length(49, 4),
      batch_size: batch,
    },
    optional: { start_image: link('IMAGE') },
    outputs: ['LATENT'],
    newStyle: true,
  }),
  EmptyHunyuanVideo15Latent: nodeClass({ required: clipSize(848, 480, 25), outputs: ['LATENT'], newStyle: true }),
  HunyuanImageToVideo: nodeClass({
    required: {
      positive: link('CONDITIONING'),
      vae: link('VAE'),
      ...clipSize(848, 480, 53),
      guidance_type: combo(['v1 (concat)', 'v2 (replace)', 'custom']),
    },
    optional: { start_image: link('IMAGE') },
    outputs: ['CONDITIONING', 'LATENT'],
    newStyle: true,
  }),
  HunyuanVideo15ImageToVideo: nodeClass({
    required: { ...pair, vae: link('VAE'), ...clipSize(848, 480, 33) },
    optional: { start_image: link('IMAGE'), clip_vision_output: link('CLIP_VISION_OUTPUT') },
    outputs: ['CONDITIONING', 'CONDITIONING', 'LATENT'],
    newStyle: true,
  }),
  TextEncodeHunyuanVideo_ImageToVideo: nodeClass({
    required: {
      clip: link('CLIP'),
      clip_vision_output: link('CLIP_VISION_OUTPUT'),
      prompt: text(),
      image_interleave: whole(2, 1, 512),
    },
    outputs: ['CONDITIONING'],
    newStyle: true,
  }),
  EmptyLTXVLatentVideo: nodeClass({ required: ltxSize(1), outputs: ['LATENT'], newStyle: true }),
  LTXVPreprocess: nodeClass({
    required: { image: link('IMAGE'), img_compression: whole(35, 0, 100) },
    outputs: ['IMAGE'],
    newStyle: true,
  }),
  LTXVImgToVideo: nodeClass({
    required: { ...pair, vae: link('VAE'), image: link('IMAGE'), ...ltxSize(9), strength: decimal(1, 0, 1) },
    outputs: ['CONDITIONING', 'CONDITIONING', 'LATENT'],
    newStyle: true,
  }),
  LTXVImgToVideoInplace: nodeClass({
    required: {
      vae: link('VAE'),
      image: link('IMAGE'),
      latent: link('LATENT'),
      strength: decimal(1, 0, 1),
      bypass: flag(false),
    },
    outputs: ['LATENT'],
    newStyle: true,
  }),
  LTXVAddGuide: nodeClass({
    required: {
      ...pair,
      vae: link('VAE'),
      latent: link('LATENT'),
      image: link('IMAGE'),
      frame_idx: whole(0, -9999, 9999),
      strength: decimal(1, 0, 1),
    },
    outputs: ['CONDITIONING', 'CONDITIONING', 'LATENT'],
    newStyle: true,
  }),
  LTXVCropGuides: nodeClass({
    required: { ...pair, latent: link('LATENT') },
    outputs: ['CONDITIONING', 'CONDITIONING', 'LATENT'],
    newStyle: true,
  }),
  LTXVConditioning: nodeClass({
    required: { ...pair, frame_rate: decimal(25, 0, 1000) },
    outputs: ['CONDITIONING', 'CONDITIONING'],
    newStyle: true,
  }),
  LTXVScheduler: nodeClass({
    required: {
      steps: whole(20, 1, 10_000),
      max_shift: decimal(2.05, 0, 100),
      base_shift: decimal(0.95, 0, 100),
      stretch: flag(true),
      terminal: decimal(0.1, 0, 0.99),
    },
    optional: { latent: link('LATENT') },
    outputs: ['SIGMAS'],
    newStyle: true,
  }),
  ManualSigmas: nodeClass({ required: { sigmas: text('1, 0.5') }, outputs: ['SIGMAS'], newStyle: true }),
  LatentUpscaleModelLoader: nodeClass({
    required: { model_name: combo(LATENT_UPSCALERS) },
    outputs: ['LATENT_UPSCALE_MODEL'],
    newStyle: true,
  }),
  LTXVLatentUpsampler: nodeClass({
    required: { samples: link('LATENT'), upscale_model: link('LATENT_UPSCALE_MODEL'), vae: link('VAE') },
    outputs: ['LATENT'],
    newStyle: true,
  }),
  LTXAVTextEncoderLoader: nodeClass({
    required: {
      text_encoder: combo(TEXT_ENCODERS),
      ckpt_name: combo(CHECKPOINTS),
      device: combo(['default', 'cpu']),
    },
    outputs: ['CLIP'],
    newStyle: true,
  }),
  LTXVAudioVAELoader: nodeClass({ required: { ckpt_name: combo(CHECKPOINTS) }, outputs: ['VAE'], newStyle: true }),
  LTXVEmptyLatentAudio: nodeClass({
    required: {
      frames_number: whole(97, 1, 1000),
      frame_rate: whole(25, 1, 1000),
      batch_size: batch,
      audio_vae: link('VAE'),
    },
    outputs: ['LATENT'],
    newStyle: true,
  }),
  LTXVConcatAVLatent: nodeClass({
    required: { video_latent: link('LATENT'), audio_latent: link('LATENT') },
    outputs: ['LATENT'],
    newStyle: true,
  }),
  LTXVSeparateAVLatent: nodeClass({
    required: { av_latent: link('LATENT') },
    outputs: ['LATENT', 'LATENT'],
    newStyle: true,
  }),
  LTXVAudioVAEDecode: nodeClass({
    required: { samples: link('LATENT'), audio_vae: link('VAE') },
    outputs: ['AUDIO'],
    newStyle: true,
  }),
}
