import type { z } from 'zod'
import { CommandError } from '#shared/commands/command.ts'
import type { Command } from '#shared/commands/command.ts'
import { LibraryCache } from '#shared/document/library-cache.ts'
import { isNewerLibrary, openLibraryDoc } from '#shared/document/library-doc.ts'
import type { LibraryDoc } from '#shared/document/library-doc.ts'
import type { LibrarySnapshot } from '#shared/document/library-records.ts'
import { changeOrigin } from '#shared/document/origins.ts'
import { libraryHistory, UndoHistory } from '#shared/document/undo.ts'
import type { UndoState } from '#shared/document/undo.ts'
import { picturesOf } from '#shared/model/character.ts'
import { roomName } from '#shared/protocol/rooms.ts'
import type { HistoryStore } from '../../storage/history-store.ts'
import { SyncDocument } from '../../sync/sync-document.ts'
import type { SyncDocumentServices } from '../../sync/sync-document.ts'
import { toasts } from '../../ui/toast-store.ts'
import type { Access } from '../access.ts'
import type { ProfileStore } from '../profile.ts'
import { keepHistory, LIBRARY_HISTORY } from '../history-keeper.ts'
import { commandLabel } from '../project-session.ts'
import type { RunOptions } from '../project-session.ts'
import type { SessionClock } from '../session-clock.ts'
import { derived, writable } from '../store.ts'
import type { Readable } from '../store.ts'

/** What the library works with. */
export interface StudioLibraryServices {
  readonly sync: SyncDocumentServices
  readonly history: HistoryStore
  readonly profile: ProfileStore
  readonly access: Access
  readonly clock: SessionClock
  /** Lets the studio's people read files that somebody has put into the library. */
  readonly lend: (hashes: readonly string[]) => Promise<void>
}

/** The film under whose name files of the library wait for their upload: they belong to none. */
export const LIBRARY_FILES = '00000000-0000-4000-8000-6c6962726172'

/** The room of the library. */
export const LIBRARY_ROOM = roomName({ kind: 'library' })

const GUESTS_LOOK = 'You are a guest of this studio: its library is here to look at. Members change it.'

const EMPTY: LibrarySnapshot = {
  characters: new Map(),
  styles: new Map(),
  pool: new Map(),
  presets: new Map(),
  recipes: new Map(),
}

interface OpenLibrary {
  readonly document: SyncDocument
  readonly doc: LibraryDoc
  readonly history: UndoHistory
}

/**
 * The studio's library on this device: kept here, shared between tabs, in step with the server whenever it can be
 * reached. It is read when something first asks for it, and stays open as long as the tab.
 */
export class StudioLibrary {
  readonly #services: StudioLibraryServices
  readonly #records = writable(EMPTY)
  readonly #undoState = writable<UndoState>({ undo: null, redo: null })
  readonly #problem = writable<Error | null>(null)
  readonly #loaded = writable(false)
  readonly #origin = changeOrigin('user')
  #opening: Promise<void> | null = null
  #open: OpenLibrary | null = null

