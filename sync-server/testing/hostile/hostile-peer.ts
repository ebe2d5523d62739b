import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'
import { connectRaw, type RawPeer } from '../raw-peer.ts'
import { ATTACKED_ROOM, type AttackLab } from './attack-lab.ts'

/** A peer that means harm. */
export interface HostilePeer extends RawPeer {
  /** The TCP socket beneath. */
  readonly transport: Socket
  /** Resolves with code and reason of the end. */
  readonly ended: Promise<{ readonly code: number; readonly reason: string }>
  /** Writes bytes past the WebSocket protocol. */
  write(bytes: Uint8Array): void
  /** Stops reading, and with that answering pings. */
  freeze(): void
  /** Whether the server still has it, as far as the peer can tell. */
  isOpen(): boolean
}

const present = new Set<WebSocket>()

/** Ends, without a word, all that have come; to be called after each test. */
export function dismissAll(): void {
  for (const socket of present) socket.terminate()
  present.clear()
}

/** Opens a socket to a room. */
export async function attacker(lab: AttackLab, room = ATTACKED_ROOM, query = ''): Promise<HostilePeer> {
  const peer = await connectRaw(lab.wsUrl, room, query)
  const { socket } = peer
  present.add(socket)
  socket.once('close', () => present.delete(socket))
  const ended = new Promise<{ code: number; reason: string }>((resolve) =>
    socket.once('close', (code, reason) => resolve({ code, reason: reason.toString() })),
  )
  const transport = (socket as unknown as { readonly _socket: Socket })._socket
  return {
    ...peer,
    transport,
    ended,
    write: (bytes) => void transport.write(bytes),
    freeze: () => void transport.pause(),
    isOpen: () => socket.readyState === socket.OPEN,
  }
}

/** Opens many at once, a hundred at a time. */
export async function attackers(lab: AttackLab, count: number, room = ATTACKED_ROOM): Promise<HostilePeer[]> {
  const peers: HostilePeer[] = []
  while (peers.length < count) {
    const batch = Math.min(100, count - peers.length)
    peers.push(...(await Promise.all(Array.from({ length: batch }, () => attacker(lab, room)))))
  }
  return peers
}

/** Ends them without a word. */
export function dismiss(peers: readonly HostilePeer[]): void {
  for (const { socket } of peers) socket.terminate()
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
