import { choice, decimal, flag, link, text, whole, MAX_SEED, nodeClass, type NodeClass } from './node-class.ts'
import { TEXT_ENCODERS } from './model-files.ts'

const seed = whole(0, 0, MAX_SEED)
const kontext = nodeClass({
  required: {
    prompt: text(),
    aspect_ratio: text('16:9'),
    guidance: decimal(3, 0.1, 99),
    steps: whole(50, 1, 150),
    seed,
    prompt_upsampling: flag(false),
  },
  optional: { input_image: link('IMAGE') },
  outputs: ['IMAGE'],
  newStyle: true,
  isPartner: true,
})
const flux2 = nodeClass({
  required: {
    prompt: text(),
    width: whole(1024, 256, 2048, 32),
    height: whole(768, 256, 2048, 32),
    seed,
    prompt_upsampling: flag(true),
  },
  optional: { images: link('IMAGE') },
  outputs: ['IMAGE'],
  newStyle: true,
  isPartner: true,
})

/** Nodes that send the work to the makers of Flux, as a server without `--disable-api-nodes` has them. */
export const PARTNER_CLASSES: Readonly<Record<string, NodeClass>> = {
  FluxKontextProImageNode: kontext,
  FluxKontextMaxImageNode: kontext,
  Flux2ProImageNode: flux2,
  Flux2MaxImageNode: flux2,
  FluxProUltraImageNode: nodeClass({
    required: { prompt: text(), prompt_upsampling: flag(false), seed, aspect_ratio: text('16:9'), raw: flag(false) },
    optional: { image_prompt: link('IMAGE'), image_prompt_strength: decimal(0.1, 0, 1) },
    outputs: ['IMAGE'],
    newStyle: true,
    isPartner: true,
  }),
}

/** Nodes of common extensions: quantised files, image prompts for SDXL, faces, frames in between. */
export const EXTENSION_CLASSES: Readonly<Record<string, NodeClass>> = {
  UnetLoaderGGUF: nodeClass({
    required: {
      unet_name: choice([
        'flux1-dev-Q8_0.gguf',
        'wan2.2_t2v_high_noise_14B_Q4_K_S.gguf',
        'wan2.2_t2v_low_noise_14B_Q4_K_S.gguf',
      ]),
    },
    outputs: ['MODEL'],
  }),
  CLIPLoaderGGUF: nodeClass({
    required: {
      clip_name: choice([...TEXT_ENCODERS, 'umt5-xxl-encoder-Q8_0.gguf']),
      type: choice(['wan', 'ltxv', 'qwen_image']),
    },
    outputs: ['CLIP'],
  }),
  DualCLIPLoaderGGUF: nodeClass({
    required: {
      clip_name1: choice([...TEXT_ENCODERS, 't5-v1_1-xxl-encoder-Q8_0.gguf']),
      clip_name2: choice([...TEXT_ENCODERS, 't5-v1_1-xxl-encoder-Q8_0.gguf']),
      type: choice(['sdxl', 'flux', 'hunyuan_video']),
    },
    outputs: ['CLIP'],
  }),
  IPAdapterUnifiedLoader: nodeClass({
    required: {
      model: link('MODEL'),
      preset: choice(['STANDARD (medium strength)', 'PLUS (high strength)', 'PLUS FACE (portraits)']),
    },
    optional: { ipadapter: link('IPADAPTER') },
    outputs: ['MODEL', 'IPADAPTER'],
  }),
  IPAdapterAdvanced: nodeClass({
    required: {
      model: link('MODEL'),
      ipadapter: link('IPADAPTER'),
      image: link('IMAGE'),
      weight: decimal(1, -1, 5),
      weight_type: choice(['linear', 'ease in', 'style transfer']),
      combine_embeds: choice(['concat', 'add', 'average']),
      start_at: decimal(0, 0, 1),
      end_at: decimal(1, 0, 1),
      embeds_scaling: choice(['V only', 'K+V']),
    },
    optional: { image_negative: link('IMAGE') },
    outputs: ['MODEL'],
  }),
  ReActorFaceSwap: nodeClass({
    required: {
      enabled: flag(true),
      input_image: link('IMAGE'),
      swap_model: choice(['inswapper_128.onnx']),
      facedetection: choice(['retinaface_resnet50', 'YOLOv5l']),
      face_restore_model: choice(['none', 'codeformer-v0.1.0.pth', 'GFPGANv1.4.pth']),
      face_restore_visibility: decimal(1, 0.1, 1),
      codeformer_weight: decimal(0.5, 0, 1),
      detect_gender_input: choice(['no', 'female', 'male']),
      detect_gender_source: choice(['no', 'female', 'male']),
      input_faces_index: text('0'),
      source_faces_index: text('0'),
      console_log_level: choice(['0', '1', '2']),
    },
    optional: { source_image: link('IMAGE') },
    outputs: ['IMAGE'],
  }),
  'RIFE VFI': nodeClass({
    required: {
      ckpt_name: choice(['rife47.pth', 'rife49.pth']),
      frames: link('IMAGE'),
      clear_cache_after_n_frames: whole(10, 1, 1000),
      multiplier: whole(2, 1),
      fast_mode: flag(true),
      ensemble: flag(true),
      scale_factor: choice(['0.25', '0.5', '1', '2', '4']),
    },
    outputs: ['IMAGE'],
  }),
}
