import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { CrashServerSettings } from './crash-server.ts'
import { READY } from '../start-test-process.ts'

/** A server process that is loaded and waits to be told what to open. */
export interface WarmServer {
  /** Opens a folder; resolves once it answers. Throws with its log where it ends before. */
  open(settings: CrashServerSettings): Promise<KillableServer>
  /** Ends it without a word. */
  kill(): Promise<void>
}

/** A server process that answers. */
export interface KillableServer {
  readonly url: string
  readonly wsUrl: string
  readonly pid: number
  /** Lines of its log, oldest first. */
  log(): Readonly<Record<string, unknown>>[]
  /** SIGKILL; resolves once the process is gone. */
  kill(): Promise<void>
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>
}

/** How such a process is started, beside its bundle. */
export interface WarmOptions {
  /** Arguments for Node before the bundle: an `--import` for example. */
  readonly nodeArgs?: readonly string[]
}

/** Starts loading a server from its bundle. */
export function warmServer(bundle: string, { nodeArgs = [] }: WarmOptions = {}): WarmServer {
  const child = spawn(process.execPath, [...nodeArgs, bundle], {
    env: { PATH: process.env.PATH },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk))
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk))
  // A process that was killed does not read what it is told.
  child.stdin.on('error', () => {})
  const end = (signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> => endChild(child, signal)
  return {
    open: async (settings) => {
      const ready = new Promise<RegExpExecArray | null>((resolve) => {
        child.stdout.on('data', () => {
          const match = READY.exec(stdout)
          if (match) resolve(match)
        })
        child.once('close', () => resolve(null))
      })
      child.stdin.write(`${JSON.stringify(settings)}\n`)
      const match = await ready
      if (!match) throw new Error(`The server did not start:\n${stderr}`)
      return {
        url: `http://127.0.0.1:${match[2]}`,
        wsUrl: `ws://127.0.0.1:${match[2]}/sync`,
        pid: child.pid ?? 0,
        log: () => parseLog(stderr),
        kill: async () => void (await end('SIGKILL')),
        stop: () => end('SIGTERM'),
      }
    },
    kill: async () => void (await end('SIGKILL')),
  }
}

async function endChild(child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
  const exit = once(child, 'exit')
  child.kill(signal)
  await exit
  return child.exitCode
}

/** Whole lines alone: the last one of a killed process can be cut off. */
function parseLog(text: string): Readonly<Record<string, unknown>>[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => (line.startsWith('{') ? (JSON.parse(line) as Record<string, unknown>) : { msg: line }))
}
