import type { WorkflowGraph } from '#shared/generation/workflow-graph.ts'

/** A graph without a model: one picture of one colour, saved. */
export function plainGraph(color: number, prefix = 'plain/run'): WorkflowGraph {
  return {
    '1': { class_type: 'EmptyImage', inputs: { width: 64, height: 64, batch_size: 1, color } },
    '2': { class_type: 'SaveImage', inputs: { images: ['1', 0], filename_prefix: prefix } },
  }
}

/** A small picture from an SDXL checkpoint: node 5 samples, node 7 saves. */
export function pictureGraph(seed: number, steps = 4, prefix = 'storycanvas/still'): WorkflowGraph {
  return {
    '1': { class_type: 'CheckpointLoaderSimple', inputs: { ckpt_name: 'sd_xl_base_1.0.safetensors' } },
    '2': { class_type: 'CLIPTextEncode', inputs: { clip: ['1', 1], text: 'a lighthouse at dusk' } },
    '3': { class_type: 'CLIPTextEncode', inputs: { clip: ['1', 1], text: '' } },
    '4': { class_type: 'EmptyLatentImage', inputs: { width: 64, height: 64, batch_size: 1 } },
    '5': {
      class_type: 'KSampler',
      inputs: {
        model: ['1', 0],
        seed,
        steps,
        cfg: 7,
        sampler_name: 'euler',
        scheduler: 'normal',
        positive: ['2', 0],
        negative: ['3', 0],
        latent_image: ['4', 0],
        denoise: 1,
      },
    },
    '6': { class_type: 'VAEDecode', inputs: { samples: ['5', 0], vae: ['1', 2] } },
    '7': { class_type: 'SaveImage', inputs: { images: ['6', 0], filename_prefix: prefix } },
  }
}

/** A short clip from a Wan model: node 6 samples, node 9 saves. */
export function clipGraph(seed: number, steps = 3): WorkflowGraph {
  return {
    '1': {
      class_type: 'UNETLoader',
      inputs: { unet_name: 'wan2.1_t2v_1.3B_fp16.safetensors', weight_dtype: 'default' },
    },
    '2': { class_type: 'VAELoader', inputs: { vae_name: 'wan_2.1_vae.safetensors' } },
    '3': { class_type: 'CLIPLoader', inputs: { clip_name: 'umt5_xxl_fp8_e4m3fn_scaled.safetensors', type: 'wan' } },
    '4': { class_type: 'CLIPTextEncode', inputs: { clip: ['3', 0], text: 'waves' } },
    '5': { class_type: 'EmptyHunyuanLatentVideo', inputs: { width: 256, height: 256, length: 33, batch_size: 1 } },
    '6': {
      class_type: 'KSampler',
      inputs: {
        model: ['1', 0],
        seed,
        steps,
        cfg: 6,
        sampler_name: 'uni_pc',
        scheduler: 'simple',
        positive: ['4', 0],
        negative: ['4', 0],
        latent_image: ['5', 0],
        denoise: 1,
      },
    },
    '7': { class_type: 'VAEDecode', inputs: { samples: ['6', 0], vae: ['2', 0] } },
    '8': { class_type: 'CreateVideo', inputs: { images: ['7', 0], fps: 16 } },
    '9': {
      class_type: 'SaveVideo',
      inputs: { video: ['8', 0], filename_prefix: 'storycanvas/clip', format: 'mp4', codec: 'h264' },
    },
  }
}
