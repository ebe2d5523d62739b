import type { z } from 'zod'
import type { Command, CommandContext } from '#shared/commands/command.ts'
import { rejectTakes, starTakes } from '#shared/commands/review-commands.ts'
import { changeOrigin } from '#shared/document/origins.ts'
import { isEmptyProject, openProjectDoc } from '#shared/document/project-doc.ts'
import type { ProjectDoc } from '#shared/document/project-doc.ts'
import { RecordCache } from '#shared/document/record-cache.ts'
import type { ProjectSnapshot } from '#shared/document/record-cache.ts'
import { openReviewDoc, readReview } from '#shared/document/review-doc.ts'
import type { ReviewDoc, ReviewSnapshot } from '#shared/document/review-doc.ts'
import { roomName } from '#shared/protocol/rooms.ts'
import type { DeviceSettings } from '../storage/device-settings.ts'
import { SyncDocument } from '../sync/sync-document.ts'
import type { SyncDocumentServices } from '../sync/sync-document.ts'
import { PresenceStore } from './presence-store.ts'
import type { ProfileStore } from './profile.ts'
import type { SessionClock } from './session-clock.ts'
import { derived, writable } from './store.ts'
import type { Readable } from './store.ts'
import { UndoHistory } from './undo-history.ts'
import type { UndoState } from './undo-history.ts'
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
  readonly settings: DeviceSettings
  readonly profile: ProfileStore
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
  readonly projectSync: SyncDocument
  readonly reviewSync: SyncDocument
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
  ) {
    this.projectId = projectId
    this.#services = services
    this.view = view
    this.projectSync = projectSync
    this.reviewSync = reviewSync
    this.doc = openProjectDoc(projectSync.ydoc)
    this.review = openReviewDoc(reviewSync.ydoc)
    this.#cache = new RecordCache(this.doc)
    this.records = { get: () => this.#cache.snapshot(), subscribe: (listener) => this.#cache.subscribe(() => listener()) }
    const marks = writable(readReview(this.review))
    const readMarks = (): void => marks.set(readReview(this.review))
    this.review.ydoc.on('update', readMarks)
    this.#ends.push(() => this.review.ydoc.off('update', readMarks))
    this.marks = marks
    this.loaded = derived([this.records], () => !isEmptyProject(this.doc))
    const { doc, review } = this
    const scopes = [
      [doc.meta, doc.scenes, doc.clips, doc.takes],
      [review.stars, review.rejects],
    ]
    this.#history = new UndoHistory(scopes, this.#origin, services.clock.now)
    this.presence = new PresenceStore(projectSync.awareness, services.profile, view)
  }

  /** Opens a film: what this device has first, then the server. Resolves as soon as this device's part is read. */
  static async open(projectId: string, services: ProjectSessionServices): Promise<ProjectSession> {
    const [view, projectSync, reviewSync] = await Promise.all([
      ViewStateStore.open(services.settings, projectId),
      SyncDocument.open(roomName({ kind: 'project', projectId }), services.sync),
      SyncDocument.open(roomName({ kind: 'review', projectId }), services.sync),
    ])
    const session = new ProjectSession(projectId, services, view, projectSync, reviewSync)
    projectSync.connect()
    reviewSync.connect()
    return session
  }

  /** The labels of what undo and redo would do. */
  get undoState(): Readable<UndoState> {
    return this.#history.state
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
    const doc = (REVIEW_COMMANDS.has(command.commandName) ? this.review : this.doc) as D
    const label = options.label ?? commandLabel(command.commandName)
    return this.#history.record({ label, mergeKey: options.mergeKey ?? null }, () => command(doc, args, this.context()))
  }

  /** Runs several commands on the film as one transaction and one undo step. Rules of the single commands hold. */
  readonly group = <T>(label: string, work: () => T, options: Pick<RunOptions, 'mergeKey'> = {}): T =>
    this.#history.record({ label, mergeKey: options.mergeKey ?? null }, () => this.doc.ydoc.transact(work, this.#origin))

  /** Takes back this person's last step; returns what it was called, or null. */
  readonly undo = (): string | null => this.#history.undo()

  /** Does again what was taken back last; returns what it is called, or null. */
  readonly redo = (): string | null => this.#history.redo()

  /** Starts the history anew: a film's first filling cannot be undone. */
  forgetHistory(): void {
    this.#history.clear()
  }

  /** What commands of this person get from outside. */
  context(): CommandContext {
    const { clock, profile } = this.#services
    return { origin: this.#origin, now: clock.now, newId: clock.newId, actor: profile.get().name }
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

  async #close(): Promise<void> {
    for (const end of this.#ends.splice(0)) end()
    this.presence.destroy()
    await Promise.all([this.projectSync.close(), this.reviewSync.close(), this.view.save()])
    this.#history.destroy()
    this.#cache.destroy()
    this.doc.ydoc.destroy()
    this.review.ydoc.destroy()
  }
}

/** "clip.edit-prompt" reads "Edit prompt", "clip.move" reads "Move clip". */
export function commandLabel(commandName: string): string {
  const [noun = '', verb = ''] = commandName.split('.')
  const words = verb.includes('-') ? verb.replaceAll('-', ' ') : `${verb} ${noun === 'project' ? 'film' : noun}`
  return words.charAt(0).toUpperCase() + words.slice(1)
}
