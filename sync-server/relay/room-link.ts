import type { FanOut, Subscription } from '#server/fan-out/fan-out.ts'
import type { DocumentLog } from '#server/storage/document-log.ts'
import { mergeStepwise } from './document-bytes.ts'
import { LogFollower, type FollowedRoom } from './log-follower.ts'
import { decodeProcessMessage, encodeProcessMessage, type ProcessMessage } from './process-messages.ts'
import type { RelayOptions } from './relay-options.ts'
import { OtherProcess, type RoomAwareness } from './room-awareness.ts'

/** The room as its link needs it. */
export interface LinkedRoom extends FollowedRoom {
  readonly connections: { readonly size: number }
  readonly awareness: RoomAwareness
  encodeOwnPresence(): Uint8Array | null
  awarenessChanged(): void
}

/** What a link uses. */
export interface RoomLinkServices {
  readonly log: DocumentLog
  readonly fanOut: FanOut
  readonly now: () => number
  readonly options: RelayOptions
  /** Hears that the log of a room was written by other means than updates. */
  readonly onReload: (room: string) => void
  /** Hears of trouble that nobody waits for. */
  readonly onFailed: (room: string, error: unknown) => void
}

/** Where processes speak of one room. */
export function channelOf(room: string): string {
  return `room:${room}`
}

/** A room's link to the other server processes: tells them what was committed here and who is here, and hears the same. */
export class RoomLink {
  readonly #room: LinkedRoom
  readonly #services: RoomLinkServices
  readonly #follower: LogFollower
  readonly #channel: string
  readonly #subscription: Subscription
  readonly #others = new Map<string, OtherProcess>()
  #closed = false

  constructor(room: LinkedRoom, services: RoomLinkServices) {
    const { log, fanOut, options, onFailed } = services
    this.#room = room
    this.#services = services
    this.#follower = new LogFollower(room, { log, gapMs: options.gapMs, onFailed })
    this.#channel = channelOf(room.name)
    this.#subscription = fanOut.subscribe(this.#channel, (message, from) => this.#hear(message, from))
    // What was published before is in the log; from here on nothing is missed.
    void this.#subscription.ready.then(() => this.restored())
  }

  /** Whether peers of this process depend on what others write. */
  get inUse(): boolean {
    return this.#room.connections.size > 0
  }

  /** The room has been read from the log. */
  loaded(): void {
    this.#follower.loaded()
  }

  /** This process has committed updates: they are in the room already. */
  committed(seqs: readonly number[], updates: readonly Uint8Array[]): void {
    this.#follower.committed(seqs)
    const [first] = seqs
    const last = seqs.at(-1)
    if (first === undefined || last === undefined) return
    const size = updates.reduce((sum, update) => sum + update.length, 0)
    const bytes = size > this.#services.options.maxPublishedBytes ? null : mergeStepwise(updates)
    this.#publish({ type: 'committed', first, last, bytes })
  }

  /** See `LogFollower.catchUp`. */
  catchUp(): Promise<void> {
    return this.#follower.catchUp()
  }

  /** Looks into the log, without anybody waiting for it. */
  look(): Promise<void> {
    return this.#follower.look()
  }

  /** Tells what has changed of this process's peers. */
  tellPresence(): void {
    const states = this.#room.awareness.takeOwnChanges()
    if (states) this.#publish({ type: 'presence', states })
  }

  /** A sign of life for this process's peers, and the end of those whose process gives none any more. */
  heartbeat(silentSince: number): void {
    this.#tellAllPresence()
    for (const [id, process] of this.#others) {
      if (process.heardAt >= silentSince) continue
      this.#others.delete(id)
      this.#room.awareness.removeOwner(process)
      this.#room.awarenessChanged()
    }
  }

  /** Messages get through again: whatever was missed is made up for, in both directions. */
  restored(): void {
    if (this.#closed) return
    const { lastSeq } = this.#room.tail
    if (lastSeq > 0) this.#publish({ type: 'committed', first: lastSeq, last: lastSeq, bytes: null })
    this.#publish({ type: 'presence-query' })
    this.#tellAllPresence()
    void this.look()
  }

  close(): void {
    this.#closed = true
    this.#subscription.stop()
    this.#follower.close()
  }

  #hear(bytes: Uint8Array, from: string): void {
    try {
      const message = decodeProcessMessage(bytes)
      if (message?.type === 'committed') this.#follower.heard(message.first, message.last, message.bytes)
      else if (message?.type === 'presence') this.#hearPresence(message.states, from)
      else if (message?.type === 'presence-query') this.#tellAllPresence()
      else if (message?.type === 'reload') this.#services.onReload(this.#room.name)
    } catch (error) {
      this.#services.onFailed(this.#room.name, error)
    }
  }

  #hearPresence(states: Uint8Array, from: string): void {
    const process = this.#others.get(from) ?? new OtherProcess(0)
    this.#others.set(from, process)
    process.heardAt = this.#services.now()
    this.#room.awareness.receiveFrom(process, states)
    this.#room.awarenessChanged()
  }

  #tellAllPresence(): void {
    const states = this.#room.encodeOwnPresence()
    if (states) this.#publish({ type: 'presence', states })
  }

  #publish(message: ProcessMessage): void {
    this.#services.fanOut.publish(this.#channel, encodeProcessMessage(message))
  }
}
