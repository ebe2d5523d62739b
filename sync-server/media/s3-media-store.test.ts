import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectedSignature, givenSignature } from '#server/testing/services/s3-signature.ts'
import { startS3, type TestS3 } from '#server/testing/services/start-s3.ts'
import { describeMediaStore } from './media-store.contract.ts'
import { MediaStoreUnavailable } from './media-store.ts'
import type { S3Settings } from './s3-client.ts'
import { s3MediaStore, type S3MediaStore } from './s3-media-store.ts'

const HASTE = { answerMs: 2000, tries: 3, firstPauseMs: 5 }
const MEBIBYTE = 1024 * 1024

let s3: TestS3
let stagingFolder: string
beforeAll(async () => {
  s3 = await startS3()
  stagingFolder = await mkdtemp(join(tmpdir(), 'storycanvas-staging-'))
})
afterAll(async () => {
  await s3.stop()
  await rm(stagingFolder, { recursive: true })
})

const open = (settings: Partial<S3Settings> = {}, partBytes?: number): Promise<S3MediaStore> =>
  s3MediaStore({
    settings: { ...s3.settings, ...settings },
    stagingFolder,
    random: () => 0.5,
    patience: HASTE,
    ...(partBytes !== undefined && { partBytes }),
  })

const bytes = randomBytes(1000)
const sha256 = createHash('sha256').update(bytes).digest('hex')

async function* once(content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield content
}

async function keep(store: S3MediaStore, content: Uint8Array): Promise<string> {
  const staged = await store.stage(once(content), 100 * MEBIBYTE)
  await staged.keep()
  return staged.sha256
}

describeMediaStore('S3', async () => ({ store: await open(), close: async () => {} }))

describe('a large file', () => {
  test('is sent in parts and arrives whole', async () => {
    const store = await open({}, 5 * MEBIBYTE)
    const large = randomBytes(11 * MEBIBYTE + 17)
    const name = await keep(store, large)
    const fresh = await open()
    expect(await fresh.size(name)).toBe(large.length)
    const hash = createHash('sha256')
    for await (const chunk of fresh.read(name) as AsyncIterable<Uint8Array> & ReadableStream<Uint8Array>) {
      hash.update(chunk)
    }
    expect(hash.digest('hex')).toBe(name)
    expect(await readdir(stagingFolder)).toEqual([])
  })
})

describe('trouble in words', () => {
  const reasonOf = async (settings: Partial<S3Settings>): Promise<string> => {
    const store = await open(settings)
    const error = await store.check().catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(MediaStoreUnavailable)
    return (error as Error).message
  }

  test('names what is wrong and what to do', async () => {
    await (await open()).check()
    expect(await reasonOf({ bucket: 'nothing-here' })).toBe(
      `The media store ${s3.settings.endpoint}/nothing-here has no such bucket: make it, or correct S3_BUCKET`,
    )
    expect(await reasonOf({ accessKeyId: 'WRONG' })).toMatch(
      /refuses this server: 403 .*\. Look at S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY, S3_REGION and the rights of the key$/,
    )
    expect(await reasonOf({ endpoint: 'http://127.0.0.1:9' })).toMatch(/9\/media cannot be reached: .+/)
  })
})

describe('a store that stumbles, asked with signatures that are right', () => {
  /** A store of a few lines: answers with what the test has laid out, one after the other. */
  async function withAnswers(
    answers: readonly RequestListener[],
    run: (store: S3MediaStore, asked: readonly string[]) => Promise<void>,
  ): Promise<void> {
    const left = [...answers]
    const asked: string[] = []
    const server = createServer((request, response) => {
      asked.push(`${request.method} ${request.headers.range ?? ''}`.trim())
      expect(givenSignature(request)).toBe(expectedSignature(request, s3.settings.secretAccessKey))
      request.resume()
      const answer = left.shift()
      if (answer) answer(request, response)
      else response.writeHead(500).end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    await run(await open({ endpoint: `http://127.0.0.1:${port}` }, 400), asked)
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  const status =
    (code: number, body = ''): RequestListener =>
    (_request, response) => {
      response.writeHead(code).end(body)
    }
  test('is asked again, and given up in words', async () => {
    await withAnswers([status(503), status(500), status(404)], async (store, asked) => {
      expect(await store.size(sha256)).toBeNull()
      expect(asked).toEqual(['HEAD', 'HEAD', 'HEAD'])
      const staged = await store.stage(once(bytes), MEBIBYTE)
      await expect(staged.keep()).rejects.toThrow('stumbles: 500')
      await staged.discard()
    })
  })

  test('a stream that breaks off goes on where it was', async () => {
    const breaksOff: RequestListener = (_request, response) => {
      response.writeHead(200, { 'content-length': 1000 })
      response.write(bytes.subarray(0, 400), () => setTimeout(() => response.destroy(), 20))
    }
    const rest: RequestListener = (_request, response) => {
      response.writeHead(206, { 'content-length': 600 }).end(bytes.subarray(400))
    }
    await withAnswers([breaksOff, rest], async (store, asked) => {
      const read = Buffer.from(await new Response(store.read(sha256)).arrayBuffer())
      expect(Buffer.compare(read, bytes)).toBe(0)
      expect(asked).toEqual(['GET', 'GET bytes=400-'])
    })
  })

  const begun = status(200, '<R><UploadId>a&amp;b</UploadId></R>')
  const failed = status(200, '<Error><Code>InternalError</Code><Message>We stumbled</Message></Error>')
  const parts = [status(200), status(200), status(200)]
  const sizeIs =
    (length: number): RequestListener =>
    (_request, response) => {
      response.writeHead(200, { 'content-length': length }).end()
    }

  test('parts that could not be put together are taken back', async () => {
    await withAnswers([status(404), begun, ...parts, failed, status(204), status(404)], async (store, asked) => {
      const staged = await store.stage(once(bytes), MEBIBYTE)
      await expect(staged.keep()).rejects.toThrow('The media store did not take the file: We stumbled')
      expect(asked).toEqual(['HEAD', 'POST', 'PUT', 'PUT', 'PUT', 'POST', 'DELETE', 'HEAD'])
      expect(await readdir(stagingFolder)).toHaveLength(1)
      await staged.discard()
    })
  })

  test('a file whose last answer was lost is there all the same', async () => {
    const gone = status(404, '<Error><Code>NoSuchUpload</Code></Error>')
    const answers = [status(404), begun, ...parts, status(500), gone, gone, sizeIs(1000)]
    await withAnswers(answers, async (store) => {
      expect(await keep(store, bytes)).toBe(sha256)
    })
  })
})
