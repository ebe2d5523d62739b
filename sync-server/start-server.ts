import { serve, type ServerType } from '@hono/node-server'
import { join } from 'node:path'
import type { AddressInfo } from 'node:net'
import { createApp } from './app.ts'
import type { Config } from './config.ts'
import type { Logger } from './observability/logger.ts'
import { Relay } from './relay/relay.ts'
import type { RelayOptions } from './relay/relay-options.ts'
import { createWebSocketServer } from './relay/web-socket-server.ts'
import type { DocumentLog } from './storage/document-log.ts'
import { openDatabase } from './storage/sqlite/sqlite-database.ts'
import { sqliteDocumentLog } from './storage/sqlite/sqlite-document-log.ts'

/** The parts of a running server. */
export interface ServerServices {
  readonly config: Config
  readonly logger: Logger
  readonly relay: Relay
}

/** A server that listens. */
export interface RunningServer {
  readonly port: number
  readonly services: ServerServices
  /** Takes no more requests, finishes what it accepted, sends the peers away and lets go of everything. */
  stop(): Promise<void>
}

/** What a test may put in the place of the real thing. */
export interface ServerOverrides {
  readonly documentLog?: (log: DocumentLog) => DocumentLog
  readonly relay?: Partial<RelayOptions>
}

/** Builds every part from the configuration and starts listening. */
export async function startServer(
  config: Config,
  logger: Logger,
  overrides: ServerOverrides = {},
): Promise<RunningServer> {
  const db = await openDatabase(join(config.dataDir, 'storycanvas.sqlite'))
  const log = sqliteDocumentLog(db)
  const relay = new Relay({
    log: overrides.documentLog?.(log) ?? log,
    now: Date.now,
    options: { maxFrameBytes: config.maxFrameBytes, ...overrides.relay },
    report: ({ room, code, reason, cause }) =>
      logger.warn({ room, code, err: cause }, `a peer was sent away: ${reason}`),
    reportRoom: (room, message, error) => logger.error({ room, err: error }, message),
  })
  await relay.run()
  const services = { config, logger, relay }
  const app = createApp(services)
  const webSockets = createWebSocketServer(config.maxFrameBytes)
  const server = await listen(app.fetch, config, webSockets)
  return {
    port: (server.address() as AddressInfo).port,
    services,
    stop: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      await relay.drain()
      await relay.stop()
      await closed
      await db.destroy()
    },
  }
}

function listen(
  fetch: (request: Request, env: object) => Response | Promise<Response>,
  config: Config,
  webSockets: ReturnType<typeof createWebSocketServer>,
): Promise<ServerType> {
  return new Promise((resolve, reject) => {
    const server: ServerType = serve(
      { fetch, port: config.port, hostname: config.host, websocket: { server: webSockets } },
      () => resolve(server),
    )
    server.once('error', reject)
  })
}
