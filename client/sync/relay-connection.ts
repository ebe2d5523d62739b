import * as decoding from 'lib0/decoding'
import type { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { WebsocketProvider } from 'y-websocket'
import { MessageType } from '#shared/protocol/relay-messages.ts'
import { writable } from '../session/store.ts'
import type { Readable } from '../session/store.ts'
import type { SavedClocks } from '../storage/document-store.ts'

/** Why the server ended the connection for good: a code from `shared/protocol/relay-messages.ts` and its words. */
export interface RelayRefusal {
  readonly code: number
  readonly reason: string
}

/** What is known of the way to the server. */
export interface RelayState {
  /** `refused`: the server said no and trying again would not help by itself. */
  readonly phase: 'idle' | 'connecting' | 'connected' | 'synced' | 'refused'
  readonly refusal: RelayRefusal | null
  /** When the last working connection broke; null while one works, or before the first. */
  readonly droppedAt: number | null
  /** True once a try to connect has failed and none has succeeded since. */
  readonly failing: boolean
  /** When everything was last known to be in step. */
  readonly syncedAt: number | null
  /** True once a connection has worked since this document was opened. */
  readonly everConnected: boolean
  /** Whether the server takes changes of this room from here; null until it has said so. */
  readonly mayWrite: boolean | null
}

/** Before the first try, and where none is wanted. */
export const NOT_CONNECTED: RelayState = {
  phase: 'idle',
  refusal: null,
  droppedAt: null,
  failing: false,
  syncedAt: null,
  everConnected: false,
  mayWrite: null,
}

/** One document's way to the server's room. */
export interface RelayConnection {
  readonly state: Readable<RelayState>
  connect(): void
  /** Tries at once, also after a refusal. */
  retry(): void
  close(): void
}

/** What a connection carries. */
export interface RelayRequest {
  readonly room: string
  readonly ydoc: Y.Doc
  readonly awareness: Awareness
  /** Hears what the server has in safe keeping; see `StoredDocument.noteSaved`. */
  readonly onSaved: (saved: SavedClocks, acknowledged: boolean) => void
  /** Hears each update of others as it came, right before it is applied. */
  readonly onUpdate: (update: Uint8Array) => void
}

/** Makes connections, to one server. */
export type RelayConnector = (request: RelayRequest) => RelayConnection

/** Longest pause between two tries. Short, because the stock provider's own default leaves people waiting. */
const MAX_BACKOFF_MS = 8_000

const SYNC_STEP_1 = 0

/**
 * Connections by the stock y-websocket provider. `serverUrl` is `ws(s)://host/sync`. Tabs do not hear one another
 * through it: that is the stored document's task.
 */
export function websocketConnector(serverUrl: string, now: () => number): RelayConnector {
  return ({ room, ydoc, awareness, onSaved, onUpdate }) => {
    const state = writable<RelayState>(NOT_CONNECTED)
    const patch = (change: Partial<RelayState>): void => state.update((before) => ({ ...before, ...change }))
    const provider = new WebsocketProvider(serverUrl, room, ydoc, {
      connect: false,
      awareness,
      params: { ack: '1' },
      disableBc: true,
      maxBackoffTime: MAX_BACKOFF_MS,
    })

    const handleSync = provider.messageHandlers[MessageType.sync]!
    provider.messageHandlers[MessageType.sync] = (encoder, decoder, sender, emitSynced, messageType) => {
      const { saved, update } = lookAhead(decoder)
      if (update) onUpdate(update)
      handleSync(encoder, decoder, sender, emitSynced, messageType)
      // The server opens with the state vector of what it has committed: it settles marks whose
      // acknowledgement was lost with an earlier connection.
      if (saved) onSaved(saved, false)
    }
    provider.messageHandlers[MessageType.saved] = (_encoder, decoder) => {
      onSaved(clocksOf(decoding.readVarUint8Array(decoder)), true)
      patch({ syncedAt: now() })
    }

    // The server says so once when a peer comes in, and again of each change that it does not keep.
    let denied = false
    provider.messageHandlers[MessageType.auth] = () => {
      denied = true
      patch({ mayWrite: false })
    }

    provider.on('status', ({ status }) => {
      if (status === 'connecting') {
        denied = false
        patch({ phase: 'connecting' })
      }
      if (status === 'connected') patch({ phase: 'connected', refusal: null, failing: false, everConnected: true })
      if (status === 'disconnected') {
        forgetOthers(awareness)
        patch({ phase: 'connecting', droppedAt: now() })
      }
    })
    provider.on('connection-close', () => {
      if (!provider.wsconnected) patch({ failing: true })
    })
    provider.on('sync', (synced) => {
      if (synced) patch({ phase: 'synced', droppedAt: null, syncedAt: now(), mayWrite: !denied })
    })
    provider.on('closed', ({ code, reason }) => patch({ phase: 'refused', refusal: { code, reason } }))

    return {
      state,
      connect: () => provider.connect(),
      retry: () => {
        provider.wsUnsuccessfulReconnects = 0
        provider.connect()
      },
      close: () => {
        patch({ phase: 'idle' })
        endPolitely(provider)
      },
    }
  }
}

/** Ends a provider. A socket that is on its way is let arrive first: browsers complain of one that is closed before. */
function endPolitely(provider: WebsocketProvider): void {
  const { ws } = provider
  if (ws?.readyState !== WebSocket.CONNECTING) return provider.destroy()
  provider.shouldConnect = false
  for (const end of ['open', 'close'] as const) ws.addEventListener(end, () => provider.destroy(), { once: true })
  return undefined
}

/**
 * Forgets how far the presence of others had come. The provider takes it away when the connection breaks; with the old
 * clocks kept, what the server tells on return would count as old news until each peer's next renewal, 15 s later.
 */
function forgetOthers(awareness: Awareness): void {
  for (const client of awareness.meta.keys()) if (client !== awareness.clientID) awareness.meta.delete(client)
}

/** A state vector as clocks by client id. */
function clocksOf(stateVector: Uint8Array): SavedClocks {
  return Object.fromEntries(Y.decodeStateVector(stateVector))
}

/** What a sync message holds, read without moving the decoder that the provider still needs. */
function lookAhead(decoder: decoding.Decoder): { saved: SavedClocks | null; update: Uint8Array | null } {
  const copy = decoding.clone(decoder)
  const step = decoding.readVarUint(copy)
  const bytes = decoding.readVarUint8Array(copy)
  return step === SYNC_STEP_1 ? { saved: clocksOf(bytes), update: null } : { saved: null, update: bytes }
}
