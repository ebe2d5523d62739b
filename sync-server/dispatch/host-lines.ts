/** A place in a line. */
export interface Place {
  /** Resolves when all before it have left; rejects with the signal's reason where that is aborted first. */
  wait(signal: AbortSignal): Promise<void>
  /** Lets the next one go; calling it again does nothing. */
  leave(): void
}

/** Lines in front of hosts: what is ready sooner does not overtake what was assigned before it. */
export class HostLines {
  readonly #last = new Map<string, Promise<void>>()

  /** Stands at the end of a host's line. Whoever does has to leave it, however it ends. */
  enter(hostId: string): Place {
    const before = this.#last.get(hostId) ?? Promise.resolve()
    let leave = (): void => {}
    const left = new Promise<void>((resolve) => {
      leave = resolve
    })
    const mine = before.then(() => left)
    this.#last.set(hostId, mine)
    void mine.then(() => {
      if (this.#last.get(hostId) === mine) this.#last.delete(hostId)
    })
    return {
      leave: () => leave(),
      wait: async (signal) => {
        signal.throwIfAborted()
        const stop = new AbortController()
        const aborted = new Promise<never>((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason as Error), { signal: stop.signal })
        })
        try {
          await Promise.race([before, aborted])
        } finally {
          stop.abort()
        }
      },
    }
  }
}
