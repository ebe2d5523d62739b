import type { z } from 'zod'
import { CommandError } from '#shared/commands/command.ts'
import type { Command, CommandContext } from '#shared/commands/command.ts'
import { rejectTakes, starTakes } from '#shared/commands/review-commands.ts'
import { changeOrigin } from '#shared/document/origins.ts'
import { isEmptyProject, openProjectDoc } from '#shared/document/project-doc.ts'
import type { ProjectDoc } from '#shared/document/project-doc.ts'
import { RecordCache } from '#shared/document/record-cache.ts'
import type { ProjectSnapshot } from '#shared/document/record-cache.ts'
import { migrate, schemaStanding } from '#shared/document/migrations.ts'
import { openReviewDoc, readReview } from '#shared/document/review-doc.ts'
import type { ReviewDoc, ReviewSnapshot } from '#shared/document/review-doc.ts'
import { projectHistory, reviewHistory, UndoHistory } from '#shared/document/undo.ts'
import type { UndoState } from '#shared/document/undo.ts'
import { roomName } from '#shared/protocol/rooms.ts'
import { assertNever } from '#shared/util/assert.ts'
import { editPrompt } from '#shared/commands/clip-commands.ts'
import { editLyrics } from '#shared/commands/scene-commands.ts'
import type { ConflictStore } from '../storage/conflict-store.ts'
import type { DeviceSettings } from '../storage/device-settings.ts'
import type { HistoryStore } from '../storage/history-store.ts'
import type { Outbox } from '../sync/outbox.ts'
import { SyncDocument } from '../sync/sync-document.ts'
import type { SyncDocumentServices } from '../sync/sync-document.ts'
import type { Access } from './access.ts'
import { whyNotChange, whyNotMark } from './film-rights.ts'
import type { RightsFacts } from './film-rights.ts'
import { keepHistory } from './history-keeper.ts'
import type { MediaLibrary } from './media-library.ts'
import { PresenceStore } from './presence-store.ts'
import type { ProfileStore } from './profile.ts'
import { followSaveState } from './save-state-store.ts'
import type { SaveAction, SaveState } from './save-state.ts'
import type { ServerLink } from './server-link.ts'
import type { SessionClock } from './session-clock.ts'
import { derived, writable } from './store.ts'
import type { Readable } from './store.ts'
import { TextConflicts } from './text-conflicts.ts'
import type { TextConflict } from './text-conflicts.ts'
import { isBulkDelete } from './versions/bulk-deletes.ts'
import type { FilmVersions } from './versions/film-versions.ts'
import { ViewStateStore } from './view-state.ts'

/** How a command joins the undo history. */
export interface RunOptions {
  /** What undo calls it; by default made from the command's name ("clip.move" is "Move clip"). */
  readonly label?: string
  /** Commands with the same key less than a second apart are one step: for typing and for held-down keys. */
  readonly mergeKey?: string
}

/** What a session works with. */
export interface ProjectSessionServices {
  readonly sync: SyncDocumentServices
  readonly history: HistoryStore
  readonly settings: DeviceSettings
  readonly conflicts: ConflictStore
  readonly outbox: Outbox
  readonly media: MediaLibrary
  readonly server: ServerLink
  /** Whether this device syncs at all. */
  readonly syncSwitch: Readable<boolean>
  /** Who is signed in, and with what role. */
  readonly access: Access
  /** What the browser says of the network. */
  readonly online: Readable<boolean>
  readonly profile: ProfileStore
  readonly versions: Pick<FilmVersions, 'keepAside'>
  readonly clock: SessionClock
}

const REVIEW_COMMANDS: ReadonlySet<string> = new Set([starTakes.commandName, rejectTakes.commandName])

