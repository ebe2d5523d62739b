import { ByteReader, UnreadableBytes } from './byte-reader.ts'
import { addClocks, readStruct, type StructVisitor } from './read-struct.ts'

/** What an update brings of one client. */
export interface UpdateSection {
  readonly client: number
  /** Clock of the first struct or gap, and one behind the last clock of the last struct. */
  readonly start: number
  readonly end: number
  /** The client must be known up to this clock: all before it is absent, at the beginning or behind a gap. */
  readonly follows: number
  /**
   * What its structs refer to of other clients, three numbers each: the clock of the struct, the other client, the
   * clock there. In the order of the structs; a reference is left out where an earlier one asks for as much.
   */
  readonly references: readonly number[]
  /** Whether clocks are left out between its structs, before or behind them. */
  readonly hasGaps: boolean
  /** Where it stands in the bytes of the update. */
  readonly from: number
  readonly to: number
}

/** An update that was read through once: its bytes, and what it says. */
export interface DecodedUpdate {
  readonly bytes: Uint8Array
  /** New structs of each client. */
  readonly structs: ReadonlyMap<number, UpdateSection>
  /** Where the deletions begin in the bytes. */
  readonly deletesFrom: number
  /** Deleted clocks of each client: start and end (one behind the last) of each range, in the order of the starts. */
  readonly deletes: ReadonlyMap<number, readonly number[]>
  /** Whether it only types, formats or deletes: no field is set, and nothing is made. */
  readonly textOnly: boolean
  /** What it costs to work with, in the time that a plain struct takes: see `PARTS`. */
  readonly parts: number
}

/** Bounds on what the update of a peer may cost others. */
export interface UpdateLimits {
  /** Structs and values; what costs more to keep counts several times. */
  readonly parts: number
  /** Bytes of formatting and embedded objects, which are JSON. */
  readonly jsonBytes: number
}

/** The bytes are no Yjs update, or not one that every peer would read in the same way. */
export class MalformedUpdate extends Error {
  constructor(reason: string, options?: ErrorOptions) {
    super(`This is not a document update: ${reason}`, options)
    this.name = 'MalformedUpdate'
  }
}

/** The update may be read, but would cost everybody too much. */
export class OversizedUpdate extends Error {
  constructor(reason: string) {
    super(`This update is too large: ${reason}`)
    this.name = 'OversizedUpdate'
  }
}

/**
 * Reads an update (encoding V1) that the server itself has kept or made, without applying it; what follows it in
 * `bytes` is not looked at. Throws `MalformedUpdate`.
 */
export function decodeUpdate(bytes: Uint8Array): DecodedUpdate {
  return read(bytes, null)
}

/** Reads an update that a peer sent: as `decodeUpdate`, within limits. Throws `MalformedUpdate`, `OversizedUpdate`. */
export function decodePeerUpdate(bytes: Uint8Array, limits: UpdateLimits): DecodedUpdate {
  return read(bytes, limits)
}

function read(bytes: Uint8Array, limits: UpdateLimits | null): DecodedUpdate {
  const reader = new ByteReader(bytes)
  const budget = new Budget(limits)
  try {
    const structs = readSections(reader, budget)
    const deletesFrom = reader.position
    const deletes = readDeletes(reader, budget)
    if (limits && !reader.atEnd) throw new MalformedUpdate('bytes follow it')
    return { bytes, structs, deletesFrom, deletes, textOnly: budget.textOnly, parts: budget.parts }
  } catch (cause) {
    if (!(cause instanceof UnreadableBytes)) throw cause
    throw new MalformedUpdate(cause.message)
  }
}

/** For how many plain structs or values these count: measured, in round numbers. */
const PARTS = { client: 40, range: 3, reference: 4 } as const

class Budget {
  readonly subdocuments: boolean
  readonly #limits: UpdateLimits | null
  parts = 0
  textOnly = true
  #jsonBytes = 0

  constructor(limits: UpdateLimits | null) {
    this.#limits = limits
    this.subdocuments = limits === null
  }

