import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { validateGraph } from '../testing/validate-graph.ts'
import { buildGraph, needsStartImage, type BuiltGraph, type GraphRequest } from './build-graph.ts'
import { OBJECT_INFO } from './fixtures/object-info.ts'
import { parseObjectInfo, type HostCapabilities } from './host-capabilities.ts'
import { MODEL_FAMILIES } from './model-types.ts'
import { WorkflowGraph } from './workflow-graph.ts'

const host = parseObjectInfo(OBJECT_INFO)

const base: GraphRequest = {
  kind: 'image',
  model: 'flux1-dev.safetensors',
  prompt: 'a pier at dusk',
  negativePrompt: 'text',
  seed: 7,
  film: { width: 1280, height: 720 },
  filenamePrefix: 'storycanvas/take',
}

function built(request: Partial<GraphRequest>, on: HostCapabilities = host): BuiltGraph {
  const result = buildGraph({ ...base, ...request }, on)
  if (!result.ok) throw new Error(result.message)
  return result
}

function classesOf(result: BuiltGraph): string[] {
  return Object.values(result.graph).map((node) => node.class_type)
}

function inputsOf(result: BuiltGraph, className: string): Record<string, unknown> {
  const node = Object.values(result.graph).find((candidate) => candidate.class_type === className)
  if (!node) throw new Error(`no ${className} in the graph`)
  return node.inputs
}

/** A host without some files or classes. */
function hostWithout(change: (info: Record<string, unknown>) => void): HostCapabilities {
  const info = structuredClone(OBJECT_INFO)
  change(info)
  return parseObjectInfo(info)
}

describe('every graph is one that ComfyUI accepts', () => {
  const STILLS = [
    'flux1-dev.safetensors',
    'flux1-dev-fp8.safetensors',
    'flux1-schnell.safetensors',
    'flux1-dev-Q8_0.gguf',
  ]
  const SDXL = [
    'sd_xl_base_1.0.safetensors',
    'finetunes/juggernautXL_v9.safetensors',
    'sdxl_lightning_8step.safetensors',
  ]
  const WAN = [
    'wan2.1_t2v_1.3B_fp16.safetensors',
    'wan2.1_t2v_14B_fp8_scaled.safetensors',
    'wan2.1_i2v_480p_14B_fp8_scaled.safetensors',
  ]
  const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })
  const lora = fc.record({
    name: fc.constantFrom('styles/grain.safetensors', 'styles/ink.safetensors', 'faces/mara.safetensors'),
    strength: fc.constantFrom(-1, 0, 0.4, 1),
  })
  const requests = fc.record({
    model: fc.constantFrom(...STILLS, ...SDXL, ...WAN),
    prompt: fc.string({ unit: 'grapheme', maxLength: 60 }),
    negativePrompt: fc.string({ maxLength: 20 }),
    seed: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
    film: fc.record({ width: fc.integer({ min: 16, max: 8192 }), height: fc.integer({ min: 16, max: 8192 }) }),
    preset: optional(fc.constantFrom('fast' as const, 'quality' as const)),
    width: optional(fc.integer({ min: 16, max: 8192 })),
    height: optional(fc.integer({ min: 16, max: 8192 })),
    steps: optional(fc.integer({ min: 1, max: 200 })),
    cfg: optional(fc.double({ min: 0, max: 100, noNaN: true })),
    sampler: optional(fc.constantFrom('euler', 'dpmpp_2m')),
    scheduler: optional(fc.constantFrom('karras', 'beta')),
    seconds: optional(fc.double({ min: 0, max: 100, noNaN: true })),
    loras: optional(fc.array(lora, { maxLength: 3 })),
    startImage: optional(fc.constantFrom(null, 'storycanvas/start.png')),
    refiner: optional(fc.constant('sd_xl_refiner_1.0.safetensors')),
  })

  test('whatever the model, preset, mode, options and odd sizes', () => {
    fc.assert(
      fc.property(requests, (request) => {
        const kind = request.model.startsWith('wan') ? 'video' : 'image'
        const startImage = needsStartImage(request.model) ? 'storycanvas/start.png' : request.startImage
        const result = built({ ...request, kind, startImage })
        expect(WorkflowGraph.safeParse(result.graph).success).toBe(true)
        expect(validateGraph(result.graph, host)).toEqual([])
        expect(result.outputNodeIds.length).toBe(1)
        const family = MODEL_FAMILIES[result.modelType]
        expect(result.plan.width % family.sizeMultiple).toBe(0)
        expect(result.plan.height % family.sizeMultiple).toBe(0)
        expect((result.plan.frames - 1) % (family.frames?.step ?? 1)).toBe(0)
        expect(JSON.parse(JSON.stringify(result.graph))).toEqual(result.graph)
      }),
      { numRuns: 400, seed: 20_261_124 },
    )
  })
})

