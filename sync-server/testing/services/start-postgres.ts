import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findProgram, freePort, makeServiceFolder, startProgram, type TestService } from './service-process.ts'

/** Where Debian and Ubuntu keep the programs of each version. */
const DEBIAN = '/usr/lib/postgresql'

/** Connections at once: many test files run side by side, each with a pool or several. */
const MAX_CONNECTIONS = 300

/** Starts a Postgres of its own, empty and on a free port; null where none is installed. It syncs to the disk as in production. */
export async function startPostgres(): Promise<TestService | null> {
  const initdb = findProgram('initdb', debianFolders())
  const postgres = findProgram('postgres', debianFolders())
  if (!initdb || !postgres) return null
  const folder = makeServiceFolder('postgres', ['postgres', 'nobody'])
  const data = join(folder.path, 'data')
  const password = randomBytes(12).toString('hex')
  const passwordFile = join(folder.path, 'password')
  writeFileSync(passwordFile, password, { mode: 0o644 })
  const made = spawnSync(
    initdb,
    ['-D', data, '-U', 'storycanvas', '-A', 'password', '--pwfile', passwordFile, '-E', 'UTF8', '--locale=C', '-N'],
    { cwd: folder.path, encoding: 'utf8', ...folder.account },
  )
  if (made.status !== 0) throw new Error(`initdb failed:\n${made.stderr}`)
  const port = await freePort()
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: MAX_CONNECTIONS,
    fsync: 'on',
    log_min_messages: 'warning',
  }
  const stop = await startProgram({
    command: [postgres, '-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    folder,
    stopSignal: 'INT',
    ready: /database system is ready to accept connections/,
  })
  return { url: `postgres://storycanvas:${password}@127.0.0.1:${port}/postgres`, stop }
}

/** Newest version first. */
function debianFolders(): string[] {
  try {
    const versions = readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a))
    return versions.map((version) => join(DEBIAN, version, 'bin'))
  } catch {
    return []
  }
}
