/** Listening to one channel. */
export interface Subscription {
  /**
   * Resolves once no message that is published from now on is missed; where nothing gets through at present, at the
   * next time that something does. It may therefore never resolve, and never rejects.
   */
  readonly ready: Promise<void>
  stop(): void
}

/** Hears a message; `from` names the process that sent it, for as long as that lives. */
export type FanOutListener = (message: Uint8Array, from: string) => void

/**
 * Carries messages between server processes that share their storage. A message can get lost, so it never says anything
 * that is not stored as well; what one process publishes on one channel arrives in its order, or not at all.
 */
export interface FanOut {
  /** Whether messages get through at present. */
  readonly connected: boolean
  /** Sends to every other process that listens to the channel. Never throws: what cannot be sent now is lost. */
  publish(channel: string, message: Uint8Array): void
  /** Calls `listener` with every message of the channel that another process sends. */
  subscribe(channel: string, listener: FanOutListener): Subscription
  /** Calls `listener` when messages get through again after some may have got lost. Returns the way to stop. */
  onRestored(listener: () => void): () => void
  close(): Promise<void>
}