describe('flux_dev', () => {
  test('quality: 28 steps, cfg 1, guidance 3.5, the size nearest to the film', () => {
    const result = built({})
    expect(inputsOf(result, 'KSampler')).toMatchObject({
      steps: 28,
      cfg: 1,
      sampler_name: 'euler',
      scheduler: 'simple',
      denoise: 1,
      seed: 7,
    })
    expect(inputsOf(result, 'FluxGuidance')).toMatchObject({ guidance: 3.5 })
    expect(inputsOf(result, 'EmptySD3LatentImage')).toMatchObject({ width: 1344, height: 768 })
    expect(inputsOf(result, 'DualCLIPLoader')).toEqual({
      clip_name1: 'clip_l.safetensors',
      clip_name2: 't5xxl_fp16.safetensors',
      type: 'flux',
    })
    expect(inputsOf(result, 'VAELoader')).toEqual({ vae_name: 'ae.safetensors' })
    expect(result.corrections).toEqual([])
  })

  test('fast uses the LoRA that its few steps were made for, and says so when there is none', () => {
    const fast = built({ preset: 'fast' })
    expect(fast.plan).toMatchObject({ steps: 8, loras: [{ name: 'FLUX.1-Turbo-Alpha.safetensors', strength: 1 }] })
    expect(fast.notices).toEqual([])
    const bare = hostWithout((info) => {
      const loader = info['LoraLoader'] as { input: { required: Record<string, unknown> } }
      loader.input.required['lora_name'] = [[]]
    })
    expect(built({ preset: 'fast' }, bare).notices).toEqual([expect.stringContaining('8-step LoRA')])
  })

  test('a LoRA chain runs through model and text encoder', () => {
    const result = built({
      loras: [
        { name: 'styles/grain.safetensors', strength: 0.6 },
        { name: 'styles/ink.safetensors', strength: 0.3 },
      ],
    })
    const chain = Object.entries(result.graph).filter(([, node]) => node.class_type === 'LoraLoader')
    expect(chain.length).toBe(2)
    expect(chain[1]![1].inputs).toMatchObject({ model: [chain[0]![0], 0], clip: [chain[0]![0], 1] })
    expect(inputsOf(result, 'KSampler')['model']).toEqual([chain[1]![0], 0])
    expect(inputsOf(result, 'CLIPTextEncode')['clip']).toEqual([chain[1]![0], 1])
  })

  test('a start picture is scaled, encoded and only partly made anew', () => {
    const result = built({ startImage: 'start.png' })
    expect(classesOf(result)).not.toContain('EmptySD3LatentImage')
    expect(inputsOf(result, 'LoadImage')).toEqual({ image: 'start.png' })
    expect(inputsOf(result, 'KSampler')['denoise']).toBe(0.65)
  })

  test('the one-file form needs no companions', () => {
    expect(classesOf(built({ model: 'flux1-dev-fp8.safetensors' }))).not.toContain('DualCLIPLoader')
  })

  test('a cfg above 1 brings the negative prompt in', () => {
    expect(classesOf(built({ cfg: 2.5 }))).not.toContain('ConditioningZeroOut')
  })
})

describe('sdxl', () => {
  const sdxl = { model: 'sd_xl_base_1.0.safetensors' }

  test('presets', () => {
    expect(inputsOf(built(sdxl), 'KSampler')).toMatchObject({
      steps: 35,
      cfg: 7,
      sampler_name: 'dpmpp_2m',
      scheduler: 'karras',
    })
    expect(built({ ...sdxl, preset: 'fast' }).plan.steps).toBe(15)
    expect(built({ model: 'sdxl_lightning_8step.safetensors' }).plan).toMatchObject({
      steps: 8,
      cfg: 1,
      scheduler: 'sgm_uniform',
    })
  })

  test('the refiner takes over at four fifths, with the noise that is left', () => {
    const result = built({ ...sdxl, refiner: 'sd_xl_refiner_1.0.safetensors' })
    const halves = Object.values(result.graph).filter((node) => node.class_type === 'KSamplerAdvanced')
    expect(halves[0]?.inputs).toMatchObject({
      add_noise: 'enable',
      start_at_step: 0,
      end_at_step: 28,
      return_with_leftover_noise: 'enable',
    })
    expect(halves[1]?.inputs).toMatchObject({
      add_noise: 'disable',
      start_at_step: 28,
      return_with_leftover_noise: 'disable',
    })
  })
})

