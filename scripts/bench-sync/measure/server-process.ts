import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from '../../run-built-server.mjs'
import type { Peer } from '../peers/peer.ts'

const CONTROL = new URL('../peers/control.mjs', import.meta.url).href

/** What a measured stretch took. */
export interface Usage {
  readonly wallMs: number
  /** CPU time of all threads. */
  readonly cpuMs: number
  /** The longest time for which the event loop did one thing, without the time in which other processes ran instead. */
  readonly longestBlockMs: number
  /** The same with it. */
  readonly longestGapMs: number
  readonly rssBytes: number
}

/** What is held after garbage was collected. */
export interface HeapUse {
  readonly heapBytes: number
  readonly externalBytes: number
}

/** How a server is started. */
export interface ServerOptions {
  /** Folder of its own for what it keeps; it outlives a restart. */
  readonly dataDir: string
  /** Where CPU profiles of its measured stretches are written; absent: none are taken. */
  readonly profileDir?: string | undefined
}

const START_SECONDS = 30
const STOP_SECONDS = 60
const SETTLE_SECONDS = 600
const SETTLE_LOOK_MS = 50
/** Longer than hocuspocus waits before it stores, so that waiting is not taken for rest. */
const PUT_OFF_MS = 3000
/** Share of a processor above which a server is at work; the timer in it and our looking take some of it too. */
const BUSY_SHARE = 0.1

/** A measured server in a process of its own. */
export class ServerProcess {
  readonly peer: Peer
  readonly port: number
  readonly #child: ChildProcess
  readonly #output: () => string
  readonly #profileDir: string | undefined
  #nextId = 1
  readonly #waiting = new Map<number, { resolve: (answer: unknown) => void; reject: (error: Error) => void }>()

  private constructor(peer: Peer, port: number, child: ChildProcess, profileDir: string | undefined) {
    this.peer = peer
    this.port = port
    this.#child = child
    this.#profileDir = profileDir
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => (output = (output + chunk.toString()).slice(-4000)))
    }
    this.#output = () => output
    child.on('message', (message) => {
      const { id, answer } = message as { id: number; answer: unknown }
      this.#waiting.get(id)?.resolve(answer)
      this.#waiting.delete(id)
    })
    child.once('exit', () => {
      for (const { reject } of this.#waiting.values()) reject(this.#gone())
      this.#waiting.clear()
    })
  }

  /** Starts a server; resolves when it listens. */
  static async start(peer: Peer, { dataDir, profileDir }: ServerOptions): Promise<ServerProcess> {
    const port = await freePort()
    const { script, environment } = peer.program(dataDir, port)
    const child = fork(script, [], {
      execArgv: ['--expose-gc', '--import', CONTROL],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...process.env, NODE_ENV: 'production', ...environment },
      cwd: fileURLToPath(new URL('../../..', import.meta.url)),
    })
    const server = new ServerProcess(peer, port, child, profileDir)
    const deadline = Date.now() + START_SECONDS * 1000
    while (Date.now() < deadline && child.exitCode === null) {
      if (await fetch(server.httpUrl).catch(() => null)) return server
      await sleep(20)
    }
    await server.stop()
    throw new Error(`${peer.title} did not start:\n${server.#output()}`)
  }

  get httpUrl(): string {
    return `http://127.0.0.1:${this.port}`
  }

  get wsUrl(): string {
    return `ws://127.0.0.1:${this.port}`
  }

  /** What it wrote lately. */
  get output(): string {
    return this.#output()
  }

  /** Begins a measured stretch. */
  async reset(): Promise<void> {
    if (this.#profileDir) await this.#ask('startProfile')
    await this.#ask('reset')
  }

  /** What the stretch took so far. */
  peek(): Promise<Usage> {
    return this.#ask('read') as Promise<Usage>
  }

  /** What the stretch took; it ends here. */
  async read(): Promise<Usage> {
    const usage = await this.peek()
    // Names in the order in which they were taken.
    const file = join(this.#profileDir ?? '', `${this.peer.name}-${Date.now()}.cpuprofile`)
    if (this.#profileDir) await this.#ask('stopProfile', file)
    return usage
  }

  /** What it holds after collecting garbage. */
  heap(): Promise<HeapUse> {
    return this.#ask('heap') as Promise<HeapUse>
  }

  /**
   * Resolves once it has had nothing to do for a while, so that what it puts off is done too. A measured stretch goes on
   * meanwhile.
   */
  async settle(): Promise<void> {
    await this.restingSince(PUT_OFF_MS)
  }

  /** Waits until it has had nothing to do for `quietMs`; resolves with the moment at which that began. */
  async restingSince(quietMs: number): Promise<number> {
    const deadline = performance.now() + SETTLE_SECONDS * 1000
    let before = await this.peek()
    let quietSince = performance.now()
    while (performance.now() - quietSince < quietMs) {
      if (performance.now() > deadline) throw new Error(`${this.peer.title} does not come to rest`)
      await sleep(SETTLE_LOOK_MS)
      const now = await this.peek()
      if ((now.cpuMs - before.cpuMs) / (now.wallMs - before.wallMs) > BUSY_SHARE) quietSince = performance.now()
      before = now
    }
    return quietSince
  }

  /** Ends it the way an administrator would; kills it where it does not end. */
  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const killed = setTimeout(() => this.#child.kill('SIGKILL'), STOP_SECONDS * 1000)
    this.#child.kill('SIGTERM')
    await once(this.#child, 'exit')
    clearTimeout(killed)
  }

  #ask(ask: string, file?: string): Promise<unknown> {
    const id = this.#nextId++
    return new Promise((resolve, reject) => {
      if (!this.#child.connected) return reject(this.#gone())
      this.#waiting.set(id, { resolve, reject })
      this.#child.send({ id, ask, file })
    })
  }

  #gone(): Error {
    return new Error(`${this.peer.title} has ended:\n${this.#output()}`)
  }
}
