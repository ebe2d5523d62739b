import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { MediaTooLarge } from './media-store.ts'

/** A file as it was received, at a path of its own. */
export interface ReceivedFile {
  readonly path: string
  /** Hash of its bytes, 64 hexadecimal digits. */
  readonly sha256: string
  readonly bytes: number
}

/** Empties a folder of whatever was being received when the server ended. */
export async function openStagingFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
}

/**
 * Writes a stream to a new file in the folder, hashing on the way. Resolves once it is on the disk; throws
 * `MediaTooLarge`, and keeps nothing of what it could not receive whole.
 */
export async function receiveFile(
  folder: string,
  content: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<ReceivedFile> {
  const path = join(folder, randomUUID())
  try {
    return { path, ...(await writeHashed(path, content, maxBytes)) }
  } catch (error) {
    await rm(path, { force: true })
    throw error
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
