import { choice, choiceWith, combo, decimal, link, nodeClass, type NodeClass } from './node-class.ts'
import {
  CHECKPOINTS,
  CLIP_VISION_MODELS,
  CONTROL_NETS,
  DIFFUSION_MODELS,
  INPUT_FILES,
  LORAS,
  STYLE_MODELS,
  TEXT_ENCODERS,
  UPSCALE_MODELS,
  VAES,
} from './model-files.ts'

/** Classes that read model files, pictures and clips. */
export const LOADER_CLASSES: Readonly<Record<string, NodeClass>> = {
  CheckpointLoaderSimple: nodeClass({
    required: { ckpt_name: choiceWith(CHECKPOINTS) },
    outputs: ['MODEL', 'CLIP', 'VAE'],
  }),
  UNETLoader: nodeClass({
    required: {
      unet_name: choice(DIFFUSION_MODELS),
      weight_dtype: choice(['default', 'fp8_e4m3fn', 'fp8_e4m3fn_fast', 'fp8_e5m2']),
    },
    outputs: ['MODEL'],
  }),
  VAELoader: nodeClass({ required: { vae_name: choice(VAES) }, outputs: ['VAE'] }),
  CLIPLoader: nodeClass({
    required: {
      clip_name: choice(TEXT_ENCODERS),
      type: choice([
        'stable_diffusion',
        'stable_cascade',
        'sd3',
        'stable_audio',
        'mochi',
        'ltxv',
        'pixart',
        'cosmos',
        'lumina2',
        'wan',
        'hidream',
        'chroma',
        'ace',
        'omnigen2',
        'qwen_image',
        'hunyuan_image',
        'flux2',
        'ovis',
      ]),
    },
    optional: { device: choiceWith(['default', 'cpu']) },
    outputs: ['CLIP'],
  }),
  DualCLIPLoader: nodeClass({
    required: {
      clip_name1: choice(TEXT_ENCODERS),
      clip_name2: choice(TEXT_ENCODERS),
      type: choice([
        'sdxl',
        'sd3',
        'flux',
        'hunyuan_video',
        'hidream',
        'hunyuan_image',
        'hunyuan_video_15',
        'kandinsky5',
        'kandinsky5_image',
        'ltxv',
        'newbie',
      ]),
    },
    optional: { device: choiceWith(['default', 'cpu']) },
    outputs: ['CLIP'],
  }),
  TripleCLIPLoader: nodeClass({
    required: { clip_name1: combo(TEXT_ENCODERS), clip_name2: combo(TEXT_ENCODERS), clip_name3: combo(TEXT_ENCODERS) },
    outputs: ['CLIP'],
    newStyle: true,
  }),
  QuadrupleCLIPLoader: nodeClass({
    required: {
      clip_name1: combo(TEXT_ENCODERS),
      clip_name2: combo(TEXT_ENCODERS),
      clip_name3: combo(TEXT_ENCODERS),
      clip_name4: combo(TEXT_ENCODERS),
    },
    outputs: ['CLIP'],
    newStyle: true,
  }),
  CLIPVisionLoader: nodeClass({ required: { clip_name: choice(CLIP_VISION_MODELS) }, outputs: ['CLIP_VISION'] }),
  LoraLoader: nodeClass({
    required: {
      model: link('MODEL'),
      clip: link('CLIP'),
      lora_name: choiceWith(LORAS),
      strength_model: decimal(1.0, -100.0, 100.0),
      strength_clip: decimal(1.0, -100.0, 100.0),
    },
    outputs: ['MODEL', 'CLIP'],
  }),
  LoraLoaderModelOnly: nodeClass({
    required: { model: link('MODEL'), lora_name: choice(LORAS), strength_model: decimal(1.0, -100.0, 100.0) },
    outputs: ['MODEL'],
  }),
  UpscaleModelLoader: nodeClass({
    required: { model_name: combo(UPSCALE_MODELS) },
    outputs: ['UPSCALE_MODEL'],
    newStyle: true,
  }),
  ControlNetLoader: nodeClass({ required: { control_net_name: choice(CONTROL_NETS) }, outputs: ['CONTROL_NET'] }),
  StyleModelLoader: nodeClass({ required: { style_model_name: choice(STYLE_MODELS) }, outputs: ['STYLE_MODEL'] }),
  LoadImage: nodeClass({ required: { image: [INPUT_FILES, { image_upload: true }] }, outputs: ['IMAGE', 'MASK'] }),
  LoadImageMask: nodeClass({
    required: { image: choiceWith(INPUT_FILES), channel: choice(['alpha', 'red', 'green', 'blue']) },
    outputs: ['MASK'],
  }),
  LoadVideo: nodeClass({ required: { file: combo(INPUT_FILES) }, outputs: ['VIDEO'], newStyle: true }),
  LoadAudio: nodeClass({ required: { audio: combo(INPUT_FILES) }, outputs: ['AUDIO'], newStyle: true }),
}
