import { createHash } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '#server/testing/start-test-server.ts'
import { createProject } from '#shared/commands/project-commands.ts'
import { changeOrigin } from '#shared/document/origins.ts'
import { openProjectDoc } from '#shared/document/project-doc.ts'
import { MediaBody, ProjectBody } from '#shared/protocol/http.ts'
import { Problem } from '#shared/protocol/errors.ts'

let at: TestServer
beforeAll(async () => {
  at = await startTestServer({ config: { maxUploadBytes: 300_000, maxMusicBytes: 200_000 } })
})
afterAll(() => at.stop())

const PROJECT = '3f1c8a52-3f5e-4b0e-9b42-0c8f4f1c2d11'
const hashOf = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex')
const put = (bytes: Uint8Array | string, query = '', sha256 = hashOf(bytes)): Promise<Response> =>
  fetch(`${at.url}/api/v1/media/${sha256}${query}`, { method: 'PUT', body: bytes as Uint8Array<ArrayBuffer> | string })
const get = (sha256: string, headers: Record<string, string> = {}, query = ''): Promise<Response> =>
  fetch(`${at.url}/media/${sha256}${query}`, { headers })
const picture = (width = 320, height = 180): Promise<Uint8Array> =>
  sharp({ create: { width, height, channels: 3, background: '#246' } })
    .png()
    .toBuffer()

/** A second of silence, 8,000 bytes. */
function wav(seconds = 1): Uint8Array {
  const bytes = Buffer.alloc(44 + 8000 * seconds)
  bytes.write('RIFF', 0)
  bytes.writeUInt32LE(bytes.length - 8, 4)
  bytes.write('WAVEfmt ', 8)
  bytes.writeUInt32LE(16, 16)
  bytes.writeUInt16LE(1, 20)
  bytes.writeUInt16LE(1, 22)
  bytes.writeUInt32LE(8000, 24)
  bytes.writeUInt32LE(8000, 28)
  bytes.writeUInt16LE(1, 32)
  bytes.writeUInt16LE(8, 34)
  bytes.write('data', 36)
  bytes.writeUInt32LE(8000 * seconds, 40)
  return bytes
}

async function expectProblem(response: Response, status: number, code: string): Promise<void> {
  expect(response.status).toBe(status)
  expect(Problem.parse(await response.json()).type).toBe(`urn:storycanvas:error:${code}`)
}
const incoming = (): Promise<string[]> => readdir(join(at.dataDir, 'media', 'incoming'))

describe('uploading', () => {
  test('a picture is kept under its hash, sniffed and measured; again changes nothing', async () => {
    const bytes = await picture()
    const first = await put(bytes)
    expect(first.status).toBe(201)
    const body = MediaBody.parse(await first.json())
    expect(body).toEqual({
      sha256: hashOf(bytes),
      kind: 'image',
      mime: 'image/png',
      bytes: bytes.length,
      width: 320,
      height: 180,
      duration: null,
    })
    const second = await put(bytes)
    expect(second.status).toBe(200)
    expect(await second.json()).toEqual(body)
    expect(new Uint8Array(await (await get(body.sha256)).arrayBuffer())).toEqual(new Uint8Array(bytes))
  })

  test('a picture on its side is measured as people see it', async () => {
    const bytes = await sharp({ create: { width: 60, height: 20, channels: 3, background: '#fff' } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer()
    expect(await (await put(bytes)).json()).toMatchObject({ width: 20, height: 60, mime: 'image/jpeg' })
  })

  test('other bytes than the hash says are refused', async () => {
    const sha256 = hashOf('something else')
    await expectProblem(await put(await picture(33, 33), '', sha256), 422, 'invalid')
    expect((await get(sha256)).status).toBe(404)
  })

  const refused: readonly (readonly [string, string])[] = [
    ['HTML', '<!doctype html><script>alert(1)</script>'],
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
    ['text', 'just words'],
    ['JSON that is no recipe', '{"hello":"world"}'],
    ['a program', '\u007fELF\u0002\u0001\u0001'],
    ['a picture cut short', '\u0089PNG'],
  ]
  test.each(refused)('%s is refused with 415, and nothing of it is kept', async (_name, text) => {
    await expectProblem(await put(text), 415, 'unsupported-media')
    expect((await get(hashOf(text))).status).toBe(404)
    expect(await incoming()).toEqual([])
  })

  test('a picture whose header is all there is', async () => {
    const bytes = (await picture()).subarray(0, 30)
    await expectProblem(await put(bytes), 415, 'unsupported-media')
  })

  test('a file that is too large is refused with 413, announced or not', async () => {
    const bytes = new Uint8Array(400_000)
    await expectProblem(await put(bytes), 413, 'too-large')
    const stream = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.enqueue(new Uint8Array(50_000))
      },
    })
    const streamed = fetch(`${at.url}/api/v1/media/${hashOf('x')}`, {
      method: 'PUT',
      body: stream,
      duplex: 'half',
    } as RequestInit)
    await streamed.then((response) => expectProblem(response, 413, 'too-large')).catch(expectBrokenOff)
    expect(await incoming()).toEqual([])
  })

  test('an upload that breaks off leaves nothing', async () => {
    const bytes = await picture(500, 500)
    const sending = request(`${at.url}/api/v1/media/${hashOf(bytes)}`, {
      method: 'PUT',
      headers: { 'content-length': bytes.length },
    })
    sending.on('error', () => {})
    sending.write(bytes.subarray(0, 100))
    await expect.poll(incoming, { timeout: 10_000 }).toHaveLength(1)
    sending.destroy()
    await expect.poll(incoming, { timeout: 10_000 }).toEqual([])
    expect((await get(hashOf(bytes))).status).toBe(404)
  })

  test('no body, a wrong name and wrong measures are refused', async () => {
    await expectProblem(await put(''), 422, 'invalid')
    await expectProblem(await put('x', '', 'not-a-hash'), 422, 'invalid')
    await expectProblem(await put(await picture(31, 31), '?width=-5'), 422, 'invalid')
  })
})

