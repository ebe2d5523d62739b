import { createReadStream } from 'node:fs'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import type { ByteRange, MediaStore, StagedMedia } from './media-store.ts'
import { openStagingFolder, receiveFile, type ReceivedFile } from './staging.ts'

const STAGING = 'incoming'

/**
 * Media as files: `{folder}/ab/{sha256}`, `ab` being the first two digits. A file is written beside them first and
 * renamed once it is whole and on the disk, so a name never stands for half a file.
 */
export async function fileMediaStore(folder: string): Promise<MediaStore> {
  const staging = join(folder, STAGING)
  await openStagingFolder(staging)
  const pathOf = (sha256: string): string => pathIn(folder, sha256)

  return {
    ...storedFiles(folder),
    stage: async (content, maxBytes) => stagedFile(await receiveFile(staging, content, maxBytes), pathOf),
    remove: (sha256) => rm(pathOf(sha256), { force: true }),
  }
}

/** The files of such a store, for reading alone: also while a server is at work on it. */
export function storedFiles(folder: string): Pick<MediaStore, 'size' | 'read'> {
  return {
    async size(sha256) {
      try {
        return (await stat(pathIn(folder, sha256))).size
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
        throw error
      }
    },

    read(sha256, range?: ByteRange) {
      const stream = createReadStream(pathIn(folder, sha256), range ? { start: range.start, end: range.end } : {})
      return Readable.toWeb(stream) as ReadableStream<Uint8Array>
    },
  }
}

function pathIn(folder: string, sha256: string): string {
  return join(folder, sha256.slice(0, 2), sha256)
}

function stagedFile({ path, sha256, bytes }: ReceivedFile, pathOf: (sha256: string) => string): StagedMedia {
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
