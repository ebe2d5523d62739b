import * as decoding from 'lib0/decoding'
import { messageYjsSyncStep1 } from 'y-protocols/sync'
import * as Y from 'yjs'
import { MessageType } from '#shared/protocol/relay-messages.ts'
import { must } from '#shared/util/assert.ts'
import type { Random } from '#shared/util/random.ts'
import { connectPeer, type SyncPeer } from '../sync-peer.ts'

/** Characters of a small and of a large edit: the large ones bring a document to where it is folded in a thread. */
const SMALL = 40
const LARGE = 24_000

/** A change that a member of the crew made itself, and its clock behind it. */
interface OwnChange {
  readonly update: Uint8Array
  readonly endClock: number
}

/**
 * One client of a room over several lives of the server: it writes by chance, and remembers what it has received and
 * what of its own was reported saved, so that a document can be held against it.
 */
export class CrewMember {
  readonly room: string
  readonly doc = new Y.Doc()
  /** Clock of its own below which everything was reported saved. */
  savedClock = 0
  readonly #writes: boolean
  readonly #own: OwnChange[] = []
  readonly #received: Uint8Array[] = []
  #peer: SyncPeer | null = null

  constructor(room: string, writes: boolean, clientId: number) {
    this.room = room
    this.#writes = writes
    this.doc.clientID = clientId
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin === this) this.#own.push({ update, endClock: Y.getState(this.doc.store, this.doc.clientID) })
    })
  }

  get connected(): boolean {
    return this.#peer?.provider.synced ?? false
  }

  get closeCodes(): readonly number[] {
    return this.#peer?.closeCodes ?? []
  }

  connect(wsUrl: string): void {
    const peer = connectPeer(wsUrl, this.room, { doc: this.doc })
    const handlers = peer.provider.messageHandlers
    const take = must(handlers[MessageType.sync], 'the handler of sync messages')
    // The bytes as they came: what the document makes of them depends on changes of its own that nobody has seen.
    handlers[MessageType.sync] = (encoder, decoder, ...rest) => {
      const copy = decoding.clone(decoder)
      if (decoding.readVarUint(copy) !== messageYjsSyncStep1) this.#received.push(decoding.readVarUint8Array(copy))
      take(encoder, decoder, ...rest)
    }
    this.#peer = peer
  }

  /** Reads what has arrived to its end, and leaves. */
  async leave(): Promise<void> {
    const peer = this.#peer
    if (!peer) return
    peer.provider.shouldConnect = false
    if (peer.provider.wsconnected)
      await new Promise<void>((resolve) => peer.provider.once('connection-close', () => resolve()))
    this.savedClock = Math.max(this.savedClock, peer.saved.get(this.doc.clientID) ?? 0)
    peer.provider.destroy()
    this.#peer = null
  }

  /** Types, sets, deletes or pastes something large, by chance. */
  write(random: Random): void {
    if (!this.#writes) return
    const text = this.doc.getText('prompt')
    const map = this.doc.getMap('clips')
    const key = String(Math.floor(random() * 60))
    const kind = random()
    this.doc.transact(() => {
      if (kind < 0.5) text.insert(Math.floor(random() * (text.length + 1)), words(random, SMALL))
      else if (kind < 0.75) map.set(key, words(random, SMALL))
      else if (kind < 0.97) {
        map.delete(key)
        if (text.length > 200) text.delete(Math.floor(random() * 100), 100)
        // A deletion moves no clock; this tells by its own when the update that holds both is saved.
        map.set('last deletion', key)
      } else map.set('song', words(random, LARGE))
    }, this)
  }

  /** What `stored` lacks of all that this client has seen, or was told is saved; null where it lacks nothing. */
  missingFrom(stored: Y.Doc): string | null {
    const own = this.#own.filter(({ endClock }) => endClock <= this.savedClock).map(({ update }) => update)
    if (own.some((update) => bringsNews(stored, update)))
      return `a change of ${this.doc.clientID} that was reported saved`
    if (this.#received.some((update) => bringsNews(stored, update)))
      return `a change that ${this.doc.clientID} had received`
    const all = Y.encodeStateAsUpdate(this.doc, Y.encodeStateVector(stored))
    // Who never writes has nothing but what it received, in this life of the server and all before.
    if (!this.#writes && bringsNews(stored, all)) return `something that ${this.doc.clientID} had received earlier`
    return null
  }

  /** Forgets what later lives of the server need not be asked for change by change; returns how much that was. */
  forgetProven(): { readonly saved: number; readonly received: number } {
    const received = this.#received.splice(0).length
    const unsaved = this.#own.findIndex(({ endClock }) => endClock > this.savedClock)
    const saved = this.#own.splice(0, unsaved === -1 ? this.#own.length : unsaved).length
    return { saved, received }
  }
}

/** Whether an update holds anything that a document does not have yet; the document has it afterwards. */
function bringsNews(doc: Y.Doc, update: Uint8Array): boolean {
  let news = false
  const note = (): void => {
    news = true
  }
  doc.on('update', note)
  Y.applyUpdate(doc, update)
  doc.off('update', note)
  return news || doc.store.pendingStructs !== null || doc.store.pendingDs !== null
}

function words(random: Random, length: number): string {
  return Math.floor(random() * 1e9)
    .toString(36)
    .padEnd(8, '~')
    .repeat(Math.ceil((length * (0.5 + random())) / 8))
}
