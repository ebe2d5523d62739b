import { WebSocket, WebSocketServer } from 'ws'
import { CloseCode } from '#shared/protocol/relay-messages.ts'
import type { PeerSocket } from './connection.ts'

const MESSAGE_TOO_BIG = 1009

/**
 * `ws` closes the socket of an oversized message with 1009, which stock clients take as a passing trouble: they come
 * back and send it again for ever. This code tells them to stop.
 */
class RelayWebSocket extends WebSocket {
  override close(code?: number, data?: string | Buffer): void {
    if (code === MESSAGE_TOO_BIG) super.close(CloseCode.frameTooLarge, 'The message is too large')
    else super.close(code, data)
  }
}

/** The WebSocket side of the server, for an HTTP server that hands its upgrades over. */
export function createWebSocketServer(maxFrameBytes: number): WebSocketServer {
  return new WebSocketServer({
    noServer: true,
    maxPayload: maxFrameBytes,
    // Updates are small: deflating them costs more than it saves.
    perMessageDeflate: false,
    WebSocket: RelayWebSocket,
  })
}

/** A `ws` socket as the relay sees it. */
export function peerSocket(socket: WebSocket): PeerSocket {
  return {
    get bufferedBytes() {
      return socket.bufferedAmount
    },
    send: (frame, flushed) => {
      if (socket.readyState !== WebSocket.OPEN) return
      socket.send(frame, { binary: true }, (error) => {
        if (!error) flushed?.()
      })
    },
    ping: () => {
      if (socket.readyState === WebSocket.OPEN) socket.ping()
    },
    close: (code, reason) => socket.close(code, reason),
    terminate: () => socket.terminate(),
  }
}
