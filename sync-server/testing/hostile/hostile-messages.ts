import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { MessageType } from '#shared/protocol/relay-messages.ts'

/** Bytes that `write` leaves in an encoder. */
export function bytesOf(write: (encoder: encoding.Encoder) => void): Uint8Array {
  const encoder = encoding.createEncoder()
  write(encoder)
  return encoding.toUint8Array(encoder)
}

/** Numbers as variable-length integers, one behind the other: the raw material of broken messages. */
export function numbers(...values: readonly number[]): Uint8Array {
  return bytesOf((encoder) => {
    for (const value of values) encoding.writeVarUint(encoder, value)
  })
}

/** An update of one client that consists of `count` structs of one clock each, all of them deleted. */
export function tinyStructs(count: number, client: number): Uint8Array {
  return bytesOf((encoder) => {
    for (const value of [1, count, client, 0]) encoding.writeVarUint(encoder, value)
    for (let index = 0; index < count; index += 1) {
      encoding.writeUint8(encoder, 0)
      encoding.writeVarUint(encoder, 1)
    }
    encoding.writeVarUint(encoder, 0)
  })
}

/** One struct of `clocks` clocks, and every other of the first of them deleted, `ranges` in all. */
export function manyDeletes(ranges: number, clocks: number, client: number): Uint8Array {
  return bytesOf((encoder) => {
    for (const value of [1, 1, client, 0, 0, clocks, 1, client, ranges]) encoding.writeVarUint(encoder, value)
    for (let index = 0; index < ranges; index += 1) {
      encoding.writeVarUint(encoder, 2 * index)
      encoding.writeVarUint(encoder, 1)
    }
  })
}

/** An awareness message of many clients with one state. */
export function crowd(count: number, firstClient: number, json: string): Uint8Array {
  const states = bytesOf((encoder) => {
    encoding.writeVarUint(encoder, count)
    for (let index = 0; index < count; index += 1) {
      encoding.writeVarUint(encoder, firstClient + index)
      encoding.writeVarUint(encoder, 1)
      encoding.writeVarString(encoder, json)
    }
  })
  return bytesOf((encoder) => {
    encoding.writeVarUint(encoder, MessageType.awareness)
    encoding.writeVarUint8Array(encoder, states)
  })
}

/** A state vector of clients that nobody has ever heard of. */
export function madeUpStateVector(clients: number): Uint8Array {
  return Y.encodeStateVector(new Map(Array.from({ length: clients }, (_, index) => [7919 * (index + 1), 5])))
}

/** The updates of `count` edits of one map, one for each. */
export function edits(count: number): Uint8Array[] {
  const doc = new Y.Doc()
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  for (let index = 0; index < count; index += 1) doc.getMap('notes').set(`note ${index % 50}`, index)
  return updates
}

/** A film of so many clips: some 800 bytes each. */
export function filmOf(clips: number): Y.Doc {
  const doc = new Y.Doc()
  doc.transact(() => {
    for (let index = 0; index < clips; index += 1) {
      const clip = new Y.Map()
      doc.getMap('clips').set(`clip ${index}`, clip)
      clip.set('length', 120)
      for (const key of ['imagePrompt', 'videoPrompt', 'negativePrompt']) {
        clip.set(key, new Y.Text(`${'cinematic sunrise over the sea, golden hour, '.repeat(5)}${index}`))
      }
    }
  })
  return doc
}

/** Opcodes of the WebSocket protocol (RFC 6455, 5.2). */
export const Opcode = { more: 0, text: 1, binary: 2, ping: 9 } as const

/** A client's frame of the WebSocket protocol with a short payload, masked with zeros. */
export function socketFrame(opcode: number, payload: Uint8Array, last = true): Buffer {
  return Buffer.concat([Buffer.from([(last ? 0x80 : 0) | opcode, 0x80 | payload.length, 0, 0, 0, 0]), payload])
}

/** The same bytes over and over, to be written at once. */
export function repeated(bytes: Uint8Array, times: number): Buffer {
  return Buffer.concat(Array.from({ length: times }, () => bytes))
}
