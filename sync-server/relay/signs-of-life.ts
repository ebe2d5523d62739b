/** So much waits for a peer that reads; more, and nothing of it leaving between two looks, means that it does not. */
const STUCK_BYTES = 64 * 1024

/** The socket of a peer, as far as it shows whether the peer is there. */
export interface WatchedSocket {
  /** Bytes given to it that have not left yet. */
  readonly bufferedBytes: number
  /** Whether anything has come from the peer since the last call. */
  hasSpoken(): boolean
}

/** Tells a peer that is there from one that is not, by looking at its socket now and then. */
export class SignsOfLife {
  /** All bytes given to the socket. */
  sentBytes = 0
  /** How many of them waited at the last look, and how many had left. */
  #waitingBefore = 0
  #leftBefore = 0

  /**
   * Whether nothing came from the peer since the last look; or whether much waited for it then and none of that has left.
   * What leaves while something waits is a sign of life: a peer that takes a long answer sees no ping before its end.
   *
   * @param isHeld whether the peer is not read from, so that nothing can be heard of it
   */
  areMissing(socket: WatchedSocket, isHeld: boolean): boolean {
    const waiting = socket.bufferedBytes
    const left = this.sentBytes - waiting
    const waitedBefore = this.#waitingBefore
    const reads = waitedBefore > 0 && left > this.#leftBefore
    this.#waitingBefore = waiting
    this.#leftBefore = left
    const isSilent = !socket.hasSpoken() && !isHeld
    return !reads && (isSilent || waitedBefore > STUCK_BYTES)
  }
}
