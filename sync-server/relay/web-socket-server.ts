import type { Socket } from 'node:net'
import { WebSocket, WebSocketServer } from 'ws'
import type { Logger } from '#server/observability/logger.ts'
import { CloseCode } from '#shared/protocol/relay-messages.ts'
import type { Connection, PeerSocket } from './connection.ts'
import { PeerIntake, type PeerInlet } from './peer-intake.ts'
import type { PeerAdmission, Relay } from './relay.ts'
import { UnfinishedMessages } from './unfinished-messages.ts'

/** Pieces of one message: browsers send long ones in pieces of 16 KiB and more. */
const MAX_FRAGMENTS = 4096

/** Pieces in which the network may bring one frame. */
const MAX_CHUNKS = 16 * 1024

/** A message that is longer goes out in pieces of so many bytes: each tells that the peer still reads, and a ping fits between. */
const PIECE_BYTES = 128 * 1024

/** Bytes that may wait for a peer to which pongs are still sent. */
const PONG_BUFFERED_BYTES = 16 * 1024

/**
 * The codes with which `ws` itself closes a socket are, to stock clients, passing troubles: they come back and send the
 * same again for ever. These tell them to stop.
 */
const FINAL_CODES: Readonly<Record<number, readonly [code: number, reason: string]>> = {
  1002: [CloseCode.malformedFrame, 'This is not the WebSocket protocol'],
  1007: [CloseCode.malformedFrame, 'This is not a relay message: text that is not UTF-8'],
  1008: [CloseCode.malformedFrame, 'The message comes in too many pieces'],
  1009: [CloseCode.frameTooLarge, 'The message is too large'],
}

class RelayWebSocket extends WebSocket {
  override close(code?: number, data?: string | Buffer): void {
    const [finalCode, reason] = FINAL_CODES[code ?? 0] ?? [code, data]
    super.close(finalCode, reason)
  }
}

/** The WebSocket side of the server, for an HTTP server that hands its upgrades over. */
export function createWebSocketServer(maxFrameBytes: number): WebSocketServer {
  return new WebSocketServer({
    noServer: true,
    maxPayload: maxFrameBytes,
    maxFragments: MAX_FRAGMENTS,
    maxBufferedChunks: MAX_CHUNKS,
    // Answered here, once for all that come at once.
    autoPong: false,
    // Updates are small: deflating them costs more than it saves.
    perMessageDeflate: false,
    WebSocket: RelayWebSocket,
  })
}

/** A `ws` socket as the relay sees it. */
function peerSocket(socket: WebSocket, inlet: PeerInlet<Uint8Array | string>): PeerSocket {
  return {
    get bufferedBytes() {
      return socket.bufferedAmount
    },
    send: (frame, flushed) => sendParts(socket, [frame], flushed),
    sendParts: (parts, flushed) => sendParts(socket, parts, flushed),
    ping: () => {
      if (socket.readyState === WebSocket.OPEN) socket.ping()
    },
    hold: () => inlet.hold(),
    letGo: () => inlet.letGo(),
    close: (code, reason) => socket.close(code, reason),
    terminate: () => socket.terminate(),
  }
}

function sendParts(socket: WebSocket, parts: readonly Uint8Array[], flushed?: () => void): void {
  if (socket.readyState !== WebSocket.OPEN) return
  const pieces = parts.flatMap(inPieces)
  const last = pieces.length - 1
  pieces.forEach((piece, at) => {
    if (at < last) socket.send(piece, { binary: true, fin: false })
    else
      socket.send(piece, { binary: true, fin: true }, (error) => {
        if (!error) flushed?.()
      })
  })
}

function inPieces(bytes: Uint8Array): Uint8Array[] {
  if (bytes.length <= PIECE_BYTES) return [bytes]
  const count = Math.ceil(bytes.length / PIECE_BYTES)
  return Array.from({ length: count }, (_, at) => bytes.subarray(at * PIECE_BYTES, (at + 1) * PIECE_BYTES))
}

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

/** Frames of the greatest length whose parts may wait for the rest at once. */
const UNFINISHED_FRAMES = 2

/** Makes the queues for a server. */
export function peerQueues(maxFrameBytes: number): PeerQueues {
  return { intake: new PeerIntake(), unfinished: new UnfinishedMessages(UNFINISHED_FRAMES * maxFrameBytes) }
}

/** Takes an open socket to its room. `transport` is what carries it. */
export function acceptUpgrade(socket: WebSocket, transport: Socket, peer: Arrival, services: AcceptServices): void {
  const { relay, logger, queues } = services
  socket.on('error', (error) => {
    logger.warn({ room: peer.roomName.slice(0, 100), err: error }, 'a sync connection broke')
  })
  let connection: Connection | null = null
  const inlet = queues.intake.open<Uint8Array | string>(socket, (message) => connection?.receive(message))
  connection = relay.connect(peerSocket(socket, inlet), peer.roomName, peer)
  const unfinished = queues.unfinished.watch(transport, () => {
    connection?.close(CloseCode.slowReader, 'Too many long messages at once; connect again')
    // The close frame is on its way; what the message took so far is free at once.
    setImmediate(() => socket.terminate())
  })
  // Bytes of a long message are a sign of life as well.
  const onData = (): void => connection?.heard()
  transport.on('data', onData)
  socket.on('message', (data: Buffer, isBinary) => {
    unfinished.finished()
    // A view without the ways of a Buffer, whose `slice` copies nothing.
    inlet.push(isBinary ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : '')
  })
  socket.on('pong', (data) => {
    unfinished.control(data.length)
    inlet.spendTime()
  })
  const answerPing = onePongATurn(socket)
  socket.on('ping', (data) => {
    unfinished.control(data.length)
    inlet.spendTime()
    answerPing(data)
  })
  socket.on('close', () => {
    transport.off('data', onData)
    unfinished.stop()
    connection?.closed()
  })
  // Whoever was refused may go on sending until it has read that.
  if (!connection) setTimeout(() => socket.terminate(), REFUSED_GRACE_MS).unref()
}

/** Milliseconds in which a peer that was refused has to go. */
const REFUSED_GRACE_MS = 2000

/** Answers the last of the pings that come in one turn, as the protocol allows, unless the peer reads no answers. */
function onePongATurn(socket: WebSocket): (content: Buffer) => void {
  let newest: Buffer | null = null
  const answer = (): void => {
    const content = newest ?? undefined
    newest = null
    if (socket.readyState === WebSocket.OPEN && socket.bufferedAmount < PONG_BUFFERED_BYTES) socket.pong(content)
  }
  return (content) => {
    if (newest === null) setImmediate(answer)
    newest = content
  }
}