  constructor(services: StudioLibraryServices) {
    this.#services = services
    services.access.onIdentity(() => this.#open?.document.relay.retry())
    this.whyNotChange = derived([services.access], () => {
      const { who, last } = services.access.get()
      const known = who?.signed_in ? who : last
      if (who === null || who.accounts === 'off' || known === null) return null
      return known.studio_role === 'guest' || known.kind === 'share-link' ? GUESTS_LOOK : null
    })
  }

  /** The library as frozen records; empty until it is read. */
  get records(): Readable<LibrarySnapshot> {
    return this.#records
  }

  /** False until what this device has of it is read. */
  get loaded(): Readable<boolean> {
    return this.#loaded
  }

  /** Why it cannot be read on this device; null while it can. */
  get problem(): Readable<Error | null> {
    return this.#problem
  }

  /** The labels of what undo and redo would do in it. */
  get undoState(): Readable<UndoState> {
    return this.#undoState
  }

  /** Why this person may not change the library, in words; null where they may: guests of the studio only look. */
  readonly whyNotChange: Readable<string | null>

  /** Whether this tab has it open, and so sends what waits of it. */
  get isOpen(): boolean {
    return this.#opening !== null
  }

  /** Reads the library, once; later calls wait for the first. What goes wrong is told by `problem`. */
  open(): Promise<void> {
    this.#opening ??= this.#read().catch((error: unknown) => {
      this.#opening = null
      this.#problem.set(error instanceof Error ? error : new Error(String(error)))
    })
    return this.#opening
  }

  /** Runs a command as one undoable step. A refusal throws a `CommandError` whose message can be shown. */
  readonly run = <Schema extends z.ZodType, Result>(
    command: Command<LibraryDoc, Schema, Result>,
    args: z.input<Schema>,
    options: RunOptions = {},
  ): Result => {
    const open = this.#open
    if (!open) throw new CommandError('conflict', 'The library is still being read. Try again in a moment')
    const { sync, clock, profile } = this.#services
    this.#requireMay()
    if (isNewerLibrary(open.doc.ydoc) || sync.life.standing.get() === 'newer')
      throw new CommandError('conflict', 'The library was saved by a newer version. Reload the app to edit it.')
    const context = { origin: this.#origin, now: clock.now, newId: clock.newId, actor: profile.get().name }
    const step = { label: options.label ?? commandLabel(command.commandName), mergeKey: options.mergeKey ?? null }
    const before = this.#records.get()
    const result = open.history.record(step, () => command(open.doc, args, context))
    this.#lendWhatCame(before)
    return result
  }

  /** Takes back this person's last step in the library; returns what it was called, or null. */
  readonly undo = (): string | null => {
    this.#requireMay()
    return this.#open?.history.undo() ?? null
  }

  /** Does again what was taken back last; returns what it is called, or null. */
  readonly redo = (): string | null => {
    this.#requireMay()
    return this.#open?.history.redo() ?? null
  }

  /** Hashes of the files that the library speaks of: it needs them wherever it is. */
  async media(): Promise<readonly string[]> {
    await this.open()
    return [...mediaOf(this.#records.get())]
  }

  /** Writes what was just edited; resolves once it would survive the end of this tab. */
  async flush(): Promise<void> {
    await this.#open?.document.stored.flush()
  }

  #requireMay(): void {
    const reason = this.whyNotChange.get()
    if (reason !== null) throw new CommandError('conflict', reason)
  }

  /** Lends the files that the library did not speak of before. */
  #lendWhatCame(before: LibrarySnapshot): void {
    const after = this.#records.get()
    if (after.characters === before.characters && after.pool === before.pool) return
    const known = mediaOf(before)
    const fresh = [...mediaOf(after)].filter((sha256) => !known.has(sha256))
    if (fresh.length === 0) return
    this.#services.lend(fresh).catch((error: unknown) => {
      const detail = error instanceof Error ? error.message : String(error)
      toasts.show({ tone: 'alert', title: 'Others may not see these pictures', detail })
    })
  }

  async #read(): Promise<void> {
    const { sync, clock, history: store } = this.#services
    const document = await SyncDocument.open(LIBRARY_ROOM, sync)
    const doc = openLibraryDoc(document.ydoc)
    const cache = new LibraryCache(doc)
    const history = new UndoHistory([libraryHistory(doc)], this.#origin, clock.now, store.read(LIBRARY_HISTORY))
    const keeper = keepHistory(LIBRARY_HISTORY, history, store)
    sync.onLeave(keeper.save)
    document.stored.onFold(keeper.save)
    this.#records.set(cache.snapshot())
    this.#undoState.set(history.state())
    cache.subscribe(() => this.#records.set(cache.snapshot()))
    history.subscribe(() => this.#undoState.set(history.state()))
    this.#open = { document, doc, history }
    this.#problem.set(null)
    this.#loaded.set(true)
    document.connect()
  }
}

function mediaOf({ characters, pool }: LibrarySnapshot): Set<string> {
  const takes = [...pool.values()].flatMap(({ media, recipe }) => (recipe === null ? [media] : [media, recipe]))
  return new Set([...[...characters.values()].flatMap(picturesOf), ...takes])
}
