/**
 * `npm run move`, `backup` and `restore`: builds what is missing or stale, then runs one of the server's tools, named by the
 * first argument, in this very process, so that its input, output and exit status are the tool's own.
 */
import { buildWhatIsStale } from './build.mjs'

const [name] = process.argv.splice(2, 1)
try {
  buildWhatIsStale()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
process.setSourceMapsEnabled(true)
await import(new URL(`../dist/server/${name}.js`, import.meta.url).href)
