/** A part of the server that lives as long as it does. */
export interface Service {
  /** For the log. */
  readonly name: string
  /** Starts; resolves once it can be used. */
  run(): Promise<void>
  /** Takes no new work and finishes what it has. */
  drain(): Promise<void>
  /** Lets go of everything; comes after `drain`. */
  stop(): Promise<void>
}
