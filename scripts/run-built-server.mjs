/** Runs the built server on a free port of this machine with data of its own, for screenshots and journeys. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../dist/server/main.js', import.meta.url))

/** @returns {Promise<number>} a port that nobody listens on now */
export async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  if (address === null || typeof address === 'string') throw new Error('The system gave no port.')
  return address.port
}

/**
 * Starts the built server and resolves when it answers.
 * @param {{ environment?: Record<string, string>, waitSeconds?: number }} [options]
 * @returns {Promise<{ url: string, dataDir: string, stop: () => Promise<void> }>} `stop` ends it and removes its data
 * @throws when it ends, or does not answer in time; its output is in the message
 */
export async function runBuiltServer({ environment = {}, waitSeconds = 30 } = {}) {
  const dataDir = mkdtempSync(join(tmpdir(), 'storycanvas-'))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const child = spawn(process.execPath, [main], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PORT: String(port), HOST: '127.0.0.1', DATA_DIR: dataDir, ...environment },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))

  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM')
      await once(child, 'exit')
    }
    rmSync(dataDir, { recursive: true, force: true })
  }

  const deadline = Date.now() + waitSeconds * 1000
  while (Date.now() < deadline && child.exitCode === null) {
    const answer = await fetch(`${url}/api/v1/health`).catch(() => null)
    if (answer?.ok) return { url, dataDir, stop }
    await sleep(50)
  }
  await stop()
  throw new Error(`The built server did not come up:\n${output}`)
}
