import { z } from 'zod'
import type { FanOut } from '#server/fan-out/fan-out.ts'

const CHANNEL = 'access'

/** What has changed about who may do what. It never says how: whoever hears it looks again. */
const AccessChange = z.discriminatedUnion('kind', [
  /** Roles in a film, or its share links. */
  z.object({ kind: z.literal('film'), projectId: z.string() }),
  /** An account, its role in the studio, or all its sessions. */
  z.object({ kind: z.literal('account'), accountId: z.string() }),
  /** A session has ended. */
  z.object({ kind: z.literal('session'), sessionId: z.string() }),
  /** A token or a share link has ended. */
  z.object({ kind: z.literal('token'), tokenId: z.string() }),
  /** Something may have been missed. */
  z.object({ kind: z.literal('anything') }),
])
export type AccessChange = z.infer<typeof AccessChange>

/**
 * Tells all that lives longer than a request when access has changed: sockets and event streams of this process, and over
 * the fan-out those of others. Publish only what is already stored.
 */
export class AccessChanges {
  readonly #listeners = new Set<(change: AccessChange) => void>()
  readonly #fanOut: FanOut | null
  #count = 0

  /** @param fanOut the way to the other servers; null where there are none */
  constructor(fanOut: FanOut | null = null) {
    this.#fanOut = fanOut
    fanOut?.subscribe(CHANNEL, (message) => this.#hear(message))
    fanOut?.onRestored(() => this.#tell({ kind: 'anything' }))
  }

  /** Grows with every change: who looked something up can see whether that still holds. */
  get count(): number {
    return this.#count
  }

  publish(change: AccessChange): void {
    this.#tell(change)
    this.#fanOut?.publish(CHANNEL, new TextEncoder().encode(JSON.stringify(change)))
  }

  /** Calls `listener` with every change from now on. Returns the way to stop. */
  subscribe(listener: (change: AccessChange) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #tell(change: AccessChange): void {
    this.#count += 1
    for (const listener of this.#listeners) listener(change)
  }

  #hear(message: Uint8Array): void {
    // A server of another version may tell of what this one does not know: then everything is looked at.
    const change = AccessChange.safeParse(parseJson(message))
    this.#tell(change.success ? change.data : { kind: 'anything' })
  }
}

function parseJson(message: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(message))
  } catch {
    return null
  }
}
