/**
 * Made `sync-server/testing/fake-comfy/clip.mp4`, the clip behind every SaveVideo of the pretended ComfyUI: 33 frames, 16 a second, 256 × 256, H.264.
 * Run again only to change it: `node --import tsx scripts/make-fake-clip.ts <chromium>`.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { chromium } from 'playwright'

const bundle = join(dirname(createRequire(import.meta.url).resolve('mediabunny')), 'mediabunny.min.mjs')
const page = `<!doctype html><canvas width="256" height="256"></canvas><script type="module">
  import { BufferTarget, CanvasSource, Mp4OutputFormat, Output } from '/mediabunny.mjs'
  const canvas = document.querySelector('canvas')
  const brush = canvas.getContext('2d')
  const output = new Output({ format: new Mp4OutputFormat({ fastStart: 'in-memory' }), target: new BufferTarget() })
  const source = new CanvasSource(canvas, { codec: 'avc', bitrate: 90_000, keyFrameInterval: 1 })
  output.addVideoTrack(source, { frameRate: 16 })
  await output.start()
  for (let frame = 0; frame < 33; frame += 1) {
    brush.fillStyle = '#14213d'
    brush.fillRect(0, 0, 256, 256)
    brush.fillStyle = '#fca311'
    brush.fillRect(frame * 6, 96, 64, 64)
    await source.add(frame / 16, 1 / 16)
  }
  await output.finalize()
  window.clip = Array.from(new Uint8Array(output.target.buffer))
</script>`

const browser = await chromium.launch({ executablePath: process.argv[2] ?? '/usr/bin/chromium' })
try {
  const tab = await browser.newPage()
  await tab.route('http://localhost/**', async (route) =>
    route.request().url().endsWith('.mjs')
      ? route.fulfill({ contentType: 'text/javascript', body: await readFile(bundle) })
      : route.fulfill({ contentType: 'text/html', body: page }),
  )
  await tab.goto('http://localhost/')
  const handle = await tab.waitForFunction(() => (globalThis as { clip?: number[] }).clip, undefined, {
    timeout: 30_000,
  })
  const bytes = Uint8Array.from((await handle.jsonValue()) ?? [])
  await writeFile(new URL('../sync-server/testing/fake-comfy/clip.mp4', import.meta.url), bytes)
  process.stdout.write(`clip.mp4: ${bytes.byteLength} bytes\n`)
} finally {
  await browser.close()
}
