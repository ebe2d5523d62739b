import type { Socket } from 'node:net'

/** Bytes of memory that a piece of a message takes beside its content. */
const PIECE_BYTES = 200

/** Bytes of a client's control frame beside its content. */
const CONTROL_HEADER_BYTES = 6

/** Whose messages are followed. */
export interface UnfinishedOwner {
  /** Its message has to go; this must end the socket. */
  giveUp(): void
}

/** What one peer has sent of a message so far. */
export class UnfinishedMessage {
  readonly owner: UnfinishedOwner
  bytes = 0
  pieces = 0
  readonly #all: UnfinishedMessages
  readonly #socket: Socket
  readonly #onData = (data: Buffer): void => this.#all.arrived(this, data.length)

  constructor(all: UnfinishedMessages, socket: Socket, owner: UnfinishedOwner) {
    this.#all = all
    this.#socket = socket
    this.owner = owner
    // In front of whoever puts the messages together, so that what is finished now is counted before.
    socket.prependListener('data', this.#onData)
  }

  /** A whole message has arrived. */
  finished(): void {
    this.#all.forget(this)
  }

  /** A ping or pong has arrived, which may stand between the pieces of a message. */
  control(contentBytes: number): void {
    this.#all.deduct(this, CONTROL_HEADER_BYTES + contentBytes)
  }

  /** The socket has closed. */
  stop(): void {
    this.#socket.off('data', this.#onData)
    this.#all.forget(this)
  }
}

/**
 * Bounds the memory that messages take until they are whole. Each may be as long as a frame, so without a common bound
 * peers that begin messages and never end them would fill the server. Beyond it the oldest unfinished message goes.
 */
export class UnfinishedMessages {
  readonly #limitBytes: number
  /** Those with an unfinished message, oldest first. */
  readonly #peers = new Set<UnfinishedMessage>()
  #bytes = 0

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes
  }

  /** Follows the data of a socket. */
  watch(socket: Socket, owner: UnfinishedOwner): UnfinishedMessage {
    return new UnfinishedMessage(this, socket, owner)
  }

  /** Bytes have arrived that may be a part of a message. */
  arrived(peer: UnfinishedMessage, bytes: number): void {
    this.#peers.add(peer)
    peer.bytes += bytes
    peer.pieces += 1
    this.#bytes += bytes + PIECE_BYTES
    if (this.#bytes <= this.#limitBytes) return
    const [oldest] = this.#peers
    if (!oldest) return
    this.forget(oldest)
    oldest.owner.giveUp()
  }

  /** Some of them were something else. */
  deduct(peer: UnfinishedMessage, bytes: number): void {
    peer.bytes -= bytes
    this.#bytes -= bytes
    if (peer.bytes <= 0) this.forget(peer)
  }

  /** The message is whole, or gone. */
  forget(peer: UnfinishedMessage): void {
    this.#peers.delete(peer)
    this.#bytes -= peer.bytes + peer.pieces * PIECE_BYTES
    peer.bytes = 0
    peer.pieces = 0
  }
}
