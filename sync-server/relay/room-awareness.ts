import { encodeEntries, readEntries, type AwarenessEntry, type ReadEntry } from './awareness-entries.ts'
import { MalformedFrame } from './frames.ts'

/** Bounds on what one peer may make everybody else carry. */
export interface AwarenessLimits {
  /** Bytes of one state. */
  readonly stateBytes: number
  /** Client ids of one connection. */
  readonly idsPerConnection: number
  /** Client ids of one connection from its beginning to its end; those that it gave up count too. */
  readonly idsInLife: number
}

/** Clients that went and are still remembered, so that a late echo does not bring them back. */
const REMEMBERED_GONE = 1000

/** Clients beyond those that are known, of which an update may say that they have gone. */
const FORGOTTEN = 100

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
  /** The clients of each owner, and all that it ever had. */
  readonly #owned = new Map<object, { readonly now: Set<number>; readonly ever: Set<number> }>()
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
    const known = this.#states.size + this.#gone.size
    const entries = this.#read(bytes, known + this.#limits.idsPerConnection + FORGOTTEN)
    this.#limit(owner, entries)
    const gone = this.#take(owner, entries)
    return gone.length > 0 ? encodeEntries(gone) : null
  }

  /** Takes the states of another process's peers, which that process has let in. Throws `MalformedFrame`. */
  receiveFrom(process: OtherProcess, bytes: Uint8Array): void {
    this.#take(process, this.#read(bytes, Number.POSITIVE_INFINITY))
  }

  #read(bytes: Uint8Array, maxEntries: number): ReadEntry[] {
    const isNews = (client: number, clock: number): boolean => clock > this.#lastClockOf(client)
    return readEntries(bytes, { stateBytes: this.#limits.stateBytes, maxEntries, isNews })
  }

  #limit(owner: object, entries: readonly ReadEntry[]): void {
    const { now, ever } = this.#owned.get(owner) ?? { now: new Set(), ever: new Set() }
    const news = new Set(entries.filter(({ isNews }) => isNews).map(({ client }) => client))
    const { idsPerConnection, idsInLife } = this.#limits
    if (now.size + countWithout(news, now) > idsPerConnection || ever.size + countWithout(news, ever) > idsInLife) {
      throw new MalformedFrame('too many presence states')
    }
  }

  /** Resolves with the clients among them that count as gone. */
  #take(owner: object, entries: readonly ReadEntry[]): AwarenessEntry[] {
    const gone: AwarenessEntry[] = []
    for (const { client, clock, json, isNews } of entries) {
      const current = this.#states.get(client)
      if (json === null) {
        if (current && current.owner === owner && clock >= current.clock) this.#remove(client, clock)
      } else if (isNews && clock > this.#lastClockOf(client)) {
        this.#gone.delete(client)
        if (current?.owner !== owner) this.#own(client, owner)
        this.#states.set(client, { clock, json, owner })
        this.#note(client, clock, owner)
      } else if (!current) {
        gone.push({ client, clock: this.#lastClockOf(client), json: null })
      }
    }
    return gone
  }

  /** Removes what a connection vouched for. */
  removeOwner(owner: object): void {
    for (const client of [...(this.#owned.get(owner)?.now ?? [])]) {
      this.#remove(client, this.#lastClockOf(client))
    }
    this.#owned.delete(owner)
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
    return encodeEntries(changed.map(([client, clock]) => this.#entry(client) ?? { client, clock, json: null }))
  }

  #entry(client: number): AwarenessEntry | null {
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

  #own(client: number, owner: object): void {
    this.#disown(client)
    const owned = this.#owned.get(owner) ?? { now: new Set(), ever: new Set() }
    this.#owned.set(owner, owned)
    owned.now.add(client)
    if (!(owner instanceof OtherProcess)) owned.ever.add(client)
  }

  #disown(client: number): void {
    const owner = this.#states.get(client)?.owner
    if (owner) this.#owned.get(owner)?.now.delete(client)
  }

  #remove(client: number, clock: number): void {
    const owner = this.#states.get(client)?.owner
    this.#disown(client)
    this.#states.delete(client)
    if (owner) this.#note(client, clock, owner)
    this.#gone.set(client, clock)
    const [oldest] = this.#gone.keys()
    if (this.#gone.size > REMEMBERED_GONE && oldest !== undefined) this.#gone.delete(oldest)
  }
}

function countWithout(clients: ReadonlySet<number>, known: ReadonlySet<number>): number {
  return [...clients].filter((client) => !known.has(client)).length
}

function encodeStates(states: readonly (readonly [number, State])[]): Uint8Array | null {
  if (states.length === 0) return null
  return encodeEntries(states.map(([client, { clock, json }]) => ({ client, clock, json })))
}

/** An awareness update that says nothing: keeps stock clients, which need a message every 30 s, from giving up. */
export const EMPTY_AWARENESS: Uint8Array = encodeEntries([])
