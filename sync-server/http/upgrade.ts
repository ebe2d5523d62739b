import { STATUS_CODES, type IncomingMessage, type Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Logger } from '#server/observability/logger.ts'
import type { Relay } from '#server/relay/relay.ts'
import { acceptUpgrade, peerQueues } from '#server/relay/socket-peer.ts'
import type { createWebSocketServer } from '#server/relay/web-socket-server.ts'
import type { AdmittedPeer, UpgradeBindings } from './sync-route.ts'

/** What taking WebSockets needs. */
export interface UpgradeServices {
  /** The HTTP side: middleware and the sync route judge who may come in. */
  readonly fetch: (request: Request, bindings: UpgradeBindings) => Response | Promise<Response>
  readonly sockets: ReturnType<typeof createWebSocketServer>
  readonly relay: Relay
  readonly logger: Logger
}

/**
 * Takes the WebSockets of a server. The library's own way keeps the request and its context for as long as the socket
 * lives and wraps each message in an event: several times the memory and half again the processor time of a peer.
 */
export function takeUpgrades(server: Server, services: UpgradeServices): void {
  const accept = { ...services, queues: peerQueues(services.relay.options.maxFrameBytes) }
  server.on('upgrade', (request, socket, head) => {
    const ignore = (): void => {}
    socket.on('error', ignore)
    judge(request, services.fetch)
      .then((peer) => {
        if (peer instanceof Response) return refuse(socket, peer)
        if (socket.destroyed) return undefined
        services.sockets.handleUpgrade(request, socket, head, (webSocket) => {
          socket.off('error', ignore)
          acceptUpgrade(webSocket, socket as Socket, peer, accept)
        })
        return undefined
      })
      .catch((error: unknown) => {
        services.logger.error({ err: error }, 'a WebSocket could not be judged')
        socket.destroy()
      })
  })
  server.on('close', () => services.sockets.close())
}

/** The peer where it may come in; else the answer that it gets instead. */
async function judge(incoming: IncomingMessage, fetch: UpgradeServices['fetch']): Promise<AdmittedPeer | Response> {
  const request = asRequest(incoming)
  if (!request) return new Response(null, { status: 400 })
  let peer: AdmittedPeer | null = null
  const answer = await fetch(request, {
    admit: (admitted) => {
      peer = admitted
    },
    ...(incoming.socket.remoteAddress !== undefined && { address: incoming.socket.remoteAddress }),
  })
  return peer ?? answer
}

/** Null for what is no upgrade to a WebSocket at an address: nobody else would ever answer or close such a socket. */
function asRequest({ url, headers, rawHeaders }: IncomingMessage): Request | null {
  const address = `http://${headers.host ?? ''}${url ?? ''}`
  if (headers.upgrade?.toLowerCase() !== 'websocket' || !URL.canParse(address)) return null
  const pairs = rawHeaders.flatMap((name, at): [string, string][] =>
    at % 2 === 0 ? [[name, rawHeaders[at + 1] ?? '']] : [],
  )
  return new Request(address, { headers: pairs })
}

async function refuse(socket: Duplex, answer: Response): Promise<void> {
  // A route that knows nothing of upgrades may have answered as if to a page.
  const status = answer.ok ? 404 : answer.status
  const body = answer.ok ? '' : await answer.text()
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'Connection: close',
    `Content-Type: ${answer.headers.get('content-type') ?? 'text/plain'}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
  ]
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`)
}
