import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MODEL_FAMILIES } from './model-families.ts'
import { ModelType } from './model-types.ts'
import { framesForSeconds, nativeSize, snapFrames, snapSize } from './sizes.ts'

test('a family’s size nearest to the film’s shape is chosen', () => {
  const { flux_dev, sdxl, wan_2_1 } = MODEL_FAMILIES
  expect(nativeSize(flux_dev, { width: 1280, height: 720 })).toEqual({ width: 1344, height: 768 })
  expect(nativeSize(flux_dev, { width: 1080, height: 1080 })).toEqual({ width: 1024, height: 1024 })
  expect(nativeSize(sdxl, { width: 2390, height: 1000 })).toEqual({ width: 1536, height: 640 })
  expect(nativeSize(wan_2_1, { width: 1920, height: 1080 })).toEqual({ width: 832, height: 480 })
  expect(nativeSize(wan_2_1, { width: 720, height: 1280 })).toEqual({ width: 480, height: 832 })
})

const FAMILIES = ModelType.options.map((type) => MODEL_FAMILIES[type])

test.each(FAMILIES)('$type: its own sizes lie on its own grid', ({ sizes, sizeMultiple }) => {
  expect(sizes.map((size) => snapSize(size, sizeMultiple))).toEqual(sizes)
})

test.each(FAMILIES)('$type: its usual lengths lie on its own grid, and only video families have one', (family) => {
  const { frames, fps, kinds } = family
  const lengths = frames ? [frames.min, frames.max, frames.usual] : []
  expect(lengths.map((length) => snapFrames(length, frames!))).toEqual(lengths)
  expect(kinds.includes('video')).toBe(frames !== null && fps !== null)
})

test('seconds become 4n+1 or 8n+1 frames', () => {
  const wan = MODEL_FAMILIES.wan_2_1.frames!
  expect(framesForSeconds(5, 16, wan)).toBe(81)
  expect(framesForSeconds(2, 16, wan)).toBe(33)
  expect(framesForSeconds(60, 16, wan)).toBe(81)
  expect(framesForSeconds(0.01, 16, wan)).toBe(5)
  expect(framesForSeconds(4, 24, MODEL_FAMILIES.ltx_video.frames!)).toBe(97)
})

test('sizes and lengths always land on the grid, as near as it allows', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9000 }), fc.constantFrom(8, 16, 32), (side, multiple) => {
      const { width } = snapSize({ width: side, height: 64 }, multiple)
      expect(width % multiple).toBe(0)
      expect(snapSize({ width, height: 64 }, multiple).width).toBe(width)
      expect(Math.abs(width - Math.min(Math.max(side, 64), 4096))).toBeLessThanOrEqual(multiple / 2)
    }),
  )
  fc.assert(
    fc.property(fc.double({ min: 0, max: 600, noNaN: true }), (seconds) => {
      const frames = framesForSeconds(seconds, 16, MODEL_FAMILIES.wan_2_1.frames!)
      expect((frames - 1) % 4).toBe(0)
      expect(frames).toBeGreaterThanOrEqual(5)
      expect(frames).toBeLessThanOrEqual(81)
    }),
  )
})