describe('reading', () => {
  let sha256: string
  let bytes: Uint8Array
  beforeAll(async () => {
    bytes = await picture(640, 360)
    sha256 = hashOf(bytes)
    await put(bytes)
  })

  test('a file never changes, and is nothing but what it was sniffed to be', async () => {
    const { headers } = await get(sha256)
    expect(headers.get('content-type')).toBe('image/png')
    expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(headers.get('etag')).toBe(`"${sha256}"`)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('accept-ranges')).toBe('bytes')
    expect(headers.get('content-length')).toBe(String(bytes.length))
    expect(headers.get('content-security-policy')).toBe("default-src 'none'; sandbox")
  })

  test('ranges', async () => {
    const part = await get(sha256, { range: 'bytes=10-19' })
    expect(part.status).toBe(206)
    expect(part.headers.get('content-range')).toBe(`bytes 10-19/${bytes.length}`)
    expect(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(10, 20))).toBe(true)
    const end = await get(sha256, { range: 'bytes=-5' })
    expect(Buffer.from(await end.arrayBuffer()).equals(bytes.subarray(-5))).toBe(true)
    const beyond = await get(sha256, { range: 'bytes=9999999-' })
    expect(beyond.headers.get('content-range')).toBe(`bytes */${bytes.length}`)
    await expectProblem(beyond, 416, 'range-not-satisfiable')
    expect((await get(sha256, { range: 'bytes=5-4' })).status).toBe(200)
  })

  test('If-Range and If-None-Match', async () => {
    const same = { range: 'bytes=0-3', 'if-range': `"${sha256}"` }
    expect((await get(sha256, same)).status).toBe(206)
    expect((await get(sha256, { ...same, 'if-range': '"other"' })).status).toBe(200)
    const known = await get(sha256, { 'if-none-match': `"other", W/"${sha256}"` })
    expect(known.status).toBe(304)
    expect(await known.text()).toBe('')
  })

  test('HEAD says the same without the bytes', async () => {
    const response = await fetch(`${at.url}/media/${sha256}`, { method: 'HEAD' })
    expect(response.headers.get('content-length')).toBe(String(bytes.length))
    expect(await response.text()).toBe('')
  })

  test('what is missing is told before an upload', async () => {
    const known = hashOf(await picture())
    await put(await picture())
    const ask = (sha256: string[]): Promise<Response> =>
      fetch(`${at.url}/api/v1/media/missing`, {
        method: 'POST',
        body: JSON.stringify({ sha256 }),
        headers: { 'content-type': 'application/json' },
      })
    const unknown = 'f'.repeat(64)
    expect(await (await ask([known, unknown])).json()).toEqual({ sha256: [unknown] })
    await expectProblem(await ask(['x']), 422, 'invalid')
  })

  test('a small version of a picture', async () => {
    const small = await get(sha256, {}, '?width=200')
    expect(small.headers.get('content-type')).toBe('image/webp')
    const metadata = await sharp(await small.arrayBuffer()).metadata()
    expect([metadata.width, metadata.height]).toEqual([256, 144])
    const etag = small.headers.get('etag') ?? ''
    expect((await get(sha256, { 'if-none-match': etag }, '?width=200')).status).toBe(304)
    await Promise.all(Array.from({ length: 8 }, () => get(sha256, {}, '?width=96')))
    await expectProblem(await get(sha256, {}, '?width=5000'), 422, 'invalid')
  })

  test('a picture that ends in its middle has no small version', async () => {
    const grain = { type: 'gaussian', mean: 90, sigma: 40 } as const
    const whole = await sharp({ create: { width: 400, height: 400, channels: 3, background: '#246', noise: grain } })
      .png()
      .toBuffer()
    const half = whole.subarray(0, whole.length / 2)
    expect((await put(half)).status).toBe(201)
    await expectProblem(await get(hashOf(half), {}, '?width=96'), 415, 'unsupported-media')
  })

  test('what is not there, and what is no hash', async () => {
    await expectProblem(await get('0'.repeat(64)), 404, 'not-found')
    await expectProblem(await get('..%2f..%2fetc%2fpasswd'), 404, 'not-found')
    await expectProblem(await get(hashOf(wav()), {}, '?width=100'), 404, 'not-found')
  })

  test('a recipe is saved, never opened', async () => {
    const recipe = JSON.stringify({
      version: 1,
      kind: 'image',
      backend: 'sketch',
      prompt: 'sunrise',
      negativePrompt: '',
      model: 'sketch',
      modelType: null,
      params: {},
      seed: 1,
      inputs: [],
      graph: null,
      server: null,
      serverVersion: null,
      durationMs: null,
    })
    expect(await (await put(recipe)).json()).toMatchObject({ kind: 'recipe', mime: 'application/json' })
    expect((await get(hashOf(recipe))).headers.get('content-disposition')).toContain('attachment')
  })
})

