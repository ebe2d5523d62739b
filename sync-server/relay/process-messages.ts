import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'

const COMMITTED = 0
const PRESENCE = 1
const PRESENCE_QUERY = 2
const RELOAD = 3

/** What servers that share a document log tell each other of one room. */
export type ProcessMessage =
  /**
   * The updates with these numbers, both included, are in the log; `bytes` are those updates merged, null where they are
   * so many that whoever wants them reads them from the log.
   */
  | {
      readonly type: 'committed'
      readonly first: number
      readonly last: number
      readonly bytes: Uint8Array | null
    }
  /** States of the sender's own peers, as an awareness update. */
  | { readonly type: 'presence'; readonly states: Uint8Array }
  /** Asks the others for the states of their peers. */
  | { readonly type: 'presence-query' }
  /** The log of the room was written by other means than updates: whoever has the room reads it anew. */
  | { readonly type: 'reload' }

/** Writes a message to other servers. */
export function encodeProcessMessage(message: ProcessMessage): Uint8Array {
  const encoder = encoding.createEncoder()
  switch (message.type) {
    case 'committed':
      encoding.writeVarUint(encoder, COMMITTED)
      encoding.writeVarUint(encoder, message.first)
      encoding.writeVarUint(encoder, message.last)
      if (message.bytes) encoding.writeVarUint8Array(encoder, message.bytes)
      break
    case 'presence':
      encoding.writeVarUint(encoder, PRESENCE)
      encoding.writeVarUint8Array(encoder, message.states)
      break
    case 'presence-query':
      encoding.writeVarUint(encoder, PRESENCE_QUERY)
      break
    case 'reload':
      encoding.writeVarUint(encoder, RELOAD)
      break
  }
  return encoding.toUint8Array(encoder)
}

/** Reads a message of another server; null for one of a kind that this version does not know. Throws where it is broken. */
export function decodeProcessMessage(bytes: Uint8Array): ProcessMessage | null {
  const decoder = decoding.createDecoder(bytes)
  switch (decoding.readVarUint(decoder)) {
    case COMMITTED: {
      const first = decoding.readVarUint(decoder)
      const last = decoding.readVarUint(decoder)
      const merged = decoding.hasContent(decoder) ? decoding.readVarUint8Array(decoder) : null
      return { type: 'committed', first, last, bytes: merged }
    }
    case PRESENCE:
      return { type: 'presence', states: decoding.readVarUint8Array(decoder) }
    case PRESENCE_QUERY:
      return { type: 'presence-query' }
    case RELOAD:
      return { type: 'reload' }
    default:
      return null
  }
}
