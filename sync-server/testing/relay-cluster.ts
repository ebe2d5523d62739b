import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { MACHINE_OWNER } from '#server/auth/permissions.ts'
import { memoryFanOut, type MemoryFanOutHub } from '#server/fan-out/memory-fan-out.ts'
import { createLogger } from '#server/observability/logger.ts'
import { Relay } from '#server/relay/relay.ts'
import type { RelayOptions } from '#server/relay/relay-options.ts'
import { acceptUpgrade, peerQueues } from '#server/relay/socket-peer.ts'
import { createWebSocketServer } from '#server/relay/web-socket-server.ts'
import type { DocumentLog } from '#server/storage/document-log.ts'
import { memoryDocumentLog, type MemoryDocumentLog } from '#server/storage/memory/memory-document-log.ts'

/** One relay of several, as if it were a process of its own. */
export interface ClusterMember {
  readonly relay: Relay
  readonly wsUrl: string
  /** What it has reported of rooms, oldest first. */
  readonly troubles: string[]
  /** Ends without a word to anybody, as a killed process does. */
  kill(): Promise<void>
}

/** Relays in this process that share a log in memory, and what carries their messages. */
export interface RelayCluster {
  readonly members: readonly ClusterMember[]
  readonly hub: MemoryFanOutHub
  readonly log: MemoryDocumentLog
  /** Starts one more, which then is among the members. */
  start(): Promise<ClusterMember>
  close(): Promise<void>
}

/** How a test wants its relays. */
export interface ClusterOptions {
  readonly relays?: number
  readonly relay?: Partial<RelayOptions>
  /** What stands between a relay and the shared log; `index` counts the relays. */
  readonly wrapLog?: (log: DocumentLog, index: number) => DocumentLog
}

/** Starts relays that have nothing in common but a log and a hub. */
export async function startRelayCluster({
  relays = 2,
  relay = {},
  wrapLog = (log) => log,
}: ClusterOptions = {}): Promise<RelayCluster> {
  const log = memoryDocumentLog()
  const hub = memoryFanOut()
  const startAt = (index: number): Promise<ClusterMember> => startMember(wrapLog(log, index), hub, relay)
  const members = await Promise.all(Array.from({ length: relays }, (_, index) => startAt(index)))
  return {
    members,
    hub,
    log,
    start: async () => {
      const member = await startAt(members.length)
      members.push(member)
      return member
    },
    close: async () => {
      await Promise.all(members.map((member) => member.kill()))
    },
  }
}

async function startMember(
  log: DocumentLog,
  hub: MemoryFanOutHub,
  options: Partial<RelayOptions>,
): Promise<ClusterMember> {
  const troubles: string[] = []
  const fanOut = hub.join()
  const relay = new Relay({
    log,
    fanOut,
    now: Date.now,
    options,
    report: () => {},
    reportRoom: (_room, message) => troubles.push(message),
  })
  await relay.run()
  const sockets = createWebSocketServer(relay.options.maxFrameBytes)
  const accept = {
    relay,
    logger: createLogger('error', { write: () => {} }),
    queues: peerQueues(relay.options.maxFrameBytes),
  }
  const http = createServer()
  // Also those that are about to become WebSockets, for which the server would wait.
  const transports = new Set<Socket>()
  http.on('connection', (socket) => {
    transports.add(socket)
    socket.once('close', () => transports.delete(socket))
  })
  http.on('upgrade', (request, socket, head) => {
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost')
      const admission = { wantsSaved: searchParams.get('ack') === '1', author: null, visitor: MACHINE_OWNER }
      acceptUpgrade(webSocket, socket as Socket, { ...admission, roomName: pathname.slice('/sync/'.length) }, accept)
    })
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const { port } = http.address() as AddressInfo
  let killed: Promise<void> | null = null
  const kill = async (): Promise<void> => {
    await fanOut.close()
    const closed = new Promise((resolve) => http.close(resolve))
    for (const transport of transports) transport.destroy()
    await closed
    await relay.stop()
  }
  return { relay, wsUrl: `ws://127.0.0.1:${port}/sync`, troubles, kill: () => (killed ??= kill()) }
}
