import type { Awareness } from 'y-protocols/awareness'
import { Presence } from '#shared/protocol/presence.ts'
import type { ProfileStore } from './profile.ts'
import { writable } from './store.ts'
import type { Readable } from './store.ts'
import type { ViewStateStore } from './view-state.ts'

/** Somebody else who is in the film now. */
export interface Peer extends Presence {
  /** Awareness client; one person with two tabs has two. */
  readonly clientId: number
}

const PLAYHEAD_MS = 100

/** Who is here beside the person at this device. Tells others what this tab looks at, and lists the others as far as what they say can be read. */
export class PresenceStore implements Readable<readonly Peer[]> {
  readonly #awareness: Awareness
  readonly #profile: ProfileStore
  readonly #view: ViewStateStore
  readonly #peers = writable<readonly Peer[]>([])
  readonly #stops: (() => void)[]
  #page = ''
  #timer: ReturnType<typeof setTimeout> | null = null

  constructor(awareness: Awareness, profile: ProfileStore, view: ViewStateStore) {
    this.#awareness = awareness
    this.#profile = profile
    this.#view = view
    awareness.on('change', this.#readPeers)
    this.#stops = [
      profile.subscribe(this.#tell),
      view.subscribe(this.#tellSoon),
      view.playhead.subscribe(this.#tellSoon),
    ]
    this.#tell()
  }

  readonly get = (): readonly Peer[] => this.#peers.get()
  readonly subscribe = (listener: () => void): (() => void) => this.#peers.subscribe(listener)

  /** Says which page of the film is open here: "board", "edit" … */
  setPage(page: string): void {
    this.#page = page
    this.#tell()
  }

  destroy(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    for (const stop of this.#stops) stop()
    this.#awareness.off('change', this.#readPeers)
  }

  readonly #tellSoon = (): void => {
    this.#timer ??= setTimeout(this.#tell, PLAYHEAD_MS)
  }

  readonly #tell = (): void => {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    const said: Presence = {
      ...this.#profile.get(),
      page: this.#page,
      clipIds: this.#view.get().selectedClipIds.slice(0, 200),
      playhead: Math.round(this.#view.playhead.get()),
    }
    const before = this.#awareness.getLocalState()
    if (JSON.stringify(before?.['presence']) !== JSON.stringify(said))
      this.#awareness.setLocalStateField('presence', said)
  }

  readonly #readPeers = (): void => {
    const peers: Peer[] = []
    for (const [clientId, state] of this.#awareness.getStates()) {
      if (clientId === this.#awareness.clientID) continue
      const parsed = Presence.safeParse((state as Record<string, unknown>)['presence'])
      // Another tab of this browser is the same person.
      const isMe = parsed.data?.deviceId === this.#profile.get().deviceId
      if (parsed.success && !isMe) peers.push({ ...parsed.data, clientId })
    }
    peers.sort((a, b) => a.clientId - b.clientId)
    if (JSON.stringify(peers) !== JSON.stringify(this.#peers.get())) this.#peers.set(peers)
  }
}
