import { readFileSync } from 'node:fs'
import { readConfig } from '#server/config.ts'
import { createLogger } from '#server/observability/logger.ts'
import { startServer } from '#server/start-server.ts'
import { answerQuestions } from './child-program.ts'

/** Program: the whole server as `main.ts` starts it, and how it is doing. `PING_MS` and `IDLE_MS` shorten two times of the relay. */
const config = readConfig(process.env)
const { PING_MS, IDLE_MS } = process.env
const server = await startServer(config, createLogger(config.logLevel), {
  relay: { ...(PING_MS && { pingMs: Number(PING_MS) }), ...(IDLE_MS && { idleMs: Number(IDLE_MS) }) },
})

/** What the main thread has had of a processor since its start, and how long it was ready for one: Linux alone tells. */
function schedule(): { readonly ranMs: number; readonly waitedMs: number } {
  const [ran, waited] = readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ')
  return { ranMs: Number(ran) / 1e6, waitedMs: Number(waited) / 1e6 }
}

/** How often a turn of the event loop is looked for. */
const TURN_MS = 4

let last = schedule()
let longest = { workMs: 0, starvedMs: 0 }
setInterval(() => {
  const now = schedule()
  longest = {
    workMs: Math.max(longest.workMs, now.ranMs - last.ranMs),
    starvedMs: Math.max(longest.starvedMs, now.waitedMs - last.waitedMs),
  }
  last = now
}, TURN_MS)

answerQuestions({
  ready: () => true,
  port: () => server.port,
  load: () => server.services.relay.load,
  projects: async () => (await server.services.catalog.list()).length,
  /** Bytes in use once what is not needed any more has been given up. */
  memory: async () => {
    // Buffers are let go of in a second round.
    for (let round = 0; round < 2; round += 1) {
      globalThis.gc?.()
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    const { heapUsed, external } = process.memoryUsage()
    return heapUsed + external
  },
  /** The longest that the event loop worked at a stretch since the last question, and the longest that it had no processor. */
  turns: () => {
    const since = longest
    longest = { workMs: 0, starvedMs: 0 }
    return since
  },
})
process.on('SIGTERM', () => void server.stop().then(() => process.exit(0)))
