import { findProgram, freePort, makeServiceFolder, startProgram, type TestService } from './service-process.ts'

/** How a test wants its Redis. */
export interface RedisOptions {
  /** Absent: a free one. */
  readonly port?: number
}

/** Starts a Redis of its own that keeps nothing on the disk; null where none is installed. */
export async function startRedis(options: RedisOptions = {}): Promise<TestService | null> {
  const redis = findProgram('redis-server')
  if (!redis) return null
  const folder = makeServiceFolder('redis', ['redis', 'nobody'])
  const port = options.port ?? (await freePort())
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
  const stop = await startProgram({
    command: [redis, ...settings, '--dir', folder.path],
    folder,
    stopSignal: 'TERM',
    ready: /Ready to accept connections/,
  })
  return { url: `redis://127.0.0.1:${port}`, stop }
}
