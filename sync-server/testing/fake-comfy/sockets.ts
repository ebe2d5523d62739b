import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type RawData, type WebSocket } from 'ws'
import type { Settings } from './settings.ts'

const MAX_INCOMING_BYTES = 4 * 1024 * 1024

/** What this server tells about itself in `/features` and in the handshake. */
export const FEATURES = {
  supports_preview_metadata: true,
  max_upload_size: 104857600,
  extension: { manager: { supports_v4: true } },
}

interface Client {
  readonly id: string
  readonly socket: WebSocket
  wantsPreviewMetadata: boolean
  heardJson: boolean
}

/**
 * The sockets of the pretended server. One registration for each client id, as in the real one, with its trap: when
 * an older socket of the same id closes, its clean-up takes the registration of the newer one away.
 */
export class Sockets {
  opened = 0
  mostOfOneClient = 0
  private readonly settings: Settings
  private readonly greet: (clientId: string) => readonly unknown[]
  private readonly server = new WebSocketServer({ noServer: true, maxPayload: 0, perMessageDeflate: true })
  private readonly registered = new Map<string, Client>()
  private readonly all = new Set<Client>()
  private heldBack: (() => void) | null = null

  /** `greet` gives the messages a client gets when it connects. */
  constructor(settings: Settings, greet: (clientId: string) => readonly unknown[]) {
    this.settings = settings
    this.greet = greet
  }

  get clientIds(): string[] {
    return [...this.all].map((client) => client.id)
  }

  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const asked = new URL(request.url ?? '/', 'http://host').searchParams.get('clientId')
    this.server.handleUpgrade(request, socket, head, (opened) => this.open(opened, asked || randomId()))
  }

  /** To every registered client: `status`, and what belongs to nobody. */
  broadcast(message: unknown): void {
    for (const client of this.registered.values()) this.write(client, JSON.stringify(message))
  }

  /** A message of a run, to the client that posted it. Unknown and absent ids are dropped, as in the real server. */
  sendRun(clientId: string | null, message: unknown): void {
    this.disturbed(() => {
      const client = clientId === null ? undefined : this.registered.get(clientId)
      if (client) this.write(client, JSON.stringify(message))
    })
  }

  /** A run's message that goes to all when the prompt named no client. */
  sendRunOrAll(clientId: string | null, message: unknown): void {
    if (clientId === null) this.broadcast(message)
    else this.sendRun(clientId, message)
  }

  wantsMetadata(clientId: string | null): boolean {
    return clientId !== null && (this.registered.get(clientId)?.wantsPreviewMetadata ?? false)
  }

  sendBytes(clientId: string | null, bytes: Uint8Array): void {
    this.disturbed(() => {
      const clients = clientId === null ? [...this.registered.values()] : [this.registered.get(clientId)]
      for (const client of clients) if (client) this.write(client, bytes)
    })
  }

  /** Exactly these bytes or this text on every open socket. */
  sendRaw(data: string | Uint8Array): void {
    for (const client of this.all) client.socket.send(data)
  }

  /** Cuts every connection without a close frame: the other side sees 1006. */
  dropAll(): void {
    for (const client of this.all) client.socket.terminate()
  }

  /** Resolves when the last connection has gone. */
  async allGone(): Promise<void> {
    while (this.all.size > 0) await new Promise((done) => void setTimeout(done, 1))
  }

  private open(socket: WebSocket, id: string): void {
    const client: Client = { id, socket, wantsPreviewMetadata: false, heardJson: false }
    this.opened += 1
    this.all.add(client)
    this.registered.set(id, client)
    const together = [...this.all].filter((other) => other.id === id).length
    this.mostOfOneClient = Math.max(this.mostOfOneClient, together)
    socket.on('message', (data, isBinary) => this.hear(client, data, isBinary))
    socket.on('error', () => socket.terminate())
    socket.on('close', () => {
      this.all.delete(client)
      this.registered.delete(id)
    })
    for (const message of this.greet(id)) this.write(client, JSON.stringify(message))
  }

  private hear(client: Client, data: RawData, isBinary: boolean): void {
    const bytes = Buffer.isBuffer(data) ? data : Buffer.concat(data instanceof ArrayBuffer ? [Buffer.from(data)] : data)
    if (bytes.byteLength > MAX_INCOMING_BYTES) return client.socket.terminate()
    if (isBinary) return
    let message: { type?: unknown; data?: { supports_preview_metadata?: unknown } }
    try {
      message = JSON.parse(bytes.toString('utf8'))
    } catch {
      return
    }
    const isFirst = !client.heardJson
    client.heardJson = true
    if (!isFirst || message.type !== 'feature_flags') return
    client.wantsPreviewMetadata = message.data?.supports_preview_metadata === true
    this.write(client, JSON.stringify({ type: 'feature_flags', data: FEATURES }))
  }

  private write(client: Client, data: string | Uint8Array): void {
    if (!this.settings.muteSockets) client.socket.send(data)
  }

  /** Sends twice, late or after its successor, where the settings say so. */
  private disturbed(send: () => void): void {
    const { duplicateMessages, reorderMessages, lateMessagesMs } = this.settings
    const act = (): void => {
      send()
      if (duplicateMessages) send()
    }
    if (reorderMessages && this.heldBack === null) {
      this.heldBack = act
      return
    }
    const earlier = this.heldBack
    this.heldBack = null
    for (const step of earlier ? [act, earlier] : [act]) {
      if (lateMessagesMs > 0) setTimeout(step, lateMessagesMs)
      else step()
    }
  }

  /** Lets go what waits for a successor: a run has ended. */
  flush(): void {
    this.heldBack?.()
    this.heldBack = null
  }
}

function randomId(): string {
  return crypto.randomUUID().replaceAll('-', '')
}
