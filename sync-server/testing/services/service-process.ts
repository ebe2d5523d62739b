import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, chownSync, constants, mkdtempSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

/** A service that runs for tests. */
export interface TestService {
  /** Where clients connect. */
  readonly url: string
  /** Ends it, with all that it stored. */
  stop(): Promise<void>
}

/** Who runs a service: Postgres refuses to run as root. */
export interface Account {
  readonly uid: number
  readonly gid: number
}

/** A folder in the system's place for such, and whose it is. */
export interface ServiceFolder {
  readonly path: string
  /** Absent: the account that runs the tests. */
  readonly account: Account | undefined
}

/** A service's program with its arguments, and how to tell that it serves. */
export interface ServiceProgram {
  readonly command: readonly [string, ...string[]]
  readonly folder: ServiceFolder
  readonly stopSignal: 'INT' | 'TERM'
  /** What it writes once it takes connections. */
  readonly ready: RegExp
}

/**
 * Runs a program, ends it with the given signal when its standard input closes, which happens also where the tests are
 * killed, and then removes its folder.
 */
const GUARD = 'signal=$1 folder=$2; shift 2; "$@" & read -r _; kill -$signal $!; wait $!; rm -rf "$folder"'

/** Below the ports that the system gives to those who ask for any, so that nobody gets this one meanwhile. */
const PORTS = { first: 15_000, count: 15_000 }

/** The path of a program in `PATH` or in one of the further folders; null where there is none. */
export function findProgram(name: string, folders: readonly string[] = []): string | null {
  const places = [...(process.env.PATH ?? '').split(delimiter), ...folders]
  return places.map((folder) => join(folder, name)).find(isExecutable) ?? null
}

/** Makes a folder for a service; where root runs the tests it belongs to the first of these accounts that exists. */
export function makeServiceFolder(name: string, accounts: readonly string[]): ServiceFolder {
  const path = mkdtempSync(join(tmpdir(), `storycanvas-${name}-`))
  const account = process.getuid?.() === 0 ? findAccount(accounts) : undefined
  if (account) chownSync(path, account.uid, account.gid)
  return { path, account }
}

/** Starts a service; resolves with the way to end it once it serves. Throws with its words where it does not. */
export async function startProgram({
  command,
  folder,
  stopSignal,
  ready,
}: ServiceProgram): Promise<() => Promise<void>> {
  const child = spawn('sh', ['-c', GUARD, 'sh', stopSignal, folder.path, ...command], {
    cwd: folder.path,
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true, // or what ends the whole group of the tests would end it before it has cleaned up
    ...folder.account,
  })
  const closed = once(child, 'close')
  const stop = async (): Promise<void> => {
    child.stdin.end()
    await closed
  }
  const words = await readUntil(child, ready)
  if (ready.test(words)) return stop
  await stop()
  throw new Error(`${command[0]} did not start:\n${words}`)
}

/** A port of this machine that nobody listens on. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = PORTS.first + Math.floor(Math.random() * PORTS.count)
    const server = createServer().listen(port, '127.0.0.1')
    const free = await once(server, 'listening').then(
      () => true,
      () => false,
    )
    await new Promise((resolve) => server.close(resolve))
    if (free) return port
  }
}

function readUntil(child: ChildProcess, ready: RegExp): Promise<string> {
  return new Promise((resolve) => {
    let words: string | null = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk: string) => {
        if (words === null) return // it serves; what it says from now on is of no interest
        words += chunk
        if (!ready.test(words)) return
        resolve(words)
        words = null
      })
    }
    child.once('exit', () => resolve(words ?? ''))
  })
}

function findAccount(names: readonly string[]): Account {
  for (const name of names) {
    const [uid, gid] = ['-u', '-g'].map((what) => spawnSync('id', [what, name], { encoding: 'utf8' }))
    if (uid?.status === 0 && gid?.status === 0) return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
  }
  throw new Error(`Root runs the tests, and there is none of these accounts to run a service as: ${names.join(', ')}`)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
