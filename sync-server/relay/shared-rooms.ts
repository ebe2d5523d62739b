import { encodeProcessMessage } from './process-messages.ts'
import { channelOf, RoomLink, type LinkedRoom, type RoomLinkServices } from './room-link.ts'

/** Signs of life in the time after which a silent process counts as gone, with the one that may be late. */
const HEARTBEATS = 4

/** Rooms that look into the log at once. */
const LOOKS_AT_ONCE = 8

/** The links of all open rooms to the other server processes, and what they need now and then. Rules M1 to M9 of SPEC.md. */
export class SharedRooms {
  readonly #services: RoomLinkServices
  readonly #links = new Set<RoomLink>()
  readonly #timers: NodeJS.Timeout[] = []
  #unsubscribe: () => void = () => {}
  #looking = false
  #lookedAt = 0

  constructor(services: RoomLinkServices) {
    this.#services = services
  }

  /** Links a room that is being opened. */
  link(room: LinkedRoom): RoomLink {
    const link = new RoomLink(room, this.#services)
    this.#links.add(link)
    return link
  }

  /** The room leaves memory. */
  unlink(link: RoomLink): void {
    this.#links.delete(link)
    link.close()
  }

  /** Tells the others to read a room anew. */
  tellReload(room: string): void {
    this.#services.fanOut.publish(channelOf(room), encodeProcessMessage({ type: 'reload' }))
  }

  run(): void {
    const { fanOut, options, now } = this.#services
    this.#unsubscribe = fanOut.onRestored(() => {
      for (const link of this.#links) link.restored()
    })
    this.#lookedAt = now()
    const beat = options.presenceTimeoutMs / HEARTBEATS
    this.#timers.push(
      setInterval(() => this.#heartbeat(beat), beat).unref(),
      setInterval(() => void this.#lookWhereDue(), options.pollMs).unref(),
    )
  }

  /** Tells the last of this process's peers, who were just sent away. */
  drain(): void {
    for (const link of this.#links) link.tellPresence()
  }

  stop(): void {
    this.#unsubscribe()
    for (const timer of this.#timers) clearInterval(timer)
    for (const link of this.#links) this.unlink(link)
  }

  #heartbeat(beat: number): void {
    // One beat less, so that with the beat until somebody looks it is never more than the time that was promised.
    const silentSince = this.#services.now() - (HEARTBEATS - 1) * beat
    for (const link of this.#links) link.heartbeat(silentSince)
  }

  /** Often while no messages get through; now and then all the same, for whatever was lost without a trace. */
  async #lookWhereDue(): Promise<void> {
    const { fanOut, options, now } = this.#services
    const pause = fanOut.connected ? options.safetyPollMs : 0
    if (this.#looking || now() - this.#lookedAt < pause) return
    this.#looking = true
    const due = [...this.#links].filter((link) => link.inUse)
    await Promise.all(
      Array.from({ length: LOOKS_AT_ONCE }, async () => {
        for (let link = due.pop(); link; link = due.pop()) await link.look()
      }),
    )
    this.#lookedAt = now()
    this.#looking = false
  }
}
