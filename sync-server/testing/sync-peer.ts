import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import * as decoding from 'lib0/decoding'
import { MessageType } from '#shared/protocol/relay-messages.ts'

/** A stock client of the relay, with the saved extension noted. */
export interface SyncPeer {
  readonly doc: Y.Doc
  readonly provider: WebsocketProvider
  /** Newest clocks that the server called saved. */
  readonly saved: Map<number, number>
  /** Close codes that the server sent, oldest first. */
  readonly closeCodes: number[]
  /** Why the server has not taken what this peer sent, or will not. */
  readonly denials: string[]
  /** How many messages called something saved. */
  savedMessages(): number
  /** Whether the server has called all of this peer's own changes saved. */
  isSaved(): boolean
  stop(): void
}

/** Connects a stock y-websocket provider to a room. */
export function connectPeer(
  wsUrl: string,
  room: string,
  { doc = new Y.Doc(), ack = true, cookie = '' } = {},
): SyncPeer {
  const provider = new WebsocketProvider(wsUrl, room, doc, {
    WebSocketPolyfill: (cookie === '' ? WebSocket : socketWith(cookie)) as unknown as typeof globalThis.WebSocket,
    disableBc: true,
    maxBackoffTime: 200,
    params: ack ? { ack: '1' } : {},
  })
  const saved = new Map<number, number>()
  const closeCodes: number[] = []
  const denials: string[] = []
  provider.messageHandlers[MessageType.auth] = (_encoder, decoder) => {
    decoding.readVarUint(decoder)
    denials.push(decoding.readVarString(decoder))
  }
  let messages = 0
  provider.messageHandlers[MessageType.saved] = (_encoder, decoder) => {
    messages += 1
    for (const [client, clock] of Y.decodeStateVector(decoding.readVarUint8Array(decoder))) saved.set(client, clock)
  }
  provider.on('connection-close', (event) => {
    if (event) closeCodes.push(event.code)
  })
  return {
    doc,
    provider,
    saved,
    closeCodes,
    denials,
    savedMessages: () => messages,
    isSaved: () => saved.get(doc.clientID) === Y.getState(doc.store, doc.clientID),
    stop: () => {
      provider.destroy()
      doc.destroy()
    },
  }
}

/** Node's sockets send no cookies by themselves, as those of a browser do. */
function socketWith(cookie: string): typeof WebSocket {
  return class extends WebSocket {
    constructor(url: string, protocols?: string | string[]) {
      super(url, protocols, { headers: { cookie } })
    }
  } as typeof WebSocket
}
