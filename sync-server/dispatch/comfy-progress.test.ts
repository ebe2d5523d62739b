import fc from 'fast-check'
import { expect, test } from 'vitest'
import { clipGraph, pictureGraph } from '#server/testing/fake-comfy/graphs.ts'
import type { WorkflowGraph } from '#shared/generation/workflow-graph.ts'
import { ProgressMeter } from './comfy-progress.ts'
import type { PromptEvent } from './comfy-socket-messages.ts'

const step = (nodeId: string, value: number, max: number): PromptEvent => ({
  type: 'progress',
  nodes: [{ nodeId, value, max, finished: false }],
})

/** Two samplers in a row: a base of 16 of 20 steps and a refiner that takes the rest. */
function twoSamplers(): WorkflowGraph {
  const graph = pictureGraph(1, 20)
  const inputs = graph['5']?.inputs ?? {}
  return {
    ...graph,
    '5': { class_type: 'KSamplerAdvanced', inputs: { ...inputs, start_at_step: 0, end_at_step: 16 } },
    '8': {
      class_type: 'KSamplerAdvanced',
      inputs: { ...inputs, latent_image: ['5', 0], start_at_step: 16, end_at_step: 10000 },
    },
  }
}

test('two samplers that both count from nothing make one count', () => {
  const meter = new ProgressMeter(twoSamplers())
  expect(meter.progress).toMatchObject({ fraction: 0, step: 0, steps: 20 })
  meter.take(step('5', 16, 16))
  const between = meter.progress
  expect(between).toMatchObject({ step: 16, steps: 20 })
  meter.take(step('8', 1, 4))
  expect(meter.progress.step).toBe(17)
  expect(meter.progress.fraction).toBeGreaterThan(between.fraction)
})

test('steps of a custom sampler are those of its scheduler', () => {
  const meter = new ProgressMeter({
    '1': { class_type: 'BasicScheduler', inputs: { steps: 28 } },
    '2': { class_type: 'SamplerCustomAdvanced', inputs: { sigmas: ['1', 0] } },
  })
  expect(meter.progress.steps).toBe(28)
})

test('cached nodes count as done, and success is the whole', () => {
  const meter = new ProgressMeter(pictureGraph(1))
  meter.take({ type: 'cached', nodeIds: ['1', '2', '3'] })
  expect(meter.progress.fraction).toBeGreaterThan(0)
  meter.take({ type: 'success' })
  expect(meter.progress).toMatchObject({ fraction: 1, step: 4, steps: 4 })
})

test('a node that has begun says that the one before it has ended', () => {
  const meter = new ProgressMeter(clipGraph(1, 4))
  meter.take({ type: 'executing', nodeId: '6' })
  expect(meter.progress).toMatchObject({ nodeId: '6', nodeClass: 'KSampler', step: 0 })
  meter.take({ type: 'executing', nodeId: '7' })
  expect(meter.progress).toMatchObject({ nodeId: '7', nodeClass: 'VAEDecode', step: 4 })
})

test('parts of a node that expands count for it', () => {
  const meter = new ProgressMeter(pictureGraph(1, 4))
  expect(meter.take(step('5.0.0.1', 2, 4))).toBe(true)
  expect(meter.progress.step).toBe(2)
})

test('nodes and values that nobody knows are ignored', () => {
  const meter = new ProgressMeter(pictureGraph(1, 4))
  expect([step('77', 1, 2), step('5', 1, 0), step('5', Number.NaN, 4)].map((event) => meter.take(event))).toEqual([
    false,
    false,
    false,
  ])
})

test('whatever comes in whatever order, progress never falls and stays within its bounds', () => {
  const graph = twoSamplers()
  const nodeId = fc.constantFrom(...Object.keys(graph), '5.0.0.1', 'x')
  const event: fc.Arbitrary<PromptEvent> = fc.oneof(
    fc.record({ type: fc.constant('executing' as const), nodeId }),
    fc.record({ type: fc.constant('cached' as const), nodeIds: fc.array(nodeId, { maxLength: 3 }) }),
    fc.record({
      type: fc.constant('progress' as const),
      nodes: fc.array(
        fc.record({
          nodeId,
          value: fc.integer({ min: -2, max: 30 }),
          max: fc.integer({ min: 0, max: 25 }),
          finished: fc.boolean(),
        }),
        { maxLength: 4 },
      ),
    }),
  )
  fc.assert(
    fc.property(fc.array(event), (events) => {
      const meter = new ProgressMeter(graph)
      let before = meter.progress
      for (const one of events) {
        meter.take(one)
        const now = meter.progress
        expect(now.fraction).toBeGreaterThanOrEqual(before.fraction)
        expect(now.fraction).toBeLessThanOrEqual(1)
        expect(now.step).toBeLessThanOrEqual(now.steps)
        before = now
      }
    }),
  )
})
