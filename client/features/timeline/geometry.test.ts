import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  clampScroll,
  edgeScrollSpeed,
  fitScale,
  frameAtX,
  MAX_PX_PER_FRAME,
  pageTurn,
  renderedRange,
  reveal,
  rulerStep,
  scaleOfSlider,
  sliderOfScale,
  viewportOf,
  xOf,
  zoomAround,
  zoomToRange,
} from './geometry.ts'

const RATE = { num: 24, den: 1 }
const view = viewportOf(2, 1000, 800, 5000)

describe('scale and place', () => {
  test('zoom 0 shows the film from its start to its end', () => {
    const whole = viewportOf(0, 900, 800, 5000)
    expect(whole.scrollFrame).toBe(0)
    expect(xOf(whole, 5000)).toBeLessThanOrEqual(800)
    expect(xOf(whole, 5000)).toBeGreaterThan(760)
  })

  test('a short film does not grow past the largest scale', () => {
    expect(fitScale(800, 10)).toBe(MAX_PX_PER_FRAME)
    expect(viewportOf(0, 0, 800, 0).pxPerFrame).toBe(MAX_PX_PER_FRAME)
  })

  test('frames and pixels are inverse', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 800, noNaN: true }), (x) => {
        expect(xOf(view, frameAtX(view, x))).toBeCloseTo(x, 6)
      }),
    )
  })

  test('zooming keeps the frame under the pointer, away from the ends', () => {
    const zoomed = zoomAround(view, 4, 300)
    expect(frameAtX(zoomed, 300)).toBeCloseTo(frameAtX(view, 300), 6)
    expect(zoomAround(view, 99, 300).pxPerFrame).toBe(MAX_PX_PER_FRAME)
    expect(zoomAround(view, 0.0001, 300).pxPerFrame).toBeCloseTo(fitScale(800, 5000), 9)
  })

  test('a range is shown whole', () => {
    const zoomed = zoomToRange(view, 2000, 2100)
    expect(xOf(zoomed, 2000)).toBeGreaterThanOrEqual(0)
    expect(xOf(zoomed, 2100)).toBeLessThanOrEqual(800)
  })

  test('scrolling stops at the start and half a view past the end', () => {
    expect(clampScroll(view, -50)).toBe(0)
    expect(clampScroll(view, 99_999)).toBe(4800)
  })

  test('the slider and the scale are inverse', () => {
    for (const position of [0, 20, 50, 100]) {
      expect(sliderOfScale({ ...view, pxPerFrame: scaleOfSlider(view, position) })).toBeCloseTo(position, 6)
    }
  })
})

describe('following', () => {
  test('playing turns the page at 92 per cent', () => {
    expect(pageTurn(view, 1000 + 360)).toBeNull()
    expect(pageTurn(view, 1000 + 369)).toBeCloseTo(1369 - 32, 6)
    expect(pageTurn(view, 100)).toBeCloseTo(68, 6)
  })

  test('at the end of the film there is no further page', () => {
    const last = viewportOf(2, 99_999, 800, 5000)
    expect(pageTurn(last, 4999)).toBeNull()
  })

  test('a frame out of view is brought to the middle', () => {
    expect(reveal(view, 1200)).toBeNull()
    expect(reveal(view, 3000)).toBe(2800)
  })

  test('a drag scrolls faster the deeper it is in the edge zone', () => {
    expect(edgeScrollSpeed(400, 800)).toBe(0)
    expect(edgeScrollSpeed(48, 800)).toBe(0)
    expect(edgeScrollSpeed(24, 800)).toBe(-900)
    expect(edgeScrollSpeed(-100, 800)).toBe(-1600)
    expect(edgeScrollSpeed(800, 800)).toBe(1600)
  })

  test('what is drawn covers the view with a reserve on both sides', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 4800, noNaN: true }), (scrollFrame) => {
        const { from, to } = renderedRange({ ...view, scrollFrame })
        expect(from).toBeLessThanOrEqual(scrollFrame)
        expect(to).toBeGreaterThanOrEqual(scrollFrame + 400)
        expect(to - from).toBeLessThanOrEqual(1000)
      }),
    )
  })
})

describe('ruler', () => {
  test.each([
    [20, 4, true],
    [10, 12, true],
    [4, 24, false],
    [0.7, 120, false],
    [0.1, 720, false],
  ])('at %f pixels a frame there is a label each %i frames', (scale, frames, showsFrames) => {
    expect(rulerStep(scale, RATE)).toMatchObject({ frames, showsFrames })
  })

  test('labels count in the seconds of timecode', () => {
    expect(rulerStep(4, { num: 24_000, den: 1001 }).frames).toBe(24)
    expect(rulerStep(0.000001, RATE).frames % (3600 * 24)).toBe(0)
  })
})
