/** Bytes of memory that a piece of a message takes beside its content. */
const PIECE_BYTES = 200

/** Bytes of a client's control frame beside its content. */
const CONTROL_HEADER_BYTES = 6

/** A peer, with what it has sent of a message so far. */
export interface MessageSender {
  unfinishedBytes: number
  unfinishedPieces: number
  /** Its message has to go; this must end the socket. */
  giveUp(): void
}

/**
 * Bounds the memory that messages take until they are whole. Each may be as long as a frame, so without a common bound
 * peers that begin messages and never end them would fill the server. Beyond it the oldest unfinished message goes.
 */
export class UnfinishedMessages {
  readonly #limitBytes: number
  /** Those with an unfinished message, oldest first. */
  readonly #senders = new Set<MessageSender>()
  #bytes = 0

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes
  }

  /**
   * Bytes have arrived that may be a part of a message. To be called before they reach whoever puts the messages
   * together, so that what is finished with them is counted before.
   */
  arrived(sender: MessageSender, bytes: number): void {
    this.#senders.add(sender)
    sender.unfinishedBytes += bytes
    sender.unfinishedPieces += 1
    this.#bytes += bytes + PIECE_BYTES
    if (this.#bytes <= this.#limitBytes) return
    const [oldest] = this.#senders
    if (!oldest) return
    this.finished(oldest)
    oldest.giveUp()
  }

  /** A ping or pong has arrived, which may stand between the pieces of a message. */
  control(sender: MessageSender, contentBytes: number): void {
    const bytes = CONTROL_HEADER_BYTES + contentBytes
    sender.unfinishedBytes -= bytes
    this.#bytes -= bytes
    if (sender.unfinishedBytes <= 0) this.finished(sender)
  }

  /** A whole message has arrived, or the sender has gone. */
  finished(sender: MessageSender): void {
    this.#senders.delete(sender)
    this.#bytes -= sender.unfinishedBytes + sender.unfinishedPieces * PIECE_BYTES
    sender.unfinishedBytes = 0
    sender.unfinishedPieces = 0
  }
}
