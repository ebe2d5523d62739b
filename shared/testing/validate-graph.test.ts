import { expect, test } from 'vitest'
import { wellStocked } from './comfy-nodes/well-stocked.ts'
import { parseObjectInfo } from '../generation/host-capabilities.ts'
import type { WorkflowGraph } from '../generation/workflow-graph.ts'
import { validateGraph } from './validate-graph.ts'

const host = parseObjectInfo(wellStocked())

/** Loads a picture and saves it: the smallest whole graph. */
const graph = (): WorkflowGraph => ({
  a: { class_type: 'LoadImage', inputs: { image: 'anything.png' } },
  b: { class_type: 'SaveImage', inputs: { images: ['a', 0], filename_prefix: 'x' } },
})

const problems = (change: (g: WorkflowGraph) => void): string[] => {
  const changed = graph()
  change(changed)
  return validateGraph(changed, host).map(({ problem }) => problem)
}

test('a good graph has no problem', () => expect(problems(() => undefined)).toEqual([]))

test.each<readonly [string, (g: WorkflowGraph) => void, string]>([
  ['an unknown class', (g) => (g['c'] = { class_type: 'Nope', inputs: { image: ['a', 0] } }), 'unknown class Nope'],
  ['a missing input', (g) => delete g['b']!.inputs['filename_prefix'], 'required input filename_prefix is missing'],
  ['a link to nowhere', (g) => (g['b']!.inputs['images'] = ['z', 0]), 'images links to node z, which does not exist'],
  [
    'a link to no slot',
    (g) => (g['b']!.inputs['images'] = ['a', 5]),
    'images links to slot 5 of LoadImage, which does not exist',
  ],
  ['a link of another type', (g) => (g['b']!.inputs['images'] = ['a', 1]), 'images links to MASK, wants IMAGE'],
  ['a value for a link', (g) => (g['b']!.inputs['images'] = 'a'), 'images must be a link of type IMAGE'],
  ['an input too many', (g) => (g['b']!.inputs['colour'] = 1), 'colour is not an input of this class'],
  ['no output', (g) => delete g['b'], 'no output node'],
  [
    'a number out of range',
    (g) => (g['c'] = { class_type: 'EmptyLatentImage', inputs: { width: 8, height: 16, batch_size: 1 } }),
    'width 8 is below 16',
  ],
  [
    'a number off its grid',
    (g) => (g['c'] = { class_type: 'EmptyLatentImage', inputs: { width: 20, height: 16, batch_size: 1 } }),
    'width 20 is off the grid',
  ],
  [
    'a value not in the list',
    (g) => (g['c'] = { class_type: 'CLIPLoader', inputs: { clip_name: 'clip_g.safetensors', type: 'Wan' } }),
    'type Wan is not in the list',
  ],
])('%s is found', (_name, change, problem) => {
  expect(problems(change)).toContain(problem)
})

test('a cycle is found', () => {
  expect(
    problems((g) => {
      g['a'] = {
        class_type: 'ImageScale',
        inputs: { image: ['a', 0], upscale_method: 'area', width: 8, height: 8, crop: 'center' },
      }
    }),
  ).toContain('is part of a cycle')
})
