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
}

/** Bounds on what the update of a peer may cost others. */
export interface UpdateLimits {
  /** Structs and values; clients and references count several times, since they cost more to keep. */
  readonly parts: number
  /** Deleted ranges: every peer that comes back brings all that it knows of. A room has no more of them. */
  readonly ranges: number
  /** Those of them that the room does not know yet. */
  readonly newRanges: number
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
