import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { ByteReader } from './byte-reader.ts'
import type { DecodedUpdate, UpdateSection } from './decoded-update.ts'
import { encodeClocks } from './frames.ts'
import { readStruct, type StructVisitor } from './read-struct.ts'

/** Passes over everything. */
const BLIND: StructVisitor = {
  spend: () => {},
  spendJson: () => {},
  subdocuments: true,
  kind: () => {},
  reference: () => {},
}

/**
 * The bytes of an update that is judged to be new, without the structs that are known, and in the order in which Yjs
 * itself writes. So no two updates of a room say anything of one clock: they could say different things, and then whoever
 * reads them in another order, or merged, would see another document. And what is kept can be merged: Yjs's
 * `mergeUpdates` loses structs of updates whose clients do not come in falling order.
 */
export function withoutKnown(update: DecodedUpdate, knownClock: (client: number) => number): Uint8Array {
  const sections = [...update.structs.values()]
  const declared = new ByteReader(update.bytes).varUint()
  const isClean = sections.every(
    ({ client, start, hasGaps }, at) =>
      !hasGaps && start >= knownClock(client) && (at === 0 || client < (sections[at - 1] as UpdateSection).client),
  )
  if (isClean && declared === sections.length) return update.bytes
  const fresh = sections.filter(({ client, end }) => end > knownClock(client)).sort((a, b) => b.client - a.client)
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, fresh.length)
  for (const section of fresh) writeRest(encoder, update.bytes, section, knownClock(section.client))
  encoding.writeUint8Array(encoder, update.bytes.subarray(update.deletesFrom))
  return encoding.toUint8Array(encoder)
}

/** Writes a section from a clock on. */
function writeRest(encoder: encoding.Encoder, bytes: Uint8Array, section: UpdateSection, from: number): void {
  const { client, end } = section
  const reader = new ByteReader(bytes)
  reader.position = section.from
  // How many structs there are, and the client.
  reader.varUint()
  reader.varUint()
  let clock = reader.varUint()
  let first: { readonly at: number; readonly clock: number; readonly to: number } | null = null
  let structs = 0
  while (clock < end) {
    const at = reader.position
    const length = readStruct(reader, clock, BLIND)
    const next = clock + Math.abs(length)
    if (length > 0 && next > from) first ??= { at, clock, to: reader.position }
    // Behind the first of them only gaps of no length are left, which are copied with the rest.
    if (first) structs += 1
    clock = next
  }
  if (!first) return
  encoding.writeVarUint(encoder, structs)
  encoding.writeVarUint(encoder, client)
  encoding.writeVarUint(encoder, Math.max(from, first.clock))
  const firstBytes = bytes.subarray(first.at, first.to)
  encoding.writeUint8Array(encoder, first.clock < from ? cutStruct(firstBytes, client, first.clock, from) : firstBytes)
  encoding.writeUint8Array(encoder, bytes.subarray(first.to, reader.position))
}

/** The part of one struct from a clock on, as Yjs cuts it: it follows on what is before. */
function cutStruct(struct: Uint8Array, client: number, clock: number, from: number): Uint8Array {
  const encoder = encoding.createEncoder()
  for (const value of [1, 1, client, clock]) encoding.writeVarUint(encoder, value)
  encoding.writeUint8Array(encoder, struct)
  encoding.writeVarUint(encoder, 0)
  const rest = Y.diffUpdate(encoding.toUint8Array(encoder), encodeClocks(new Map([[client, from]])))
  const reader = new ByteReader(rest)
  for (let header = 0; header < 4; header += 1) reader.varUint()
  return rest.subarray(reader.position, -1)
}
