import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { MalformedFrame } from './frames.ts'

/** Bounds on what one peer may make everybody else carry. */
export interface AwarenessLimits {
  /** Bytes of one state. */
  readonly stateBytes: number
  /** Client ids of one connection. */
  readonly idsPerConnection: number
}

/** Clients that went and are still remembered, so that a late echo does not bring them back. */
const REMEMBERED_GONE = 1000

/** The peers of another server process, as the owner of their states. */
export class OtherProcess {
  /** Milliseconds since 1970 of its last sign of life in the room. */
  heardAt: number

  constructor(heardAt: number) {
    this.heardAt = heardAt
  }
}

interface State {
  readonly clock: number
  /** JSON, as it came; never `null`. */
  readonly json: string
  /** The connection that vouches for it, or the process that has that connection. */
  readonly owner: object
}

/** Who is in a room and what they say of themselves: the newest state of each client, kept only while its connection lives. */
export class RoomAwareness {
  readonly #limits: AwarenessLimits
  readonly #states = new Map<number, State>()
  /** The last clock of each client that went, oldest first. */
  readonly #gone = new Map<number, number>()
  /** Clients whose state has changed since the last `takeChanges`, with the clock of a removal. */
  readonly #changed = new Map<number, number>()
  /** Those of them that belong to peers of this process, since the last `takeOwnChanges`; null where nobody asks for them. */
  readonly #ownChanged: Map<number, number> | null

  /** @param shared whether peers of other processes are in the room as well */
  constructor(limits: AwarenessLimits, shared = false) {
    this.#limits = limits
    this.#ownChanged = shared ? new Map() : null
  }

  get size(): number {
    return this.#states.size
  }

  /**
   * Takes a connection's awareness update. Stock clients echo what they hear of others, so a state counts only where
   * it is newer than what is known of its client. Throws `MalformedFrame` for broken or oversized input, in which case
   * nothing of it was taken. Returns what to answer, if anything: that a client counts as gone. An echo of its last
   * state deserves that; and a client that is back with an old clock hears it of itself, and announces itself anew.
   */
  receive(owner: object, bytes: Uint8Array): Uint8Array | null {
    const entries = readEntries(bytes, this.#limits.stateBytes)
    this.#limit(owner, entries)
    const gone = this.#take(owner, entries)
    return gone.length > 0 ? encodeEntries(gone) : null
  }

  /** Takes the states of another process's peers, which that process has let in. Throws `MalformedFrame`. */
  receiveFrom(process: OtherProcess, bytes: Uint8Array): void {
    this.#take(process, readEntries(bytes, this.#limits.stateBytes))
  }

  #limit(owner: object, entries: readonly Entry[]): void {
    const news = entries.filter(({ client, clock, json }) => json !== 'null' && clock > this.#lastClockOf(client))
    const own = new Set(news.map(({ client }) => client))
    for (const [client, state] of this.#states) if (state.owner === owner) own.add(client)
    if (own.size > this.#limits.idsPerConnection) throw new MalformedFrame('too many presence states')
  }

  /** Resolves with the clients among them that count as gone. */
  #take(owner: object, entries: readonly Entry[]): Entry[] {
    const gone: Entry[] = []
    for (const { client, clock, json } of entries) {
      const current = this.#states.get(client)
      if (json === 'null') {
        if (current && current.owner === owner && clock >= current.clock) this.#remove(client, clock)
      } else if (clock > this.#lastClockOf(client)) {
        this.#gone.delete(client)
        this.#states.set(client, { clock, json, owner })
        this.#note(client, clock, owner)
      } else if (!current) {
        gone.push({ client, clock: this.#lastClockOf(client), json: 'null' })
      }
    }
    return gone
  }

  /** Removes what a connection vouched for. */
  removeOwner(owner: object): void {
    for (const [client, state] of this.#states) if (state.owner === owner) this.#remove(client, state.clock)
  }

  /** What has changed since the last call, as an awareness update; null where nothing has. */
  takeChanges(): Uint8Array | null {
    if (this.#changed.size === 0) return null
    return this.#encodeChanges(this.#changed)
  }

  /** What has changed of this process's own peers since the last call; null where nothing has. */
  takeOwnChanges(): Uint8Array | null {
    return this.#ownChanged && this.#ownChanged.size > 0 ? this.#encodeChanges(this.#ownChanged) : null
  }

  /** Everybody's state as an awareness update; null in an empty room. */
  encodeAll(): Uint8Array | null {
    return encodeStates([...this.#states])
  }

  /** The states of this process's own peers; null where it has none. */
  encodeOwn(): Uint8Array | null {
    return encodeStates([...this.#states].filter(([, { owner }]) => !(owner instanceof OtherProcess)))
  }

  #encodeChanges(changes: Map<number, number>): Uint8Array {
    const changed = [...changes]
    changes.clear()
    return encodeEntries(changed.map(([client, clock]) => this.#entry(client) ?? { client, clock, json: 'null' }))
  }

  #entry(client: number): Entry | null {
    const state = this.#states.get(client)
    return state ? { client, clock: state.clock, json: state.json } : null
  }

  #lastClockOf(client: number): number {
    return this.#states.get(client)?.clock ?? this.#gone.get(client) ?? -1
  }

  #note(client: number, clock: number, owner: object): void {
    this.#changed.set(client, clock)
    if (!(owner instanceof OtherProcess)) this.#ownChanged?.set(client, clock)
    else this.#ownChanged?.delete(client)
  }

  #remove(client: number, clock: number): void {
    const owner = this.#states.get(client)?.owner
    this.#states.delete(client)
    if (owner) this.#note(client, clock, owner)
    this.#gone.set(client, clock)
    const [oldest] = this.#gone.keys()
    if (this.#gone.size > REMEMBERED_GONE && oldest !== undefined) this.#gone.delete(oldest)
  }
}

function encodeStates(states: readonly (readonly [number, State])[]): Uint8Array | null {
  if (states.length === 0) return null
  return encodeEntries(states.map(([client, { clock, json }]) => ({ client, clock, json })))
}

/** An awareness update that says nothing: keeps stock clients, which need a message every 30 s, from giving up. */
export const EMPTY_AWARENESS: Uint8Array = encodeEntries([])

interface Entry {
  readonly client: number
  readonly clock: number
  readonly json: string
}

function readEntries(bytes: Uint8Array, stateBytes: number): Entry[] {
  const entries: Entry[] = []
  try {
    const decoder = decoding.createDecoder(bytes)
    const count = decoding.readVarUint(decoder)
    for (let index = 0; index < count; index += 1) {
      const client = decoding.readVarUint(decoder)
      const clock = decoding.readVarUint(decoder)
      const json = decoding.readVarString(decoder)
      if (json.length > stateBytes) throw new MalformedFrame('a presence state is too large')
      const state: unknown = JSON.parse(json)
      if (typeof state !== 'object' || Array.isArray(state)) throw new MalformedFrame('a presence state is no object')
      entries.push({ client, clock, json })
    }
  } catch (cause) {
    if (cause instanceof MalformedFrame) throw cause
    throw new MalformedFrame('presence cannot be decoded', { cause })
  }
  return entries
}

function encodeEntries(entries: readonly Entry[]): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, entries.length)
  for (const { client, clock, json } of entries) {
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, clock)
    encoding.writeVarString(encoder, json)
  }
  return encoding.toUint8Array(encoder)
}
