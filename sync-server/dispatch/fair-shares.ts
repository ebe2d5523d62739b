/**
 * How much time on hosts each project has had since the queue was last empty: who has had least is served first
 * (start-time fair queueing, Goyal, Vin and Cheng 1996). Milliseconds. No clock of its own.
 */
export class FairShares {
  readonly #had: Map<string, number>
  #present: ReadonlySet<string>

  constructor(had: ReadonlyMap<string, number> = new Map(), present: ReadonlySet<string> = new Set()) {
    this.#had = new Map(had)
    this.#present = present
  }

  /** What a project has had; zero for one that nobody knows. */
  of(projectId: string): number {
    return this.#had.get(projectId) ?? 0
  }

  /** Time that a project gets, or a correction of what it got where that was only expected. */
  charge(projectId: string, ms: number): void {
    this.#had.set(projectId, this.of(projectId) + ms)
  }

  /**
   * Says which projects have open jobs now. One that comes anew begins level with the one that has had least: it owes
   * nothing and has nothing saved up.
   */
  admit(present: ReadonlySet<string>): void {
    const stayed = [...present].filter((id) => this.#present.has(id))
    if (stayed.length === 0) this.#had.clear()
    const floor = stayed.length === 0 ? 0 : Math.min(...stayed.map((id) => this.of(id)))
    for (const id of present) if (!this.#present.has(id)) this.#had.set(id, Math.max(this.of(id), floor))
    this.#present = new Set(present)
  }

  /** The same shares, to try things out on. */
  copy(): FairShares {
    return new FairShares(this.#had, this.#present)
  }
}