/** One film open in this tab: its documents, records, history, view and the people in it. */
export class ProjectSession {
  readonly projectId: string
  readonly doc: ProjectDoc
  readonly review: ReviewDoc
  /** The film as frozen records; what did not change keeps its identity. */
  readonly records: Readable<ProjectSnapshot>
  /** Stars and rejections of takes. */
  readonly marks: Readable<ReviewSnapshot>
  /** False until the film's document is here, from this device or from the server. */
  readonly loaded: Readable<boolean>
  readonly view: ViewStateStore
  readonly presence: PresenceStore
  /** The labels of what undo and redo would do; null where there is nothing. */
  readonly undoState: Readable<UndoState>
  readonly projectSync: SyncDocument
  readonly reviewSync: SyncDocument
  /** Texts that were changed here and elsewhere in the same sentence. */
  readonly conflicts: TextConflicts
  /** What the save indicator shows. */
  readonly saveState: Readable<SaveState>
  /** Why this person may not change the film, in words; null where they may. */
  readonly whyNotChange: Readable<string | null>
  /** Why this person may not star and reject takes; null where they may. */
  readonly whyNotMark: Readable<string | null>
  /** Asks that only a view can answer ("Show versions"); null while there is none. */
  readonly asked = writable<SaveAction | null>(null)
  readonly #services: ProjectSessionServices
  readonly #cache: RecordCache
  readonly #history: UndoHistory
  readonly #origin = changeOrigin('user')
  readonly #ends: (() => void)[] = []
  #closing: Promise<void> | null = null

