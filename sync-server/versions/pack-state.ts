import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'

const compress = promisify(gzip)
const decompress = promisify(gunzip)

/** Bytes of a packed state, and of what it unpacks to; a film of thousands of clips has a tenth of it. */
export const MAX_PACKED_BYTES = 16 * 1024 * 1024
const MAX_STATE_BYTES = 64 * 1024 * 1024

/** A state as it is kept and sent: gzip of a Yjs update in encoding V2. */
export async function packState(update: Uint8Array): Promise<Uint8Array> {
  return plainBytes(await compress(update))
}

/** The update in a packed state. Rejects where it is none, or would be too large. */
export async function unpackState(packed: Uint8Array): Promise<Uint8Array> {
  return plainBytes(await decompress(packed, { maxOutputLength: MAX_STATE_BYTES }))
}

function plainBytes(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength)
}
