import { describe, expect, test } from 'vitest'
import { readPrompt } from './read-prompt.ts'

describe('what a prompt asks for', () => {
  test.each([
    ['cinematic sunrise over the sea', { mood: 'dawn', place: 'sea', framing: 'wide', people: false }],
    [
      'a woman with an umbrella, wet neon street',
      { mood: 'neon', place: 'street', framing: 'figure', umbrella: true, weather: 'rain' },
    ],
    ['portrait of @Mara, raincoat, cyan light', { mood: 'neon', framing: 'portrait', people: true, weather: null }],
    [
      'tiny figure, wide shot, snowy mountains',
      { mood: 'snow', place: 'mountains', framing: 'wide', people: true, weather: 'snow' },
    ],
    ['a diver underwater', { mood: 'deep', place: 'deep' }],
    ['foggy forest', { mood: 'fog', place: 'forest', weather: 'fog' }],
    ['two lovers dance in a club', { mood: 'neon', place: 'stage', people: true, several: true }],
    ['a lighthouse on a cliff at night', { mood: 'night', place: 'mountains' }],
    ['astronaut on a red planet', { mood: 'ember', place: 'sand', people: true }],
    ['desert highway', { mood: 'sand', place: 'sand', road: true }],
  ])('%s', (prompt, idea) => {
    expect(readPrompt(prompt, 1)).toMatchObject(idea)
  })

  test('words inside other words count for nothing', () => {
    expect(readPrompt('training in a raincoat', 1).weather).toBeNull()
    expect(readPrompt('a notice on the wall', 1).mood).not.toBe('snow')
  })

  test('the seed decides what the words leave open, the same way every time', () => {
    const places = new Set(Array.from({ length: 30 }, (_, seed) => readPrompt('something', seed).place))
    expect(places.size).toBeGreaterThan(2)
    expect(readPrompt('something', 5).random()).toBe(readPrompt('something', 5).random())
  })
})
