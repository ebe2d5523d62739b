import type { ServerEvent } from '#shared/protocol/jobs.ts'

/** Tells everybody who listens what has happened on the server. Publish only what is already stored. */
export class EventHub {
  readonly #listeners = new Set<(event: ServerEvent) => void>()

  publish(event: ServerEvent): void {
    for (const listener of this.#listeners) listener(event)
  }

  /** Calls `listener` with every event from now on. Returns the way to stop. */
  subscribe(listener: (event: ServerEvent) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}
