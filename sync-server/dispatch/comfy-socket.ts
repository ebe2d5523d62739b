import { backoffDelay, type BackoffLimits } from '#shared/util/backoff.ts'
import type { Random } from '#shared/util/random.ts'
import { WebSocket, type RawData } from 'ws'
import { guardedLookup } from '#server/outgoing/guarded-lookup.ts'
import { authorizationOf, type HostAddress } from './comfy-http.ts'
import { readBinaryMessage, readTextMessage, type PromptEvent } from './comfy-socket-messages.ts'

/** `closed`: not wanted. `waiting`: before the next try. */
export type SocketState = 'closed' | 'connecting' | 'open' | 'waiting'

/** What a socket needs to know. */
export interface SocketOptions {
  readonly baseUrl: HostAddress['baseUrl']
  readonly authorization?: HostAddress['authorization']
  /** Prompts are bound to the id they were posted with. Never use one id for two sockets. */
  readonly clientId: string
  readonly random: Random
  readonly backoff?: BackoffLimits
  /** A message larger than this closes the socket, which then opens again. */
  readonly maxMessageBytes?: number
  readonly onState?: (state: SocketState) => void
  /** How often the host is asked for a sign of life, and how long it may be silent, in milliseconds. */
  readonly heartbeat?: { readonly pingMs: number; readonly maxSilenceMs: number }
}

const BACKOFF: BackoffLimits = { firstMs: 500, maxMs: 30_000 }
/** Room for whole pictures, which some nodes send the way previews go. */
const MAX_MESSAGE_BYTES = 32 * 1024 * 1024
const HANDSHAKE_MS = 10_000
/** A host that loads a model may be deaf for long. */
const HEARTBEAT = { pingMs: 30_000, maxSilenceMs: 120_000 }
const CLOSE_MS = 2_000

/** Must be the first message of each new socket, or previews do not say whose they are. */
const FEATURE_FLAGS = JSON.stringify({ type: 'feature_flags', data: { supports_preview_metadata: true } })

/**
 * The one socket to a host. It comes back by itself, but what was said meanwhile is lost: use it for hints and ask
 * `ComfyClient.locate` for the truth. An old socket is closed to the end before a new one is opened: with two of one
 * id, the host forgets the newer when the older goes.
 */
export class ComfySocket {
  private readonly options: SocketOptions
  private readonly listeners = new Map<string, (event: PromptEvent) => void>()
  private socket: WebSocket | null = null
  private current: SocketState = 'closed'
  private wanted = false
  private renewing = false
  private attempt = 0
  private retry: NodeJS.Timeout | undefined
  private heartbeat: NodeJS.Timeout | undefined
  private closing: NodeJS.Timeout | undefined
  private lastHeard = 0
  /** The prompt whose node is executing: the only owner that a preview without a name can have. */
  private executing: string | null = null

  constructor(options: SocketOptions) {
    this.options = options
  }

  get clientId(): string {
    return this.options.clientId
  }

  get state(): SocketState {
    return this.current
  }

  start(): void {
    if (this.wanted) return
    this.wanted = true
    if (!this.socket) this.connect()
  }

  /** Closes and stays closed until `start`. */
  stop(): void {
    this.wanted = false
    clearTimeout(this.retry)
    if (this.socket) this.close(this.socket)
    else this.setState('closed')
  }

  /** Opens anew: this socket is open and yet gets nothing. */
  renew(): void {
    if (!this.socket || this.current !== 'open') return
    this.renewing = true
    this.close(this.socket)
  }

  /** Tells what is heard of a prompt, from now on. Gives the function that ends it. */
  watch(promptId: string, listener: (event: PromptEvent) => void): () => void {
    this.listeners.set(promptId, listener)
    return () => {
      if (this.listeners.get(promptId) === listener) this.listeners.delete(promptId)
    }
  }

  private get heartbeatOf(): typeof HEARTBEAT {
    return this.options.heartbeat ?? HEARTBEAT
  }

  private connect(): void {
    const { baseUrl, authorization = null, clientId, maxMessageBytes } = this.options
    const socket = new WebSocket(`${baseUrl.replace(/^http/, 'ws')}/ws?clientId=${encodeURIComponent(clientId)}`, {
      perMessageDeflate: false,
      followRedirects: false,
      headers: authorizationOf({ baseUrl, authorization }),
      lookup: guardedLookup(),
      handshakeTimeout: HANDSHAKE_MS,
      maxPayload: maxMessageBytes ?? MAX_MESSAGE_BYTES,
    })
    this.socket = socket
    this.executing = null
    this.setState('connecting')
    socket.on('open', () => {
      socket.send(FEATURE_FLAGS)
      this.lastHeard = performance.now()
      this.heartbeat = setInterval(() => this.beat(socket), this.heartbeatOf.pingMs)
      this.setState('open')
    })
    socket.on('pong', () => (this.lastHeard = performance.now()))
    socket.on('message', (data, isBinary) => this.hear(toBuffer(data), isBinary))
    // `close` follows, and decides what is next.
    socket.on('error', () => socket.terminate())
    socket.on('close', () => this.closed())
  }

  private closed(): void {
    clearInterval(this.heartbeat)
    clearTimeout(this.closing)
    this.socket = null
    this.executing = null
    if (!this.wanted) return this.setState('closed')
    this.setState('waiting')
    const delay = this.renewing ? 0 : backoffDelay(this.attempt, this.options.random, this.options.backoff ?? BACKOFF)
    this.attempt = this.renewing ? 0 : this.attempt + 1
    this.renewing = false
    this.retry = setTimeout(() => this.connect(), delay)
  }

  private close(socket: WebSocket): void {
    socket.close()
    this.closing = setTimeout(() => socket.terminate(), CLOSE_MS)
  }

  private beat(socket: WebSocket): void {
    if (performance.now() - this.lastHeard > this.heartbeatOf.maxSilenceMs) socket.terminate()
    else socket.ping()
  }

  private hear(bytes: Buffer, isBinary: boolean): void {
    this.lastHeard = performance.now()
    this.attempt = 0
    if (isBinary) return this.hearBinary(bytes)
    const message = readTextMessage(bytes.toString('utf8'))
    if (!message) return
    const { promptId, event } = message
    if (event.type === 'executing') this.executing = promptId
    else if (this.executing !== promptId || event.type === 'idle') this.executing = null
    this.listeners.get(promptId)?.(event)
  }

  private hearBinary(bytes: Buffer): void {
    const message = readBinaryMessage(bytes)
    if (!message) return
    const promptId = message.promptId ?? this.executing
    if (promptId !== null) this.listeners.get(promptId)?.({ type: 'preview', preview: message.preview })
  }

  private setState(state: SocketState): void {
    if (this.current === state) return
    this.current = state
    this.options.onState?.(state)
  }
}

function toBuffer(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data)
}
