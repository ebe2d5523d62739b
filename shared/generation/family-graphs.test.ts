import { describe, expect, test } from 'vitest'
import { base, BOTH, built, hostWith, inputsOf, LORAS, nodesOf, refs, START } from '../testing/built-graphs.ts'
import { validateGraph } from '../testing/validate-graph.ts'
import { buildGraph } from './build-graph.ts'
import { expertFiles } from './families/wan-2-2.ts'

test('a LoRA chain runs through model and text encoder where both were trained, else through the model alone', () => {
  const loras = LORAS.slice(0, 2).map((name) => ({ name, strength: 0.6 }))
  const flux = built('flux1-dev.safetensors', { loras })
  const [first, second] = nodesOf(flux, 'LoraLoader')
  expect(second![1].inputs).toMatchObject({ model: [first![0], 0], clip: [first![0], 1] })
  expect(inputsOf(flux, 'KSampler')['model']).toEqual([second![0], 0])
  expect(inputsOf(flux, 'CLIPTextEncode')['clip']).toEqual([second![0], 1])
  const wan = built('wan2.1_t2v_1.3B_fp16.safetensors', { loras })
  expect([nodesOf(wan, 'LoraLoaderModelOnly').length, nodesOf(wan, 'LoraLoader').length]).toEqual([2, 0])
})

describe('flux', () => {
  test('the size nearest to the film, companions by name, a negative prompt only above cfg 1', () => {
    const result = built('flux1-dev.safetensors')
    expect(inputsOf(result, 'EmptySD3LatentImage')).toMatchObject({ width: 1344, height: 768 })
    expect(inputsOf(result, 'DualCLIPLoader')).toEqual({
      clip_name1: 'clip_l.safetensors',
      clip_name2: 't5xxl_fp16.safetensors',
      type: 'flux',
    })
    expect(inputsOf(result, 'VAELoader')).toEqual({ vae_name: 'ae.safetensors' })
    expect(nodesOf(result, 'ConditioningZeroOut').length).toBe(1)
    expect(nodesOf(built('flux1-dev.safetensors', { cfg: 2.5 }), 'ConditioningZeroOut').length).toBe(0)
    expect(nodesOf(built('flux1-dev-fp8.safetensors'), 'DualCLIPLoader').length).toBe(0)
  })

  test('a start picture is scaled, encoded and only partly made anew', () => {
    const result = built('flux1-dev.safetensors', START)
    expect(nodesOf(result, 'EmptySD3LatentImage').length).toBe(0)
    expect(inputsOf(result, 'KSampler')['denoise']).toBe(0.65)
  })

  test('quantised encoders are read by the extension where the core list has none', () => {
    const gguf = hostWith({ lists: { 'DualCLIPLoader.clip_name2': ['clip_l.safetensors'] } })
    const result = built('flux1-dev-Q8_0.gguf', {}, gguf)
    expect(nodesOf(result, 'UnetLoaderGGUF').length).toBe(1)
    expect(nodesOf(result, 'DualCLIPLoaderGGUF').length).toBe(1)
    expect(validateGraph(result.graph, gguf)).toEqual([])
  })

  test('kontext keeps the shape of its picture unless a size is asked for', () => {
    const model = 'flux1-dev-kontext_fp8_scaled.safetensors'
    const kept = built(model, START)
    expect(inputsOf(kept, 'KSampler')['latent_image']).toEqual([nodesOf(kept, 'VAEEncode')[0]![0], 0])
    expect(kept.plan).toMatchObject({ guidance: 2.5, keepsShape: true, denoise: 1 })
    expect(inputsOf(built(model, { ...START, width: 1024, height: 1024 }), 'EmptySD3LatentImage')).toMatchObject({
      width: 1024,
    })
    expect(nodesOf(built(model, { ...START, ...refs(2) }), 'ReferenceLatent').length).toBe(3)
  })

  test('pro: the shape of the film, and sizes within what the node takes', () => {
    expect(inputsOf(built('FluxProUltraImageNode'), 'FluxProUltraImageNode')['aspect_ratio']).toBe('16:9')
    const large = built('Flux2ProImageNode', { width: 4000, height: 100 })
    expect(large.plan).toMatchObject({ width: 2048, height: 256 })
    expect(large.corrections.length).toBe(2)
  })
})

