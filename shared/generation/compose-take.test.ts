import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { NEW_CHARACTER, type Character } from '../model/character.ts'
import { NEW_STYLE, type Style } from '../model/style.ts'
import { composeTake, type TakeSource } from './compose-take.ts'

const HERO = '00000000-0000-4000-8000-000000000001'
const LOOK = '00000000-0000-4000-8000-000000000002'

const hero = (fields: Partial<Character> = {}): Character => ({
  ...NEW_CHARACTER,
  id: HERO,
  name: 'Hero',
  description: 'a tall woman in a red coat',
  sourceId: null,
  createdAt: 1,
  deletedAt: null,
  ...fields,
})
const look = (fields: Partial<Style> = {}): Style => ({
  ...NEW_STYLE,
  id: LOOK,
  name: 'Cinematic Look',
  suffix: 'anamorphic',
  useCount: 0,
  sourceId: null,
  createdAt: 1,
  deletedAt: null,
  ...fields,
})
const source = (fields: Partial<TakeSource> = {}): TakeSource => ({
  prompts: { imagePrompt: 'a pier at dusk', videoPrompt: '', negativePrompt: 'text' },
  kind: 'image',
  model: 'flux1-dev.safetensors',
  modelType: null,
  characters: [hero()],
  characterIds: [HERO],
  style: look(),
  loras: [],
  ...fields,
})

describe('[D93] composing a take', () => {
  test('characters of the clip stand behind the prompt, the style around both, and what was written is kept', () => {
    const take = composeTake(source({ characters: [hero({ negative: 'hats' })], style: look({ negative: 'blur' }) }))
    expect(take.prompt).toBe('a pier at dusk, a tall woman in a red coat, anamorphic')
    expect(take.negativePrompt).toBe('text, hats, blur')
    expect(take.composed).toEqual({
      prompt: 'a pier at dusk',
      negative: 'text',
      characters: [{ id: HERO, name: 'Hero', lora: null }],
      style: { id: LOOK, name: 'Cinematic Look' },
    })
  })

  test('one that the prompt names is told where it is named, once, and needs not be in the clip', () => {
    const prompts = { imagePrompt: '@Hero waits, @Hero turns', videoPrompt: '', negativePrompt: '' }
    const take = composeTake(source({ prompts, characterIds: [], style: null }))
    expect(take.prompt).toBe('a tall woman in a red coat waits, Hero turns')
    expect(take.composed.characters).toHaveLength(1)
  })

  test('one in the trash, or neither named nor in the clip, takes no part', () => {
    expect(composeTake(source({ characterIds: [], style: null })).prompt).toBe('a pier at dusk')
    expect(composeTake(source({ characters: [hero({ deletedAt: 5 })], style: null })).prompt).toBe('a pier at dusk')
  })

  test('words and LoRA are those for the family that is used', () => {
    const characters = [
      hero({
        loraPath: '/models/lora/hero.safetensors',
        loraStrength: 0.8,
        loraModelTypes: ['flux_dev'],
        triggerWords: 'h3ro',
        fragments: { wan_2_1: 'a woman walks' },
      }),
    ]
    const flux = composeTake(source({ characters, style: null }))
    expect(flux.prompt).toBe('a pier at dusk, h3ro, a tall woman in a red coat')
    expect(flux.loras).toEqual([{ name: '/models/lora/hero.safetensors', strength: 0.8 }])
    const wan = composeTake(source({ characters, style: null, model: 'wan2.1_t2v.safetensors' }))
    expect(wan.prompt).toBe('a pier at dusk, a woman walks')
    expect(wan.loras).toEqual([])
  })

  test('a style’s sampling counts for its own family alone, its words for every one', () => {
    const style = look({
      model: 'flux1-dev.safetensors',
      params: { steps: 28, loras: [{ name: 'grain', strength: 0.5 }] },
    })
    expect(composeTake(source({ style })).params.steps).toBe(28)
    const other = composeTake(source({ style, model: 'sd_xl_base_1.0.safetensors' }))
    expect(other.params).toEqual({})
    expect(other.loras).toEqual([])
    expect(other.prompt).toContain('anamorphic')
  })

  test('a family takes no more LoRAs than it can, those asked for first, each once', () => {
    const lora = (name: string) => ({ name, strength: 1 })
    const style = look({ params: { loras: [lora('a'), lora('b'), lora('c')] } })
    const take = composeTake(source({ style, characters: [hero({ loraPath: 'hero' })], loras: [lora('b')] }))
    expect(take.loras.map(({ name }) => name)).toEqual(['b', 'hero', 'a'])
    const full = composeTake(source({ characters: [hero({ loraPath: 'hero' })], loras: ['a', 'b', 'c'].map(lora) }))
    expect(full.loras.map(({ name }) => name)).toEqual(['a', 'b', 'c'])
    expect(full.composed.characters[0]?.lora).toBeNull()
  })

  test('composing what was composed changes nothing', () => {
    const words = fc.array(fc.constantFrom('rain', 'Hero', '@Hero', 'neon.', 'a pier', ''), { maxLength: 4 })
    fc.assert(
      fc.property(words, words, words, words, (prompt, described, prefix, suffix) => {
        const made = source({
          prompts: { imagePrompt: prompt.join(' '), videoPrompt: '', negativePrompt: prompt.slice(1).join(' ') },
          characters: [
            hero({
              description: described.join(' ').replaceAll('@', ''),
              negative: suffix.join(', ').replaceAll('@', ''),
            }),
          ],
          style: look({
            prefix: prefix.join(' ').replaceAll('@', ''),
            suffix: suffix.join(' ').replaceAll('@', ''),
            negative: prefix.join(' ').replaceAll('@', ''),
          }),
        })
        const once = composeTake(made)
        const prompts = { imagePrompt: once.prompt, videoPrompt: '', negativePrompt: once.negativePrompt }
        const twice = composeTake({ ...made, prompts })
        expect([twice.prompt, twice.negativePrompt]).toEqual([once.prompt, once.negativePrompt])
      }),
      { numRuns: 200, seed: 4 },
    )
  })
})
