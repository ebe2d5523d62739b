import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startTestProcess, type TestServerProcess } from '#server/testing/start-test-process.ts'

/** Folder of the build that the journeys drive: `client/` and `server/` are in it. */
export const DIST: string = process.env['E2E_DIST'] ?? join(import.meta.dirname, '../../../dist')

/** The built server as a process of its own, on a free port, with a data folder of its own. */
export interface BuiltServer {
  /** Where browsers find it, without a slash at the end. */
  readonly url: string
  readonly port: number
  /** Ends it with SIGKILL: nothing is written any more, connections break. */
  kill(): Promise<void>
  /** Starts it again on the same port and data. */
  restart(): Promise<void>
  /** What it wrote to standard error since its last start. */
  log(): string
}

/** Starts the built server. `env` adds to its environment; the end is `stop`, which throws its data away. */
export async function startBuiltServer(
  env: Readonly<Record<string, string>> = {},
): Promise<BuiltServer & { stop(): Promise<void> }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'storycanvas-e2e-'))
  const launch = (port: number): Promise<TestServerProcess> =>
    startTestProcess({
      dataDir,
      port,
      entry: join(DIST, 'server/main.js'),
      env: { CLIENT_DIR: join(DIST, 'client'), ...env },
    })
  let running = await launch(0)
  const { port, url } = running
  return {
    port,
    url,
    log: () => running.log(),
    kill: async () => {
      await running.kill('SIGKILL')
    },
    restart: async () => {
      await running.kill('SIGKILL')
      running = await launch(port)
    },
    stop: async () => {
      await running.kill('SIGKILL')
      await rm(dataDir, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}
