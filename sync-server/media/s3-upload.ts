import { createHash } from 'node:crypto'
import { open, type FileHandle } from 'node:fs/promises'
import { S3Refusal, xmlText, type S3Client } from './s3-client.ts'

/** Bytes that are read into memory and sent at once. The store wants at least 5 MiB a part, and takes 10,000 of them. */
const PART_BYTES = 16 * 1024 * 1024

/** Parts on their way at once: a line that is far away is filled, and no more than this is in memory. */
const PARTS_AT_ONCE = 3

/** Sends a file whose hash is known: at once where it is small, in parts where it is not. Resolves once the store has it. */
export async function uploadFile(
  client: S3Client,
  key: string,
  file: { readonly path: string; readonly sha256: string; readonly bytes: number },
  partBytes: number = PART_BYTES,
): Promise<void> {
  const handle = await open(file.path, 'r')
  try {
    if (file.bytes > partBytes) return await uploadInParts(client, key, handle, file.bytes, partBytes)
    const body = await readPart(handle, 0, file.bytes)
    await client.request({ method: 'PUT', key, body, bodyHash: file.sha256 })
  } finally {
    await handle.close()
  }
}

async function uploadInParts(
  client: S3Client,
  key: string,
  handle: FileHandle,
  bytes: number,
  partBytes: number,
): Promise<void> {
  const begun = await client.request({ method: 'POST', key, query: { uploads: '' } })
  const uploadId = xmlText(await begun.text(), 'UploadId')
  try {
    const tags = await sendParts(client, key, uploadId, handle, bytes, partBytes)
    await complete(client, key, uploadId, tags)
  } catch (error) {
    // What was sent of it would lie in the bucket for ever, and be paid for.
    await client.request({ method: 'DELETE', key, query: { uploadId } }).catch(() => undefined)
    throw error
  }
}

/** Resolves with the tags under which the store has the parts, in their order. */
async function sendParts(
  client: S3Client,
  key: string,
  uploadId: string,
  handle: FileHandle,
  bytes: number,
  partBytes: number,
): Promise<readonly string[]> {
  const count = Math.ceil(bytes / partBytes)
  const tags: string[] = []
  let next = 0
  const sendNext = async (): Promise<void> => {
    for (let index = next++; index < count; index = next++) {
      const start = index * partBytes
      const body = await readPart(handle, start, Math.min(partBytes, bytes - start))
      const bodyHash = createHash('sha256').update(body).digest('hex')
      const query = { partNumber: String(index + 1), uploadId }
      const answer = await client.request({ method: 'PUT', key, query, body, bodyHash })
      tags[index] = answer.headers.get('etag') ?? ''
    }
  }
  const senders = await Promise.allSettled(Array.from({ length: PARTS_AT_ONCE }, sendNext))
  const failed = senders.find((sender) => sender.status === 'rejected')
  if (failed) throw failed.reason
  return tags
}

async function complete(client: S3Client, key: string, uploadId: string, tags: readonly string[]): Promise<void> {
  const parts = tags.map((tag, index) => `<Part><PartNumber>${index + 1}</PartNumber><ETag>${tag}</ETag></Part>`)
  const body = `<CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`
  const answer = await client.request({ method: 'POST', key, query: { uploadId }, body })
  // Putting the parts together takes a while: the store says 200 first, and then how it went.
  const xml = await answer.text()
  const code = xmlText(xml, 'Code')
  if (code !== '') throw new S3Refusal(answer.status, code, xmlText(xml, 'Message') || code)
}

async function readPart(handle: FileHandle, start: number, length: number): Promise<Uint8Array> {
  const part = new Uint8Array(length)
  let filled = 0
  while (filled < length) {
    const { bytesRead } = await handle.read(part, filled, length - filled, start + filled)
    if (bytesRead === 0) throw new Error('The file to send became shorter while it was sent')
    filled += bytesRead
  }
  return part
}