  private constructor(
    projectId: string,
    services: ProjectSessionServices,
    view: ViewStateStore,
    projectSync: SyncDocument,
    reviewSync: SyncDocument,
    doc: ProjectDoc,
    cache: RecordCache,
    conflicts: TextConflicts,
  ) {
    this.projectId = projectId
    this.#services = services
    this.view = view
    this.projectSync = projectSync
    this.reviewSync = reviewSync
    this.doc = doc
    this.review = openReviewDoc(reviewSync.ydoc)
    this.conflicts = conflicts
    this.#cache = cache
    this.records = recordsOf(cache)
    const marks = writable(readReview(this.review))
    const readMarks = (): void => marks.set(readReview(this.review))
    this.review.ydoc.on('update', readMarks)
    this.#ends.push(() => this.review.ydoc.off('update', readMarks))
    this.marks = marks
    this.loaded = derived([this.records], () => !isEmptyProject(this.doc))
    const history = new UndoHistory(
      [projectHistory(this.doc), reviewHistory(this.review)],
      this.#origin,
      services.clock.now,
      services.history.read(projectId),
    )
    this.#history = history
    const keeper = keepHistory(projectId, history, services.history)
    this.#ends.push(keeper.stop, services.sync.onLeave(keeper.save))
    for (const { stored } of [projectSync, reviewSync]) this.#ends.push(stored.onFold(keeper.save))
    const undoState = writable(history.state())
    history.subscribe(() => undoState.set(history.state()))
    this.undoState = undoState
    this.presence = new PresenceStore(projectSync.awareness, services.profile, view)
    const settle = (): void => conflicts.settle()
    this.#ends.push(projectSync.stored.pending.subscribe(settle), projectSync.relay.state.subscribe(settle))
    // A document from an older app is brought up to date as soon as the server brings it, before anybody edits.
    this.#ends.push(
      projectSync.relay.state.subscribe(() => {
        if (projectSync.relay.state.get().phase === 'synced') bringUpToDate(projectId, doc, services)
      }),
    )
    const relays = [projectSync.relay.state, reviewSync.relay.state, services.access] as const
    const rights = ({ relay }: SyncDocument): RightsFacts => ({
      role: services.access.roleIn(projectId),
      had: services.access.hadRoleIn(projectId),
      relay: relay.state.get(),
    })
    this.whyNotChange = derived(relays, () => whyNotChange(rights(projectSync)))
    this.whyNotMark = derived(relays, () => whyNotMark(rights(reviewSync)))
    this.#ends.push(...this.#followAccess())
    const state = followSaveState({
      projectId,
      doc,
      documents: [projectSync, reviewSync],
      outbox: services.outbox.items,
      fetching: services.media.fetching,
      conflicts: conflicts.open,
      peers: this.presence,
      server: services.server,
      syncOn: services.syncSwitch,
      online: services.online,
      readOnly: this.whyNotChange,
      placeOf: ({ address: { id } }: TextConflict) =>
        this.records.get().clips.get(id)?.number ?? this.records.get().scenes.get(id)?.name ?? 'a text',
      now: services.clock.now,
    })
    this.saveState = state
    this.#ends.push(state.stop)
  }

  /** Opens a film: what this device has first, then the server. Resolves as soon as this device's part is read. */
  static async open(projectId: string, services: ProjectSessionServices): Promise<ProjectSession> {
    const [view, projectSync, reviewSync] = await Promise.all([
      ViewStateStore.open(services.settings, projectId),
      SyncDocument.open(roomName({ kind: 'project', projectId }), services.sync),
      SyncDocument.open(roomName({ kind: 'review', projectId }), services.sync),
    ])
    const doc = openProjectDoc(projectSync.ydoc)
    bringUpToDate(projectId, doc, services)
    const cache = await RecordCache.readInSlices(doc, services.sync.turn)
    const links: { session?: ProjectSession } = {}
    const conflicts = await TextConflicts.open({
      projectId,
      doc,
      records: recordsOf(cache),
      store: services.conflicts,
      settings: services.settings,
      now: services.clock.now,
      inStep: () => projectSync.relay.state.get().phase === 'synced',
      hasPending: () => projectSync.stored.pending.get().count > 0,
      isOwnTab: (origin) => origin === projectSync.stored.origin,
      onRemoteUpdate: (listener) => projectSync.onRemoteUpdate(listener),
      found: projectSync.stored.takeFound(),
      kept: async () => {
        await projectSync.stored.flush()
        return services.sync.store.load(projectSync.stored.docName)
      },
      otherName: () => soleName(links.session?.presence.get().map(({ name }) => name) ?? []),
      write: ({ entity, id, field }, text) => {
        const options = { label: 'Choose a version' }
        if (entity === 'scene') links.session?.run(editLyrics, { id, text }, options)
        else if (field !== 'lyrics') links.session?.run(editPrompt, { id, field, text }, options)
      },
    })
    const session = new ProjectSession(projectId, services, view, projectSync, reviewSync, doc, cache, conflicts)
    links.session = session
    session.#ends.push(services.sync.onLeave(() => void view.save()))
    projectSync.connect()
    reviewSync.connect()
    return session
  }

  /**
   * Runs a command as one undoable step and returns its result. A refusal throws a `CommandError` whose message can
   * be shown; nothing was changed then.
   */
  readonly run = <D extends ProjectDoc | ReviewDoc, Schema extends z.ZodType, Result>(
    command: Command<D, Schema, Result>,
    args: z.input<Schema>,
    options: RunOptions = {},
  ): Result => {
    // A command says by its type which document it takes; at run time its name does.
    const isMark = REVIEW_COMMANDS.has(command.commandName)
    this.#requireMay(isMark)
    const doc = (isMark ? this.review : this.doc) as D
    if (isBulkDelete(command.commandName, args, this.records.get()))
      void this.#services.versions.keepAside(this.projectId, this.doc.ydoc, { kind: 'before-delete' })
    const label = options.label ?? commandLabel(command.commandName)
    return this.#history.record({ label, mergeKey: options.mergeKey ?? null }, () => command(doc, args, this.context()))
  }

  /** Runs several commands on the film as one transaction and one undo step. Rules of the single commands hold. */
  readonly group = <T>(label: string, work: () => T, options: Pick<RunOptions, 'mergeKey'> = {}): T =>
    this.#history.record({ label, mergeKey: options.mergeKey ?? null }, () =>
      this.doc.ydoc.transact(work, this.#origin),
    )

  /** Why nothing of the film can be edited now, whatever the role: a newer version wrote it, or this browser's storage. */
  get isFromNewer(): boolean {
    return schemaStanding(this.doc) === 'newer' || this.#services.sync.life.standing.get() === 'newer'
  }

  /** Does what the save indicator offers. */
  readonly runSaveAction = (action: SaveAction): void => {
    const { server, outbox, media, sync } = this.#services
    switch (action) {
      case 'try-now':
        this.projectSync.relay.retry()
        this.reviewSync.relay.retry()
        server.retry()
        void outbox.flush()
        void sync.queues.flush()
        return
      case 'pause-media':
        return media.pause()
      case 'resume-media':
        void media.resume()
        return
      case 'sign-in':
      case 'show-versions':
      case 'save-copy':
      case 'free-space':
      case 'reload':
      case 'set-up-sync':
        this.asked.set(action)
        return
      default:
        return assertNever(action)
    }
  }

  /** Takes back this person's last step; returns what it was called, or null. */
  readonly undo = (): string | null => {
    this.#requireMay(false)
    return this.#history.undo()
  }

  /** Does again what was taken back last; returns what it is called, or null. */
  readonly redo = (): string | null => {
    this.#requireMay(false)
    return this.#history.redo()
  }

  /** What commands of this person get from outside. */
  context(): CommandContext {
    const { clock, profile } = this.#services
    return { origin: this.#origin, now: clock.now, newId: clock.newId, actor: profile.get().name }
  }

  /** Writes what was edited here; answers whether all of it would now survive the end of this tab. */
  async flush(): Promise<boolean> {
    const documents = [this.projectSync.stored, this.reviewSync.stored]
    await Promise.all(documents.map((stored) => stored.flush()))
    return documents.every((stored) => stored.problem.get() === null)
  }

  /** Runs `end` when the session closes. */
  onClose(end: () => void): void {
    this.#ends.push(end)
  }

  /** Writes everything that waits, leaves the rooms and frees what was held. Safe to call twice. */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  /** Throws the refusal, in words for people, where an edit may not be made. */
  #requireMay(isMark: boolean): void {
    if (this.isFromNewer)
      throw new CommandError('conflict', 'This film was saved by a newer version. Reload the app to edit it.')
    const reason = (isMark ? this.whyNotMark : this.whyNotChange).get()
    if (reason !== null) throw new CommandError('conflict', reason)
  }

  /** Comes back to the server with each change of who is signed in or of their role, and asks anew when it came back. */
  #followAccess(): (() => void)[] {
    const { access } = this.#services
    const { relay } = this.projectSync
    const retry = (): void => {
      for (const { relay: each } of [this.projectSync, this.reviewSync]) {
        if (each.state.get().phase === 'refused') each.retry()
      }
    }
    let role = access.roleIn(this.projectId)
    let { phase } = relay.state.get()
    return [
      access.onIdentity(retry),
      access.subscribe(() => {
        const before = role
        role = access.roleIn(this.projectId)
        if (role !== null && role !== before) retry()
      }),
      relay.state.subscribe(() => {
        const before = phase
        phase = relay.state.get().phase
        const isNews = phase !== before && (phase === 'synced' || phase === 'refused')
        if (isNews && access.get().who?.accounts !== 'off') void access.refresh()
      }),
    ]
  }

  async #close(): Promise<void> {
    for (const end of this.#ends.splice(0)) end()
    this.presence.destroy()
    this.conflicts.destroy()
    await Promise.all([this.projectSync.close(), this.reviewSync.close(), this.view.save()])
    this.#history.destroy()
    this.#cache.destroy()
    this.doc.ydoc.destroy()
    this.review.ydoc.destroy()
  }
}

/** Brings a document from an older app up to date, and keeps it as it was. */
function bringUpToDate(projectId: string, doc: ProjectDoc, { versions }: ProjectSessionServices): void {
  if (schemaStanding(doc) !== 'older') return
  void versions.keepAside(projectId, doc.ydoc, { kind: 'before-migration' })
  migrate(doc)
}

function recordsOf(cache: RecordCache): Readable<ProjectSnapshot> {
  return { get: () => cache.snapshot(), subscribe: (listener) => cache.subscribe(() => listener()) }
}

/** The name of the only other person here, else a word for whoever it was. */
function soleName(names: readonly string[]): string {
  const different = [...new Set(names)]
  return different.length === 1 ? different[0]! : 'Somebody'
}

/** "clip.edit-prompt" reads "Edit prompt", "clip.move" reads "Move clip". */
export function commandLabel(commandName: string): string {
  const [noun = '', verb = ''] = commandName.split('.')
  const words = verb.includes('-') ? verb.replaceAll('-', ' ') : `${verb} ${noun === 'project' ? 'film' : noun}`
  return words.charAt(0).toUpperCase() + words.slice(1)
}
