import * as decoding from 'lib0/decoding'
import * as Y from 'yjs'

/** A deleted stretch of one client's clocks. */
export interface DeletedRange {
  readonly client: number
  readonly start: number
  /** One behind the last clock. */
  readonly end: number
}

/** An update that was read through once: its bytes, and what it says. */
export interface DecodedUpdate {
  readonly bytes: Uint8Array
  /** New structs of each client, in clock order; gaps between them are possible. */
  readonly structs: ReadonlyMap<number, readonly (Y.Item | Y.GC)[]>
  readonly deletes: readonly DeletedRange[]
}

/** The bytes are no Yjs update, or not one that every peer would read in the same way. */
export class MalformedUpdate extends Error {
  constructor(reason: string, options?: ErrorOptions) {
    super(`This is not a document update: ${reason}`, options)
    this.name = 'MalformedUpdate'
  }
}

/** Reads an update (encoding V1) without applying it. Throws `MalformedUpdate`. */
export function decodeUpdate(bytes: Uint8Array): DecodedUpdate {
  let decoded: ReturnType<typeof Y.decodeUpdate>
  let declaredClients: number
  try {
    decoded = Y.decodeUpdate(bytes)
    declaredClients = decoding.readVarUint(decoding.createDecoder(bytes))
  } catch (cause) {
    throw new MalformedUpdate('it cannot be decoded', { cause })
  }
  return { bytes, structs: structsByClient(decoded.structs, declaredClients), deletes: deletedRanges(decoded.ds) }
}

function structsByClient(
  structs: readonly (Y.Item | Y.GC | Y.Skip)[],
  declaredClients: number,
): Map<number, (Y.Item | Y.GC)[]> {
  const byClient = new Map<number, (Y.Item | Y.GC)[]>()
  const seen = new Set<number>()
  for (const struct of structs) {
    const { client, clock } = struct.id
    if (!Number.isSafeInteger(clock + struct.length)) throw new MalformedUpdate('a clock is out of range')
    seen.add(client)
    if (struct instanceof Y.Skip) continue
    const own = byClient.get(client)
    if (own) own.push(struct)
    else byClient.set(client, [struct])
  }
  // Of two sections for one client Yjs applies only the last: the relay would count on what no peer has.
  if (seen.size !== declaredClients) throw new MalformedUpdate('it names a client twice, or one without content')
  return byClient
}

function deletedRanges(deleteSet: ReturnType<typeof Y.createDeleteSet>): DeletedRange[] {
  const ranges: DeletedRange[] = []
  for (const [client, items] of deleteSet.clients) {
    for (const { clock, len } of items) {
      if (!Number.isSafeInteger(clock + len)) throw new MalformedUpdate('a deleted clock is out of range')
      if (len > 0) ranges.push({ client, start: clock, end: clock + len })
    }
  }
  return ranges
}
