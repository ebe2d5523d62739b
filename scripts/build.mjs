/**
 * Builds the product into dist/: the client (bundled, then compressed) and the server.
 *
 * `npm run build` builds both. `buildWhatIsStale` builds a part only when one of its sources is newer than the stamp that
 * its last complete build left, so `npm start` and `npm test` cost nothing when nothing changed.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compressFolder } from './compress.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const vite = join(root, 'node_modules/vite/bin/vite.js')

/**
 * A part of the product: what it is made of, what proves it is built, and how to build it.
 * @typedef {{ name: string, sources: string[], stamp: string, result: string, build: () => void }} Part
 */

/** @param {string[]} args */
function runVite(args) {
  const { status } = spawnSync(process.execPath, [vite, 'build', '--logLevel', 'warn', ...args], {
    cwd: root,
    stdio: 'inherit',
  })
  if (status !== 0) throw new Error('The build failed; its reason is above.')
}

/** @type {Part[]} */
const parts = [
  {
    name: 'client',
    sources: ['client', 'shared', 'public', 'vite.config.ts', 'package.json', 'package-lock.json'],
    stamp: 'dist/.client-built',
    result: 'dist/client/index.html',
    build: () => {
      runVite([])
      compressFolder(join(root, 'dist/client'))
    },
  },
  {
    name: 'server',
    sources: ['sync-server', 'shared', 'vite.server.config.ts', 'package.json', 'package-lock.json'],
    stamp: 'dist/.server-built',
    result: 'dist/server/main.js',
    build: () => runVite(['-c', 'vite.server.config.ts']),
  },
]

/**
 * When something at or below a path last changed, in ms. Tests do not count: they are no part of the product.
 * @param {string} path
 * @returns {number}
 */
function newest(path) {
  if (!existsSync(path) || /\.(test|spec|bench)\.tsx?$/.test(path) || /[\\/](testing|e2e)$/.test(path)) return 0
  const stats = statSync(path)
  if (!stats.isDirectory()) return stats.mtimeMs
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))))
}

/** @param {Part} part */
function isStale({ sources, stamp, result }) {
  if (!existsSync(join(root, stamp)) || !existsSync(join(root, result))) return true
  const built = statSync(join(root, stamp)).mtimeMs
  return sources.some((source) => newest(join(root, source)) > built)
}

/** @param {readonly Part[]} chosen */
function build(chosen) {
  for (const part of chosen) {
    const started = new Date()
    part.build()
    mkdirSync(join(root, 'dist'), { recursive: true })
    const stamp = join(root, part.stamp)
    writeFileSync(stamp, `${started.toISOString()}\n`)
    utimesSync(stamp, started, started) // what changed during the build is newer than it
    console.log(`Built the ${part.name} in ${((Date.now() - started.getTime()) / 1000).toFixed(1)} s.`)
  }
}

/**
 * Builds the parts that are missing or older than their sources.
 * @throws when a build fails
 */
export function buildWhatIsStale() {
  const stale = parts.filter(isStale)
  if (stale.length === 0) return
  if (existsSync(vite)) return build(stale)
  const missing = stale.filter(({ result }) => !existsSync(join(root, result)))
  if (missing.length > 0) throw new Error('Nothing is built and the build tools are not installed. Run `npm ci` first.')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) build(parts)
