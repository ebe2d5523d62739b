import { describe, expect, test } from 'vitest'
import { BOTH, built, host, hostWith, LORAS, nodesOf, refs, START } from '../testing/built-graphs.ts'
import { validateGraph } from '../testing/validate-graph.ts'
import type { GraphRequest } from './graph-request.ts'
import { describeModel } from './model-families.ts'
import { ModelType } from './model-types.ts'

interface Mode {
  readonly model: string
  /** Each way to use the model, by name. */
  readonly modes: Readonly<Record<string, Partial<GraphRequest>>>
}

/** Every kind of file of every family, and every way to use it. */
const MODES: readonly Mode[] = [
  { model: 'flux1-dev.safetensors', modes: { text: {}, image: START, reference: refs(1), references: refs(3) } },
  { model: 'flux1-dev-fp8.safetensors', modes: { text: {}, image: START } },
  { model: 'flux1-dev-Q8_0.gguf', modes: { text: {} } },
  { model: 'flux1-schnell.safetensors', modes: { text: {}, image: START } },
  {
    model: 'flux1-dev-kontext_fp8_scaled.safetensors',
    modes: { edit: START, 'edit with 3': { ...START, ...refs(2) } },
  },
  { model: 'flux1-fill-dev.safetensors', modes: { fill: START } },
  { model: 'flux1-krea-dev_fp8_scaled.safetensors', modes: { text: {}, image: START, reference: refs(1) } },
  { model: 'flux1-krea-blaze.safetensors', modes: { text: {} } },
  { model: 'FluxKontextProImageNode', modes: { text: {}, edit: START } },
  { model: 'FluxKontextMaxImageNode', modes: { text: {}, edit: START } },
  { model: 'FluxProUltraImageNode', modes: { text: {}, image: START } },
  { model: 'Flux2ProImageNode', modes: { text: {}, edit: { ...START, ...refs(8) } } },
  {
    model: 'sd_xl_base_1.0.safetensors',
    modes: { text: {}, image: START, references: refs(2), refiner: { refiner: 'sd_xl_refiner_1.0.safetensors' } },
  },
  { model: 'sdxl_lightning_8step.safetensors', modes: { text: {} } },
  { model: 'ponyDiffusionV6XL.safetensors', modes: { text: {}, image: START, reference: refs(1) } },
  { model: 'illustriousXL_v01.safetensors', modes: { text: {}, image: START, reference: refs(1) } },
  { model: 'noobaiXLNAIXL_vPred10Version.safetensors', modes: { text: {}, image: START } },
  { model: 'wan2.1_t2v_14B_fp8_scaled.safetensors', modes: { text: {} } },
  { model: 'wan2.1_i2v_480p_14B_fp8_scaled.safetensors', modes: { image: START } },
  { model: 'wan2.1_flf2v_720p_14B_fp16.safetensors', modes: { image: START, 'first and last': BOTH } },
  { model: 'wan2.1_vace_14B_fp16.safetensors', modes: { reference: refs(1), still: START } },
  { model: 'Phantom-Wan-14B_fp8_e4m3fn.safetensors', modes: { subject: refs(1), subjects: refs(4) } },
  { model: 'wan2.2_t2v_high_noise_14B_fp8_scaled.safetensors', modes: { text: {} } },
  { model: 'wan2.2_t2v_low_noise_14B_fp8_scaled.safetensors', modes: { text: {} } },
  { model: 'wan2.2_t2v_high_noise_14B_Q4_K_S.gguf', modes: { text: {} } },
  { model: 'wan2.2_i2v_high_noise_14B_fp8_scaled.safetensors', modes: { image: START, 'first and last': BOTH } },
  { model: 'wan2.2_ti2v_5B_fp16.safetensors', modes: { text: {}, image: START } },
  {
    model: 'ltxv-13b-0.9.8-dev-fp8.safetensors',
    modes: { text: {}, image: START, 'first and last': BOTH, last: { endImage: 'sc/end.png' } },
  },
  { model: 'ltxv-2b-0.9.8-distilled-fp8.safetensors', modes: { text: {}, image: START, 'first and last': BOTH } },
  { model: 'ltx-2-19b-dev-fp8.safetensors', modes: { text: {}, image: START } },
  { model: 'ltx-2-19b-distilled.safetensors', modes: { text: {}, image: START } },
  { model: 'hunyuan_video_t2v_720p_bf16.safetensors', modes: { text: {} } },
  { model: 'hunyuan_video_FastVideo_720_fp8_e4m3fn.safetensors', modes: { text: {} } },
  { model: 'hunyuan_video_image_to_video_720p_bf16.safetensors', modes: { image: START } },
  { model: 'hunyuan_video_v2_replace_image_to_video_720p_bf16.safetensors', modes: { image: START } },
  { model: 'hunyuanvideo1.5_720p_t2v_fp16.safetensors', modes: { text: {} } },
  { model: 'hunyuanvideo1.5_720p_i2v_cfg_distilled_fp8_scaled.safetensors', modes: { image: START } },
  { model: 'hidream_i1_full_fp8.safetensors', modes: { text: {}, image: START } },
  { model: 'hidream_i1_dev_fp8.safetensors', modes: { text: {}, image: START } },
  { model: 'hidream_i1_fast_fp8.safetensors', modes: { text: {}, image: START } },
  { model: 'hidream_e1_1_bf16.safetensors', modes: { edit: START } },
  { model: 'qwen_image_fp8_e4m3fn.safetensors', modes: { text: {}, image: START } },
  { model: 'qwen_image_distill_full_bf16.safetensors', modes: { text: {}, image: START } },
  { model: 'qwen_image_edit_fp8_e4m3fn.safetensors', modes: { edit: START } },
  {
    model: 'qwen_image_edit_2509_fp8_e4m3fn.safetensors',
    modes: { edit: START, 'edit with 2': { ...START, ...refs(1) }, 'edit with 3': refs(3) },
  },
  {
    model: 'qwen_image_edit_2511_bf16.safetensors',
    modes: { edit: START, 'edit with 3': { ...START, ...refs(2) } },
  },
]

