import type { Socket } from 'node:net'

/** Bytes of memory that a piece of a message takes beside its content. */
const PIECE_BYTES = 200

/** Bytes of a client's control frame beside its content. */
const CONTROL_HEADER_BYTES = 6

interface Peer {
  bytes: number
  pieces: number
  readonly giveUp: () => void
}

/** Follows what one peer has sent of a message so far. */
export interface UnfinishedMessage {
  /** A whole message has arrived. */
  finished(): void
  /** A ping or pong has arrived, which may stand between the pieces of a message. */
  control(contentBytes: number): void
  /** The socket has closed. */
  stop(): void
}

/**
 * Bounds the memory that messages take until they are whole. Each may be as long as a frame, so without a common bound
 * peers that begin messages and never end them would fill the server. Beyond it the oldest unfinished message goes.
 */
export class UnfinishedMessages {
  readonly #limitBytes: number
  /** Those with an unfinished message, oldest first. */
  readonly #peers = new Set<Peer>()
  #bytes = 0

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes
  }

  /** Follows the data of a socket. `giveUp` is called when its message has to go; it must end the socket. */
  watch(socket: Socket, giveUp: () => void): UnfinishedMessage {
    const peer: Peer = { bytes: 0, pieces: 0, giveUp }
    const onData = (data: Buffer): void => this.#arrived(peer, data.length)
    // In front of whoever puts the messages together, so that what is finished now is counted before.
    socket.prependListener('data', onData)
    return {
      finished: () => this.#forget(peer),
      control: (contentBytes) => {
        peer.bytes -= CONTROL_HEADER_BYTES + contentBytes
        this.#bytes -= CONTROL_HEADER_BYTES + contentBytes
        if (peer.bytes <= 0) this.#forget(peer)
      },
      stop: () => {
        socket.off('data', onData)
        this.#forget(peer)
      },
    }
  }

  #arrived(peer: Peer, bytes: number): void {
    this.#peers.add(peer)
    peer.bytes += bytes
    peer.pieces += 1
    this.#bytes += bytes + PIECE_BYTES
    if (this.#bytes <= this.#limitBytes) return
    const [oldest] = this.#peers
    if (!oldest) return
    this.#forget(oldest)
    oldest.giveUp()
  }

  #forget(peer: Peer): void {
    this.#peers.delete(peer)
    this.#bytes -= peer.bytes + peer.pieces * PIECE_BYTES
    peer.bytes = 0
    peer.pieces = 0
  }
}
