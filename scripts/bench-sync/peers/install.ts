import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The project's folder. */
export const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

/** Where the peers live; git ignores it. */
export const PEERS_DIR = join(ROOT, 'node_modules/.cache/bench-peers')

/** Versions that are compared with. */
export const VERSIONS = { hocuspocus: '4.7.0', yWebsocketServer: '0.1.1', ws: '8.23.0' } as const

/**
 * libsql stands in for better-sqlite3, whose interface it has, because the latter has no prebuilt part for all Node
 * versions. Both are the same SQLite in C, and the extension is used as it is.
 */
const manifest = {
  name: 'bench-peers',
  private: true,
  dependencies: {
    '@hocuspocus/server': VERSIONS.hocuspocus,
    '@hocuspocus/extension-sqlite': VERSIONS.hocuspocus,
    '@y/websocket-server': VERSIONS.yWebsocketServer,
    'y-leveldb': '0.1.2',
    'y-protocols': '1.0.7',
    yjs: '13.6.33',
  },
  overrides: { 'better-sqlite3': 'npm:libsql@0.5.29' },
}

/**
 * Installs the peers where they are not installed yet, at fixed versions and without running any of their scripts.
 * Returns why it could not, or null.
 */
export function installPeers(): string | null {
  const wanted = `${JSON.stringify(manifest, null, 2)}\n`
  const file = join(PEERS_DIR, 'package.json')
  const complete = join(PEERS_DIR, 'installed')
  if (existsSync(complete) && readFileSync(complete, 'utf8') === wanted) return null
  mkdirSync(PEERS_DIR, { recursive: true })
  writeFileSync(file, wanted)
  console.log('Installing the servers to compare with …')
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  const { status, stderr, error } = spawnSync(
    npm,
    ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel', 'error'],
    { cwd: PEERS_DIR, encoding: 'utf8', shell: process.platform === 'win32' },
  )
  if (status !== 0) return error?.message ?? stderr.trim().split('\n')[0] ?? `npm ended with ${status}`
  writeFileSync(complete, wanted)
  return null
}
