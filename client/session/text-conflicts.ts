import * as Y from 'yjs'
import { z } from 'zod'
import type { ProjectDoc } from '#shared/document/project-doc.ts'
import type { ProjectSnapshot } from '#shared/document/record-cache.ts'
import { TextAddress } from '../storage/conflict-store.ts'
import type { ConflictStore, TextConflict } from '../storage/conflict-store.ts'
import type { DeviceSettings } from '../storage/device-settings.ts'
import { FilmElsewhere } from '../sync/film-elsewhere.ts'
import type { StoredBytes } from '../sync/fold-updates.ts'
import { bothVersions, replayElsewhere, sameSentenceChanged } from '../sync/text-conflict.ts'
import { writable } from './store.ts'
import type { Readable } from './store.ts'

export type { TextConflict } from '../storage/conflict-store.ts'

/** A text that was edited here while out of step with the server. */
const Divergence = z.object({ address: TextAddress, base: z.string(), mine: z.string() })
type Divergence = z.infer<typeof Divergence>

const Bytes = z.array(z.instanceof(Uint8Array))

/** What survives a reload: the film without what was edited out of step, and the texts edited since. */
const StoredFilm = z.object({ snapshots: Bytes, updates: Bytes })
const StoredTexts = z.array(Divergence)

/** What the watch for conflicts works with. */
export interface TextConflictServices {
  readonly projectId: string
  readonly doc: ProjectDoc
  readonly records: Readable<ProjectSnapshot>
  readonly store: ConflictStore
  readonly settings: DeviceSettings
  readonly now: () => number
  /** True while changes reach the server at once: then people see one another type, and nothing has to be asked. */
  readonly inStep: () => boolean
  /** True while some local change is not with the server. */
  readonly hasPending: () => boolean
  /** True for a transaction that came from another tab of this browser. */
  readonly isOwnTab: (origin: unknown) => boolean
  /** Name of the person whose changes arrive, as far as it is known. */
  readonly otherName: () => string
  /** Writes the text that was decided on. */
  readonly write: (address: TextAddress, text: string) => void
  /** Calls back with each update of others, as it came, right before it is applied. */
  readonly onRemoteUpdate: (listener: (update: Uint8Array) => void) => () => void
  /** The film as this session found it, in the bytes that it was read from. */
  readonly found: StoredBytes
  /** The film as this device keeps it now. */
  readonly kept: () => Promise<StoredBytes>
}

/** Watches for texts that were changed here, out of step, and elsewhere in the same sentence. */
export class TextConflicts {
  readonly #services: TextConflictServices
  readonly #open = writable<readonly TextConflict[]>([])
  readonly #diverged = new Map<string, Divergence>()
  readonly #filmKey: string
  readonly #textsKey: string
  readonly #stop: () => void
  /** The film with the changes of others and without those made here out of step; null while in step. */
  #elsewhere: FilmElsewhere | null = null
  /** Out of step, the film as it is before the first edit: reading it then would hold up whoever types. */
  #ready: StoredBytes | null
  /** Counts the reasons why a film that is being read is not what was asked for any more. */
  #readings = 0

