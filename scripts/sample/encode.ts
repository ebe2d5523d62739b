import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright'
import type { Page } from 'playwright'
import { findChromium, howToGetChromium } from '../find-chromium.mjs'
import { SAMPLE_RATE } from './synth.ts'
import type { Stereo } from './synth.ts'

/** A page of Chromium that encodes: what it is given lies under its own address, nothing comes from outside. */
export interface Encoder {
  /** H.264 in MP4 from JPEG frames. */
  video(
    frames: readonly Uint8Array[],
    options: { width: number; height: number; rate: number; bitrate: number },
  ): Promise<Uint8Array>
  /** Opus in WebM. */
  audio(song: Stereo, bitrate: number): Promise<Uint8Array>
  close(): Promise<void>
}

const ORIGIN = 'http://localhost'
const MEDIABUNNY = fileURLToPath(new URL('../../node_modules/mediabunny/dist/bundles/mediabunny.mjs', import.meta.url))

/** Starts Chromium with mediabunny in a page. */
export async function openEncoder(): Promise<Encoder> {
  const executablePath = findChromium()
  if (executablePath === null) throw new Error(howToGetChromium)
  const browser = await chromium.launch({ executablePath })
  const page = await browser.newPage()
  const served = new Map<string, Uint8Array>([['/mediabunny.mjs', await readFile(MEDIABUNNY)]])
  await page.route(`${ORIGIN}/**`, async (route) => {
    const path = new URL(route.request().url()).pathname
    const body = served.get(path)
    if (path === '/') await route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>encoder</title>' })
    else if (body)
      await route.fulfill({
        contentType: path.endsWith('.mjs') ? 'text/javascript' : 'application/octet-stream',
        body: Buffer.from(body),
      })
    else await route.fulfill({ status: 404 })
  })
  await page.goto(`${ORIGIN}/`)
  return {
    video: async (frames, options) => {
      frames.forEach((frame, index) => served.set(`/frame/${index}`, frame))
      return bytes(await encodeVideo(page, { ...options, count: frames.length }))
    },
    audio: async (song, bitrate) => {
      served.set('/left', new Uint8Array(song.left.buffer))
      served.set('/right', new Uint8Array(song.right.buffer))
      return bytes(await encodeAudio(page, bitrate))
    },
    close: () => browser.close(),
  }
}

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'))

function encodeVideo(
  page: Page,
  options: { width: number; height: number; rate: number; bitrate: number; count: number },
): Promise<string> {
  return page.evaluate(async ({ width, height, rate, bitrate, count }) => {
    const path = '/mediabunny.mjs'
    const { Output, Mp4OutputFormat, BufferTarget, CanvasSource }: typeof import('mediabunny') = await import(path)
    const canvas = new OffscreenCanvas(width, height)
    const pen = canvas.getContext('2d')
    if (!pen) throw new Error('This browser draws no canvas')
    const target = new BufferTarget()
    const output = new Output({ format: new Mp4OutputFormat({ fastStart: 'in-memory' }), target })
    const source = new CanvasSource(canvas, { codec: 'avc', bitrate, keyFrameInterval: 1, latencyMode: 'quality' })
    output.addVideoTrack(source, { frameRate: rate })
    await output.start()
    for (let index = 0; index < count; index += 1) {
      const frame = await createImageBitmap(await (await fetch(`/frame/${index}`)).blob())
      pen.drawImage(frame, 0, 0, width, height)
      frame.close()
      await source.add(index / rate, 1 / rate)
    }
    await output.finalize()
    if (!target.buffer) throw new Error('The film has no bytes')
    return new Uint8Array(target.buffer).reduce((text, byte) => text + String.fromCharCode(byte), '')
  }, options)
}

function encodeAudio(page: Page, bitrate: number): Promise<string> {
  return page.evaluate(
    async ({ bitrate, sampleRate }) => {
      const path = '/mediabunny.mjs'
      const { Output, WebMOutputFormat, BufferTarget, AudioSample, AudioSampleSource }: typeof import('mediabunny') =
        await import(path)
      const channels = await Promise.all(
        ['/left', '/right'].map(async (url) => new Float32Array(await (await fetch(url)).arrayBuffer())),
      )
      const [left, right] = channels
      if (!left || !right) throw new Error('The song has no channels')
      const target = new BufferTarget()
      const output = new Output({ format: new WebMOutputFormat(), target })
      const source = new AudioSampleSource({ codec: 'opus', bitrate })
      output.addAudioTrack(source)
      await output.start()
      for (let from = 0; from < left.length; from += sampleRate) {
        const size = Math.min(sampleRate, left.length - from)
        const data = new Float32Array(size * 2)
        data.set(left.subarray(from, from + size), 0)
        data.set(right.subarray(from, from + size), size)
        const sample = new AudioSample({
          data,
          format: 'f32-planar',
          numberOfChannels: 2,
          sampleRate,
          timestamp: from / sampleRate,
        })
        await source.add(sample)
        sample.close()
      }
      await output.finalize()
      if (!target.buffer) throw new Error('The song has no bytes')
      return new Uint8Array(target.buffer).reduce((text, byte) => text + String.fromCharCode(byte), '')
    },
    { bitrate, sampleRate: SAMPLE_RATE },
  )
}
