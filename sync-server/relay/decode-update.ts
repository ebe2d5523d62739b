import { ByteReader, UnreadableBytes } from './byte-reader.ts'
import {
  MalformedUpdate,
  OversizedUpdate,
  type DecodedUpdate,
  type UpdateLimits,
  type UpdateSection,
} from './decoded-update.ts'
import { addClocks, readStruct, type StructVisitor } from './read-struct.ts'

/** Structs, values and ranges that are read in one turn of the event loop: some three milliseconds. */
const PARTS_A_TURN = 50_000

/** Above so many bytes an update is read over several turns. */
export const LONG_UPDATE_BYTES = 128 * 1024

/** Ranges out of order are put in order, unless sorting them would take long: Yjs writes them in order. */
const MAX_UNORDERED_RANGES = 10_000

/**
 * Reads an update (encoding V1) that the server itself has kept or made, without applying it; what follows it in
 * `bytes` is not looked at. Throws `MalformedUpdate`.
 */
export function decodeUpdate(bytes: Uint8Array): DecodedUpdate {
  return readAll(new UpdateDecoder(bytes, null))
}

/** Reads an update that a peer sent: as `decodeUpdate`, within limits. Throws `MalformedUpdate`, `OversizedUpdate`. */
export function decodePeerUpdate(bytes: Uint8Array, limits: UpdateLimits): DecodedUpdate {
  return readAll(new UpdateDecoder(bytes, limits))
}

/** The same over several turns of the event loop; rejects where the other throws. */
export async function decodeLongPeerUpdate(bytes: Uint8Array, limits: UpdateLimits): Promise<DecodedUpdate> {
  const decoder = new UpdateDecoder(bytes, limits)
  for (;;) {
    const update = decoder.read(PARTS_A_TURN)
    if (update) return update
    await new Promise((resolve) => setImmediate(resolve))
  }
}

function readAll(decoder: UpdateDecoder): DecodedUpdate {
  for (;;) {
    const update = decoder.read(Number.POSITIVE_INFINITY)
    if (update) return update
  }
}

/** For how many plain structs or values these count: measured, in round numbers. */
const PARTS = { client: 40, reference: 4 } as const

/** What only types, formats or deletes: collected clocks, deleted content, a piece of text, formatting. */
const TEXT_KINDS: ReadonlySet<number> = new Set([0, 1, 4, 6])

/** Reads an update piece by piece. */
class UpdateDecoder {
  readonly #bytes: Uint8Array
  readonly #reader: ByteReader
  readonly #budget: Budget
  readonly #isPeers: boolean
  readonly #structs = new Map<number, UpdateSection>()
  readonly #seen = new Set<number>()
  readonly #deletes = new Map<number, readonly number[]>()
  #sectionsLeft: number | null = null
  #section: SectionReader | null = null
  #deletesFrom = 0
  #deletersLeft: number | null = null
  #ranges: RangesReader | null = null

  constructor(bytes: Uint8Array, limits: UpdateLimits | null) {
    this.#bytes = bytes
    this.#reader = new ByteReader(bytes)
    this.#budget = new Budget(limits)
    this.#isPeers = limits !== null
  }

