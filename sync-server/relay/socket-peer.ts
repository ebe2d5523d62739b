import type { Socket } from 'node:net'
import { WebSocket } from 'ws'
import type { Logger } from '#server/observability/logger.ts'
import { CloseCode } from '#shared/protocol/relay-messages.ts'
import type { Connection } from './connection.ts'
import type { PeerSocket } from './peer-socket.ts'
import { PeerIntake, PeerInlet } from './peer-intake.ts'
import type { PeerAdmission, Relay } from './relay.ts'
import { UnfinishedMessages, type MessageSender } from './unfinished-messages.ts'
import type { RelayWebSocket } from './web-socket-server.ts'

/** A message that is longer goes out in pieces of so many bytes: each tells that the peer still reads, and a ping fits between. */
const PIECE_BYTES = 128 * 1024

/** Bytes that may wait for a peer to which pongs are still sent. */
const PONG_BUFFERED_BYTES = 16 * 1024

/** Milliseconds in which a peer that was refused has to go. */
const REFUSED_GRACE_MS = 2000

/** Frames of the greatest length whose parts may wait for the rest at once. */
const UNFINISHED_FRAMES = 1.5

/** Whom an upgrade has let in, as the relay takes it. */
interface Arrival extends PeerAdmission {
  readonly roomName: string
}

/** What accepting an upgrade needs. */
export interface AcceptServices {
  readonly relay: Relay
  readonly logger: Logger
  readonly queues: PeerQueues
}

/** What the peers of a server share. */
export interface PeerQueues {
  readonly intake: PeerIntake
  readonly unfinished: UnfinishedMessages
}

/** Makes the queues for a server. */
export function peerQueues(maxFrameBytes: number): PeerQueues {
  return { intake: new PeerIntake(), unfinished: new UnfinishedMessages(UNFINISHED_FRAMES * maxFrameBytes) }
}

/** Takes an open socket to its room. `transport` is what carries it. */
export function acceptUpgrade(
  socket: RelayWebSocket,
  transport: Socket,
  arrival: Arrival,
  { relay, logger, queues }: AcceptServices,
): void {
  const peer = new SocketPeer(socket, transport, arrival.roomName, queues, logger)
  socket.peer = peer
  peer.connection = relay.connect(peer, arrival.roomName, arrival)
  // Whoever was refused may go on sending until it has read that.
  if (!peer.connection) setTimeout(() => socket.terminate(), REFUSED_GRACE_MS).unref()
}

/**
 * One peer's socket, between `ws` and the relay. There are thousands, most of them silent: what is not in use is not
 * there, and there is one object rather than a function for each thing that may happen.
 */
export class SocketPeer implements PeerSocket, MessageSender {
  /** Null for a peer that was refused. */
  connection: Connection | null = null
  unfinishedBytes = 0
  unfinishedPieces = 0
  readonly #socket: RelayWebSocket
  readonly #transport: Socket
  readonly #roomName: string
  readonly #logger: Logger
  readonly #inlet: PeerInlet<Uint8Array | string>
  readonly #unfinished: UnfinishedMessages
  /** The newest ping that has not been answered. */
  #ping: Buffer | null = null
  #bytesHeard = 0

  constructor(
    socket: RelayWebSocket,
    transport: Socket,
    roomName: string,
    { intake, unfinished }: PeerQueues,
    logger: Logger,
  ) {
    this.#socket = socket
    this.#transport = transport
    this.#roomName = roomName
    this.#logger = logger
    this.#inlet = new PeerInlet(socket, this, intake)
    this.#unfinished = unfinished
    transport.prependListener('data', this.#dataArrived)
  }

  get bufferedBytes(): number {
    return this.#socket.bufferedAmount
  }

  /** Bytes of a long message are a sign of life as well as whole ones. */
  hasSpoken(): boolean {
    const bytes = this.#transport.bytesRead
    const spoke = bytes > this.#bytesHeard
    this.#bytesHeard = bytes
    return spoke
  }

  send(frame: Uint8Array): void {
    if (frame.length > PIECE_BYTES) this.sendParts([frame])
    else if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(frame, BINARY)
  }

  sendParts(parts: readonly Uint8Array[], flushed?: () => void): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return
    const pieces = parts.flatMap(inPieces)
    const last = pieces.length - 1
    pieces.forEach((piece, at) => {
      if (at < last) this.#socket.send(piece, { binary: true, fin: false })
      else
        this.#socket.send(piece, BINARY, (error) => {
          if (!error) flushed?.()
        })
    })
  }

  ping(): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.ping()
  }

  hold(): void {
    this.#inlet.hold()
  }

  letGo(): void {
    this.#inlet.letGo()
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason)
  }

  terminate(): void {
    this.#socket.terminate()
  }

  /** For the inlet: a message in its turn. */
  receive(message: Uint8Array | string): void {
    this.connection?.receive(message)
  }

  /** For the unfinished messages: they take too much memory, and this peer's is the oldest. */
  giveUp(): void {
    this.connection?.close(CloseCode.slowReader, 'Too many long messages at once; connect again')
    // The close frame is on its way; what the message took so far is free at once.
    setImmediate(() => this.#socket.terminate())
  }

  messageArrived(data: Buffer, isBinary: boolean): void {
    this.#unfinished.finished(this)
    // A view without the ways of a Buffer, whose `slice` copies nothing.
    this.#inlet.push(isBinary ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : '')
  }

  pongArrived(content: Buffer): void {
    this.#unfinished.control(this, content.length)
    this.#inlet.spendTime()
  }

  /** Answers the last of the pings that come in one turn, as the protocol allows, unless the peer reads no answers. */
  pingArrived(content: Buffer): void {
    this.#unfinished.control(this, content.length)
    this.#inlet.spendTime()
    if (this.#ping === null) setImmediate(() => this.#answerPing())
    this.#ping = content
  }

  broke(error: unknown): void {
    this.#logger.warn({ room: this.#roomName.slice(0, 100), err: error }, 'a sync connection broke')
  }

  closed(): void {
    this.#transport.off('data', this.#dataArrived)
    this.#unfinished.finished(this)
    this.connection?.closed()
  }

  readonly #dataArrived = (data: Buffer): void => this.#unfinished.arrived(this, data.length)

  #answerPing(): void {
    const content = this.#ping ?? undefined
    this.#ping = null
    const socket = this.#socket
    if (socket.readyState === WebSocket.OPEN && socket.bufferedAmount < PONG_BUFFERED_BYTES) socket.pong(content)
  }
}

const BINARY = { binary: true, fin: true } as const

function inPieces(bytes: Uint8Array): Uint8Array[] {
  if (bytes.length <= PIECE_BYTES) return [bytes]
  const count = Math.ceil(bytes.length / PIECE_BYTES)
  return Array.from({ length: count }, (_, at) => bytes.subarray(at * PIECE_BYTES, (at + 1) * PIECE_BYTES))
}
