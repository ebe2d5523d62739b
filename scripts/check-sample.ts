/**
 * Proves the sample film in Chromium: `node --import tsx scripts/check-sample.ts`.
 *
 * Every file has the hash it is named by; every picture decodes at its size; every moving take plays and seeks; the
 * song decodes at its length and its first beat is where the manifest says.
 */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright'
import { SampleManifest } from '../shared/interchange/sample-film.ts'
import { Recipe } from '../shared/model/recipe.ts'
import { must } from '../shared/util/assert.ts'
import { findChromium, howToGetChromium } from './find-chromium.mjs'

const ORIGIN = 'http://localhost'
const folder = fileURLToPath(new URL('../public/sample', import.meta.url))
const manifest = SampleManifest.parse(JSON.parse(await readFile(join(folder, 'sample.json'), 'utf8')))
const problems: string[] = []
const bodies = new Map<string, Buffer>()

for (const file of manifest.files) {
  const body = await readFile(join(folder, file.path))
  bodies.set(`/${file.path}`, body)
  if (createHash('sha256').update(body).digest('hex') !== file.sha256) problems.push(`${file.path} has another hash`)
  if (body.byteLength !== file.bytes) problems.push(`${file.path} has another size`)
  if (file.mime === 'application/json') Recipe.parse(JSON.parse(body.toString('utf8')))
}

const pathOf = (sha256: string): string =>
  `/${
    must(
      manifest.files.find((file) => file.sha256 === sha256),
      sha256,
    ).path
  }`
const executablePath = findChromium()
if (executablePath === null) throw new Error(howToGetChromium)
const browser = await chromium.launch({ executablePath, args: ['--autoplay-policy=no-user-gesture-required'] })
try {
  const page = await browser.newPage()
  await page.route(`${ORIGIN}/**`, async (route) => {
    const body = bodies.get(new URL(route.request().url()).pathname)
    await (body ? route.fulfill({ body }) : route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }))
  })
  await page.goto(`${ORIGIN}/`)
  const takes = manifest.takes.map(({ id, media, mime, kind, width, height, frames }) => ({
    id,
    url: pathOf(media),
    mime,
    kind,
    width,
    height,
    frames,
  }))
  const pictures = takes.filter((take) => take.kind === 'image')
  const films = takes.filter((take) => take.kind === 'video')
  problems.push(
    ...(await page.evaluate(async (list) => {
      const wrong: string[] = []
      for (const take of list) {
        const picture = await createImageBitmap(
          new Blob([await (await fetch(take.url)).arrayBuffer()], { type: take.mime }),
        )
        if (picture.width !== take.width || picture.height !== take.height)
          wrong.push(`${take.url} is ${picture.width}×${picture.height}`)
        picture.close()
      }
      return wrong
    }, pictures)),
    ...(await page.evaluate(async (list) => {
      const wrong: string[] = []
      for (const take of list) {
        const video = document.createElement('video')
        video.muted = true
        video.src = URL.createObjectURL(new Blob([await (await fetch(take.url)).arrayBuffer()], { type: take.mime }))
        document.body.append(video)
        await new Promise((resolve, reject) => {
          video.oncanplay = resolve
          video.onerror = () => reject(new Error(`${take.url} does not load`))
        })
        if (Math.abs(video.duration * 24 - take.frames) > 0.5)
          wrong.push(`${take.url} lasts ${video.duration} s, not ${take.frames} frames`)
        if (video.videoWidth !== take.width || video.videoHeight !== take.height)
          wrong.push(`${take.url} is ${video.videoWidth}×${video.videoHeight}`)
        for (const target of [1.5, 0.25]) {
          video.currentTime = target
          await new Promise((resolve) => video.addEventListener('seeked', resolve, { once: true }))
          if (Math.abs(video.currentTime - target) > 0.05) wrong.push(`${take.url} seeks to ${video.currentTime}`)
        }
        await video.play()
        await new Promise((resolve) => video.addEventListener('timeupdate', resolve, { once: true }))
        video.remove()
      }
      return wrong
    }, films)),
  )
  const music = manifest.project.music
  const sound = await page.evaluate(async (url) => {
    const context = new OfflineAudioContext(2, 1, 48_000)
    const song = await context.decodeAudioData(await (await fetch(url)).arrayBuffer())
    const samples = song.getChannelData(0)
    return {
      seconds: song.duration,
      channels: song.numberOfChannels,
      onset: samples.findIndex((value) => Math.abs(value) > 0.004) / song.sampleRate,
    }
  }, pathOf(music.sha256))
  if (Math.abs(sound.seconds - music.durationSeconds) > 0.05 || sound.channels !== 2)
    problems.push(`The song is ${sound.seconds} s with ${sound.channels} channels`)
  if (Math.abs(sound.onset - music.firstBeatSeconds) > 0.01)
    problems.push(`The first beat is heard at ${sound.onset} s`)
  console.log(
    `${pictures.length} pictures, ${films.length} moving takes, a song of ${sound.seconds.toFixed(3)} s, first heard at ${sound.onset.toFixed(4)} s`,
  )
} finally {
  await browser.close()
}
const bytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0)
if (bytes > 8_000_000) problems.push(`The sample weighs ${bytes} bytes`)
console.log(
  problems.length === 0
    ? `All ${manifest.files.length} files are sound, ${(bytes / 1e6).toFixed(2)} MB`
    : problems.join('\n'),
)
process.exit(problems.length === 0 ? 0 : 1)
