import type { FanOut } from '#server/fan-out/fan-out.ts'
import { ServerEvent } from '#shared/protocol/jobs.ts'
import { PROTOCOL_VERSION } from '#shared/protocol/version.ts'

const CHANNEL = 'events'

/**
 * Tells everybody who listens what has happened on the server, and on the others that share its storage. Publish only
 * what is already stored.
 */
export class EventHub {
  readonly #listeners = new Set<(event: ServerEvent) => void>()
  readonly #now: () => number
  readonly #fanOut: FanOut | null

  /** @param fanOut the way to the other servers; null where there are none */
  constructor(now: () => number, fanOut: FanOut | null = null) {
    this.#now = now
    this.#fanOut = fanOut
    fanOut?.subscribe(CHANNEL, (message) => this.#hear(message))
    // Whoever listens to this server missed what happened on the others, as after a break of their own.
    fanOut?.onRestored(() => this.publishHere(this.hello()))
  }

  /** Tells a listener that it may have missed something: it fetches anew what it shows. */
  hello(): ServerEvent {
    return { type: 'hello', protocol: PROTOCOL_VERSION, now: new Date(this.#now()).toISOString() }
  }

  publish(event: ServerEvent): void {
    this.publishHere(event)
    this.#fanOut?.publish(CHANNEL, new TextEncoder().encode(JSON.stringify(event)))
  }

  /** Tells those who listen to this server alone: the others have seen it for themselves. */
  publishHere(event: ServerEvent): void {
    for (const listener of this.#listeners) listener(event)
  }

  /** Calls `listener` with every event from now on. Returns the way to stop. */
  subscribe(listener: (event: ServerEvent) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #hear(message: Uint8Array): void {
    // A server of another version may tell of things that this one does not know.
    const event = ServerEvent.safeParse(parseJson(message))
    if (event.success) this.publishHere(event.data)
  }
}

function parseJson(message: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(message))
  } catch {
    return null
  }
}
