import { createHash } from 'node:crypto'
import type { MediaStore } from './media-store.ts'

/** A file that the media index knows. */
export interface ListedFile {
  readonly sha256: string
  readonly bytes: number
}

/** Files that could not be copied, since they are not what they should be where they are. */
export interface LostFiles {
  readonly missing: readonly string[]
  readonly damaged: readonly string[]
}

/** Files that are on their way at once. */
const AT_ONCE = 4

/** Brings to the target what is not there yet. Resolves with what the source has lost. Calls `onBytes` as it goes. */
export async function copyFiles(
  files: readonly ListedFile[],
  from: Pick<MediaStore, 'size' | 'read'>,
  to: MediaStore,
  onBytes: (bytes: number) => void,
): Promise<LostFiles> {
  const missing: string[] = []
  const damaged: string[] = []
  await eachAtOnce(files, async ({ sha256, bytes }) => {
    if ((await to.size(sha256)) !== bytes) {
      if ((await from.size(sha256)) === null) missing.push(sha256)
      else if (!(await copyFile(sha256, from, to))) damaged.push(sha256)
    }
    onBytes(bytes)
  })
  return { missing, damaged }
}

/** Reads every file; resolves with those that are missing and those whose bytes do not have their hash. */
export async function checkFiles(
  files: readonly ListedFile[],
  store: Pick<MediaStore, 'size' | 'read'>,
  onBytes: (bytes: number) => void,
): Promise<LostFiles> {
  const missing: string[] = []
  const damaged: string[] = []
  await eachAtOnce(files, async ({ sha256, bytes }) => {
    if ((await store.size(sha256)) === null) missing.push(sha256)
    else if ((await hashOf(store.read(sha256))) !== sha256) damaged.push(sha256)
    onBytes(bytes)
  })
  return { missing, damaged }
}

/** False where the bytes do not have the hash, and nothing was kept. */
async function copyFile(sha256: string, from: Pick<MediaStore, 'read'>, to: MediaStore): Promise<boolean> {
  const staged = await to.stage(chunksOf(from.read(sha256)), Number.MAX_SAFE_INTEGER)
  if (staged.sha256 !== sha256) {
    await staged.discard()
    return false
  }
  await staged.keep()
  return true
}

async function hashOf(stream: ReadableStream<Uint8Array>): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of chunksOf(stream)) hash.update(chunk)
  return hash.digest('hex')
}

/** A web stream of Node is iterable; the types of the browser's one do not say so. */
function chunksOf(stream: ReadableStream<Uint8Array>): AsyncIterable<Uint8Array> {
  return stream as ReadableStream<Uint8Array> & AsyncIterable<Uint8Array>
}

async function eachAtOnce<T>(items: readonly T[], run: (item: T) => Promise<void>): Promise<void> {
  const left = items[Symbol.iterator]()
  const work = async (): Promise<void> => {
    for (let next = left.next(); !next.done; next = left.next()) await run(next.value)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
}
