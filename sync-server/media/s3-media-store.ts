import { rm } from 'node:fs/promises'
import type { Random } from '#shared/util/random.ts'
import { MediaStoreUnavailable, type ByteRange, type MediaStore } from './media-store.ts'
import { S3Client, S3Refusal, type S3Patience, type S3Settings } from './s3-client.ts'
import { uploadFile } from './s3-upload.ts'
import { openStagingFolder, receiveFile, type ReceivedFile } from './staging.ts'

/** What the store needs beside its bucket. */
export interface S3MediaStoreOptions {
  readonly settings: S3Settings
  /** Where files lie while they are received, on a disk of this process's own. */
  readonly stagingFolder: string
  readonly random: Random
  readonly patience?: Partial<S3Patience>
  /** Bytes of one part of an upload; for tests. */
  readonly partBytes?: number
}

/** Media in a bucket, and a look whether that can be used. */
export interface S3MediaStore extends MediaStore {
  /** Throws `MediaStoreUnavailable` where the bucket cannot be used now. */
  check(): Promise<void>
}

/** Sizes that are remembered: a file never changes, and asking costs a way to the store and back. */
const REMEMBERED_SIZES = 20_000

/** How often a stream that broke off is taken up again where it was. */
const RESUMES = 3

/**
 * Media in an S3-compatible bucket, as `ab/{sha256}`. Files are received on a local disk, where they are looked at, and
 * sent once they are wanted.
 */
export async function s3MediaStore(options: S3MediaStoreOptions): Promise<S3MediaStore> {
  const client = new S3Client(options.settings, options.random, options.patience)
  const sizes = new Map<string, number>()
  await openStagingFolder(options.stagingFolder)

  const remember = (sha256: string, bytes: number): void => {
    sizes.set(sha256, bytes)
    const [oldest] = sizes.keys()
    if (sizes.size > REMEMBERED_SIZES && oldest !== undefined) sizes.delete(oldest)
  }
  const askSize = async (sha256: string): Promise<number | null> => {
    const answer = await orNull(client.request({ method: 'HEAD', key: keyOf(sha256) }))
    if (!answer) return null
    const bytes = Number(answer.headers.get('content-length'))
    remember(sha256, bytes)
    return bytes
  }
  const size = async (sha256: string): Promise<number | null> => sizes.get(sha256) ?? askSize(sha256)
  const send = async (file: ReceivedFile): Promise<void> => {
    try {
      await uploadFile(client, keyOf(file.sha256), file, options.partBytes)
    } catch (error) {
      // Where only the answer got lost the file is there.
      if ((await askSize(file.sha256)) === file.bytes) return
      if (!(error instanceof S3Refusal)) throw error
      throw new MediaStoreUnavailable(`The media store did not take the file: ${error.message}`, { cause: error })
    }
  }
  const keep = async (file: ReceivedFile): Promise<void> => {
    if ((await size(file.sha256)) !== file.bytes) await send(file)
    remember(file.sha256, file.bytes)
    await rm(file.path, { force: true })
  }

  return {
    size,

    async check() {
      await client.request({ method: 'HEAD' })
    },

    async stage(content, maxBytes) {
      const file = await receiveFile(options.stagingFolder, content, maxBytes)
      return { ...file, keep: () => keep(file), discard: () => rm(file.path, { force: true }) }
    },

    read: (sha256, range) => readObject(client, keyOf(sha256), range),

    async remove(sha256) {
      sizes.delete(sha256)
      await orNull(client.request({ method: 'DELETE', key: keyOf(sha256) }))
    },
  }
}

function keyOf(sha256: string): string {
  return `${sha256.slice(0, 2)}/${sha256}`
}

/** Null where the object does not exist. */
async function orNull(answer: Promise<Response>): Promise<Response | null> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof S3Refusal && error.status === 404) return null
    throw error
  }
}

/** Streams an object, or a part of it; asked for when somebody reads, and again from where it broke off. */
function readObject(client: S3Client, key: string, range?: ByteRange): ReadableStream<Uint8Array> {
  const end = range ? range.end + 1 : Number.POSITIVE_INFINITY
  let position = range?.start ?? 0
  let resumes = 0
  let reader: ReadableStreamDefaultReader<Uint8Array> | null = null

  const open = async (): Promise<ReadableStreamDefaultReader<Uint8Array> | null> => {
    const isPart = position > 0 || range !== undefined
    const part = isPart && { headers: { range: `bytes=${position}-${range?.end ?? ''}` } }
    const answer = await client.request({ method: 'GET', key, ...part })
    if (isPart && answer.status !== 206)
      throw new Error('The media store answered with the whole file instead of a part')
    return answer.body?.getReader() ?? null
  }

  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        for (;;) {
          reader ??= await open()
          try {
            const chunk = await reader?.read()
            if (!chunk || chunk.done) return controller.close()
            // Some stores give more than was asked for.
            const wanted = chunk.value.subarray(0, end - position)
            position += wanted.length
            controller.enqueue(wanted)
            if (position < end) return
            await reader?.cancel()
            return controller.close()
          } catch (error) {
            reader = null
            resumes += 1
            if (resumes > RESUMES) throw error
          }
        }
      },
      async cancel(reason) {
        await reader?.cancel(reason)
      },
    },
    { highWaterMark: 0 },
  )
}