/** Each is combined with every mode and preset. */
const OPTIONS: readonly Partial<GraphRequest>[] = [
  {},
  { width: 1023, height: 777 },
  { seconds: 3.7 },
  { frames: 50 },
  { loras: LORAS.map((name) => ({ name, strength: 0.6 })) },
  { upscale: 2 },
  { upscale: 1.5, faceImage: 'sc/face.png' },
  { interpolate: 2 },
  { steps: 40, cfg: 4.5, sampler: 'dpmpp_2m', scheduler: 'beta', guidance: 5, shift: 6, denoise: 0.4 },
]

describe.each(MODES)('$model', ({ model, modes }) => {
  test.each(Object.entries(modes))('%s: accepted with either preset and every option', (_name, mode) => {
    for (const preset of ['fast', 'quality'] as const) {
      for (const option of OPTIONS) {
        const { family } = describeModel(model)!
        const fitting = option.loras ? { loras: option.loras.slice(0, family.maxLoras) } : option
        const result = built(model, { ...mode, ...fitting, preset })
        expect(validateGraph(result.graph, host)).toEqual([])
        // What was given is used: every picture is loaded, every LoRA in the chain.
        const pictures = [mode.startImage, mode.endImage, ...(mode.references ?? []), option.faceImage]
        const loaded = nodesOf(result, 'LoadImage').map(([, node]) => node.inputs['image'])
        expect(loaded.map(String).toSorted((a, b) => a.localeCompare(b))).toEqual(
          pictures.filter((name) => typeof name === 'string').toSorted((a, b) => a.localeCompare(b)),
        )
        const chained = [...nodesOf(result, 'LoraLoader'), ...nodesOf(result, 'LoraLoaderModelOnly')]
        const wanted = fitting.loras?.map(({ name }) => name) ?? []
        expect(chained.map(([, node]) => node.inputs['lora_name'])).toEqual(expect.arrayContaining(wanted))
      }
    }
  })
})

test('every type has a kind of file in the table', () => {
  expect(new Set(MODES.map(({ model }) => describeModel(model)?.family.type))).toEqual(new Set(ModelType.options))
})

/** Steps, cfg, sampler, scheduler, shift, guidance. */
type Row = readonly [number, number, string, string, number | null, number | null]

