import type { WatchedSocket } from './signs-of-life.ts'

/** The socket of one peer, as the relay needs it. */
export interface PeerSocket extends WatchedSocket {
  /** Sends a binary message. */
  send(frame: Uint8Array): void
  /** Sends one binary message that is made of parts; `flushed` is called when it has left, or never. */
  sendParts(parts: readonly Uint8Array[], flushed?: () => void): void
  ping(): void
  /** Takes nothing more in until `letGo`; what has arrived already may still come. */
  hold(): void
  letGo(): void
  close(code: number, reason: string): void
  /** Ends the socket without a word. */
  terminate(): void
}
