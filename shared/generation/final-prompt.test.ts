import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { finalPrompt, type FinalPromptSource } from './final-prompt.ts'

const final = (prompt: string, more: Partial<FinalPromptSource> = {}): string =>
  finalPrompt({
    prompt,
    negativePrompt: '',
    seed: 7,
    model: 'sd_xl_base_1.0.safetensors',
    modelType: null,
    ...more,
  }).prompt

describe('alternatives', () => {
  test('the seed chooses, the same one for the same seed', () => {
    const text = 'a pier at {dawn|noon|dusk}, {calm|rough} sea'
    const made = Array.from({ length: 40 }, (_, seed) => final(text, { seed }))
    expect(made).toEqual(Array.from({ length: 40 }, (_, seed) => final(text, { seed })))
    expect(new Set(made).size).toBe(6)
    for (const one of made) expect(one).toMatch(/^a pier at (dawn|noon|dusk), (calm|rough) sea$/)
  })

  test.each([
    ['within alternatives', '{a {red|red} boat|a {red|red} boat}', 'a red boat'],
    ['an empty one', 'a boat{|}', 'a boat'],
    ['braces without a bar stay', 'a {boat}', 'a {boat}'],
    ['escaped ones stay', String.raw`a \{b|c\}`, 'a {b|c}'],
    ['an open one stays', 'a {b|c', 'a {b|c'],
  ])('%s', (_name, text, expected) => {
    expect(final(text)).toBe(expected)
  })

  test('where the seed is not known yet they stay as they stand', () => {
    expect(final('{a|b} (c:1.2)', { seed: null })).toBe('{a|b} (c:1.2)')
  })

  test('any text ends, and a text without braces stays', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('{', '}', '|', '(', ')', ':1', '\\', 'a'), maxLength: 40 }),
        (text) => {
          const made = final(text, { model: 'flux1-dev.safetensors' })
          expect(made.length).toBeLessThanOrEqual(text.length)
          if (!/[{}\\(]/.test(text)) expect(made).toBe(text)
        },
      ),
    )
  })
})

test.each([
  ['sd_xl_base_1.0.safetensors', 'a (red:1.3) ((coat:1.1):1.2)'],
  ['ponyDiffusionV6XL.safetensors', 'a (red:1.3) ((coat:1.1):1.2)'],
  ['unknown.safetensors', 'a (red:1.3) ((coat:1.1):1.2)'],
  ['flux1-dev.safetensors', 'a red coat'],
  ['qwen_image_fp8_e4m3fn.safetensors', 'a red coat'],
  ['wan2.1_t2v_1.3B_fp16.safetensors', 'a red coat'],
])('%s is told weights in its own way', (model, expected) => {
  expect(final('a (red:1.3) ((coat:1.1):1.2)', { model })).toBe(expected)
})

test('brackets that are no weight stay, and so does what the person escaped', () => {
  const text = String.raw`Mara (the keeper) at 6:30 \(blue:2\)`
  expect(final(text, { model: 'flux1-dev.safetensors' })).toBe(text)
})