test.each<readonly [string, 'fast' | 'quality', ...Row]>([
  ['flux1-dev.safetensors', 'fast', 8, 1, 'euler', 'simple', null, 3.5],
  ['flux1-dev.safetensors', 'quality', 28, 1, 'euler', 'simple', null, 3.5],
  ['flux1-krea-dev_fp8_scaled.safetensors', 'fast', 4, 1, 'euler', 'simple', null, 3.5],
  ['flux1-krea-dev_fp8_scaled.safetensors', 'quality', 8, 1, 'uni_pc', 'sgm_uniform', null, 3.5],
  ['FluxKontextProImageNode', 'fast', 12, 1, 'euler', 'simple', null, 3],
  ['FluxKontextProImageNode', 'quality', 35, 1, 'euler', 'simple', null, 3],
  ['sd_xl_base_1.0.safetensors', 'fast', 15, 7, 'dpmpp_2m', 'karras', null, null],
  ['sd_xl_base_1.0.safetensors', 'quality', 35, 7, 'dpmpp_2m', 'karras', null, null],
  ['ponyDiffusionV6XL.safetensors', 'fast', 12, 7, 'euler_ancestral', 'normal', null, null],
  ['ponyDiffusionV6XL.safetensors', 'quality', 28, 7, 'euler_ancestral', 'normal', null, null],
  ['illustriousXL_v01.safetensors', 'fast', 15, 5.5, 'euler_ancestral', 'normal', null, null],
  ['illustriousXL_v01.safetensors', 'quality', 30, 5.5, 'euler_ancestral', 'normal', null, null],
  ['wan2.1_t2v_14B_fp8_scaled.safetensors', 'fast', 15, 6, 'uni_pc', 'simple', 8, null],
  ['wan2.1_t2v_14B_fp8_scaled.safetensors', 'quality', 25, 6, 'uni_pc', 'simple', 8, null],
  ['wan2.2_t2v_high_noise_14B_fp8_scaled.safetensors', 'fast', 8, 1, 'euler', 'simple', 5, null],
  ['wan2.2_t2v_high_noise_14B_fp8_scaled.safetensors', 'quality', 20, 3.5, 'euler', 'simple', 8, null],
  ['ltxv-13b-0.9.8-dev-fp8.safetensors', 'fast', 10, 1, 'euler', 'simple', null, null],
  ['ltxv-13b-0.9.8-dev-fp8.safetensors', 'quality', 30, 3, 'euler', 'simple', null, null],
  ['hunyuan_video_t2v_720p_bf16.safetensors', 'fast', 20, 1, 'euler', 'simple', 7, 6],
  ['hunyuan_video_t2v_720p_bf16.safetensors', 'quality', 40, 1, 'euler', 'simple', 7, 6],
  ['hidream_i1_fast_fp8.safetensors', 'fast', 12, 1, 'lcm', 'normal', 3, null],
  ['hidream_i1_dev_fp8.safetensors', 'quality', 25, 1, 'lcm', 'normal', 6, null],
  ['hidream_i1_full_fp8.safetensors', 'quality', 25, 5, 'uni_pc', 'simple', 3, null],
  ['qwen_image_fp8_e4m3fn.safetensors', 'fast', 10, 1, 'euler', 'simple', 3, null],
  ['qwen_image_fp8_e4m3fn.safetensors', 'quality', 20, 2.5, 'euler', 'simple', 3.1, null],
  ['qwen_image_edit_2509_fp8_e4m3fn.safetensors', 'fast', 8, 1, 'euler', 'simple', 3, null],
  ['qwen_image_edit_2509_fp8_e4m3fn.safetensors', 'quality', 15, 2.5, 'euler', 'simple', 3.1, null],
])('%s %s: sampling', (model, preset, steps, cfg, sampler, scheduler, shift, guidance) => {
  const { plan } = built(model, { preset, ...START })
  expect(plan).toMatchObject({ steps, cfg, sampler, scheduler, shift, guidance })
})

test.each<readonly [string, string[], number]>([
  ['flux1-dev.safetensors', ['FLUX.1-Turbo-Alpha.safetensors'], 20],
  ['flux1-krea-dev_fp8_scaled.safetensors', ['Flux-Krea-Blaze-rank64.safetensors'], 20],
  [
    'wan2.2_t2v_high_noise_14B_fp8_scaled.safetensors',
    [
      'wan2.2_t2v_lightx2v_4steps_lora_v1.1_high_noise.safetensors',
      'wan2.2_t2v_lightx2v_4steps_lora_v1.1_low_noise.safetensors',
    ],
    20,
  ],
  ['ltxv-13b-0.9.8-dev-fp8.safetensors', ['ltxv-13b-0.9.8-distilled-lora128.safetensors'], 20],
  ['qwen_image_fp8_e4m3fn.safetensors', ['Qwen-Image-Lightning-8steps-V1.0.safetensors'], 20],
  ['qwen_image_edit_fp8_e4m3fn.safetensors', ['Qwen-Image-Edit-Lightning-8steps-V1.0.safetensors'], 20],
  ['qwen_image_edit_2509_fp8_e4m3fn.safetensors', ['Qwen-Image-Edit-2509-Lightning-8steps-V1.0-bf16.safetensors'], 20],
  ['qwen_image_edit_2511_bf16.safetensors', ['Qwen-Image-Edit-2511-Lightning-8steps-V1.0-bf16.safetensors'], 20],
])('%s: fast uses the LoRAs that its steps were made for, or says what is missing', (model, files, stepsWithout) => {
  const fast = built(model, { preset: 'fast', ...START })
  expect(fast.plan.loras.map(({ name }) => name)).toEqual(files)
  expect([fast.notices, fast.lack]).toEqual([[], null])
  const bare = hostWith({ lists: { 'LoraLoader.lora_name': [], 'LoraLoaderModelOnly.lora_name': [] } })
  const rough = built(model, { preset: 'fast', ...START }, bare)
  expect(rough.plan).toMatchObject({ steps: fast.plan.steps, loras: [] })
  expect(rough.lack).toMatchObject({ stepsWithout, files: files.map(() => expect.stringMatching(/\.safetensors$/)) })
  expect(rough.notices).toEqual([expect.stringContaining(`use ${stepsWithout} steps`)])
  // Whoever takes up the offer gets values that go with it, and hears no more of it.
  const more = built(model, { preset: 'fast', steps: stepsWithout, ...START }, bare)
  expect(more.plan.steps).toBe(stepsWithout)
  expect([more.notices, more.lack]).toEqual([[], null])
  expect(validateGraph(more.graph, bare)).toEqual([])
})
