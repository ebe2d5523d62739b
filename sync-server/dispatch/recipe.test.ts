import { expect, test } from 'vitest'
import { aJob } from '#server/testing/a-job.ts'
import { Recipe } from '#shared/model/recipe.ts'
import { canonicalJson, recipeOf } from './recipe.ts'

test('[C2] the same content is the same text, whatever the order of its keys', () => {
  const one = { b: 1, a: { d: [{ y: 1, x: 2 }], c: 'ü' } }
  const other = { a: { c: 'ü', d: [{ x: 2, y: 1 }] }, b: 1 }
  expect(canonicalJson(one)).toBe(canonicalJson(other))
  expect(canonicalJson(one)).toBe('{"a":{"c":"ü","d":[{"x":2,"y":1}]},"b":1}')
})

test('[C2] a recipe holds all it takes to make the take again', () => {
  const job = aJob({
    state: 'storing',
    hostName: 'Attic',
    modelType: 'flux_dev',
    startedAt: 1000,
    run: {
      promptId: 'p',
      graph: { 1: { class_type: 'SaveImage', inputs: { images: ['2', 0] } } },
      outputNodeIds: ['1'],
      params: { steps: 28, cfg: 1 },
      inputs: ['a'.repeat(64)],
      serverVersion: '0.8.0',
      frames: 1,
      fps: null,
      files: [],
    },
  })
  const recipe = recipeOf(job, 5000)
  expect(Recipe.parse(recipe)).toEqual(recipe)
  expect(recipe).toMatchObject({
    seed: 7,
    params: { steps: 28 },
    server: 'Attic',
    serverVersion: '0.8.0',
    durationMs: 4000,
  })
  expect(recipeOf(aJob({ model: 'sketch' }), 0)).toMatchObject({ backend: 'sketch', graph: null, durationMs: null })
})
