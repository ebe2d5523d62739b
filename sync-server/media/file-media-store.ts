import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { MediaTooLarge, type ByteRange, type MediaStore, type StagedMedia } from './media-store.ts'

const STAGING = 'incoming'

/**
 * Media as files: `{folder}/ab/{sha256}`, `ab` being the first two digits. A file is written beside them first and
 * renamed once it is whole and on the disk, so a name never stands for half a file.
 */
export async function fileMediaStore(folder: string): Promise<MediaStore> {
  const staging = join(folder, STAGING)
  // Whatever is left there was being received when the server ended.
  await rm(staging, { recursive: true, force: true })
  await mkdir(staging, { recursive: true })
  const pathOf = (sha256: string): string => join(folder, sha256.slice(0, 2), sha256)

  return {
    async stage(content, maxBytes) {
      const path = join(staging, randomUUID())
      try {
        return stagedFile(path, pathOf, await writeHashed(path, content, maxBytes))
      } catch (error) {
        await rm(path, { force: true })
        throw error
      }
    },

    async size(sha256) {
      try {
        return (await stat(pathOf(sha256))).size
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
        throw error
      }
    },

    read(sha256, range?: ByteRange) {
      const stream = createReadStream(pathOf(sha256), range ? { start: range.start, end: range.end } : {})
      return Readable.toWeb(stream) as ReadableStream<Uint8Array>
    },

    remove: (sha256) => rm(pathOf(sha256), { force: true }),
  }
}

async function writeHashed(
  path: string,
  content: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash('sha256')
  const file = await open(path, 'wx')
  let bytes = 0
  try {
    for await (const chunk of content) {
      bytes += chunk.length
      if (bytes > maxBytes) throw new MediaTooLarge(maxBytes)
      hash.update(chunk)
      await file.writeFile(chunk)
    }
    await file.sync()
  } finally {
    await file.close()
  }
  return { sha256: hash.digest('hex'), bytes }
}

function stagedFile(
  path: string,
  pathOf: (sha256: string) => string,
  { sha256, bytes }: { sha256: string; bytes: number },
): StagedMedia {
  return {
    sha256,
    bytes,
    path,
    async keep() {
      const target = pathOf(sha256)
      await mkdir(dirname(target), { recursive: true })
      await rename(path, target)
      await syncFolder(dirname(target))
    },
    discard: () => rm(path, { force: true }),
  }
}

/** A rename is on the disk only once its folder is. Windows cannot open folders, and does not need it. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
