import * as encoding from 'lib0/encoding'
import { Cursor } from './cursor.ts'

/** Info byte of a Yjs item: content kind in the low bits, then which of its optional fields follow. */
const CONTENT_STRING = 4
const HAS_ORIGIN = 0x80
const KIND = 0x1f
const HAS_RIGHT_ORIGIN = 0x40
const SKIP = 10
const GC = 0

/** The root text that the typing goes into. */
export const TYPED_TEXT = 'typed'

/**
 * The update of somebody who types their `clock`-th character at the end of a text of their own, as Yjs encodes it
 * (V1): one struct of length one. The clock of what has arrived thus tells how many edits have.
 */
export function typedUpdate(client: number, clock: number): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, 1) // clients
  encoding.writeVarUint(encoder, 1) // structs of the client
  encoding.writeVarUint(encoder, client)
  encoding.writeVarUint(encoder, clock)
  if (clock === 0) {
    encoding.writeUint8(encoder, CONTENT_STRING)
    encoding.writeVarUint(encoder, 1) // the parent is a root type, named here
    encoding.writeVarString(encoder, `${TYPED_TEXT} ${client}`)
  } else {
    encoding.writeUint8(encoder, CONTENT_STRING | HAS_ORIGIN)
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, clock - 1)
  }
  encoding.writeVarString(encoder, letter(clock))
  encoding.writeVarUint(encoder, 0) // deletions
  return encoding.toUint8Array(encoder)
}

/** The character that belongs to a clock. */
export function letter(clock: number): string {
  return clock % 6 === 5 ? ' ' : String.fromCharCode(97 + (clock % 26))
}

/** A stretch of one client's clocks: from `start`, to before `end`. */
export interface ClockRange {
  client: number
  start: number
  end: number
}

const cursor = new Cursor()

/**
 * Reads which clocks a typed update brings, alone or merged with its neighbours, without decoding it. The result goes
 * into `range`, which has no clocks where the update holds no structs.
 */
export function readTypedRange(bytes: Uint8Array, pos: number, range: ClockRange): void {
  cursor.at(bytes, pos)
  range.client = range.start = range.end = 0
  const clients = cursor.varUint()
  if (clients === 0) return
  if (clients > 1) throw new Error('A typed update has one client')
  const structs = cursor.varUint()
  range.client = cursor.varUint()
  range.start = range.end = cursor.varUint()
  for (let n = 0; n < structs; n++) range.end += structLength()
}

function structLength(): number {
  const info = cursor.bytes[cursor.pos++] as number
  const kind = info & KIND
  if (kind === SKIP || kind === GC) return cursor.varUint()
  if (kind !== CONTENT_STRING) throw new Error(`A typed update has no content of kind ${kind}`)
  const origins = (info & HAS_ORIGIN ? 1 : 0) + (info & HAS_RIGHT_ORIGIN ? 1 : 0)
  for (let n = 0; n < origins; n++) {
    cursor.varUint()
    cursor.varUint()
  }
  if (origins === 0) {
    const isRoot = cursor.varUint() === 1
    if (isRoot) cursor.skipSized()
    else {
      cursor.varUint()
      cursor.varUint()
    }
  }
  // Letters are one byte and one clock each.
  return cursor.skipSized()
}
