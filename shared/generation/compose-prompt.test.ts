import { expect, test } from 'vitest'
import { composePrompt } from './compose-prompt.ts'

const clip = { imagePrompt: 'a pier at dusk', videoPrompt: 'slow push in', negativePrompt: 'text' }

test('a still is told what the picture shows', () => {
  expect(composePrompt(clip, 'image')).toEqual({ prompt: 'a pier at dusk', negativePrompt: 'text' })
})

test('a still with only a video prompt uses that', () => {
  expect(composePrompt({ ...clip, imagePrompt: '  ' }, 'image').prompt).toBe('slow push in')
})

test('a video is told what it shows, then what happens', () => {
  expect(composePrompt(clip, 'video').prompt).toBe('a pier at dusk, slow push in')
  expect(composePrompt({ ...clip, imagePrompt: 'A pier.' }, 'video').prompt).toBe('A pier. slow push in')
  expect(composePrompt({ ...clip, videoPrompt: ' a pier  at dusk' }, 'video').prompt).toBe('a pier at dusk')
})

test('a style goes around it and adds what to avoid', () => {
  const style = { prefix: 'film still', suffix: '35 mm', negative: 'blurry' }
  expect(composePrompt(clip, 'image', style)).toEqual({
    prompt: 'film still, a pier at dusk, 35 mm',
    negativePrompt: 'text, blurry',
  })
})

test('named characters become their words, the longer name first', () => {
  const cast = [
    { name: 'Mara', words: 'a woman with a wet fringe' },
    { name: 'Mara Lind', words: 'an old sailor' },
    { name: 'Ines', words: '' },
  ]
  const prompts = { ...clip, imagePrompt: '@Mara meets @Mara Lind and @Ines, mail me@x' }
  expect(composePrompt(prompts, 'image', undefined, cast).prompt).toBe(
    'a woman with a wet fringe meets an old sailor and Ines, mail me@x',
  )
})
