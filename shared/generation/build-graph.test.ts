import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { validateGraph } from '../testing/validate-graph.ts'
import { wellStocked } from '../testing/comfy-nodes/well-stocked.ts'
import { buildGraph, couldRunInstead, needsStartImage, type BuiltGraph } from './build-graph.ts'
import type { GraphRequest } from './graph-request.ts'
import { parseObjectInfo, type HostCapabilities } from './host-capabilities.ts'
import { hostModels } from './host-models.ts'
import { describeModel } from './model-families.ts'
import { WorkflowGraph } from './workflow-graph.ts'

const info = wellStocked()
const host = parseObjectInfo(info)

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

/** A host without some files or classes. */
function hostWithout(change: (info: Record<string, unknown>) => void): HostCapabilities {
  const changed = structuredClone(info)
  change(changed)
  return parseObjectInfo(changed)
}

describe('every graph is one that ComfyUI accepts', () => {
  const MODELS = hostModels(host).filter(({ file }) => describeModel(file)?.refusal === null)
  const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })
  const lora = fc.record({
    name: fc.constantFrom(
      'styles/noir_grain.safetensors',
      'styles/watercolour.safetensors',
      'characters/keeper_v2.safetensors',
    ),
    strength: fc.constantFrom(-1, 0, 0.4, 1),
  })
  const requests = fc.record({
    model: fc.constantFrom(...MODELS.map(({ file }) => file)),
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
    fps: optional(fc.double({ min: 1, max: 120, noNaN: true })),
    loras: optional(fc.array(lora, { maxLength: 3 })),
    startImage: optional(fc.constantFrom(null, 'storycanvas/start.png')),
    endImage: optional(fc.constantFrom(null, 'storycanvas/end.png')),
    references: optional(fc.array(fc.constantFrom('storycanvas/a.png', 'storycanvas/b.png'), { maxLength: 5 })),
    faceImage: optional(fc.constant('storycanvas/face.png')),
    refiner: optional(fc.constant('sd_xl_refiner_1.0.safetensors')),
    upscale: optional(fc.constantFrom(1.5, 2, 3, 4)),
    interpolate: optional(fc.constantFrom(1, 2, 3, 4)),
  })

  test('whatever the model, preset, mode, options and odd sizes', () => {
    fc.assert(
      fc.property(requests, (request) => {
        const { family } = describeModel(request.model)!
        const startImage = needsStartImage(request.model) ? 'storycanvas/start.png' : request.startImage
        const loras = request.loras?.slice(0, family.maxLoras)
        const result = built({ ...request, kind: family.kinds[0]!, startImage, loras })
        expect(WorkflowGraph.safeParse(result.graph).success).toBe(true)
        expect(validateGraph(result.graph, host)).toEqual([])
        expect(result.outputNodeIds.length).toBe(1)
        expect(result.plan.width % family.sizeMultiple).toBe(0)
        expect(result.plan.height % family.sizeMultiple).toBe(0)
        expect((result.plan.frames - 1) % (family.frames?.step ?? 1)).toBe(0)
        // H.264 has no odd sides.
        if (family.fps !== null) expect([result.output.width % 2, result.output.height % 2]).toEqual([0, 0])
        expect(JSON.parse(JSON.stringify(result.graph))).toEqual(result.graph)
      }),
      { numRuns: 400, seed: 20_261_124 },
    )
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
        'Flux Dev needs `ae.safetensors` in vae (any Flux VAE will do), needs the node `FluxGuidance`, does not know `res_2s` as a sampler',
    })
  })

  test('a model file the host does not have', () => {
    expect(refusal({ model: 'sdxl_other.safetensors' })?.message).toBe(
      'SDXL needs `sdxl_other.safetensors` in checkpoints',
    )
  })

  test.each<readonly [Partial<GraphRequest>, string]>([
    [{ model: 'epicrealism.safetensors' }, 'unknown-model'],
    [{ model: 'flux1-canny-dev.safetensors' }, 'not-buildable'],
    [{ model: 'wan2.2_s2v_14B_bf16.safetensors', kind: 'video' }, 'not-buildable'],
    [{ model: 'qwen_image_edit_2511_bf16.safetensors' }, 'needs-picture'],
    [{ model: 'flux1-dev-kontext_fp8_scaled.safetensors' }, 'needs-picture'],
    [{ model: 'wan2.1_vace_14B_fp16.safetensors', kind: 'video' }, 'needs-picture'],
    [{ model: 'sd_xl_refiner_1.0.safetensors' }, 'not-buildable'],
    [{ kind: 'video' }, 'wrong-kind'],
    [{ model: 'wan2.1_t2v_1.3B_fp16.safetensors' }, 'wrong-kind'],
    [{ model: 'wan2.1_i2v_480p_14B_fp8_scaled.safetensors', kind: 'video' }, 'needs-picture'],
    [
      { loras: Array.from({ length: 4 }, () => ({ name: 'styles/watercolour.safetensors', strength: 1 })) },
      'too-many-loras',
    ],
  ])('%o → %s', (request, code) => {
    expect(refusal(request)?.code).toBe(code)
  })

  test('what could be used instead: models of the same family that the host can run', () => {
    const request = { ...base, model: 'sdxl_other.safetensors' }
    expect(couldRunInstead(request, host)).toContain('juggernautXL_v9.safetensors')
    expect(
      couldRunInstead(
        request,
        hostWithout((all) => delete all['EmptyLatentImage']),
      ),
    ).toEqual([])
  })

  test('a chosen type wins over the name', () => {
    const finetune = hostWithout((info) => {
      const loader = info['CheckpointLoaderSimple'] as { input: { required: Record<string, unknown> } }
      loader.input.required['ckpt_name'] = [['epicrealism.safetensors']]
    })
    expect(built({ model: 'epicrealism.safetensors', modelType: 'sdxl' }, finetune).modelType).toBe('sdxl')
  })
})
