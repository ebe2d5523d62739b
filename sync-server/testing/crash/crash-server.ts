/**
 * A whole server in a process of its own that loads its code, waits for its settings as one line of JSON on standard
 * input, and only then opens its folder: a test that kills one server finds the next one ready to start at once.
 */
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { readConfig } from '#server/config.ts'
import { createLogger } from '#server/observability/logger.ts'
import { startServer } from '#server/start-server.ts'

const Settings = z.object({
  env: z.record(z.string(), z.string()),
  compactAfter: z.object({ updates: z.int(), bytes: z.int(), share: z.number() }),
  idleMs: z.int(),
})

/** What such a server is told before it starts. */
export type CrashServerSettings = z.infer<typeof Settings>

const lines = createInterface({ input: process.stdin })
const first = await new Promise<string>((resolve) => lines.once('line', resolve))
// Nobody is left to stop it once the test has ended.
lines.once('close', () => process.exit(0))

try {
  const { env, compactAfter, idleMs } = Settings.parse(JSON.parse(first))
  const config = readConfig({ PORT: '0', LOG_LEVEL: 'info', ...env })
  const server = await startServer(config, createLogger(config.logLevel), { relay: { compactAfter, idleMs } })
  process.on('SIGTERM', () => void server.stop().then(() => process.exit(0)))
  process.stdout.write(`StoryCanvas is ready on http://localhost:${server.port}\n`)
} catch (error) {
  process.stderr.write(`StoryCanvas could not start: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}