describe('sdxl', () => {
  test('the refiner takes over at four fifths, with the noise that is left', () => {
    const result = built('sd_xl_base_1.0.safetensors', { refiner: 'sd_xl_refiner_1.0.safetensors' })
    const [base_, refiner] = nodesOf(result, 'KSamplerAdvanced')
    expect(base_![1].inputs).toMatchObject({
      add_noise: 'enable',
      start_at_step: 0,
      end_at_step: 28,
      return_with_leftover_noise: 'enable',
    })
    expect(refiner![1].inputs).toMatchObject({
      add_noise: 'disable',
      start_at_step: 28,
      return_with_leftover_noise: 'disable',
      latent_image: [base_![0], 0],
    })
  })

  test('families without a refiner say that none is used', () => {
    const result = built('ponyDiffusionV6XL.safetensors', { refiner: 'sd_xl_refiner_1.0.safetensors' })
    expect(result.notices).toEqual(['No refiner is used here.'])
  })

  test('reference pictures by IP-Adapter, or by core nodes where a host has no such extension', () => {
    expect(nodesOf(built('sd_xl_base_1.0.safetensors', refs(2)), 'IPAdapterAdvanced').length).toBe(2)
    const core = hostWith({ without: ['IPAdapterUnifiedLoader'] })
    const result = built('sd_xl_base_1.0.safetensors', refs(2), core)
    expect(nodesOf(result, 'unCLIPConditioning').length).toBe(2)
    expect(validateGraph(result.graph, core)).toEqual([])
  })

  test('few-step and velocity-predicting finetunes are sampled as they were made', () => {
    expect(built('sdxl_lightning_8step.safetensors').plan).toMatchObject({ steps: 8, cfg: 1, scheduler: 'sgm_uniform' })
    const vpred = built('noobaiXLNAIXL_vPred10Version.safetensors')
    expect(inputsOf(vpred, 'ModelSamplingDiscrete')).toMatchObject({ sampling: 'v_prediction', zsnr: true })
  })
})

