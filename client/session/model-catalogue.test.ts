import { describe, expect, test } from 'vitest'
import type { ComfyServerInfo, ServerModel } from '#shared/protocol/servers.ts'
import { defaultModel, familyOf, joinModels } from './model-catalogue.ts'

const plain = { steps: 20, lacks: null }
const lacking = { steps: 8, lacks: { what: 'a LoRA', files: ['a.safetensors'], steps_without: 20 } }

function model(name: string, more: Partial<ServerModel> = {}): ServerModel {
  const family = familyOf(name)
  return {
    name,
    folder: 'diffusion_models',
    model_type: family?.type ?? null,
    missing: [],
    kinds: [...(family?.kinds ?? [])],
    presets: { fast: plain, quality: plain },
    ...more,
  }
}

function server(name: string, models: readonly ServerModel[]): ComfyServerInfo {
  return {
    id: name,
    name,
    url: 'http://localhost:8188',
    paused: false,
    status: 'online',
    problem: null,
    has_credentials: false,
    waiting: 0,
    ping_ms: 1,
    last_seen_at: null,
    created_at: '2026-01-01T00:00:00.000Z',
    version: '0.8.0',
    gpus: [],
    queue: { running: 0, pending: 0 },
    models: [...models],
    loras: [],
    node_count: 0,
    nodes: [],
  }
}

describe('the model of a clip that chose none', () => {
  test('works from words alone, costs nothing, and goes by the order of the families', () => {
    const models = joinModels([
      server('Attic', [
        model('FluxKontextProImageNode', { folder: 'nodes' }),
        model('flux1-dev-kontext_fp8_scaled.safetensors'),
        model('qwen_image_fp8_e4m3fn.safetensors'),
        model('sd_xl_base_1.0.safetensors'),
        model('hunyuan_video_t2v_720p_bf16.safetensors'),
        model('wan2.1_i2v_480p_14B_fp8_scaled.safetensors'),
        model('wan2.2_t2v_high_noise_14B_fp16.safetensors'),
      ]),
    ])
    expect(defaultModel(models, 'image').name).toBe('sd_xl_base_1.0.safetensors')
    expect(defaultModel(models, 'video').name).toBe('wan2.2_t2v_high_noise_14B_fp16.safetensors')
  })

  test('is Sketch where no server can run any', () => {
    const models = joinModels([
      server('Attic', [model('sd_xl_base_1.0.safetensors', { missing: ['x'], presets: null })]),
    ])
    expect(defaultModel(models, 'image').name).toBe('sketch')
  })
})

test('every kind of file has a name of its own, and the values of its kind', () => {
  const labels = joinModels([
    server('Attic', [model('flux1-dev.safetensors'), model('flux1-dev-kontext_fp8_scaled.safetensors')]),
  ]).map(({ label }) => label)
  expect(labels).toEqual(['Flux Dev', 'Flux Kontext'])
  expect(familyOf('wan2.2_ti2v_5B_fp16.safetensors')).toMatchObject({ fps: 24, sizeMultiple: 32 })
})

test('a preset lacks what any of the servers lacks that could get the job', () => {
  const name = 'qwen_image_fp8_e4m3fn.safetensors'
  const [joined] = joinModels([
    server('Attic', [model(name)]),
    server('Barn', [model(name, { presets: { fast: lacking, quality: plain } })]),
    server('Cellar', [model(name, { missing: ['x'], presets: null })]),
  ])
  expect(joined).toMatchObject({ servers: ['Attic', 'Barn'], presets: { fast: lacking, quality: plain } })
})
