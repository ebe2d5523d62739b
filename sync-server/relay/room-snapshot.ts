import { crc32 } from 'node:zlib'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { decodeUpdate } from './decode-update.ts'
import { UpdateIndex } from './update-index.ts'

/** A snapshot as it was read: its update, and what a room has to know of it. */
export interface RoomSnapshot {
  readonly update: Uint8Array
  readonly index: UpdateIndex
}

/** Ends a snapshot that carries its index. */
const MAGIC = new TextEncoder().encode('SCINDEX2')
const CHECKSUM_BYTES = 4
const LENGTH_BYTES = 4
const FOOTER_BYTES = CHECKSUM_BYTES + LENGTH_BYTES + MAGIC.length

/**
 * A snapshot for the log: the update, and behind it its index, so that a large film opens without being decoded.
 * Readers of Yjs updates stop where the update ends, so to them the whole is still that update.
 *
 * Layout: update, state vector, update with the deletions alone (both with their length), CRC-32 of all that, length
 * of the two (both as 32 bits, little endian), eight letters.
 */
export function writeSnapshot(update: Uint8Array, stateVector: Uint8Array, deletes: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeUint8Array(encoder, update)
  const before = encoding.length(encoder)
  encoding.writeVarUint8Array(encoder, stateVector)
  encoding.writeVarUint8Array(encoder, deletes)
  const length = encoding.length(encoder) - before
  encoding.writeUint32(encoder, crc32(encoding.toUint8Array(encoder)))
  encoding.writeUint32(encoder, length)
  encoding.writeUint8Array(encoder, MAGIC)
  return encoding.toUint8Array(encoder)
}

/** Reads a snapshot; one without an index, of an earlier version, is decoded. Throws where it is damaged. */
export function readSnapshot(bytes: Uint8Array): RoomSnapshot {
  return readFooter(bytes) ?? { update: bytes, index: indexOf(bytes) }
}

function readFooter(bytes: Uint8Array): RoomSnapshot | null {
  const footer = bytes.length - FOOTER_BYTES
  if (footer < 0 || !MAGIC.every((byte, at) => bytes[footer + CHECKSUM_BYTES + LENGTH_BYTES + at] === byte)) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset + footer)
  const start = footer - view.getUint32(CHECKSUM_BYTES, true)
  // It goes to peers as it is, so what a disk has done to it must come out here.
  if (start < 0 || crc32(bytes.subarray(0, footer)) !== view.getUint32(0, true)) {
    throw new Error('The snapshot is not as it was written')
  }
  const decoder = decoding.createDecoder(bytes.subarray(start, footer))
  const index = new UpdateIndex()
  for (const [client, clock] of Y.decodeStateVector(decoding.readVarUint8Array(decoder)))
    index.clocks.set(client, clock)
  index.add(decodeUpdate(decoding.readVarUint8Array(decoder)))
  return { update: bytes.subarray(0, start), index }
}

function indexOf(update: Uint8Array): UpdateIndex {
  const index = new UpdateIndex()
  index.add(decodeUpdate(update))
  return index
}