describe('wan', () => {
  test('as many frames as the clip is long, at its own rate', () => {
    const result = built('wan2.1_t2v_1.3B_fp16.safetensors', { seconds: 4 })
    expect(inputsOf(result, 'EmptyHunyuanLatentVideo')).toMatchObject({ width: 832, height: 480, length: 65 })
    expect(inputsOf(result, 'CreateVideo')).toMatchObject({ fps: 16 })
    expect(result.output).toEqual({ width: 832, height: 480, frames: 65, fps: 16 })
  })

  test('a clip longer than the family makes is corrected, and reported', () => {
    const { corrections } = built('wan2.1_t2v_1.3B_fp16.safetensors', { seconds: 12 })
    expect(corrections).toEqual([{ field: 'frames', asked: 192, used: 81 }])
  })

  test('another rate than its own is corrected, and reported', () => {
    expect(built('wan2.1_t2v_1.3B_fp16.safetensors', { fps: 24 }).corrections).toEqual([
      { field: 'fps', asked: 24, used: 16 },
    ])
    expect(built('ltxv-13b-0.9.8-dev-fp8.safetensors', { fps: 25 }).output.fps).toBe(25)
  })

  test('text-to-video weights never get a picture that they would ignore', () => {
    expect(nodesOf(built('wan2.1_t2v_1.3B_fp16.safetensors', START), 'LoadImage').length).toBe(0)
  })

  test('image to video: vision, first frame, and the three outputs of the node', () => {
    const result = built('wan2.1_i2v_480p_14B_fp8_scaled.safetensors', START)
    const [[id]] = nodesOf(result, 'WanImageToVideo') as [readonly [string, unknown]]
    expect(inputsOf(result, 'CLIPVisionLoader')).toEqual({ clip_name: 'clip_vision_h.safetensors' })
    expect(inputsOf(result, 'KSampler')).toMatchObject({
      positive: [id, 0],
      negative: [id, 1],
      latent_image: [id, 2],
      denoise: 1,
    })
  })

  test('a reference before the first frame is cut off again', () => {
    const result = built('wan2.1_vace_14B_fp16.safetensors', refs(1))
    const [[vace]] = nodesOf(result, 'WanVaceToVideo') as [readonly [string, unknown]]
    expect(inputsOf(result, 'TrimVideoLatent')['trim_amount']).toEqual([vace, 3])
  })

  test('two experts share the steps, each with its own LoRAs; either file names the pair', () => {
    const result = built('wan2.2_t2v_low_noise_14B_fp8_scaled.safetensors', { preset: 'fast' })
    expect(nodesOf(result, 'UNETLoader').map(([, node]) => node.inputs['unet_name'])).toEqual([
      'wan2.2_t2v_high_noise_14B_fp8_scaled.safetensors',
      'wan2.2_t2v_low_noise_14B_fp8_scaled.safetensors',
    ])
    const [high, low] = nodesOf(result, 'KSamplerAdvanced')
    expect(high![1].inputs).toMatchObject({ add_noise: 'enable', start_at_step: 0, end_at_step: 4 })
    expect(low![1].inputs).toMatchObject({ add_noise: 'disable', start_at_step: 4, latent_image: [high![0], 0] })
    const chained = nodesOf(result, 'LoraLoaderModelOnly').map(([, node]) => String(node.inputs['lora_name']))
    expect(chained.map((name) => /high|low/.exec(name)?.[0])).toEqual(['high', 'low'])
    expect(inputsOf(result, 'VAELoader')).toEqual({ vae_name: 'wan_2.1_vae.safetensors' })
  })

  test.each([
    ['wan/Wan2_2-T2V-A14B-HighNoise.safetensors', 'wan/Wan2_2-T2V-A14B-LowNoise.safetensors'],
    ['slowlight/Wan2.2-I2V-HIGH-fp8.gguf', 'slowlight/Wan2.2-I2V-LOW-fp8.gguf'],
    ['wan2.2_i2v_highnoise_flow.safetensors', 'wan2.2_i2v_lownoise_flow.safetensors'],
    ['wan2.2-allinone.safetensors', 'wan2.2-allinone.safetensors'],
  ])('%s and %s are a pair', (high, low) => {
    expect(expertFiles(high)).toEqual({ high, low })
    expect(expertFiles(low)).toEqual({ high, low })
  })

  test('half a pair is missed by name', () => {
    const half = hostWith({
      lists: { 'UNETLoader.unet_name': ['wan2.2_t2v_high_noise_14B_fp8_scaled.safetensors'] },
    })
    const result = buildGraph(
      { ...base, kind: 'video', model: 'wan2.2_t2v_high_noise_14B_fp8_scaled.safetensors' },
      half,
    )
    expect(result).toMatchObject({
      ok: false,
      message: 'Wan 2.2 needs `wan2.2_t2v_low_noise_14B_fp8_scaled.safetensors` in diffusion_models',
    })
  })

  test('the small model has a grid, a rate, a length and a VAE of its own', () => {
    const result = built('wan2.2_ti2v_5B_fp16.safetensors', { width: 1280, height: 720 })
    expect(result.output).toEqual({ width: 1280, height: 736, frames: 121, fps: 24 })
    expect(built('wan2.2_ti2v_5B_fp16.safetensors').output).toMatchObject({ width: 1280, height: 704 })
    expect(inputsOf(result, 'VAELoader')).toEqual({ vae_name: 'wan2.2_vae.safetensors' })
  })
})

describe('ltx', () => {
  test('guide frames are cropped again, and the rate is told to the model', () => {
    const result = built('ltxv-13b-0.9.8-dev-fp8.safetensors', BOTH)
    expect(nodesOf(result, 'LTXVAddGuide').map(([, node]) => node.inputs['frame_idx'])).toEqual([0, -1])
    const [[crop]] = nodesOf(result, 'LTXVCropGuides') as [readonly [string, unknown]]
    expect(inputsOf(result, 'VAEDecode')['samples']).toEqual([crop, 2])
    expect(inputsOf(result, 'LTXVConditioning')['frame_rate']).toBe(24)
  })

  test('distilled files fall as their makers say, on servers that can be told', () => {
    const model = 'ltxv-2b-0.9.8-distilled-fp8.safetensors'
    expect(nodesOf(built(model, { preset: 'fast' }), 'ManualSigmas').length).toBe(1)
    const old = hostWith({ without: ['ManualSigmas'] })
    expect(nodesOf(built(model, { preset: 'fast' }, old), 'LTXVScheduler').length).toBe(1)
  })

  test('the second version comes with sound', () => {
    const result = built('ltx-2-19b-distilled.safetensors', START)
    const [[sound]] = nodesOf(result, 'LTXVAudioVAEDecode') as [readonly [string, unknown]]
    expect(inputsOf(result, 'CreateVideo')['audio']).toEqual([sound, 0])
  })
})

