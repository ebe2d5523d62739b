import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { MessageType } from '#shared/protocol/relay-messages.ts'
import { ByteReader, UnreadableBytes } from './byte-reader.ts'

const SYNC_STEP_1 = 0
const SYNC_STEP_2 = 1
const SYNC_UPDATE = 2

/** What a client's frame says. The bytes are views of the frame. */
export type ClientFrame =
  | { readonly type: 'state-vector'; readonly bytes: Uint8Array }
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
  return reading(frame, readMessage)
}

/**
 * Reads a client's state vector: its clocks of the clients that the room knows. Throws `MalformedFrame`, also where it
 * names so many others that they cannot be a film's.
 */
export function readStateVector(bytes: Uint8Array, known: ReadonlyMap<number, number>): Map<number, number> {
  return reading(bytes, (reader) => {
    const count = reader.varUint()
    if (count > known.size + UNKNOWN_CLIENTS) throw new MalformedFrame(`a state vector of ${count} clients`)
    const clocks = new Map<number, number>()
    for (let index = 0; index < count; index += 1) {
      const client = reader.varUint()
      const clock = reader.varUint()
      if (known.has(client)) clocks.set(client, clock)
    }
    return clocks
  })
}

/** Clients of a peer that the room has never heard of: those of months without a connection, and then some. */
const UNKNOWN_CLIENTS = 10_000

function reading<T>(bytes: Uint8Array, read: (reader: ByteReader) => T): T {
  const reader = new ByteReader(bytes)
  try {
    const result = read(reader)
    if (!reader.atEnd) throw new MalformedFrame('bytes follow the message')
    return result
  } catch (cause) {
    if (!(cause instanceof UnreadableBytes)) throw cause
    throw new MalformedFrame(cause.message)
  }
}

function readMessage(reader: ByteReader): ClientFrame {
  const type = reader.varUint()
  switch (type) {
    case MessageType.sync:
      return readSyncMessage(reader)
    case MessageType.awareness:
      return { type: 'awareness', bytes: reader.varBytes() }
    case MessageType.queryAwareness:
      return { type: 'query-awareness' }
    default:
      throw new MalformedFrame(`unknown message type ${type}`)
  }
}

function readSyncMessage(reader: ByteReader): ClientFrame {
  const step = reader.varUint()
  switch (step) {
    case SYNC_STEP_1:
      return { type: 'state-vector', bytes: reader.varBytes() }
    case SYNC_STEP_2:
    case SYNC_UPDATE:
      return { type: 'update', bytes: reader.varBytes() }
    default:
      throw new MalformedFrame(`unknown sync message ${step}`)
  }
}

/** Asks a client for what the room lacks. */
export function stateVectorFrame(clocks: ReadonlyMap<number, number>): Uint8Array {
  return frame(MessageType.sync, encodeClocks(clocks), SYNC_STEP_1)
}

/** Answers a client's state vector: after this it has the whole document. In two parts, so that the second is shared. */
export function answerParts(update: Uint8Array): readonly [Uint8Array, Uint8Array] {
  return [header(MessageType.sync, update.length, SYNC_STEP_2), update]
}

/** Passes an update on, in two parts. */
export function updateParts(update: Uint8Array): readonly [Uint8Array, Uint8Array] {
  return [header(MessageType.sync, update.length, SYNC_UPDATE), update]
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
  const first = header(type, bytes.length, step)
  const whole = new Uint8Array(first.length + bytes.length)
  whole.set(first)
  whole.set(bytes, first.length)
  return whole
}

function header(type: number, length: number, step?: number): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, type)
  if (step !== undefined) encoding.writeVarUint(encoder, step)
  encoding.writeVarUint(encoder, length)
  return encoding.toUint8Array(encoder)
}
