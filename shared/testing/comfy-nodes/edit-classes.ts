import { combo, decimal, link, text, nodeClass, type NodeClass } from './node-class.ts'

const pair = { positive: link('CONDITIONING'), negative: link('CONDITIONING') }

/** Classes that bend a model, and those that edit and combine pictures. */
export const EDIT_CLASSES: Readonly<Record<string, NodeClass>> = {
  ModelSamplingAuraFlow: nodeClass({
    required: { model: link('MODEL'), shift: decimal(1.73, 0, 100) },
    outputs: ['MODEL'],
  }),
  CFGNorm: nodeClass({
    required: { model: link('MODEL'), strength: decimal(1, 0, 100) },
    outputs: ['MODEL'],
    newStyle: true,
  }),
  RescaleCFG: nodeClass({ required: { model: link('MODEL'), multiplier: decimal(0.7, 0, 1) }, outputs: ['MODEL'] }),
  DifferentialDiffusion: nodeClass({ required: { model: link('MODEL') }, outputs: ['MODEL'], newStyle: true }),
  TextEncodeQwenImageEdit: nodeClass({
    required: { clip: link('CLIP'), prompt: text() },
    optional: { vae: link('VAE'), image: link('IMAGE') },
    outputs: ['CONDITIONING'],
    newStyle: true,
  }),
  TextEncodeQwenImageEditPlus: nodeClass({
    required: { clip: link('CLIP'), prompt: text() },
    optional: { vae: link('VAE'), image1: link('IMAGE'), image2: link('IMAGE'), image3: link('IMAGE') },
    outputs: ['CONDITIONING'],
    newStyle: true,
  }),
  FluxKontextMultiReferenceLatentMethod: nodeClass({
    required: {
      conditioning: link('CONDITIONING'),
      reference_latents_method: combo(['offset', 'index', 'uxo/uno', 'index_timestep_zero']),
    },
    outputs: ['CONDITIONING'],
    newStyle: true,
  }),
  InstructPixToPixConditioning: nodeClass({
    required: { ...pair, vae: link('VAE'), pixels: link('IMAGE') },
    outputs: ['CONDITIONING', 'CONDITIONING', 'LATENT'],
    newStyle: true,
  }),
  unCLIPConditioning: nodeClass({
    required: {
      conditioning: link('CONDITIONING'),
      clip_vision_output: link('CLIP_VISION_OUTPUT'),
      strength: decimal(1, -10, 10),
      noise_augmentation: decimal(0, 0, 1),
    },
    outputs: ['CONDITIONING'],
  }),
}
