import * as encoding from 'lib0/encoding'
import { WebSocket } from 'ws'
import { MessageType } from '#shared/protocol/relay-messages.ts'

/** A peer that says whatever the test wants, byte by byte. */
export interface RawPeer {
  readonly socket: WebSocket
  /** Frames received so far. */
  readonly frames: Uint8Array[]
  /** Resolves with the close code. */
  readonly closed: Promise<number>
  send(frame: Uint8Array): void
}

/** Opens a socket to a room; resolves once it is open. */
export async function connectRaw(wsUrl: string, room: string, query = '', cookie = ''): Promise<RawPeer> {
  const socket = new WebSocket(`${wsUrl}/${room}${query}`, cookie === '' ? {} : { headers: { cookie } })
  const frames: Uint8Array[] = []
  socket.on('message', (data: Buffer) => frames.push(new Uint8Array(data)))
  const closed = new Promise<number>((resolve) => socket.once('close', (code) => resolve(code)))
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  socket.on('error', () => {})
  return { socket, frames, closed, send: (frame) => socket.send(frame) }
}

/** A sync message: 0 asks with a state vector, 1 answers, 2 brings an update. */
export function syncFrame(step: 0 | 1 | 2, bytes: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, MessageType.sync)
  encoding.writeVarUint(encoder, step)
  encoding.writeVarUint8Array(encoder, bytes)
  return encoding.toUint8Array(encoder)
}

/** An awareness message with one state. */
export function presenceFrame(client: number, clock: number, json: string): Uint8Array {
  const states = encoding.createEncoder()
  encoding.writeVarUint(states, 1)
  encoding.writeVarUint(states, client)
  encoding.writeVarUint(states, clock)
  encoding.writeVarString(states, json)
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, MessageType.awareness)
  encoding.writeVarUint8Array(encoder, encoding.toUint8Array(states))
  return encoding.toUint8Array(encoder)
}

/** Bytes of a state vector that knows nothing. */
export const EMPTY_STATE_VECTOR: Uint8Array = new Uint8Array([0])
