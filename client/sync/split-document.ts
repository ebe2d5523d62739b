import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'

/** Structs of one client whose clocks follow one another. */
interface Run {
  readonly client: number
  readonly structs: Struct[]
}

type Struct = Y.Item | Y.GC
type DeletedRange = { readonly clock: number; readonly len: number }

/** So many structs, or ranges of deleted ones, are applied in a few milliseconds. */
const STRUCTS_A_PIECE = 1_000

/**
 * A document as updates that give it back when they are applied one after the other, each of them quickly: a whole state
 * in one update blocks whoever reads it until all of it is in place. No piece waits for what a later one brings. They are
 * in Yjs's V1 encoding (its README, "Document Updates", and `src/utils/encoding.js` for the layout).
 */
export function splitDocument(ydoc: Y.Doc, structsAPiece = STRUCTS_A_PIECE): Uint8Array[] {
  const { store } = ydoc
  const runs = runsInOrder(store.clients as Map<number, Struct[]>, structsAPiece)
  const { clients: deleted } = Y.createDeleteSetFromStructStore(store)
  // Deletions come once all is there; the first of them with the last of what is there.
  const [first = new Map(), ...rest] = inParts(deleted as Map<number, DeletedRange[]>, structsAPiece)
  const pieces = runs.map((piece, at) => encode(piece, at === runs.length - 1 ? first : new Map()))
  for (const ranges of rest) pieces.push(encode([], ranges))
  // Changes whose past has not arrived: they are kept as they came.
  const waiting = [store.pendingStructs?.update, store.pendingDs].filter(
    (update) => update !== null && update !== undefined,
  )
  return [...pieces, ...waiting.map((update) => Y.convertUpdateFormatV2ToV1(update))]
}

/** All structs in an order in which each comes after what it hangs on, cut into pieces. */
function runsInOrder(clients: Map<number, Struct[]>, structsAPiece: number): Run[][] {
  const pieces: Run[][] = []
  const done = new Map<number, number>()
  let piece = new Map<number, Run>()
  let size = 0

  const take = (client: number, struct: Struct): void => {
    const run = piece.get(client) ?? { client, structs: [] }
    run.structs.push(struct)
    piece.set(client, run)
    done.set(client, (done.get(client) ?? 0) + 1)
    size += 1
    if (size < structsAPiece) return
    pieces.push([...piece.values()])
    piece = new Map()
    size = 0
  }
  /** Takes what a client wrote up to and including a clock, and before each struct what it hangs on. */
  const takeUpTo = (client: number, clock: number): void => {
    const structs = clients.get(client) ?? []
    for (let at = done.get(client) ?? 0; at < structs.length; at = done.get(client) ?? 0) {
      const struct = structs[at]!
      if (struct.id.clock > clock) return
      for (const past of pastOf(struct)) if (past.client !== client) takeUpTo(past.client, past.clock)
      take(client, struct)
    }
  }
  for (const client of clients.keys()) takeUpTo(client, Number.POSITIVE_INFINITY)
  if (size > 0) pieces.push([...piece.values()])
  return pieces
}

/** What must be there before a struct can take its place: its neighbours when it was written, and what it is a part of. */
function pastOf(struct: Struct): Y.ID[] {
  if (!(struct instanceof Y.Item)) return []
  const { origin, rightOrigin, parent } = struct
  const parentId =
    parent instanceof Y.AbstractType ? (parent._item?.id ?? null) : parent instanceof Y.ID ? parent : null
  return [origin, rightOrigin, parentId].filter((id) => id !== null)
}

/** Deleted ranges in parts of so many. */
function inParts(clients: Map<number, DeletedRange[]>, rangesAPart: number): Map<number, DeletedRange[]>[] {
  const parts: Map<number, DeletedRange[]>[] = []
  let size = rangesAPart
  for (const [client, ranges] of clients) {
    for (let from = 0; from < ranges.length;) {
      if (size >= rangesAPart) {
        parts.push(new Map())
        size = 0
      }
      const taken = ranges.slice(from, from + rangesAPart - size)
      parts.at(-1)!.set(client, taken)
      from += taken.length
      size += taken.length
    }
  }
  return parts
}

function encode(runs: readonly Run[], deleted: ReadonlyMap<number, readonly DeletedRange[]>): Uint8Array {
  const encoder = new Y.UpdateEncoderV1()
  encoding.writeVarUint(encoder.restEncoder, runs.length)
  for (const { client, structs } of runs) {
    encoding.writeVarUint(encoder.restEncoder, structs.length)
    encoder.writeClient(client)
    encoding.writeVarUint(encoder.restEncoder, structs[0]!.id.clock)
    for (const struct of structs) struct.write(encoder, 0)
  }
  encoding.writeVarUint(encoder.restEncoder, deleted.size)
  for (const [client, ranges] of deleted) {
    encoding.writeVarUint(encoder.restEncoder, client)
    encoding.writeVarUint(encoder.restEncoder, ranges.length)
    for (const { clock, len } of ranges) {
      encoder.writeDsClock(clock)
      encoder.writeDsLen(len)
    }
  }
  return encoder.toUint8Array()
}
