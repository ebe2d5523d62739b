import { describe, expect, test } from 'vitest'
import { MAX_SCENES, parseScript } from './parse-script.ts'

describe('scenes from a pasted text', () => {
  test('without headings each block between blank lines is a scene with its lyrics', () => {
    const scenes = parseScript('Low tide and a grey coat,\nnobody on the pier\n\n\nHarbour lights\nburn red\n')
    expect(scenes.map((scene) => scene.name)).toEqual(['Low tide and a grey coat', 'Harbour lights'])
    expect(scenes[0]?.lyrics).toBe('Low tide and a grey coat,\nnobody on the pier')
  })

  test('song parts begin scenes, and blank lines inside one stay', () => {
    const scenes = parseScript('[Verse 1]\nFirst line\n\nSecond verse line\n\nCHORUS:\nSo run with me')
    expect(scenes).toEqual([
      { name: 'First line', part: 'Verse 1', lyrics: 'First line\n\nSecond verse line', description: '' },
      { name: 'So run with me', part: 'Chorus', lyrics: 'So run with me', description: '' },
    ])
  })

  test('a part without words keeps its own name', () => {
    expect(parseScript('(Intro)\n\n[Verse]\nWords')[0]).toMatchObject({ name: 'Intro', part: 'Intro', lyrics: '' })
  })

  test('script headings name the scene and the text describes it', () => {
    const [scene] = parseScript('INT. KITCHEN - NIGHT\n\nMara waits.\nThe kettle boils.')
    expect(scene).toEqual({
      name: 'Int. kitchen - night',
      part: '',
      lyrics: '',
      description: 'Mara waits.\nThe kettle boils.',
    })
  })

  test('what stands before the first heading is a scene of its own', () => {
    expect(parseScript('A film in rain\n# The pier\nShe walks').map((scene) => scene.name)).toEqual([
      'A film in rain',
      'The pier',
    ])
  })

  test('long first lines are shortened at a word', () => {
    const [scene] = parseScript('word '.repeat(40))
    expect(scene?.name.length).toBeLessThanOrEqual(60)
    expect(scene?.name.endsWith('word…')).toBe(true)
  })

  test('nothing makes nothing, and a flood is bounded', () => {
    expect(parseScript(' \n \r\n ')).toEqual([])
    expect(parseScript(Array.from({ length: 500 }, (_, at) => `Line ${at}`).join('\n\n'))).toHaveLength(MAX_SCENES)
  })

  test('ordinary words are no headings', () => {
    expect(parseScript('The chorus sang all night\nInteresting times')).toHaveLength(1)
  })
})