describe('wan_2_1', () => {
  const t2v = { kind: 'video', model: 'wan2.1_t2v_1.3B_fp16.safetensors' } as const
  const i2v = { kind: 'video', model: 'wan2.1_i2v_480p_14B_fp8_scaled.safetensors', startImage: 'first.png' } as const

  test('text to video: as many frames as the clip is long', () => {
    const result = built({ ...t2v, seconds: 4 })
    expect(inputsOf(result, 'EmptyHunyuanLatentVideo')).toMatchObject({ width: 832, height: 480, length: 65 })
    expect(inputsOf(result, 'ModelSamplingSD3')).toMatchObject({ shift: 8 })
    expect(inputsOf(result, 'CreateVideo')).toMatchObject({ fps: 16 })
    expect(inputsOf(result, 'KSampler')).toMatchObject({ steps: 25, cfg: 6, sampler_name: 'uni_pc' })
    expect(result.plan).toMatchObject({ frames: 65, fps: 16 })
  })

  test('image to video: vision, first frame, and the three outputs of the node', () => {
    const result = built(i2v)
    const [id] = Object.entries(result.graph).find(([, node]) => node.class_type === 'WanImageToVideo')!
    expect(inputsOf(result, 'CLIPVisionLoader')).toEqual({ clip_name: 'clip_vision_h.safetensors' })
    expect(inputsOf(result, 'KSampler')).toMatchObject({
      positive: [id, 0],
      negative: [id, 1],
      latent_image: [id, 2],
      denoise: 1,
    })
  })

  test('text-to-video weights never get a picture that they would ignore', () => {
    expect(classesOf(built({ ...t2v, startImage: 'first.png' }))).not.toContain('LoadImage')
  })

  test('a clip longer than the family makes is corrected, and reported', () => {
    expect(built({ ...t2v, seconds: 12 }).corrections).toEqual([{ field: 'frames', asked: 192, used: 81 }])
  })

  test('LoRAs bend the model alone', () => {
    const result = built({ ...t2v, loras: [{ name: 'wan21_motion.safetensors', strength: 0.8 }] })
    expect(classesOf(result)).toContain('LoraLoaderModelOnly')
    expect(classesOf(result)).not.toContain('LoraLoader')
  })
})

describe('refusals say what stands in the way', () => {
  const refusal = (request: Partial<GraphRequest>, on: HostCapabilities = host) => {
    const result = buildGraph({ ...base, ...request }, on)
    expect(result.ok).toBe(false)
    return result.ok ? null : { code: result.code, message: result.message }
  }

  test('everything that is missing on the host, at once', () => {
    const bare = hostWithout((info) => {
      const loader = info['VAELoader'] as { input: { required: Record<string, unknown> } }
      loader.input.required['vae_name'] = [['sdxl_vae.safetensors']]
      delete info['FluxGuidance']
    })
    expect(refusal({ sampler: 'res_2s' }, bare)).toEqual({
      code: 'missing-on-host',
      message:
        'Flux Dev needs `ae.safetensors` in vae, needs the node `FluxGuidance`, does not know `res_2s` as a sampler',
    })
  })

  test('a model file the host does not have', () => {
    expect(refusal({ model: 'sdxl_other.safetensors' })?.message).toBe(
      'SDXL needs `sdxl_other.safetensors` in checkpoints',
    )
  })

  test.each<readonly [Partial<GraphRequest>, string]>([
    [{ model: 'epicrealism.safetensors' }, 'unknown-model'],
    [{ model: 'qwen_image_bf16.safetensors' }, 'not-buildable'],
    [{ model: 'flux1-kontext-dev.safetensors' }, 'not-buildable'],
    [{ model: 'wan2.1_vace_14B_fp16.safetensors', kind: 'video' }, 'not-buildable'],
    [{ model: 'sd_xl_refiner_1.0.safetensors' }, 'not-buildable'],
    [{ kind: 'video' }, 'wrong-kind'],
    [{ model: 'wan2.1_t2v_1.3B_fp16.safetensors' }, 'wrong-kind'],
    [{ model: 'wan2.1_i2v_480p_14B_fp8_scaled.safetensors', kind: 'video' }, 'needs-picture'],
    [{ loras: Array.from({ length: 4 }, () => ({ name: 'styles/ink.safetensors', strength: 1 })) }, 'too-many-loras'],
  ])('%o → %s', (request, code) => {
    expect(refusal(request)?.code).toBe(code)
  })

  test('a chosen type wins over the name', () => {
    const finetune = hostWithout((info) => {
      const loader = info['CheckpointLoaderSimple'] as { input: { required: Record<string, unknown> } }
      loader.input.required['ckpt_name'] = [['epicrealism.safetensors']]
    })
    expect(built({ model: 'epicrealism.safetensors', modelType: 'sdxl' }, finetune).modelType).toBe('sdxl')
  })
})
