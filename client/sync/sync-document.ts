import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { mayForget } from '#shared/document/stored-history.ts'
import type { StructRange } from '#shared/document/stored-history.ts'
import type { DatabaseLife } from '../storage/database-life.ts'
import type { DocumentStore, FoldUpdates } from '../storage/document-store.ts'
import type { LastWords } from '../storage/last-words.ts'
import type { RelayConnection, RelayConnector } from './relay-connection.ts'
import { StoredDocument } from './stored-document.ts'
import type { TabChannel } from './tab-channel.ts'
import type { WriteQueues } from './write-queues.ts'

/** What a synchronised document works with. */
export interface SyncDocumentServices {
  readonly store: DocumentStore
  /** What becomes of the database that the store is in. */
  readonly life: DatabaseLife
  /** The write queues of this tab. */
  readonly queues: WriteQueues
  readonly openChannel: (docName: string) => TabChannel
  readonly fold: FoldUpdates
  /** See `StoredDocumentServices`. */
  readonly kept: (docName: string) => readonly StructRange[]
  readonly lastWords: LastWords
  /** Opens the way to the server. */
  readonly connector: RelayConnector
  /** See `StoredDocumentServices`. */
  readonly onLeave: (listener: () => void) => () => void
  readonly now: () => number
  readonly newId: () => string
  /** See `StoredDocumentServices`. */
  readonly turn: () => Promise<void>
}

/** A document kept on this device and, whenever it can be reached, in step with the server's room. */
export class SyncDocument {
  readonly ydoc: Y.Doc
  readonly awareness: Awareness
  readonly stored: StoredDocument
  readonly relay: RelayConnection
  readonly #updateListeners = new Set<(update: Uint8Array) => void>()

  private constructor(room: string, stored: StoredDocument, connector: RelayConnector) {
    this.ydoc = stored.ydoc
    this.stored = stored
    this.awareness = new Awareness(stored.ydoc)
    this.relay = connector({
      room,
      ydoc: stored.ydoc,
      awareness: this.awareness,
      onSaved: (saved, acknowledged) => stored.noteSaved(saved, acknowledged),
      onUpdate: (update) => this.#updateListeners.forEach((listener) => listener(update)),
    })
  }

  /** Reads what this device has; the server comes with `connect`. */
  static async open(room: string, services: SyncDocumentServices): Promise<SyncDocument> {
    const channel = services.openChannel(room)
    const ydoc = new Y.Doc({ gcFilter: mayForget(services.kept(room)) })
    const stored = await StoredDocument.open(room, ydoc, { ...services, channel })
    return new SyncDocument(room, stored, services.connector)
  }

  /** Starts to look for the server, and keeps looking. */
  connect(): void {
    this.relay.connect()
  }

  /** Calls back with each update of others right before it is applied. */
  onRemoteUpdate(listener: (update: Uint8Array) => void): () => void {
    this.#updateListeners.add(listener)
    return () => this.#updateListeners.delete(listener)
  }

  /** Leaves the room and writes what waits. The Yjs document stays readable. */
  async close(): Promise<void> {
    this.relay.close()
    this.awareness.destroy()
    await this.stored.close()
  }
}
