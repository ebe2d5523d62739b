import { expect, test } from 'vitest'
import { ZodError } from 'zod'
import { wellStocked } from '../testing/comfy-nodes/well-stocked.ts'
import { listedValues, parseObjectInfo } from './host-capabilities.ts'
import { hostLoras, hostModels } from './host-models.ts'

test('reads all three encodings of a choice', () => {
  const host = parseObjectInfo({
    A: { input: { required: { x: [['a', 'b']] } }, output: [], output_node: true },
    B: { input: { required: { x: [['a', 'b'], {}] } } },
    C: { input: { optional: { x: ['COMBO', { options: ['a', 2] }] } } },
  })
  expect(listedValues(host, 'A', 'x')).toEqual(['a', 'b'])
  expect(listedValues(host, 'B', 'x')).toEqual(['a', 'b'])
  expect(listedValues(host, 'C', 'x')).toEqual(['a', '2'])
  expect(host.classes['A']?.outputNode).toBe(true)
  expect(host.classes['C']?.inputs['x']?.required).toBe(false)
})

test('keeps ranges and marks uploads', () => {
  const { classes } = parseObjectInfo(wellStocked())
  expect(classes['KSampler']?.inputs['steps']).toEqual({ type: 'INT', required: true, min: 1, max: 10_000 })
  expect(classes['LoadImage']?.inputs['image']?.uploads).toBe(true)
})

test('one class that nobody understands does not spoil the rest', () => {
  const host = parseObjectInfo({
    Odd: 'not a class',
    Dynamic: { input: { required: { pick: ['COMFY_DYNAMICCOMBO_V3', { options: [{ key: 'a' }] }], bare: 7 } } },
    Fine: { input: { required: { n: ['INT', { min: 1 }] } }, output: ['INT', ['x']] },
  })
  expect(host.classes['Odd']).toBeUndefined()
  expect(host.classes['Dynamic']?.inputs['pick']).toEqual({ type: 'COMFY_DYNAMICCOMBO_V3', required: true })
  expect(host.classes['Dynamic']?.inputs['bare']).toBeUndefined()
  expect(host.classes['Fine']?.outputs).toEqual(['INT', 'COMBO'])
})

test('an answer that is no object is an error', () => {
  expect(() => parseObjectInfo('<html>')).toThrow(ZodError)
  expect(() => parseObjectInfo(null)).toThrow(ZodError)
})

test('lists a host’s models with their families, and its LoRAs', () => {
  const host = parseObjectInfo(wellStocked())
  const models = hostModels(host)
  expect(models.find(({ file }) => file === 'sd_xl_base_1.0.safetensors')).toEqual({
    file: 'sd_xl_base_1.0.safetensors',
    folder: 'checkpoints',
    type: 'sdxl',
    variant: null,
  })
  expect(models.some(({ file, type }) => file.endsWith('.gguf') && type === 'flux_dev')).toBe(true)
  expect(hostLoras(host)).toContain('styles/noir_grain.safetensors')
})
