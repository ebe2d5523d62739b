import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig, type Config } from '#server/config.ts'
import { createLogger } from '#server/observability/logger.ts'
import type { AppServices } from '#server/app.ts'
import { startServer, type ServerOverrides } from '#server/start-server.ts'
import { databaseOfFolder } from './services/test-database.ts'

/** A server in this process, on a free port. */
export interface TestServer {
  readonly url: string
  /** What a provider takes as its server: the address of the rooms. */
  readonly wsUrl: string
  readonly dataDir: string
  readonly services: AppServices
  /** Lines that the server has logged, oldest first. */
  readonly logLines: readonly Readonly<Record<string, unknown>>[]
  /** Stops it; the data folder goes too, unless it was given. */
  stop(): Promise<void>
}

/** How a test wants its server. */
export interface TestServerOptions extends ServerOverrides {
  /** Kept after the end; absent: a new one that goes with the server. */
  readonly dataDir?: string
  readonly config?: Partial<Config>
}

/** Tests ask more often than people do; those of limits set their own. */
const UNHURRIED = {
  RATE_LIMIT_API: '0',
  RATE_LIMIT_GENERATION: '0',
  RATE_LIMIT_MEDIA: '0',
  RATE_LIMIT_CONNECTS: '0',
  RATE_LIMIT_SIGN_IN: '0',
}

/** Starts a whole server in this process. */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'storycanvas-test-')))
  const logLines: Record<string, unknown>[] = []
  const logger = createLogger('info', { write: (line: string) => logLines.push(JSON.parse(line)) })
  const databaseUrl = await databaseOfFolder(dataDir)
  const config = { ...readConfig({ ...UNHURRIED, PORT: '0', DATA_DIR: dataDir }), databaseUrl, ...options.config }
  const server = await startServer(config, logger, options)
  return {
    url: `http://127.0.0.1:${server.port}`,
    wsUrl: `ws://127.0.0.1:${server.port}/sync`,
    dataDir,
    services: server.services,
    logLines,
    stop: async () => {
      await server.stop()
      if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true })
    },
  }
}
