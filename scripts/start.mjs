/**
 * `npm start`: builds what is missing or stale, then runs the server in this very process, so that signals, exit status
 * and output are the server's own.
 */
import { buildWhatIsStale } from './build.mjs'

try {
  buildWhatIsStale()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
process.setSourceMapsEnabled(true)
await import(new URL('../dist/server/main.js', import.meta.url).href)
