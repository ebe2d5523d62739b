import { WebSocket, WebSocketServer, type Server } from 'ws'
import { SUBPROTOCOL } from '#server/auth/bearer.ts'
import { CloseCode } from '#shared/protocol/relay-messages.ts'
import type { SocketPeer } from './socket-peer.ts'

/** Pieces of one message: browsers send long ones in pieces of 16 KiB and more. */
const MAX_FRAGMENTS = 4096

/** Pieces in which the network may bring one frame. */
const MAX_CHUNKS = 16 * 1024

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

/** A socket of the relay. Its events go straight to its peer: a table of listeners for each would cost a kilobyte. */
export class RelayWebSocket extends WebSocket {
  /** Who hears of it, from the moment it is taken in. */
  peer: SocketPeer | null = null

  override close(code?: number, data?: string | Buffer): void {
    const [finalCode, reason] = FINAL_CODES[code ?? 0] ?? [code, data]
    super.close(finalCode, reason)
  }

  override emit(event: string | symbol, ...args: unknown[]): boolean {
    const { peer } = this
    if (!peer) return super.emit(event, ...args)
    switch (event) {
      case 'message':
        peer.messageArrived(args[0] as Buffer, args[1] as boolean)
        return true
      case 'pong':
        peer.pongArrived(args[0] as Buffer)
        return true
      case 'ping':
        peer.pingArrived(args[0] as Buffer)
        return true
      case 'error':
        peer.broke(args[0])
        return true
      case 'close':
        peer.closed()
        return super.emit(event, ...args)
      default:
        return super.emit(event, ...args)
    }
  }
}

/** The WebSocket side of the server, for an HTTP server that hands its upgrades over. */
export function createWebSocketServer(maxFrameBytes: number): Server<typeof RelayWebSocket> {
  return new WebSocketServer({
    noServer: true,
    maxPayload: maxFrameBytes,
    maxFragments: MAX_FRAGMENTS,
    maxBufferedChunks: MAX_CHUNKS,
    // Answered by the peer, once for all that come at once.
    autoPong: false,
    // A client may offer a token beside it, which is never said back.
    handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
    // Updates are small: deflating them costs more than it saves.
    perMessageDeflate: false,
    WebSocket: RelayWebSocket,
  })
}
