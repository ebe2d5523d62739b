/** The jobs that this process runs at present, and the way to stop them. */
export class JobRunners {
  readonly #runners = new Map<string, { readonly abort: AbortController; readonly done: Promise<void> }>()

  has(id: string): boolean {
    return this.#runners.has(id)
  }

  /** Runs a job until `run` has ended, however it ends; then calls `left`, with the error where there was one. */
  start(id: string, run: (signal: AbortSignal) => Promise<void>, left: (error: unknown) => Promise<void>): void {
    const abort = new AbortController()
    const settle = (error: unknown): Promise<void> => {
      this.#runners.delete(id)
      return left(error)
    }
    const done = run(abort.signal).then(() => settle(null), settle)
    this.#runners.set(id, { abort, done })
  }

  /** Stops a job here, for a reason that whoever runs it is told. */
  stop(id: string, reason: string): void {
    this.#runners.get(id)?.abort.abort(new Error(reason))
  }

  /** Stops a job here; resolves once it runs no more. */
  async end(id: string, reason: string): Promise<void> {
    this.stop(id, reason)
    await this.#runners.get(id)?.done
  }

  /** Stops all of them; resolves once none runs any more. */
  async stopAll(reason: string): Promise<void> {
    for (const id of this.#runners.keys()) this.stop(id, reason)
    await Promise.all([...this.#runners.values()].map(({ done }) => done))
  }
}
