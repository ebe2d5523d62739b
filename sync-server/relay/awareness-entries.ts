import * as encoding from 'lib0/encoding'
import { parseJson } from './bounded-json.ts'
import { ByteReader, decodeText, UnreadableBytes } from './byte-reader.ts'
import { MalformedFrame } from './frames.ts'

/** What an awareness update says of one client. */
export interface AwarenessEntry {
  readonly client: number
  readonly clock: number
  /** JSON of an object, as it came; null for a client that has gone. */
  readonly json: string | null
}

/** An entry, and whether it is a state that is newer than what is known. */
export interface ReadEntry extends AwarenessEntry {
  readonly isNews: boolean
}

/** What is read of an awareness update, and how much. */
export interface EntryReading {
  /** Bytes of one state. */
  readonly stateBytes: number
  /** Clients that an update may speak of. */
  readonly maxEntries: number
  /** Whether a state is looked at: of one that is known already the rest is passed over. */
  readonly isNews: (client: number, clock: number) => boolean
}

/** Values of a state may lie this deep in one another: whoever compares two states goes down into them. */
const MAX_DEPTH = 32

const GONE = 'null'

/** Reads an awareness update (y-protocols/awareness). Throws `MalformedFrame`. */
export function readEntries(bytes: Uint8Array, reading: EntryReading): ReadEntry[] {
  try {
    const reader = new ByteReader(bytes)
    const count = reader.varUint()
    if (count > reading.maxEntries) throw new MalformedFrame('too many presence states')
    const entries: ReadEntry[] = []
    for (let index = 0; index < count; index += 1) entries.push(readEntry(reader, reading))
    if (!reader.atEnd) throw new MalformedFrame('bytes follow the presence')
    return entries
  } catch (cause) {
    if (!(cause instanceof UnreadableBytes)) throw cause
    throw new MalformedFrame(`presence: ${cause.message}`)
  }
}

function readEntry(reader: ByteReader, { stateBytes, isNews }: EntryReading): ReadEntry {
  const client = reader.varUint()
  const clock = reader.varUint()
  const text = reader.varBytes()
  if (text.length > stateBytes) throw new MalformedFrame('a presence state is too large')
  const json = decodeText(text)
  if (json === GONE) return { client, clock, json: null, isNews: false }
  if (!isNews(client, clock)) return { client, clock, json, isNews: false }
  const state = parseJson(json, MAX_DEPTH)
  if (state === null) return { client, clock, json: null, isNews: false }
  if (typeof state !== 'object' || Array.isArray(state)) throw new MalformedFrame('a presence state is no object')
  return { client, clock, json, isNews: true }
}

/** Writes an awareness update. */
export function encodeEntries(entries: readonly AwarenessEntry[]): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, entries.length)
  for (const { client, clock, json } of entries) {
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, clock)
    encoding.writeVarString(encoder, json ?? GONE)
  }
  return encoding.toUint8Array(encoder)
}