describe('hunyuan', () => {
  test('spoilt frames of the first weights are made on top and cut off', () => {
    const result = built('hunyuan_video_image_to_video_720p_bf16.safetensors', { ...START, frames: 73 })
    expect(inputsOf(result, 'HunyuanImageToVideo')).toMatchObject({ length: 77, guidance_type: 'v1 (concat)' })
    expect(inputsOf(result, 'ImageFromBatch')['batch_index']).toBe(4)
    expect(result.output.frames).toBe(73)
    const second = built('hunyuan_video_v2_replace_image_to_video_720p_bf16.safetensors', START)
    expect(inputsOf(second, 'HunyuanImageToVideo')['guidance_type']).toBe('v2 (replace)')
    expect(nodesOf(second, 'ImageFromBatch').length).toBe(0)
  })

  test('the noise falls as the shifted model says', () => {
    const result = built('hunyuan_video_FastVideo_720_fp8_e4m3fn.safetensors', { preset: 'fast' })
    const [[shifted, node]] = nodesOf(result, 'ModelSamplingSD3') as unknown as [readonly [string, { inputs: object }]]
    expect(node.inputs).toMatchObject({ shift: 17 })
    expect(inputsOf(result, 'BasicScheduler')).toMatchObject({ model: [shifted, 0], steps: 6 })
  })
})

describe('qwen edit', () => {
  test('the negative prompt is told with the same pictures', () => {
    const result = built('qwen_image_edit_2509_fp8_e4m3fn.safetensors', { ...START, ...refs(1) })
    const [positive, negative] = nodesOf(result, 'TextEncodeQwenImageEditPlus')
    const { prompt: _words, ...pictures } = positive![1].inputs
    expect(negative![1].inputs).toMatchObject(pictures)
    expect(new Set(Object.keys(pictures))).toEqual(new Set(['clip', 'image1', 'image2', 'vae']))
  })

  test('2511 tells pictures apart by its own method, where a server knows it', () => {
    const model = 'qwen_image_edit_2511_bf16.safetensors'
    expect(nodesOf(built(model, START), 'FluxKontextMultiReferenceLatentMethod').length).toBe(2)
    const old = hostWith({
      lists: { 'FluxKontextMultiReferenceLatentMethod.reference_latents_method': ['offset', 'index'] },
    })
    const result = built(model, START, old)
    expect(nodesOf(result, 'FluxKontextMultiReferenceLatentMethod').length).toBe(0)
    expect(validateGraph(result.graph, old)).toEqual([])
  })

  test('more pictures than it takes are left out aloud', () => {
    const { notices } = built('qwen_image_edit_fp8_e4m3fn.safetensors', { ...START, ...refs(1) })
    expect(notices).toEqual(['Qwen Edit takes no reference pictures.'])
  })
})

describe('what is done to the finished pictures', () => {
  const wan = 'wan2.1_t2v_1.3B_fp16.safetensors'

  test('larger: by the model whose factor fits, else scaled back', () => {
    const twice = built(wan, { upscale: 2 })
    expect(inputsOf(twice, 'UpscaleModelLoader')['model_name']).toBe('RealESRGAN_x2plus.safetensors')
    expect(nodesOf(twice, 'ImageScaleBy').length).toBe(0)
    expect(twice.output).toMatchObject({ width: 1664, height: 960 })
    expect(inputsOf(built(wan, { upscale: 3 }), 'ImageScaleBy')['scale_by']).toBe(0.75)
  })

  test('more frames: the clip is as long, and smoother', () => {
    const result = built(wan, { frames: 33, interpolate: 2 })
    expect(result.output).toMatchObject({ frames: 65, fps: 32 })
    expect(inputsOf(result, 'CreateVideo')['fps']).toBe(32)
  })

  test.each([
    ['ReActorFaceSwap', { faceImage: 'sc/face.png' }],
    ['RIFE VFI', { interpolate: 2 }],
    ['UpscaleModelLoader', { upscale: 2 }],
  ])('without %s the host is told to need it', (name, option) => {
    const result = buildGraph({ ...base, kind: 'video', model: wan, ...option }, hostWith({ without: [name] }))
    expect(result).toMatchObject({
      ok: false,
      message: expect.stringContaining(`needs the node \`${name}\``) as string,
    })
  })
})
