import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { MessageType } from '#shared/protocol/relay-messages.ts'

const SYNC_STEP_1 = 0
const SYNC_STEP_2 = 1
const SYNC_UPDATE = 2

/** What a client's frame says. */
export type ClientFrame =
  | { readonly type: 'state-vector'; readonly clocks: ReadonlyMap<number, number> }
  | { readonly type: 'update'; readonly bytes: Uint8Array }
  | { readonly type: 'awareness'; readonly bytes: Uint8Array }
  | { readonly type: 'query-awareness' }

/** The frame is none that a client may send. */
export class MalformedFrame extends Error {
  constructor(reason: string, options?: ErrorOptions) {
    super(`This is not a relay message: ${reason}`, options)
    this.name = 'MalformedFrame'
  }
}

/** Reads a client's frame. Throws `MalformedFrame`. */
export function readFrame(frame: Uint8Array): ClientFrame {
  try {
    const decoder = decoding.createDecoder(frame)
    const message = readMessage(decoder)
    if (decoding.hasContent(decoder)) throw new MalformedFrame('bytes follow the message')
    return message
  } catch (cause) {
    if (cause instanceof MalformedFrame) throw cause
    throw new MalformedFrame('it cannot be decoded', { cause })
  }
}

function readMessage(decoder: decoding.Decoder): ClientFrame {
  const type = decoding.readVarUint(decoder)
  switch (type) {
    case MessageType.sync:
      return readSyncMessage(decoder)
    case MessageType.awareness:
      return { type: 'awareness', bytes: decoding.readVarUint8Array(decoder) }
    case MessageType.queryAwareness:
      return { type: 'query-awareness' }
    default:
      throw new MalformedFrame(`unknown message type ${type}`)
  }
}

function readSyncMessage(decoder: decoding.Decoder): ClientFrame {
  const step = decoding.readVarUint(decoder)
  const bytes = decoding.readVarUint8Array(decoder)
  switch (step) {
    case SYNC_STEP_1:
      return { type: 'state-vector', clocks: Y.decodeStateVector(bytes) }
    case SYNC_STEP_2:
    case SYNC_UPDATE:
      return { type: 'update', bytes }
    default:
      throw new MalformedFrame(`unknown sync message ${step}`)
  }
}

/** Asks a client for what the room lacks. */
export function stateVectorFrame(clocks: ReadonlyMap<number, number>): Uint8Array {
  return frame(MessageType.sync, encodeClocks(clocks), SYNC_STEP_1)
}

/** Answers a client's state vector: after this it has the whole document. */
export function answerFrame(update: Uint8Array): Uint8Array {
  return frame(MessageType.sync, update, SYNC_STEP_2)
}

/** Passes an update on. */
export function updateFrame(update: Uint8Array): Uint8Array {
  return frame(MessageType.sync, update, SYNC_UPDATE)
}

/** Passes awareness states on. */
export function awarenessFrame(states: Uint8Array): Uint8Array {
  return frame(MessageType.awareness, states)
}

/** Tells a client which of its own changes are durable. */
export function savedFrame(clocks: ReadonlyMap<number, number>): Uint8Array {
  return frame(MessageType.saved, encodeClocks(clocks))
}

/** Tells a client that what it sent was not taken (y-protocols/auth, message 0: permission denied). */
export function deniedFrame(reason: string): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, MessageType.auth)
  encoding.writeVarUint(encoder, 0)
  encoding.writeVarString(encoder, reason)
  return encoding.toUint8Array(encoder)
}

/** A state vector as bytes. */
export function encodeClocks(clocks: ReadonlyMap<number, number>): Uint8Array {
  return Y.encodeStateVector(new Map(clocks))
}

function frame(type: number, bytes: Uint8Array, step?: number): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, type)
  if (step !== undefined) encoding.writeVarUint(encoder, step)
  encoding.writeVarUint8Array(encoder, bytes)
  return encoding.toUint8Array(encoder)
}
