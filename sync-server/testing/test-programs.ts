import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { build, type Plugin } from 'vite'
import { packageRoot } from '#server/services/package-root.ts'

/** Loads the drawing library where something is drawn: half of a start's time otherwise goes into it. */
const lateSharp: Plugin = {
  name: 'late-sharp',
  enforce: 'pre',
  resolveId: (id) => (id === 'sharp' ? '\0sharp' : null),
  load: (id) =>
    id === '\0sharp'
      ? `import { createRequire } from 'node:module'
         const require = createRequire(import.meta.url)
         export default (...args) => require('sharp')(...args)`
      : null,
}

/** Native or loaded only where they are configured; all else goes into the one file. */
const EXTERNAL = ['libsql', 'yjs', 'pg', 'ioredis']

/** Bundles of sources that are older than this are not asked for again. */
const DAY_MS = 86_400_000

/**
 * Path of one file with all of `crash-server.ts`, its packages included: it loads in a third of the time that the
 * sources take. Made once for each state of the sources, whatever the number of test files that ask.
 */
export async function bundleCrashServer(): Promise<string> {
  const root = packageRoot()
  const cache = join(root, 'node_modules', '.cache', 'crash-server')
  const folder = join(
    cache,
    String(Math.round(Math.max(...['sync-server', 'shared'].map((at) => newest(join(root, at)))))),
  )
  const file = join(folder, 'crash-server.js')
  if (existsSync(file)) return file
  mkdirSync(cache, { recursive: true })
  for (const old of readdirSync(cache).map((name) => join(cache, name))) {
    if (statSync(old).mtimeMs < Date.now() - DAY_MS) rmSync(old, { recursive: true, force: true })
  }
  const unfinished = mkdtempSync(join(cache, 'unfinished-'))
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    plugins: [lateSharp],
    ssr: { noExternal: true, external: EXTERNAL },
    build: {
      ssr: 'sync-server/testing/crash/crash-server.ts',
      outDir: unfinished,
      target: 'node20',
      minify: true,
      rollupOptions: { output: { entryFileNames: '[name].js' } },
    },
  })
  try {
    renameSync(unfinished, folder)
  } catch (error) {
    // Another test file was faster.
    rmSync(unfinished, { recursive: true, force: true })
    if (!existsSync(file)) throw error
  }
  return file
}

/** When a source below `path` last changed, in milliseconds; tests do not count. */
function newest(path: string): number {
  if (/\.(test|bench|contract)\.ts$/.test(path)) return 0
  const stats = statSync(path)
  if (!stats.isDirectory()) return stats.mtimeMs
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))))
}
