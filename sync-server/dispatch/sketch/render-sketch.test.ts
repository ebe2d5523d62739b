import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { composeSketch } from './compose-sketch.ts'
import { renderSketch, renderSketchPreview, sketchSize } from './render-sketch.ts'

const request = { prompt: 'cinematic sunrise, golden hour', seed: 7, width: 640, height: 360 }

/** Mean difference of two pictures over one region, 0 to 255. */
async function difference(
  a: Uint8Array,
  b: Uint8Array,
  region: { left: number; top: number; width: number; height: number },
) {
  const [one, two] = await Promise.all(
    [a, b].map((bytes) => sharp(bytes).removeAlpha().extract(region).raw().toBuffer()),
  )
  return one!.reduce((sum, value, index) => sum + Math.abs(value - two![index]!), 0) / one!.length
}

describe('a sketch', () => {
  test('is a PNG of the asked size, the same for the same prompt and seed', async () => {
    const [first, second, other] = await Promise.all([
      renderSketch(request),
      renderSketch(request),
      renderSketch({ ...request, seed: 8 }),
    ])
    const { format, width, height } = await sharp(first.bytes).metadata()
    expect({ format, width, height }).toEqual({ format: 'png', width: 640, height: 360 })
    expect(first.bytes).toEqual(second.bytes)
    expect(first.bytes).not.toEqual(other.bytes)
  })

  test('carries its badge and its prompt at the foot', async () => {
    const bare = await sharp(Buffer.from(composeSketch(request.prompt, request.seed, 640, 360)))
      .png()
      .toBuffer()
    const [{ bytes }, { bytes: wordless }] = await Promise.all([
      renderSketch(request),
      renderSketch({ ...request, prompt: '日本' }),
    ])
    expect(await difference(bare, bytes, { left: 14, top: 324, width: 70, height: 22 })).toBeGreaterThan(20)
    expect(await difference(bare, bytes, { left: 0, top: 0, width: 640, height: 200 })).toBeLessThan(1)
    expect(wordless.length).toBeGreaterThan(1000)
  })

  test.each([
    '',
    '   ',
    '<b>&"\'',
    '🎬 🎬',
    'word '.repeat(4000),
    'unbroken'.repeat(900),
    '\u0000\u0007 bell',
    'مرحبا 你好',
  ])('can be drawn for any prompt: %j', async (prompt) => {
    const { width, height } = await renderSketch({ ...request, prompt })
    expect([width, height]).toEqual([640, 360])
  })

  test.each([
    [4096, 2304, 1920, 1080],
    [720, 1280, 720, 1280],
    [2160, 3840, 1080, 1920],
    [8192, 16, 1920, 240],
    [64, 64, 240, 240],
    [16, 8192, 240, 1920],
  ])('%i×%i becomes %i×%i', (width, height, drawnWidth, drawnHeight) => {
    expect(sketchSize(width, height)).toEqual({ width: drawnWidth, height: drawnHeight })
  })

  test.each([
    [64, 64],
    [16, 8192],
    [8192, 16],
  ])('can be drawn at %i×%i', async (width, height) => {
    const sketch = await renderSketch({ ...request, width, height })
    expect(sketch).toMatchObject(sketchSize(width, height))
  })

  test('every place and framing gives a picture', async () => {
    const places = [
      'sea',
      'city',
      'street',
      'mountains',
      'forest',
      'desert road',
      'corridor',
      'concert',
      'tunnel',
      'underwater',
    ]
    const prompts = places.flatMap((place) => [place, `a woman, ${place}`, `portrait of a man, ${place}, fog`])
    for (const prompt of prompts) {
      const { bytes } = await renderSketch({ prompt, seed: 3, width: 240, height: 136 })
      const { entropy } = await sharp(bytes).stats()
      expect(entropy).toBeGreaterThan(3)
    }
  })

  test('previews are small pictures of the same thing', async () => {
    const { format, width } = await sharp(await renderSketchPreview(request, 8)).metadata()
    expect({ format, width }).toEqual({ format: 'jpeg', width: 320 })
  })
})
