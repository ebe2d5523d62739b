import { setTimeout as wait } from 'node:timers/promises'
import type { EventHub } from '#server/services/event-hub.ts'
import type { Logger } from '#server/observability/logger.ts'
import type { Service } from '#server/services/service.ts'
import type { HostRecord, HostStore } from '#server/storage/host-store.ts'
import type { HostCapabilities } from '#shared/generation/host-capabilities.ts'
import type { Random } from '#shared/util/random.ts'
import { ComfyClient, type HostQueue, type HostStats } from './comfy-client.ts'
import { ComfySocket } from './comfy-socket.ts'
import { describeTrouble } from './host-trouble.ts'
import type { JobNewsChannel } from './job-news.ts'

/** What is known of a registered host. */
export interface HostState {
  readonly record: HostRecord
  /** Null until it was asked once. */
  readonly online: boolean | null
  /** What is wrong and what to do; null while it answers. */
  readonly problem: string | null
  /** Kept while it is away: what it could run, it will be able to run again. */
  readonly capabilities: HostCapabilities | null
  readonly stats: HostStats | null
  readonly pingMs: number | null
  readonly lastSeenAt: number | null
}

/** How the rest of dispatch talks with a host. */
export interface HostConnection {
  readonly record: HostRecord
  readonly client: ComfyClient
  readonly socket: ComfySocket
}

/** What the pool uses. */
export interface HostPoolServices {
  readonly store: HostStore
  readonly events: EventHub
  readonly logger: Logger
  readonly now: () => number
  readonly random: Random
  /** The way to other servers that register hosts; null or absent where there are none. */
  readonly news?: JobNewsChannel | null
  /** Milliseconds between two looks at a host; for tests. */
  readonly probeMs?: number
  /** Makes the client of a host; for tests with short time limits. */
  readonly createClient?: CreateClient
  /** What a host wants to see before it answers; absent: hosts ask for nothing. */
  readonly authorizationOf?: (hostId: string) => Promise<string | null>
}

/** Makes the client of a host. */
export type CreateClient = (url: string, authorization: string | null) => ComfyClient

const PROBE_MS = 10_000
/** Whoever looks at a host waits this long, in milliseconds, to hear how it does. */
const FIRST_LOOK_MS = 3_000
/** Lists of models and nodes are asked for again when they are older than this and somebody looks at them. */
const LISTS_MS = 30_000

interface Host {
  readonly connection: HostConnection
  state: HostState
  listsAt: number
  probing: Promise<void> | null
  timer: NodeJS.Timeout | undefined
  readonly ended: AbortController
}

/** The registered hosts: whether they answer and what they can run. Rules H1 to H5 of SPEC.md. */
export class HostPool implements Service {
  readonly name = 'hosts'
  readonly #services: HostPoolServices
  readonly #hosts = new Map<string, Host>()
  readonly #listeners = new Set<() => void>()
  /** Whether this process runs jobs, so that hosts tell it of them. Of two sockets of one id a host forgets one. */
  #active: boolean
  #syncing: Promise<void> | null = null
  #stopped = false

  constructor(services: HostPoolServices) {
    this.#services = services
    this.#active = !services.news
  }

