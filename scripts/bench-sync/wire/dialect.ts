import * as encoding from 'lib0/encoding'
import { Cursor } from './cursor.ts'

/** How a server and its clients put messages: what lies around the same Yjs bytes. */
export interface Dialect {
  /** What stands behind the server's address. */
  readonly path: (room: string) => string
  /** Messages that let a client in; null where nothing is answered and an open socket is all there is. */
  readonly greeting: ((room: string) => readonly Uint8Array[]) | null
  /** Whether each message begins with the name of its room. */
  readonly addressed: boolean
  /** What a client sends now and then where the server drops those that say nothing. */
  readonly signOfLife?: (room: string) => Uint8Array
}

/** The protocol of the y-websocket package. */
export function yWebsocketDialect(path: Dialect['path']): Dialect {
  return { path, greeting: () => [], addressed: false }
}

/** A server that passes on whatever it is sent. */
export const broadcastDialect: Dialect = { path: (room) => `/${room}`, greeting: null, addressed: false }

/** The protocol of hocuspocus 4: each message is addressed, and a token comes first. */
export const hocuspocusDialect: Dialect = {
  path: () => '/',
  greeting: (room) => [
    message(hocuspocusDialect, room, (encoder) => {
      encoding.writeVarUint(encoder, AUTH)
      encoding.writeVarUint(encoder, AUTH_TOKEN)
      encoding.writeVarString(encoder, 'token')
    }),
  ],
  addressed: true,
  signOfLife: (room) => message(hocuspocusDialect, room, (encoder) => encoding.writeVarUint(encoder, QUERY_AWARENESS)),
}

const SYNC = 0
const AWARENESS = 1
const AUTH = 2
const QUERY_AWARENESS = 3
/** What hocuspocus answers a question with. */
const SYNC_REPLY = 4
const AUTH_TOKEN = 0

/** Steps of the sync protocol: 0 asks with a state vector, 1 answers it, 2 brings an update. */
export const SyncStep = { question: 0, answer: 1, update: 2 } as const
export type SyncStep = (typeof SyncStep)[keyof typeof SyncStep]

/** A message of the sync protocol. */
export function syncMessage(dialect: Dialect, room: string, step: SyncStep, bytes: Uint8Array): Uint8Array {
  return message(dialect, room, (encoder) => {
    encoding.writeVarUint(encoder, SYNC)
    encoding.writeVarUint(encoder, step)
    encoding.writeVarUint8Array(encoder, bytes)
  })
}

/** One client's presence. */
export function presenceMessage(
  dialect: Dialect,
  room: string,
  { client, clock, json }: { client: number; clock: number; json: string },
): Uint8Array {
  const states = encoding.createEncoder()
  encoding.writeVarUint(states, 1)
  encoding.writeVarUint(states, client)
  encoding.writeVarUint(states, clock)
  encoding.writeVarString(states, json)
  return message(dialect, room, (encoder) => {
    encoding.writeVarUint(encoder, AWARENESS)
    encoding.writeVarUint8Array(encoder, encoding.toUint8Array(states))
  })
}

function message(dialect: Dialect, room: string, write: (encoder: encoding.Encoder) => void): Uint8Array {
  const encoder = encoding.createEncoder()
  if (dialect.addressed) encoding.writeVarString(encoder, room)
  write(encoder)
  return encoding.toUint8Array(encoder)
}

/** What a message of the server is about, and where its Yjs bytes begin. */
export interface ReadMessage {
  kind: 'question' | 'answer' | 'update' | 'presence' | 'other'
  start: number
}

const cursor = new Cursor()

/** Reads what a message is about into `read`. */
export function readMessage(dialect: Dialect, bytes: Uint8Array, pos: number, read: ReadMessage): void {
  cursor.at(bytes, pos)
  if (dialect.addressed) cursor.skipSized()
  const type = cursor.varUint()
  read.kind = 'other'
  if (type === SYNC || (dialect.addressed && type === SYNC_REPLY)) {
    const step = cursor.varUint()
    read.kind = step === SyncStep.question ? 'question' : step === SyncStep.answer ? 'answer' : 'update'
  } else if (type === AWARENESS) {
    read.kind = 'presence'
  }
  if (read.kind !== 'other') cursor.varUint() // the length of what follows
  read.start = cursor.pos
}