describe('music', () => {
  const upload = (id: string, file: Blob, fields: Record<string, string> = {}): Promise<Response> => {
    const form = new FormData()
    form.set('file', file, 'song.wav')
    for (const [name, value] of Object.entries(fields)) form.set(name, value)
    return fetch(`${at.url}/api/v1/media/projects/${id}/upload-music`, { method: 'POST', body: form })
  }
  beforeAll(() =>
    at.services.relay.withDocument(`project/${PROJECT}`, (ydoc) => {
      const context = { origin: changeOrigin('rest'), now: Date.now, newId: crypto.randomUUID, actor: '' }
      createProject(openProjectDoc(ydoc), { name: 'Night train' }, context)
    }),
  )

  test('the song is kept, measured and set on the film', async () => {
    const response = await upload(PROJECT, new Blob([wav(2) as Uint8Array<ArrayBuffer>]), { bpm: '120' })
    expect(response.status).toBe(200)
    const body = ProjectBody.parse(await response.json())
    expect(body.music).toMatchObject({ file: `/media/${hashOf(wav(2))}`, file_name: 'song.wav', duration: 2, bpm: 120 })
    const set = await at.services.relay.readDocument(`project/${PROJECT}`, (doc) => doc.getMap('meta').get('music'))
    expect(set).toMatchObject({ sha256: hashOf(wav(2)), durationSeconds: 2, bpm: 120 })
  })

  test('what is no music, too large, without a file or for no film is refused', async () => {
    const bytes = (await picture(40, 40)) as Uint8Array<ArrayBuffer>
    await expectProblem(await upload(PROJECT, new Blob([bytes], { type: 'audio/wav' })), 415, 'unsupported-media')
    await expectProblem(await upload(PROJECT, new Blob([wav(27) as Uint8Array<ArrayBuffer>])), 413, 'too-large')
    const empty = await fetch(`${at.url}/api/v1/media/projects/${PROJECT}/upload-music`, {
      method: 'POST',
      body: new FormData(),
    })
    await expectProblem(empty, 422, 'invalid')
    const missing = '3f1c8a52-3f5e-4b0e-9b42-0c8f4f1c2d99'
    await expectProblem(await upload(missing, new Blob([wav() as Uint8Array<ArrayBuffer>])), 404, 'not-found')
  })
})

/** The server may end a connection on which it will read no more while the client still writes. */
function expectBrokenOff(error: unknown): void {
  expect(error).toBeInstanceOf(TypeError)
}
