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

interface State {
  readonly clock: number
  /** JSON, as it came; never `null`. */
  readonly json: string
  /** The connection that vouches for it. */
  readonly owner: object
}

/** Who is in a room and what they say of themselves: the newest state of each client, kept only while its connection lives. */
export class RoomAwareness {
  readonly #limits: AwarenessLimits
  readonly #states = new Map<number, State>()
  /** Clients whose state has changed since the last `takeChanges`, with the clock of a removal. */
  readonly #changed = new Map<number, number>()

  constructor(limits: AwarenessLimits) {
    this.#limits = limits
  }

  get size(): number {
    return this.#states.size
  }

  /**
   * Takes a connection's awareness update. A state that is older than the one here is ignored. Throws
   * `MalformedFrame` for broken or oversized input, in which case nothing of it was taken.
   */
  receive(owner: object, bytes: Uint8Array): void {
    const entries = readEntries(bytes, this.#limits.stateBytes)
    const own = new Set([...this.#states].filter(([, state]) => state.owner === owner).map(([client]) => client))
    for (const { client, json } of entries) if (json !== 'null') own.add(client)
    if (own.size > this.#limits.idsPerConnection) throw new MalformedFrame('too many presence states')
    for (const { client, clock, json } of entries) {
      const current = this.#states.get(client)
      if (json === 'null') {
        if (current && current.owner === owner && clock >= current.clock) this.#remove(client, clock)
      } else if (!current || clock > current.clock || (clock === current.clock && current.owner !== owner)) {
        this.#states.set(client, { clock, json, owner })
        this.#changed.set(client, clock)
      }
    }
  }

  /** Removes what a connection vouched for. */
  removeOwner(owner: object): void {
    for (const [client, state] of this.#states) if (state.owner === owner) this.#remove(client, state.clock)
  }

  /** What has changed since the last call, as an awareness update; null where nothing has. */
  takeChanges(): Uint8Array | null {
    if (this.#changed.size === 0) return null
    const changed = [...this.#changed]
    this.#changed.clear()
    return encodeEntries(changed.map(([client, clock]) => this.#entry(client) ?? { client, clock, json: 'null' }))
  }

  /** Everybody's state as an awareness update; null in an empty room. */
  encodeAll(): Uint8Array | null {
    if (this.#states.size === 0) return null
    return encodeEntries([...this.#states].map(([client, { clock, json }]) => ({ client, clock, json })))
  }

  #entry(client: number): Entry | null {
    const state = this.#states.get(client)
    return state ? { client, clock: state.clock, json: state.json } : null
  }

  #remove(client: number, clock: number): void {
    this.#states.delete(client)
    this.#changed.set(client, clock)
  }
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