  async run(): Promise<void> {
    for (const record of await this.#services.store.list()) await this.#open(record)
  }

  async drain(): Promise<void> {}

  async stop(): Promise<void> {
    this.#stopped = true
    const probes = [...this.#hosts.values()].map((host) => this.#close(host))
    this.#hosts.clear()
    await Promise.all(probes)
  }

  /** Calls `listener` whenever a host comes, goes, or can run something else. Returns the way to stop. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  list(): readonly HostState[] {
    return [...this.#hosts.values()].map((host) => host.state)
  }

  get(id: string): HostState | null {
    return this.#hosts.get(id)?.state ?? null
  }

  connection(id: string): HostConnection | null {
    return this.#hosts.get(id)?.connection ?? null
  }

  /** Hosts' sockets are for the one server that runs jobs; all look at them and know what they can run. */
  setActive(active: boolean): void {
    if (this.#active === active || !this.#services.news) return
    this.#active = active
    for (const { connection, state } of this.#hosts.values()) {
      if (!active) connection.socket.stop()
      else if (state.online) connection.socket.start()
    }
  }

  /** Brings the hosts level with what other servers have registered, changed and removed. */
  sync(): Promise<void> {
    if (!this.#services.news) return Promise.resolve()
    this.#syncing ??= this.#takeStored().finally(() => (this.#syncing = null))
    return this.#syncing
  }

  async #takeStored(): Promise<void> {
    const stored = await this.#services.store.list()
    if (this.#stopped) return
    let changed = false
    for (const record of stored) {
      const known = this.#hosts.get(record.id)
      if (known && JSON.stringify(known.state.record) === JSON.stringify(record)) continue
      changed = true
      if (known && isReachedAlike(known.state.record, record)) {
        known.state = { ...known.state, record }
      } else {
        if (known) await this.#close(known)
        await this.#open(record)
      }
    }
    for (const [id, host] of this.#hosts) {
      if (stored.some((record) => record.id === id)) continue
      changed = true
      this.#hosts.delete(id)
      await this.#close(host)
    }
    if (changed) this.#changed()
  }

  /** Registers a host, or changes one; resolves once it is stored and was looked at once. */
  async put(record: HostRecord): Promise<HostState> {
    await this.#services.store.put(record)
    this.#services.news?.tell({ kind: 'hosts' })
    const known = this.#hosts.get(record.id)
    if (known && isReachedAlike(known.state.record, record)) {
      known.state = { ...known.state, record }
      this.#changed()
      return known.state
    }
    if (known) await this.#close(known)
    const host = await this.#open(record)
    await firstLook(this.#probe(host))
    return host.state
  }

  /** Forgets a host; resolves with whether there was one. */
  async remove(id: string): Promise<boolean> {
    const removed = await this.#services.store.remove(id)
    this.#services.news?.tell({ kind: 'hosts' })
    const host = this.#hosts.get(id)
    this.#hosts.delete(id)
    if (host) await this.#close(host)
    if (removed) this.#changed()
    return removed
  }

  /** Looks at a host now, because something on it failed. Throws the signal's reason when that is aborted. */
  async look(id: string, signal?: AbortSignal): Promise<void> {
    const host = this.#hosts.get(id)
    if (!host) return
    const probe = this.#probe(host)
    await (signal ? Promise.race([probe, rejectOnAbort(signal)]) : probe)
  }

  /** A fresh view of a host for a person: its lists not older than half a minute, and its queue. */
  async inspect(id: string): Promise<{ state: HostState; queue: HostQueue | null } | null> {
    const host = this.#hosts.get(id)
    if (!host) return null
    if (host.state.online !== true || this.#services.now() - host.listsAt > LISTS_MS) {
      host.listsAt = 0
      await firstLook(this.#probe(host))
    }
    const queue = host.state.online ? await host.connection.client.queue(host.ended.signal).catch(() => null) : null
    return { state: host.state, queue }
  }

  /** Asks for a host's lists anew: it refused something that it should have been able to run. */
  async refresh(id: string): Promise<void> {
    const host = this.#hosts.get(id)
    if (!host) return
    host.listsAt = 0
    await this.#probe(host)
  }

  async #open(record: HostRecord): Promise<Host> {
    const { random, createClient, authorizationOf } = this.#services
    const authorization = record.credentialsAt === null ? null : ((await authorizationOf?.(record.id)) ?? null)
    const client = createClient?.(record.url, authorization) ?? new ComfyClient(record.url, {}, authorization)
    // Prompts stay bound to the id they were sent with, so it must be the same after a restart.
    const socket = new ComfySocket({
      baseUrl: record.url,
      authorization,
      clientId: `storycanvas-${record.id}`,
      random,
    })
    const host: Host = {
      connection: { record, client, socket },
      state: {
        record,
        online: null,
        problem: null,
        capabilities: null,
        stats: null,
        pingMs: null,
        lastSeenAt: null,
      },
      listsAt: 0,
      probing: null,
      timer: undefined,
      ended: new AbortController(),
    }
    this.#hosts.set(record.id, host)
    void this.#probe(host)
    return host
  }

  async #close(host: Host): Promise<void> {
    host.ended.abort()
    clearTimeout(host.timer)
    host.connection.socket.stop()
    await host.probing
  }

  /** One look at a time; whoever asks meanwhile waits for the same one. */
  #probe(host: Host): Promise<void> {
    clearTimeout(host.timer)
    host.probing ??= this.#ask(host).finally(() => {
      host.probing = null
      if (this.#stopped || host.ended.signal.aborted) return
      const pause = this.#services.probeMs ?? PROBE_MS
      host.timer = setTimeout(() => void this.#probe(host), pause * (0.9 + 0.2 * this.#services.random()))
    })
    return host.probing
  }

  async #ask(host: Host): Promise<void> {
    const { now, logger } = this.#services
    const { client, socket, record } = host.connection
    const { signal } = host.ended
    const before = host.state
    try {
      const startedAt = performance.now()
      const stats = await client.systemStats(signal)
      const pingMs = Math.round(performance.now() - startedAt)
      // A host that was away may have been started anew with other models.
      const isStale = host.listsAt === 0 || before.online !== true
      const capabilities = isStale
        ? keepEqual(before.capabilities, await client.capabilities(signal))
        : before.capabilities
      if (isStale) host.listsAt = now()
      if (this.#active) socket.start()
      host.state = { ...host.state, online: true, problem: null, capabilities, stats, pingMs, lastSeenAt: now() }
    } catch (error) {
      if (signal.aborted) return
      const { problem, fix } = describeTrouble(record.url, error)
      host.state = { ...host.state, online: false, problem: `${problem} ${fix}`, pingMs: null }
      if (before.online !== false) logger.warn({ host: record.name, url: record.url, err: error }, problem)
    }
    if (before.online === false && host.state.online) logger.info({ host: record.name }, 'The server answers again')
    const changed =
      before.online !== host.state.online ||
      before.problem !== host.state.problem ||
      before.capabilities !== host.state.capabilities
    if (changed) this.#changed()
  }

  /** Every server looks at the hosts for itself, and tells those who listen to it. */
  #changed(): void {
    this.#services.events.publishHere({ type: 'servers' })
    for (const listener of this.#listeners) listener()
  }
}

/** Whether what talks with a host can go on as it is. */
function isReachedAlike(before: HostRecord, after: HostRecord): boolean {
  return before.url === after.url && before.credentialsAt === after.credentialsAt
}

function rejectOnAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const fail = (): void => reject(signal.reason as Error)
    if (signal.aborted) fail()
    else signal.addEventListener('abort', fail, { once: true })
  })
}

async function firstLook(probe: Promise<void>): Promise<void> {
  await Promise.race([probe, wait(FIRST_LOOK_MS, undefined, { ref: false })])
}

/** The same lists stay the same object: what was worked out from them holds on, and nobody is told of a change. */
function keepEqual(before: HostCapabilities | null, after: HostCapabilities): HostCapabilities {
  return before !== null && JSON.stringify(before) === JSON.stringify(after) ? before : after
}