  private constructor(services: TextConflictServices) {
    this.#services = services
    this.#filmKey = `diverged:${services.projectId}`
    this.#textsKey = `diverged-texts:${services.projectId}`
    this.#ready = services.found
    this.#stop = services.onRemoteUpdate((update) => {
      if (this.#elsewhere) {
        this.#elsewhere.hear(update)
        this.#rememberFilm()
      } else if (this.#ready) this.#ready = { ...this.#ready, updates: [...this.#ready.updates, update] }
    })
  }

  /** Reads what was open before and starts to watch. */
  static async open(services: TextConflictServices): Promise<TextConflicts> {
    const conflicts = new TextConflicts(services)
    const [open, storedFilm, storedTexts] = await Promise.all([
      services.store.list(services.projectId),
      services.settings.get(conflicts.#filmKey),
      services.settings.get(conflicts.#textsKey),
    ])
    conflicts.#open.set(open)
    const film = StoredFilm.safeParse(storedFilm)
    if (film.success) {
      conflicts.#elsewhere = new FilmElsewhere(film.data)
      const texts = StoredTexts.safeParse(storedTexts).data ?? []
      for (const divergence of texts) conflicts.#diverged.set(keyOf(divergence.address), divergence)
    }
    services.doc.ydoc.on('beforeTransaction', conflicts.#onBefore)
    services.doc.clips.observeDeep(conflicts.#onClips)
    services.doc.scenes.observeDeep(conflicts.#onScenes)
    return conflicts
  }

  /** Conflicts that wait for a decision on this device. */
  get open(): Readable<readonly TextConflict[]> {
    return this.#open
  }

  /** Decides: this device's words, the other's, or one after the other. */
  async resolve(id: string, keep: 'mine' | 'theirs' | 'both'): Promise<void> {
    const conflict = this.#open.get().find((each) => each.id === id)
    if (!conflict) return
    const { mine, theirs } = conflict
    this.#services.write(
      conflict.address,
      keep === 'mine' ? mine : keep === 'theirs' ? theirs : bothVersions(mine, theirs),
    )
    this.#open.update((list) => list.filter((each) => each.id !== id))
    await this.#services.store.remove(id)
  }

  /** Looks at how the film stands with the server; forgets what was edited here once the server has all of it. */
  settle(): void {
    this.#prepare()
    if (!this.#elsewhere || this.#services.hasPending() || !this.#services.inStep()) return
    this.#elsewhere.destroy()
    this.#elsewhere = null
    this.#diverged.clear()
    const { settings } = this.#services
    void settings.remove(this.#filmKey)
    void settings.remove(this.#textsKey)
  }

  destroy(): void {
    this.#stop()
    this.#services.doc.ydoc.off('beforeTransaction', this.#onBefore)
    this.#services.doc.clips.unobserveDeep(this.#onClips)
    this.#services.doc.scenes.unobserveDeep(this.#onScenes)
  }

  /** Has the film ready as it is before the first edit out of step. */
  #prepare(): void {
    const { inStep, kept } = this.#services
    if (inStep()) {
      this.#ready = null
      this.#readings += 1
      return
    }
    if (this.#ready || this.#elsewhere) return
    const reading = (this.#readings += 1)
    kept().then(
      (film) => {
        if (reading === this.#readings && !this.#elsewhere) this.#ready = film
      },
      // It is then read from the document itself, at the first edit.
      () => undefined,
    )
  }

  readonly #onBefore = (transaction: Y.Transaction): void => {
    const ours = transaction.local || this.#services.isOwnTab(transaction.origin)
    if (!ours || this.#elsewhere || this.#services.inStep()) return
    const { ydoc } = this.#services.doc
    this.#elsewhere = new FilmElsewhere(this.#ready ?? { snapshots: [], updates: [Y.encodeStateAsUpdate(ydoc)] })
    this.#ready = null
    this.#readings += 1
    this.#rememberFilm()
  }

  readonly #onClips = (events: readonly Y.YEvent<Y.AbstractType<unknown>>[], transaction: Y.Transaction): void =>
    this.#note('clip', events, transaction)
  readonly #onScenes = (events: readonly Y.YEvent<Y.AbstractType<unknown>>[], transaction: Y.Transaction): void =>
    this.#note('scene', events, transaction)

  #note(
    entity: TextAddress['entity'],
    events: readonly Y.YEvent<Y.AbstractType<unknown>>[],
    transaction: Y.Transaction,
  ): void {
    const ours = transaction.local || this.#services.isOwnTab(transaction.origin)
    for (const event of events) {
      if (!(event instanceof Y.YTextEvent)) continue
      const address = TextAddress.safeParse({ entity, id: event.path[0], field: event.path[1] })
      if (address.success) this.#noteText(address.data, event, ours)
    }
  }

  #noteText(address: TextAddress, event: Y.YTextEvent, ours: boolean): void {
    const key = keyOf(address)
    const known = this.#diverged.get(key)
    if (!this.#elsewhere || (!known && !ours)) return
    // The records follow at the end of the transaction: until then they hold the text as it was before.
    const before = this.#textBefore(address)
    const text = known ?? { address, base: before, mine: before }
    if (ours) this.#diverged.set(key, { ...text, mine: replayElsewhere(before, text.mine, event.delta) })
    else {
      const theirs = this.#elsewhere.text(address)
      if (!sameSentenceChanged({ ...text, theirs })) return
      this.#diverged.delete(key)
      this.#record(text, theirs, event.target.toString())
    }
    void this.#services.settings.set(this.#textsKey, [...this.#diverged.values()])
  }

  #textBefore({ entity, id, field }: TextAddress): string {
    const snapshot = this.#services.records.get()
    if (entity === 'scene') return snapshot.scenes.get(id)?.lyrics ?? ''
    return field === 'lyrics' ? '' : (snapshot.clips.get(id)?.[field] ?? '')
  }

  #record({ address, mine }: Divergence, theirs: string, merged: string): void {
    const { projectId, now, otherName, store } = this.#services
    const id = `${projectId}:${keyOf(address)}`
    const conflict = { id, projectId, address, mine, theirs, merged, who: otherName(), at: now() }
    this.#open.update((list) => [...list.filter((each) => each.id !== id), conflict])
    // Where there is no room for it, it is there for as long as the film is open.
    void store.put(conflict).catch(() => undefined)
  }

  #rememberFilm(): void {
    if (this.#elsewhere) void this.#services.settings.set(this.#filmKey, this.#elsewhere.bytes)
  }
}

function keyOf({ entity, id, field }: TextAddress): string {
  return `${entity}:${id}:${field}`
}
