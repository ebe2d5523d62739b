import type { PeerSocket } from '#server/relay/peer-socket.ts'

/** A socket without a peer: what the relay does with it is noted. */
export interface RecordedSocket extends PeerSocket {
  bufferedBytes: number
  /** Whether its peer gave a sign of life since the last time somebody asked; it is asked by each heartbeat. */
  speaks: boolean
  readonly frames: Uint8Array[]
  closedWith: number | null
  terminated: boolean
}

/** Makes one that is read from at once, and whose peer is alive. */
export function recordedSocket(): RecordedSocket {
  const socket: RecordedSocket = {
    bufferedBytes: 0,
    speaks: true,
    frames: [],
    closedWith: null,
    terminated: false,
    send: (frame) => void socket.frames.push(frame),
    sendParts: (parts, flushed) => {
      socket.send(new Uint8Array(Buffer.concat(parts)))
      flushed?.()
    },
    ping: () => {},
    hasSpoken: () => socket.speaks,
    hold: () => {},
    letGo: () => {},
    close: (code) => {
      socket.closedWith = code
    },
    terminate: () => {
      socket.terminated = true
    },
  }
  return socket
}
