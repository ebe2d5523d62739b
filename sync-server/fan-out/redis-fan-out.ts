import { randomBytes } from 'node:crypto'
import { Redis, type RedisOptions } from 'ioredis'
import type { FanOut, FanOutListener } from './fan-out.ts'

/** How Redis is reached. */
export interface RedisFanOutOptions {
  readonly url: string
  /** Stands before every channel, so that installations can share one Redis. */
  readonly prefix: string
  /** Hears once each time that Redis goes away or comes back; also when it is first reached, or could not be. */
  readonly onChange: (connected: boolean, cause: Error | null) => void
  /** Milliseconds between two looks whether a silent connection still lives, and for its answer; for tests. */
  readonly timing?: { readonly pingMs: number; readonly answerMs: number }
}

const TIMING = { pingMs: 5000, answerMs: 3000 }
const MAX_RETRY_MS = 1000
/** Bytes before each message that name its process. */
const ID_BYTES = 8

interface Channel {
  readonly listeners: Set<FanOutListener>
  /** Resolves once Redis has confirmed the subscription. */
  ready: Promise<void>
}

/**
 * Messages by Redis' publish and subscribe, which go only to processes that listen to the channel. Redis may be away at
 * any time, from the start too: then nothing gets through, and it is looked for until it is back.
 */
export function redisFanOut(options: RedisFanOutOptions): FanOut {
  return new RedisFanOut(options)
}

class RedisFanOut implements FanOut {
  readonly #options: RedisFanOutOptions
  readonly #id = randomBytes(ID_BYTES)
  readonly #publisher: Redis
  readonly #subscriber: Redis
  readonly #channels = new Map<string, Channel>()
  readonly #restored = new Set<() => void>()
  /** Subscriptions that wait for Redis. */
  #waiting: (() => void)[] = []
  #connected: boolean | null = null
  #closed = false
  #lastError: Error | null = null
  readonly #pings: NodeJS.Timeout
  /** Connections that have not answered yet. */
  readonly #asked = new Set<Redis>()

  constructor(options: RedisFanOutOptions) {
    this.#options = options
    const { pingMs, answerMs } = options.timing ?? TIMING
    const settings: RedisOptions = {
      // What cannot be sent now is lost: it stands in the storage.
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      autoResubscribe: false,
      enableAutoPipelining: true,
      commandTimeout: answerMs,
      connectTimeout: answerMs,
      retryStrategy: (times) => Math.min(50 * 2 ** times, MAX_RETRY_MS),
    }
    this.#publisher = new Redis(options.url, settings)
    this.#subscriber = new Redis(options.url, { ...settings, enableAutoPipelining: false })
    for (const connection of [this.#publisher, this.#subscriber]) {
      connection.on('error', (error: Error) => (this.#lastError = error))
      connection.on('ready', () => void this.#arrived())
      connection.on('close', () => {
        this.#asked.delete(connection)
        this.#left()
      })
    }
    this.#subscriber.on('messageBuffer', (channel: Buffer, message: Buffer) => this.#hear(channel, message))
    this.#pings = setInterval(() => this.#ping(), pingMs).unref()
  }

  get connected(): boolean {
    return this.#connected === true
  }

  publish(channel: string, message: Uint8Array): void {
    if (!this.connected) return
    this.#publisher.publish(this.#options.prefix + channel, Buffer.concat([this.#id, message])).catch(() => {
      // The connection broke with it on its way; whoever missed it hears that when it is back.
    })
  }

  subscribe(name: string, listener: FanOutListener): ReturnType<FanOut['subscribe']> {
    const known = this.#channels.get(name)
    const channel = known ?? { listeners: new Set(), ready: this.#ask(name) }
    this.#channels.set(name, channel)
    channel.listeners.add(listener)
    const stop = (): void => {
      channel.listeners.delete(listener)
      if (channel.listeners.size > 0 || this.#channels.get(name) !== channel) return
      this.#channels.delete(name)
      if (this.#subscriber.status === 'ready') {
        // Where this fails the connection has gone, and the subscription with it.
        this.#subscriber.unsubscribe(this.#options.prefix + name).catch(() => undefined)
      }
    }
    return { ready: channel.ready, stop }
  }

  onRestored(listener: () => void): () => void {
    this.#restored.add(listener)
    return () => this.#restored.delete(listener)
  }

  async close(): Promise<void> {
    this.#closed = true
    clearInterval(this.#pings)
    this.#channels.clear()
    // What was published last leaves before the connection ends.
    if (this.#publisher.status === 'ready') await this.#publisher.quit().catch(() => undefined)
    this.#publisher.disconnect()
    this.#subscriber.disconnect()
  }

  async #ask(name: string): Promise<void> {
    if (this.connected) {
      const isSubscribed = await this.#subscriber.subscribe(this.#options.prefix + name).then(
        () => true,
        () => false,
      )
      if (isSubscribed) return
    }
    await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }

  /** A connection is there; with both of them, and all channels subscribed to again, messages get through. */
  async #arrived(): Promise<void> {
    if (this.#subscriber.status !== 'ready' || this.#publisher.status !== 'ready') return
    const names = [...this.#channels.keys()].map((name) => this.#options.prefix + name)
    try {
      if (names.length > 0) await this.#subscriber.subscribe(...names)
    } catch {
      return this.#subscriber.disconnect(true)
    }
    if (this.#closed || this.#subscriber.status !== 'ready' || this.#publisher.status !== 'ready') return
    this.#become(true)
    for (const listener of this.#restored) listener()
    for (const resolve of this.#waiting.splice(0)) resolve()
  }

  #left(): void {
    if (!this.#closed) this.#become(false)
  }

  #become(connected: boolean): void {
    if (this.#connected === connected) return
    this.#connected = connected
    this.#options.onChange(connected, connected ? null : this.#lastError)
  }

  /** A connection whose other end vanished without a word is noticed only by asking. */
  #ping(): void {
    for (const connection of [this.#publisher, this.#subscriber]) {
      if (connection.status !== 'ready' || this.#asked.has(connection)) continue
      this.#asked.add(connection)
      connection.ping().then(
        () => this.#asked.delete(connection),
        () => {
          this.#left()
          connection.disconnect(true)
        },
      )
    }
  }

  #hear(channel: Buffer, message: Buffer): void {
    const from = message.subarray(0, ID_BYTES)
    if (from.equals(this.#id)) return
    const listeners = this.#channels.get(channel.toString().slice(this.#options.prefix.length))?.listeners ?? []
    for (const listener of listeners) listener(message.subarray(ID_BYTES), from.toString('hex'))
  }
}
