import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import * as Y from 'yjs'
import { connectPeer } from '../sync-peer.ts'
import { until } from '../until.ts'
import { startProgram, type ChildProgram } from './child-program.ts'

const MEBIBYTE = 1024 * 1024

/** The room that is attacked, with a film in it, and the one in which nobody should notice. */
export const ATTACKED_ROOM = 'project/3f1c8a52-3f5e-4b0e-9b42-0c8f4f1c2d11'
const QUIET_ROOM = 'project/9a1c8a52-3f5e-4b0e-9b42-0c8f4f1c2d99'

/** Milliseconds between pings in the lab: peers that do not answer are gone within twice that. */
export const LAB_PING_MS = 3000

/** Bytes that may be in use after an attack beside those before it: what the tests themselves leave behind, and what Node caches. */
const KEPT_BYTES = 8 * MEBIBYTE

/** What an attack did to everybody else. */
export interface AttackReport {
  /**
   * The longest that an update took in the other room, without what the machine took: the longest beside the server (see
   * `plain-relay-program.ts`), and the longest that the server was ready and had no processor. Idle, that is little.
   */
  readonly delayMs: number
  /** The longest that the server's event loop worked at a stretch. */
  readonly workMs: number
  /** Most memory of the process during the attack, above that before it. */
  readonly growthMiB: number
}

/** A server under attack, and two honest people in another room. */
export interface AttackLab {
  readonly wsUrl: string
  readonly port: number
  /** The film in the attacked room, as its author has it. */
  readonly film: Y.Doc
  /** Runs an attack; fails where the server ends, memory stays, or nothing arrives any more in the other room. */
  attack(run: () => Promise<void>): Promise<AttackReport>
  /** Rooms in memory and peers in them. */
  load(): Promise<{ readonly rooms: number; readonly connections: number }>
  /** Entries of the catalogue. */
  projects(): Promise<number>
  /** Peers that were sent away, with code and reason. */
  sentAway(): string[]
  /** Kills the server, starts another on the same folder, and expects both rooms to be whole. */
  expectWholeAfterRestart(): Promise<void>
  close(): Promise<void>
}

/** What an attack leaves behind comes in so many milliseconds after it. */
const SETTLE_MS = 100

interface Turns {
  readonly workMs: number
  readonly starvedMs: number
}

interface Delays {
  readonly count: number
  readonly worstMs: number
}

/** Starts a server with a film in it. */
export async function openLab(film: Y.Doc): Promise<AttackLab> {
  const dataDir = await mkdtemp(join(tmpdir(), 'storycanvas-hostile-'))
  let server = await startServer(dataDir)
  let port = await server.ask<number>('port')
  const wsUrl = (): string => `ws://127.0.0.1:${port}/sync`
  const plain = await startProgram('plain-relay', { FILE: join(dataDir, 'plain') })
  const plainUrl = `ws://127.0.0.1:${await plain.ask<number>('port')}`
  const [pair, plainPair] = await Promise.all([startPair(wsUrl()), startPair(plainUrl)])
  await writeFilm(wsUrl(), film)

  const attack = async (run: () => Promise<void>): Promise<AttackReport> => {
    const before = await server.ask<number>('memory')
    await Promise.all([pair.ask('reset'), plainPair.ask('reset'), server.ask('turns')])
    const resident = watchResidentBytes(server.pid)
    try {
      await run()
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS))
    } finally {
      resident.stop()
    }
    const growthMiB = resident.growth() / MEBIBYTE
    const [delays, plainDelays] = await Promise.all([pair.ask<Delays>('delays'), plainPair.ask<Delays>('delays')])
    const { workMs, starvedMs } = await server.ask<Turns>('turns')
    expect(delays.count).toBeGreaterThan(0)
    await until(async () => expect(await server.ask<number>('memory')).toBeLessThan(before + KEPT_BYTES))
    return { delayMs: delays.worstMs - plainDelays.worstMs - starvedMs, workMs, growthMiB }
  }

  const expectWholeAfterRestart = async (): Promise<void> => {
    const written = await pair.ask<string>('finish')
    await server.kill('SIGKILL')
    await pair.kill('SIGKILL')
    server = await startServer(dataDir)
    port = await server.ask<number>('port')
    const quiet = await readRoom(wsUrl(), QUIET_ROOM)
    expect(Buffer.from(Y.encodeStateAsUpdate(quiet)).toString('base64')).toBe(written)
    const attacked = await readRoom(wsUrl(), ATTACKED_ROOM)
    expect(attacked.getMap('clips').toJSON()).toEqual(film.getMap('clips').toJSON())
    expect(attacked.store.pendingStructs).toBeNull()
    expect(attacked.store.pendingDs).toBeNull()
  }

  return {
    get wsUrl() {
      return wsUrl()
    },
    get port() {
      return port
    },
    film,
    attack,
    load: () => server.ask('load'),
    projects: () => server.ask('projects'),
    sentAway: () => server.log().match(/"code":\d+,.*?"msg":"[^"]*"/g) ?? [],
    expectWholeAfterRestart,
    close: async () => {
      await Promise.all([pair, plainPair, plain, server].map((program) => program.kill('SIGKILL')))
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

function startServer(dataDir: string): Promise<ChildProgram> {
  return startProgram('attacked-server', {
    DATA_DIR: dataDir,
    PORT: '0',
    LOG_LEVEL: 'warn',
    PING_MS: String(LAB_PING_MS),
  })
}

function startPair(wsUrl: string): Promise<ChildProgram> {
  return startProgram('honest-pair', { WS_URL: wsUrl, ROOM: QUIET_ROOM })
}

async function writeFilm(wsUrl: string, film: Y.Doc): Promise<void> {
  const author = connectPeer(wsUrl, ATTACKED_ROOM, { doc: film })
  await until(() => expect(author.saved.get(film.clientID)).toBe(Y.getState(film.store, film.clientID)))
  author.provider.destroy()
}

async function readRoom(wsUrl: string, room: string): Promise<Y.Doc> {
  const reader = connectPeer(wsUrl, room)
  await until(() => expect(reader.provider.synced).toBe(true))
  reader.provider.destroy()
  return reader.doc
}

/** Watches the memory of a process. */
function watchResidentBytes(pid: number): { readonly stop: () => void; readonly growth: () => number } {
  const start = residentBytes(pid)
  let most = start
  const look = (): void => {
    most = Math.max(most, residentBytes(pid))
  }
  const timer = setInterval(look, 10)
  const stop = (): void => {
    clearInterval(timer)
    look()
  }
  return { stop, growth: () => most - start }
}

/** 0 where the process has ended. */
function residentBytes(pid: number): number {
  try {
    const [, kibibytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return Number(kibibytes ?? 0) * 1024
  } catch {
    return 0
  }
}
