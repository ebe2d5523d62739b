import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { packageRoot } from '#server/services/package-root.ts'
import { databaseOfFolder } from './services/test-database.ts'
import { testProgram } from './test-programs.ts'

/** A server in a process of its own, for tests that end it by force. */
export interface TestServerProcess {
  readonly url: string
  readonly wsUrl: string
  readonly port: number
  /** What it has written to standard error: its log. */
  log(): string
  /** Sends a signal; resolves with the exit code, or null where the signal ended it. */
  kill(signal: 'SIGKILL' | 'SIGTERM' | 'SIGINT'): Promise<number | null>
}

/** What came out of a server that did not start. */
export interface FailedStart {
  readonly exitCode: number | null
  readonly stderr: string
}

/** How the process is started. */
export interface TestProcessOptions {
  readonly dataDir: string
  /** 0 takes a free port. */
  readonly port?: number
  readonly env?: Readonly<Record<string, string>>
  /** File that Node runs; absent: the server, bundled from its sources. */
  readonly entry?: string
}

/** The line by which a server tells that it answers: its address, and the port alone. */
export const READY = /StoryCanvas is ready on (http:\/\/localhost:(\d+))/

/** Starts the server as users do, and resolves when it says that it is ready. Throws with its log where it ends before. */
export async function startTestProcess(options: TestProcessOptions): Promise<TestServerProcess> {
  const { child, stdout, stderr } = await launch(options)
  const ready = await new Promise<RegExpExecArray | null>((resolve) => {
    child.stdout?.on('data', () => {
      const match = READY.exec(stdout())
      if (match) resolve(match)
    })
    child.once('exit', () => resolve(null))
  })
  if (!ready) throw new Error(`The server did not start:\n${stderr()}`)
  const port = Number(ready[2])
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    wsUrl: `ws://127.0.0.1:${port}/sync`,
    log: stderr,
    kill: async (signal) => {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
      const exit = once(child, 'exit')
      child.kill(signal)
      await exit
      return child.exitCode
    },
  }
}

/** Starts the server where it is expected not to start. */
export async function failToStart(options: TestProcessOptions): Promise<FailedStart> {
  const { child, stderr } = await launch(options)
  await once(child, 'close')
  return { exitCode: child.exitCode, stderr: stderr() }
}

interface Launched {
  readonly child: ChildProcess
  readonly stdout: () => string
  readonly stderr: () => string
}

async function launch({ dataDir, port = 0, env = {}, entry }: TestProcessOptions): Promise<Launched> {
  const child = spawn(process.execPath, [entry ?? (await testProgram('server'))], {
    cwd: packageRoot(),
    env: {
      PATH: process.env.PATH,
      DATA_DIR: dataDir,
      DATABASE_URL: (await databaseOfFolder(dataDir)) ?? '',
      PORT: String(port),
      LOG_LEVEL: 'warn',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const collect = (stream: NodeJS.ReadableStream | null): (() => string) => {
    let text = ''
    stream?.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
    return () => text
  }
  return { child, stdout: collect(child.stdout), stderr: collect(child.stderr) }
}
