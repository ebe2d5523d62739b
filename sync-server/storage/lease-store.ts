/**
 * Rights that one server process at a time has, for as long as it renews them: what must not be done by two of those that
 * share a storage. Time is that of the storage, so clocks of machines do not matter.
 */
export interface LeaseStore {
  /**
   * Takes a lease that is free or has run out, or renews the holder's own. Resolves with whether the holder has it; it
   * then has it for at least `forMs` milliseconds from the call on.
   */
  acquire(name: string, holder: string, forMs: number): Promise<boolean>
  /** Gives back a lease, where this holder has it. */
  release(name: string, holder: string): Promise<void>
}
