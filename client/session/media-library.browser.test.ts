import { afterEach, describe, expect, test, vi } from 'vitest'
import { SampleManifest } from '#shared/interchange/sample-film.ts'
import { hashOf, mediaPath, posterPath } from '../pwa/media-layout.ts'
import { browserMediaCache } from '../storage/cache-storage/browser-media-cache.ts'
import { mediaWorker } from '../workers/worker-bridge.ts'
import { MediaLibrary } from './media-library.ts'

const FILM = '0b6b7a3e-6a55-4b7a-9b43-1f5e6a7c8d90'
const ends: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

async function aLibrary(send: typeof fetch = (input, init) => fetch(input, init)) {
  const shelves = { own: `own-${crypto.randomUUID()}`, seen: `seen-${crypto.randomUUID()}` }
  const worker = mediaWorker()
  const queueUpload = vi.fn(async () => undefined)
  const keepStorage = vi.fn()
  const cache = browserMediaCache(caches, { shelves, mediaPath, posterPath, hashOf })
  const library = new MediaLibrary({ cache, worker, queueUpload, keepStorage, fetch: send, now: () => Date.now() })
  ends.push(async () => {
    worker.close()
    await Promise.all(Object.values(shelves).map((name) => caches.delete(name)))
  })
  return { library, cache, queueUpload, keepStorage }
}

async function sampleFile(kind: string): Promise<{ file: File; sha256: string }> {
  const manifest = SampleManifest.parse(await (await fetch('/sample/sample.json')).json())
  const entry = manifest.files.find(({ mime }) => mime.startsWith(kind))!
  const bytes = await (await fetch(`/sample/${entry.path}`)).arrayBuffer()
  return { file: new File([bytes], entry.path), sha256: entry.sha256 }
}

describe('files taken in', () => {
  test('a picture is named by its hash, measured, kept and queued, whatever its name says', async () => {
    const { library, queueUpload, keepStorage } = await aLibrary()
    const { file, sha256 } = await sampleFile('image/')
    const added = await library.addFile(FILM, new File([file], 'lies.mp4'))
    expect(added).toMatchObject({
      sha256,
      kind: 'image',
      mime: 'image/webp',
      width: 1280,
      height: 720,
      bytes: file.size,
    })
    expect(await library.has(sha256)).toBe(true)
    expect((await library.read(sha256))?.type).toBe('image/webp')
    expect(queueUpload).toHaveBeenCalledWith(FILM, { sha256, mime: 'image/webp', bytes: file.size })
    expect(keepStorage).toHaveBeenCalled()
  })

  test('a video is measured to its frame rate and gets a still', async () => {
    const { library, cache } = await aLibrary()
    const { file, sha256 } = await sampleFile('video/')
    const added = await library.addFile(FILM, file)
    expect(added).toMatchObject({ sha256, kind: 'video', frameRate: { num: 24, den: 1 }, width: 640, height: 360 })
    expect(added.durationSeconds).toBeGreaterThan(0.5)
    const poster = await cache.getPoster(sha256)
    expect(poster?.type).toBe('image/webp')
    expect(await cache.list()).toEqual([
      { sha256, shelf: 'own', part: 'file', bytes: file.size },
      { sha256, shelf: 'own', part: 'poster', bytes: poster?.size },
    ])
    expect((await createImageBitmap(poster!)).width).toBe(640)
  })

  test('a song is known as sound and gives its peaks once', async () => {
    const { library } = await aLibrary()
    const { file } = await sampleFile('audio/')
    const added = await library.addFile(FILM, file)
    expect(added).toMatchObject({ kind: 'audio', width: 0 })
    const fractions: number[] = []
    const waveform = await library.waveform(added.sha256, 50, (fraction) => fractions.push(fraction))
    expect(waveform.max.length).toBeGreaterThan((added.durationSeconds - 1) * 50)
    expect(Math.max(...waveform.max)).toBeGreaterThan(10)
    expect(fractions.at(-1)).toBe(1)
    expect(await library.waveform(added.sha256, 50)).toBe(waveform)
  })

  test.each([
    ['nothing', new File([], 'empty.png'), 'empty.png is empty'],
    ['a page', new File(['<html><script>'], 'picture.png'), 'is not a picture, video or sound'],
    [
      'a drawing that can hold scripts',
      new File(['<svg xmlns="http://www.w3.org/2000/svg"/>'], 'a.svg'),
      'is not a picture',
    ],
    [
      'half a picture',
      new File([new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0])], 'half.png'),
      'damaged or unfinished',
    ],
  ])('%s is refused in words and leaves nothing behind', async (_name, file, words) => {
    const { library, queueUpload } = await aLibrary()
    await expect(library.addFile(FILM, file)).rejects.toThrow(words)
    expect(queueUpload).not.toHaveBeenCalled()
  })
})

describe('media of others', () => {
  test('picked takes are fetched one after the other, counted, and kept', async () => {
    const { file, sha256 } = await sampleFile('image/')
    const asked: string[] = []
    const { library } = await aLibrary(async (input) => {
      asked.push(String(input))
      return new Response(file)
    })
    const counts: (number | undefined)[] = []
    library.fetching.subscribe(() => counts.push(library.fetching.get()?.takes))
    await library.prefetch([
      { media: sha256, bytes: file.size },
      { media: 'b'.repeat(64), bytes: 10 },
    ])
    expect(counts).toEqual([2, 1, undefined])
    expect(asked).toEqual([`/media/${sha256}`, `/media/${'b'.repeat(64)}`])
    await library.prefetch([{ media: sha256, bytes: file.size }])
    expect(asked).toHaveLength(2)
  })

  test('pausing keeps what is left for later', async () => {
    const { library } = await aLibrary(async () => new Response('bytes'))
    library.pause()
    await library.prefetch([{ media: 'c'.repeat(64), bytes: 10 }])
    expect(await library.has('c'.repeat(64))).toBe(false)
    await library.resume()
    expect(await library.has('c'.repeat(64))).toBe(true)
    expect(library.fetching.get()).toBeNull()
  })
})
