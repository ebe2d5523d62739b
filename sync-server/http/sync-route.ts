import { upgradeWebSocket } from '@hono/node-server'
import { Hono } from 'hono'
import type { WebSocket } from 'ws'
import { MACHINE_OWNER } from '#server/auth/permissions.ts'
import type { Logger } from '#server/observability/logger.ts'
import type { Connection } from '#server/relay/connection.ts'
import type { Relay } from '#server/relay/relay.ts'
import { peerSocket } from '#server/relay/web-socket-server.ts'

const PREFIX = '/sync/'

/** What the route of the relay uses. */
export interface SyncRouteServices {
  readonly relay: Relay
  readonly logger: Logger
}

/** `/sync/{room}`: hands WebSockets to the relay. Refusals are close codes, after accepting: see relay/SPEC.md. */
export function syncRoute({ relay, logger }: SyncRouteServices): Hono {
  const app = new Hono()
  app.get(
    `${PREFIX}*`,
    upgradeWebSocket((c) => {
      const roomName = roomNameOf(c.req.path)
      const wantsSaved = c.req.query('ack') === '1'
      let connection: Connection | null = null
      return {
        onOpen: (_event, context) => {
          const socket = context.raw as WebSocket
          connection = relay.connect(peerSocket(socket), roomName, {
            wantsSaved,
            author: null,
            visitor: MACHINE_OWNER,
          })
          socket.on('pong', () => connection?.ponged())
        },
        onMessage: (event) => {
          const data: unknown = event.data
          if (typeof data === 'string') connection?.receive(data)
          else if (data instanceof ArrayBuffer) connection?.receive(new Uint8Array(data))
        },
        onClose: () => connection?.closed(),
        onError: (event) => {
          const { error } = event as unknown as { error?: unknown }
          logger.warn({ room: roomName.slice(0, 100), err: error }, 'a sync connection broke')
        },
      }
    }),
  )
  return app
}

function roomNameOf(path: string): string {
  try {
    return decodeURIComponent(path.slice(PREFIX.length))
  } catch {
    return ''
  }
}
