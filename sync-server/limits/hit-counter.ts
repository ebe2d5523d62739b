/** How often something has happened in its window of time. */
export interface Hits {
  readonly count: number
  /** When it is forgotten, in milliseconds since 1970. */
  readonly resetAt: number
}

/** Counts what may happen only so often. A count that is lost, since a process ended, lets somebody try anew. */
export interface HitCounter {
  /** Counts one more; the first one opens the window, in milliseconds. */
  hit(key: string, windowMs: number): Promise<Hits>
  /** What was counted; null where the window is over or nothing was. */
  look(key: string): Promise<Hits | null>
  forget(key: string): Promise<void>
  close(): Promise<void>
}
