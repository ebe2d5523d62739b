/** Lets long work give way: a little of it at a time, with rests in which everybody else has the event loop. */
export class Pace {
  readonly #workMs: number
  readonly #restMs: number
  #restedAt = performance.now()
  #hurried = false

  constructor(workMs: number, restMs: number) {
    this.#workMs = workMs
    this.#restMs = restMs
  }

  /** Called between two pieces of the work; resolves after a rest where one is due. */
  async rest(): Promise<void> {
    if (this.#hurried || performance.now() - this.#restedAt < this.#workMs) return
    await new Promise((resolve) => setTimeout(resolve, this.#restMs))
    this.#restedAt = performance.now()
  }

  /** No more rests: somebody waits for the end of it. */
  hurry(): void {
    this.#hurried = true
  }
}