  /** Reads about so many parts more. The update once all of it is read; null before. */
  read(parts: number): DecodedUpdate | null {
    try {
      const until = this.#budget.read + parts
      if (!this.#readSections(until) || !this.#readDeletes(until)) return null
    } catch (cause) {
      if (!(cause instanceof UnreadableBytes)) throw cause
      throw new MalformedUpdate(cause.message)
    }
    if (this.#isPeers && !this.#reader.atEnd) throw new MalformedUpdate('bytes follow it')
    return {
      bytes: this.#bytes,
      structs: this.#structs,
      deletesFrom: this.#deletesFrom,
      deletes: this.#deletes,
      textOnly: this.#budget.textOnly,
    }
  }

  #readSections(until: number): boolean {
    this.#sectionsLeft ??= this.#reader.varUint()
    while (this.#section || this.#sectionsLeft > 0) {
      const section = (this.#section ??= this.#openSection())
      if (!section.read(until)) return false
      const read = section.section
      if (read) this.#structs.set(read.client, read)
      this.#section = null
    }
    return true
  }

  #openSection(): SectionReader {
    this.#sectionsLeft = (this.#sectionsLeft ?? 0) - 1
    const section = new SectionReader(this.#reader, this.#budget)
    // Of two sections for one client Yjs applies only the last: the relay would count on what no peer has.
    if (this.#seen.has(section.client)) throw new MalformedUpdate('it names a client twice')
    this.#seen.add(section.client)
    return section
  }

  #readDeletes(until: number): boolean {
    if (this.#deletersLeft === null) {
      this.#deletesFrom = this.#reader.position
      this.#deletersLeft = this.#reader.varUint()
    }
    while (this.#ranges || this.#deletersLeft > 0) {
      const reading = (this.#ranges ??= this.#openRanges())
      if (!reading.read(until)) return false
      if (reading.ranges.length > 0) this.#deletes.set(reading.client, inOrder(reading.ranges))
      this.#ranges = null
    }
    return true
  }

  #openRanges(): RangesReader {
    this.#deletersLeft = (this.#deletersLeft ?? 0) - 1
    const ranges = new RangesReader(this.#reader, this.#budget)
    if (this.#deletes.has(ranges.client)) throw new MalformedUpdate('it names a client twice')
    return ranges
  }
}

/** Counts what is read. */
class Budget {
  readonly subdocuments: boolean
  readonly #limits: UpdateLimits | null
  /** All parts so far. */
  read = 0
  textOnly = true
  #parts = 0
  #ranges = 0
  #jsonBytes = 0

  constructor(limits: UpdateLimits | null) {
    this.#limits = limits
    this.subdocuments = limits === null
  }

  spend(parts: number): void {
    this.read += parts
    this.#parts += parts
    if (this.#limits && this.#parts > this.#limits.parts) throw new OversizedUpdate('it consists of too many parts')
  }

  spendRange(): void {
    this.read += 1
    this.#ranges += 1
    if (this.#limits && this.#ranges > this.#limits.ranges) throw new OversizedUpdate('it deletes too many parts')
  }

  spendJson(bytes: number): void {
    this.#jsonBytes += bytes
    if (this.#limits && this.#jsonBytes > this.#limits.jsonBytes) throw new OversizedUpdate('too much formatting')
  }
}

/** Reads what an update brings of one client. */
class SectionReader implements StructVisitor {
  readonly client: number
  readonly #reader: ByteReader
  readonly #budget: Budget
  readonly #from: number
  readonly #start: number
  readonly #references: number[] = []
  #furthest: Map<number, number> | null = null
  #left: number
  #clock: number
  #follows: number
  #end: number | null = null
  #hasGaps = false

  constructor(reader: ByteReader, budget: Budget) {
    this.#reader = reader
    this.#budget = budget
    this.#from = reader.position
    this.#left = reader.varUint()
    if (this.#left === 0) throw new MalformedUpdate('it names a client without content')
    this.client = reader.varUint()
    this.#start = reader.varUint()
    this.#clock = this.#start
    this.#follows = this.#start
    budget.spend(PARTS.client)
  }

  /** Whether all of it is read now. */
  read(until: number): boolean {
    for (; this.#left > 0; this.#left -= 1) {
      if (this.#budget.read >= until) return false
      this.#budget.spend(1)
      const length = readStruct(this.#reader, this.#clock, this)
      const next = addClocks(this.#clock, Math.abs(length))
      if (length > 0) {
        if (this.#end !== this.#clock) this.#follows = this.#clock
        this.#end = next
      } else {
        this.#hasGaps = true
      }
      this.#clock = next
    }
    return true
  }

  /** Null where it consists of gaps. */
  get section(): UpdateSection | null {
    if (this.#end === null) return null
    return {
      client: this.client,
      start: this.#start,
      end: this.#end,
      follows: this.#follows,
      references: this.#references,
      hasGaps: this.#hasGaps,
      from: this.#from,
      to: this.#reader.position,
    }
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
    if (client === this.client) {
      // Its own client's structs come in order, so all below this struct are there before it.
      if (clock >= at) throw new MalformedUpdate('a struct refers to itself or to one behind it')
      return
    }
    this.#furthest ??= new Map()
    if (clock <= (this.#furthest.get(client) ?? -1)) return
    this.#budget.spend(PARTS.reference)
    this.#furthest.set(client, clock)
    this.#references.push(at, client, clock)
  }
}

/** Reads what an update deletes of one client. */
class RangesReader {
  readonly client: number
  readonly ranges: number[] = []
  readonly #reader: ByteReader
  readonly #budget: Budget
  #left: number

  constructor(reader: ByteReader, budget: Budget) {
    this.#reader = reader
    this.#budget = budget
    this.client = reader.varUint()
    this.#left = reader.varUint()
    budget.spend(PARTS.client)
  }

  /** Whether all of it is read now. */
  read(until: number): boolean {
    for (; this.#left > 0; this.#left -= 1) {
      if (this.#budget.read >= until) return false
      this.#budget.spendRange()
      const start = this.#reader.varUint()
      const length = this.#reader.varUint()
      // Yjs would keep an empty range of unknown clocks aside for ever.
      if (length === 0) throw new MalformedUpdate('a deleted range is empty')
      this.ranges.push(start, addClocks(start, length))
    }
    return true
  }
}

function inOrder(ranges: number[]): number[] {
  for (let at = 2; at < ranges.length; at += 2) {
    if ((ranges[at] as number) < (ranges[at - 2] as number)) return united(ranges)
  }
  return ranges
}

/** The clocks of all ranges, as ranges in order. Starts and ends are sorted apart: between them it counts how many are open. */
function united(ranges: readonly number[]): number[] {
  if (ranges.length > 2 * MAX_UNORDERED_RANGES) throw new MalformedUpdate('deleted ranges are out of order')
  const starts = Float64Array.from(ranges.filter((_, at) => at % 2 === 0)).sort()
  const ends = Float64Array.from(ranges.filter((_, at) => at % 2 === 1)).sort()
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