  spend(parts: number): void {
    this.parts += parts
    if (this.#limits && this.parts > this.#limits.parts) throw new OversizedUpdate('it consists of too many parts')
  }

  spendJson(bytes: number): void {
    this.#jsonBytes += bytes
    if (this.#limits && this.#jsonBytes > this.#limits.jsonBytes) throw new OversizedUpdate('too much formatting')
  }
}

/** What only types, formats or deletes: collected clocks, deleted content, a piece of text, formatting. */
const TEXT_KINDS: ReadonlySet<number> = new Set([0, 1, 4, 6])

function readSections(reader: ByteReader, budget: Budget): Map<number, UpdateSection> {
  const sections = new Map<number, UpdateSection>()
  const seen = new Set<number>()
  const count = reader.varUint()
  for (let index = 0; index < count; index += 1) {
    const from = reader.position
    const structs = reader.varUint()
    const client = reader.varUint()
    // Of two sections for one client Yjs applies only the last: the relay would count on what no peer has.
    if (seen.has(client)) throw new MalformedUpdate('it names a client twice')
    if (structs === 0) throw new MalformedUpdate('it names a client without content')
    seen.add(client)
    budget.spend(PARTS.client)
    const section = readSection(reader, budget, client, structs)
    if (section) sections.set(client, { ...section, from, to: reader.position })
  }
  return sections
}

/** Null where the section consists of gaps. */
function readSection(
  reader: ByteReader,
  budget: Budget,
  client: number,
  structs: number,
): Omit<UpdateSection, 'from' | 'to'> | null {
  const start = reader.varUint()
  let clock = start
  let follows = start
  let end: number | null = null
  let hasGaps = false
  const visitor = new SectionVisitor(client, budget)
  for (let index = 0; index < structs; index += 1) {
    budget.spend(1)
    const length = readStruct(reader, clock, visitor)
    if (length <= 0) {
      clock = addClocks(clock, -length)
      hasGaps = true
      continue
    }
    if (end !== clock) follows = clock
    clock = addClocks(clock, length)
    end = clock
  }
  return end === null ? null : { client, start, end, follows, references: visitor.references, hasGaps }
}

/** Gathers the references of one section, and counts what is in it. */
class SectionVisitor implements StructVisitor {
  readonly references: number[] = []
  readonly #client: number
  readonly #budget: Budget
  #furthest: Map<number, number> | null = null

  constructor(client: number, budget: Budget) {
    this.#client = client
    this.#budget = budget
  }

  get subdocuments(): boolean {
    return this.#budget.subdocuments
  }

  spend(values: number): void {
    this.#budget.spend(values)
  }

  spendJson(bytes: number): void {
    this.#budget.spendJson(bytes)
  }

  kind(kind: number): void {
    if (!TEXT_KINDS.has(kind)) this.#budget.textOnly = false
  }

  reference(at: number, client: number, clock: number): void {
    if (client === this.#client) {
      // Its own client's structs come in order, so all below this struct are there before it.
      if (clock >= at) throw new MalformedUpdate('a struct refers to itself or to one behind it')
      return
    }
    this.#furthest ??= new Map()
    if (clock <= (this.#furthest.get(client) ?? -1)) return
    this.#budget.spend(PARTS.reference)
    this.#furthest.set(client, clock)
    this.references.push(at, client, clock)
  }
}

function readDeletes(reader: ByteReader, budget: Budget): Map<number, number[]> {
  const deletes = new Map<number, number[]>()
  const clients = reader.varUint()
  for (let index = 0; index < clients; index += 1) {
    const client = reader.varUint()
    const count = reader.varUint()
    const ranges = deletes.get(client) ?? []
    budget.spend(PARTS.client)
    for (let range = 0; range < count; range += 1) {
      budget.spend(PARTS.range)
      const start = reader.varUint()
      const length = reader.varUint()
      // Yjs would keep an empty range of unknown clocks aside for ever.
      if (length === 0) throw new MalformedUpdate('a deleted range is empty')
      ranges.push(start, addClocks(start, length))
    }
    if (ranges.length > 0) deletes.set(client, inOrder(ranges))
  }
  return deletes
}

/** Yjs itself writes ranges in order; others may not. */
function inOrder(ranges: number[]): number[] {
  for (let at = 2; at < ranges.length; at += 2) {
    if ((ranges[at] as number) < (ranges[at - 2] as number)) return united(ranges)
  }
  return ranges
}

/** The clocks of all ranges, as ranges in order. Starts and ends are sorted apart: between them it counts how many are open. */
function united(ranges: readonly number[]): number[] {
  const starts = Float64Array.from({ length: ranges.length / 2 }, (_, at) => ranges[2 * at] as number).sort()
  const ends = Float64Array.from({ length: ranges.length / 2 }, (_, at) => ranges[2 * at + 1] as number).sort()
  const all: number[] = []
  let from = starts[0] as number
  for (let at = 0; at < ends.length; at += 1) {
    const next = starts[at + 1] ?? Number.POSITIVE_INFINITY
    // As many have ended as have begun, and the next begins later.
    if ((ends[at] as number) >= next) continue
    all.push(from, ends[at] as number)
    from = next
  }
  return all
}
