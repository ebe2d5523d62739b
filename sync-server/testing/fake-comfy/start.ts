import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { testProgram } from '../test-programs.ts'
import type { ControlBody, ControlState, Settings } from './settings.ts'

/** A pretended ComfyUI server that runs in its own process. */
export interface FakeComfy {
  /** Where it listens, without a slash at the end. */
  readonly url: string
  /** Changes how it behaves or makes something happen; see `ControlBody`. */
  control(wish: ControlBody): Promise<ControlState>
  /** What happened so far. */
  state(): Promise<ControlState>
  /** Ends it politely and throws its files away. */
  stop(): Promise<void>
  /** Ends it at once (SIGKILL); its files stay for `restart`. */
  kill(): Promise<void>
  /** Stops it in its tracks: connections stay open and nothing is answered, until `thaw`. */
  freeze(): void
  thaw(): void
  /** Starts it again on the same port and files, with everything else forgotten; ends it first where it still runs. */
  restart(): Promise<void>
}

/**
 * Starts a pretended ComfyUI server and waits until it listens. Where `port` is absent a free one is taken.
 * `flags` are its first settings.
 */
export async function startFakeComfy(options: { port?: number; flags?: Partial<Settings> } = {}): Promise<FakeComfy> {
  const folder = await mkdtemp(join(tmpdir(), 'fake-comfy-'))
  let running = await launch(folder, options.port ?? 0, options.flags ?? {})
  const { url } = running

  const ask = async (init?: RequestInit): Promise<ControlState> => {
    const response = await fetch(`${url}/__control`, init)
    return (await response.json()) as ControlState
  }
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (running.child.exitCode !== null || running.child.signalCode !== null) return
    const gone = once(running.child, 'exit')
    running.child.kill(signal)
    await gone
  }
  return {
    url,
    control: (wish) => ask({ method: 'POST', body: JSON.stringify(wish) }),
    state: () => ask(),
    async stop() {
      await end('SIGTERM')
      await rm(folder, { recursive: true, force: true })
    },
    kill: () => end('SIGKILL'),
    freeze: () => void running.child.kill('SIGSTOP'),
    thaw: () => void running.child.kill('SIGCONT'),
    async restart() {
      await end('SIGKILL')
      running = await launch(folder, Number(new URL(url).port), options.flags ?? {})
    },
  }
}

async function launch(
  folder: string,
  port: number,
  flags: Partial<Settings>,
): Promise<{ child: ChildProcess; url: string }> {
  const args = ['--port', String(port), '--folder', folder, '--settings', JSON.stringify(flags)]
  const child = spawn(process.execPath, [await testProgram('fake-comfy'), ...args], { stdio: ['pipe', 'pipe', 'pipe'] })
  let complaints = ''
  child.stderr.on('data', (piece: Buffer) => (complaints += piece.toString('utf8')))
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const ready = /^fake-comfy ready (http:\S+)$/.exec(line)
      if (ready?.[1]) resolve({ child, url: ready[1] })
    })
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`The pretended ComfyUI ended with ${String(code)}: ${complaints}`)))
  })
}

/** A port on which nobody listens, at least at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  await once(server.close(), 'close')
  return port
}
