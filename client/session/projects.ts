import { CommandError, type CommandContext } from '#shared/commands/command.ts'
import type { FilmCopy } from '#shared/commands/copy-film.ts'
import { importFilm } from '#shared/commands/import-film.ts'
import { archiveProject, createProject, restoreProject, trashProject } from '#shared/commands/project-commands.ts'
import { importMarks } from '#shared/commands/review-commands.ts'
import { changeOrigin } from '#shared/document/origins.ts'
import { openProjectDoc } from '#shared/document/project-doc.ts'
import type { ProjectDoc } from '#shared/document/project-doc.ts'
import { RecordCache } from '#shared/document/record-cache.ts'
import type { ProjectSnapshot } from '#shared/document/record-cache.ts'
import { openReviewDoc } from '#shared/document/review-doc.ts'
import type { ReviewDoc } from '#shared/document/review-doc.ts'
import { parseRoom, roomName } from '#shared/protocol/rooms.ts'
import type { ApiClient } from '../api/api-client.ts'
import type { CatalogEntry, ProjectCatalog } from '../storage/project-catalog.ts'
import { SyncDocument } from '../sync/sync-document.ts'
import type { StorageProblem } from '../sync/write-queue.ts'
import { emptyEntry, joinServerProject, summaryOf } from './catalog-entry.ts'
import { recordInCatalog } from './catalog-recorder.ts'
import { whyNotChange } from './film-rights.ts'
import { freezeFilm } from './frozen-film.ts'
import type { FrozenFilm } from './frozen-film.ts'
import { prefetchPicks } from './prefetch-picks.ts'
import { ProjectSession } from './project-session.ts'
import type { ProjectSessionServices } from './project-session.ts'
import { fetchSample, fetchSampleMedia, SAMPLE_MANIFEST, writeSample } from './sample-film.ts'
import { writable } from './store.ts'
import type { FilmVersions } from './versions/film-versions.ts'
import { keepAutomatically } from './versions/keep-automatically.ts'
import type { Readable } from './store.ts'

export type { CatalogEntry } from '../storage/project-catalog.ts'

/** What the films of this device work with. */
export interface ProjectsServices extends ProjectSessionServices {
  readonly versions: FilmVersions
  /** Whether the library is open in this tab, which then sends what waits of it. */
  readonly library: { readonly isOpen: boolean }
  readonly catalog: ProjectCatalog
  readonly api: Pick<ApiClient, 'listProjects'>
  readonly fetch: typeof fetch
  /** Asks the browser to keep this site's data. */
  readonly keepStorage: () => void
  /** Lets other tabs know that a film is open in this one. Returns the way to say that it no longer is. */
  readonly markOpen: (projectId: string) => () => void
}

/** What a new film starts with. */
export type NewProject = Parameters<typeof createProject>[1]

/** An edit by commands on a film's document. */
export type FilmEdit = (doc: ProjectDoc, context: CommandContext) => void

/** How long a film that is not open is kept connected to send what waits. */
const BACKGROUND_MS = 30_000

/** The films: those of this device and those that the server knows. */
export class Projects {
  /** Every film, trash and archive included, last opened or changed first. */
  readonly entries: Readable<readonly CatalogEntry[]>
  /** How often this tab has sent or written down what waited of films that are not open in it. */
  readonly rounds: Readable<number>
  readonly #entries = writable<readonly CatalogEntry[]>([])
  readonly #rounds = writable(0)
  readonly #services: ProjectsServices
  #sampleComing: Promise<string> | null = null
  readonly #open = new Map<string, Set<ProjectSession>>()
  #begun: { readonly projectId: string; readonly reading: Promise<ProjectSession> } | null = null
  #sending: Promise<void> | null = null

  constructor(services: ProjectsServices) {
    this.#services = services
    this.entries = this.#entries
    this.rounds = this.#rounds
  }

  /** Reads the catalogue and follows it and the server. Returns the way to stop. */
  async start(): Promise<() => void> {
    const { catalog, server, sync } = this.#services
    const stops = [
      catalog.subscribe(() => void this.#read()),
      sync.life.onLost(() => void this.#read().then(() => this.refresh())),
      server.onEvent((event) => {
        if (event.type === 'hello' || event.type === 'projects') void this.refresh()
      }),
    ]
    await this.#read()
    // Without storage there is nothing to find.
    void this.#takeUpLastWords()
      .then(() => this.#listForgotten())
      .catch(() => undefined)
    void this.refresh()
    return () => stops.forEach((stop) => stop())
  }

  /** Makes a film on this device and returns its id; the server hears of it when it is opened. */
  async create(film: NewProject): Promise<string> {
    const projectId = this.#services.clock.newId()
    await this.#edit(projectId, (doc, context) => createProject(doc, film, context))
    this.#services.keepStorage()
    return projectId
  }

  /** Begins to read a film that is about to be opened, while whoever will open it is still on the way. */
  begin(projectId: string): void {
    const reading = ProjectSession.open(projectId, this.#services)
    this.#begun = { projectId, reading }
    // Where it fails, `open` says so.
    reading.catch(() => undefined)
  }

  /** Opens a film for this tab; close the session when leaving. */
  async open(projectId: string): Promise<ProjectSession> {
    const { catalog, clock, sync, keepStorage, markOpen } = this.#services
    const session = await (this.#takeBegun(projectId) ?? ProjectSession.open(projectId, this.#services))
    const sessions = this.#open.get(projectId) ?? new Set()
    this.#open.set(projectId, sessions.add(session))
    const stopRecording = recordInCatalog(session, { catalog, onLost: sync.life.onLost, now: clock.now })
    const stopAsking = session.undoState.subscribe(keepStorage)
    const stopFetching = prefetchPicks(session, this.#services.media)
    const stopKeeping = keepAutomatically(session, this.#services)
    session.onClose(markOpen(projectId))
    session.onClose(() => {
      stopKeeping()
      stopFetching()
      stopRecording()
      stopAsking()
      sessions.delete(session)
    })
    session.onClose(this.#onceSample(session, () => void this.#completeSample()))
    return session
  }

  /**
   * Changes a film that need not be open, or fills a new one: `projectId` may be an id that no film has yet. It is no
   * step of anybody's undo history.
   */
  change(projectId: string, edit: FilmEdit): Promise<void> {
    return this.#edit(projectId, edit)
  }

  /** A film's records as this device has them, without opening it. */
  async read(projectId: string): Promise<ProjectSnapshot> {
    const document = await SyncDocument.open(roomName({ kind: 'project', projectId }), this.#services.sync)
    const cache = new RecordCache(openProjectDoc(document.ydoc))
    try {
      return cache.snapshot()
    } finally {
      cache.destroy()
      await document.close()
    }
  }

  /** A film as this device has it now, what is not written down yet included where it is open in this tab. */
  async freeze(projectId: string): Promise<FrozenFilm> {
    const [session] = this.#open.get(projectId) ?? []
    if (session) return freezeFilm(session.doc.ydoc, session.review.ydoc)
    const { sync } = this.#services
    const project = await SyncDocument.open(roomName({ kind: 'project', projectId }), sync)
    const review = await SyncDocument.open(roomName({ kind: 'review', projectId }), sync)
    try {
      return freezeFilm(project.ydoc, review.ydoc)
    } finally {
      await Promise.all([project.close(), review.close()])
    }
  }

  /** Changes the marks of a film that need not be open. */
  async changeReview(projectId: string, edit: (doc: ReviewDoc, context: CommandContext) => void): Promise<void> {
    const { sync } = this.#services
    const document = await SyncDocument.open(roomName({ kind: 'review', projectId }), sync)
    try {
      edit(openReviewDoc(document.ydoc), this.#context())
    } finally {
      await document.close()
    }
  }

  /** Writes a copy of a film as a new one and returns its id. */
  async importCopy({ film, marks }: FilmCopy): Promise<string> {
    const projectId = this.#services.clock.newId()
    await this.changeReview(projectId, (review, context) => importMarks(review, marks, context))
    await this.#edit(projectId, (doc, context) => importFilm(doc, film, context))
    return projectId
  }

  /** Puts a film away, or takes it out again. */
  archive(projectId: string, archived: boolean): Promise<void> {
    return this.#edit(projectId, (doc, context) => archiveProject(doc, { archived }, context))
  }

  /** Moves a film to the trash. */
  trash(projectId: string): Promise<void> {
    return this.#edit(projectId, (doc, context) => trashProject(doc, {}, context))
  }

  /** Takes a film out of the trash. */
  restore(projectId: string): Promise<void> {
    return this.#edit(projectId, (doc, context) => restoreProject(doc, {}, context))
  }

  /**
   * Brings in the sample film as a new one and returns its id as soon as it can be opened with its pictures; the rest of
   * its media arrive behind it, of which `report` hears (0 to 1). Asking again while it comes brings one film, not two.
   * Throws an `Error` with words for people when it cannot be fetched.
   */
  importSample(manifestUrl = SAMPLE_MANIFEST, report?: (fraction: number) => void): Promise<string> {
    this.#sampleComing ??= this.#bringSample(manifestUrl, report).finally(() => {
      this.#sampleComing = null
    })
    return this.#sampleComing
  }

  async #bringSample(manifestUrl: string, report?: (fraction: number) => void): Promise<string> {
    const manifest = await fetchSample(manifestUrl, this.#services.fetch)
    const projectId = await writeSample(manifest, this.#services)
    // A picture that is missing does not keep the film away: opening it asks again.
    await fetchSampleMedia(manifest, manifestUrl, this.#services, 'shown').catch(() => undefined)
    await this.#edit(projectId, () => undefined)
    void fetchSampleMedia(manifest, manifestUrl, this.#services, 'all', report).catch(() => undefined)
    return projectId
  }

  /** Asks the server for its films. Being offline is no failure here. */
  async refresh(): Promise<void> {
    try {
      const { api, catalog, server } = this.#services
      const bodies = await api.listProjects()
      server.noteAnswer()
      for (const body of bodies) {
        const here = await catalog.get(body.id)
        const joined = joinServerProject(body, here)
        if (JSON.stringify(joined) !== JSON.stringify(here)) await catalog.put(joined)
      }
    } catch {
      // Offline, or without room on this device: the list stays as it is and is asked for again.
    }
  }

  /** Writes what was just edited in this tab; resolves once it would survive its end. */
  async flush(projectId: string): Promise<void> {
    const sessions = [...(this.#open.get(projectId) ?? [])]
    await Promise.all(sessions.map((session) => session.flush()))
  }

  /** Whether the server has every change of a film that was made on this device. */
  async isSaved(projectId: string): Promise<boolean> {
    await this.flush(projectId)
    const open = [...(this.#open.get(projectId) ?? [])]
    if (open.some((session) => session.projectSync.stored.pending.get().count > 0)) return false
    const pending = await this.#services.sync.store.countPending().catch(() => null)
    // Without storage nobody knows, so nothing counts as saved.
    return pending !== null && !pending.has(roomName({ kind: 'project', projectId }))
  }

  /** Sends what waits of films that are not open in this tab: they may have been edited offline and closed. */
  sendPending(): Promise<void> {
    this.#sending ??= this.#sendPending().finally(() => {
      this.#sending = null
    })
    return this.#sending
  }

  async #sendPending(): Promise<void> {
    // Without storage there is nothing to look at now; the next word of the server is the next reason.
    const pending = await this.#services.sync.store.countPending().catch(() => new Map<string, number>())
    for (const docName of pending.keys()) {
      const room = parseRoom(docName)
      const isOpen =
        room?.kind === 'library'
          ? this.#services.library.isOpen
          : room && (this.#open.get(room.projectId)?.size ?? 0) > 0
      if (!room || isOpen) continue
      const document = await SyncDocument.open(docName, this.#services.sync)
      document.connect()
      await untilSaved(document)
      await document.close()
    }
    if (pending.size > 0) this.#rounds.set(this.#rounds.get() + 1)
  }

  /** Writes down what tabs that were left in a hurry could not: what is stored is whole then, opened again or not. */
  async #takeUpLastWords(): Promise<void> {
    const { sync } = this.#services
    const names = sync.lastWords.names().filter((name) => parseRoom(name) !== null)
    for (const docName of names) await (await SyncDocument.open(docName, sync)).close()
    if (names.length > 0) this.#rounds.set(this.#rounds.get() + 1)
  }

  /** Lists what is on this device and in no list: the tab that made a film, or wrote it anew, may have died in between. */
  async #listForgotten(): Promise<void> {
    const { sync, catalog, clock } = this.#services
    for (const docName of await sync.store.names()) {
      const room = parseRoom(docName)
      if (room?.kind !== 'project' || (await catalog.get(room.projectId))) continue
      const summary = summaryOf(await this.read(room.projectId))
      // Meanwhile it may have been opened, here or in another tab.
      if (await catalog.get(room.projectId)) continue
      await catalog.put({ ...emptyEntry(room.projectId, '', clock.now()), ...summary })
    }
  }

  #takeBegun(projectId: string): Promise<ProjectSession> | null {
    const begun = this.#begun
    this.#begun = null
    if (begun === null || begun.projectId === projectId) return begun?.reading ?? null
    void begun.reading.then((session) => session.close()).catch(() => undefined)
    return null
  }

  /** Calls back once it is known that a film is the sample: at once, or when its document arrives from the server. */
  #onceSample({ records }: ProjectSession, found: () => void): () => void {
    let stop = (): void => undefined
    const look = (): void => {
      if (!records.get().project.sample) return
      stop()
      found()
    }
    stop = records.subscribe(look)
    look()
    return stop
  }

  async #completeSample(): Promise<void> {
    try {
      const manifest = await fetchSample(SAMPLE_MANIFEST, this.#services.fetch)
      await fetchSampleMedia(manifest, SAMPLE_MANIFEST, this.#services, 'all')
    } catch {
      // Offline with every file here is the usual case; a file that is missing shows as such and is tried next time.
    }
  }

  /** Changes a film that need not be open, and its entry. */
  async #edit(projectId: string, edit: FilmEdit): Promise<void> {
    const { sync, clock, catalog, access } = this.#services
    const relay = { mayWrite: null, refusal: null }
    const refusal = whyNotChange({ role: access.roleIn(projectId), had: access.hadRoleIn(projectId), relay })
    if (refusal !== null) throw new CommandError('conflict', refusal)
    const document = await SyncDocument.open(roomName({ kind: 'project', projectId }), sync)
    try {
      const doc = openProjectDoc(document.ydoc)
      edit(doc, this.#context())
      const cache = new RecordCache(doc)
      const known = await catalog.get(projectId)
      const before = known ?? emptyEntry(projectId, '', clock.now())
      const summary = summaryOf(cache.snapshot())
      cache.destroy()
      await document.stored.flush()
      const problem = document.stored.problem.get()
      // A film that was there is kept in this tab until there is room; one to be made is better not begun.
      if (problem && !known) throw new Error(noRoomWords(problem))
      const entry = { ...before, ...summary, changedAt: clock.now(), onDevice: true }
      await catalog.put(entry).catch(() => undefined)
    } finally {
      await document.close()
    }
    void this.sendPending()
  }

  /** For changes that are no step of anybody's undo history. */
  #context(): CommandContext {
    const { clock, profile } = this.#services
    return { origin: changeOrigin('import'), now: clock.now, newId: clock.newId, actor: profile.get().name }
  }

  async #read(): Promise<void> {
    const recent = (entry: CatalogEntry): number => Math.max(entry.lastOpenedAt ?? 0, entry.changedAt)
    // Storage that a newer version took over, or that is being cleared, leaves the list as it was.
    const entries = await this.#services.catalog.list().catch(() => this.#entries.get())
    this.#entries.set(entries.toSorted((a, b) => recent(b) - recent(a)))
  }
}

/** Why a film cannot be made now, and what to do. */
function noRoomWords({ kind, message }: StorageProblem): string {
  if (kind === 'full') return 'This device has no room for a new film. Free some in Settings, Storage, and try again.'
  if (kind === 'failed') return `This device could not write: ${message}.`
  return 'A newer version of StoryCanvas is open in this browser. Reload this tab, then make the film.'
}

/** Resolves when nothing of a document waits any more, or when waiting longer is no use now. */
function untilSaved({ stored, relay }: SyncDocument): Promise<void> {
  return new Promise((resolve) => {
    const stops: (() => void)[] = []
    const end = (): void => {
      clearTimeout(timer)
      for (const stop of stops) stop()
      resolve()
    }
    const timer = setTimeout(end, BACKGROUND_MS)
    const look = (): void => {
      const { phase, failing } = relay.state.get()
      // Idle after it was asked to connect: syncing is switched off.
      const isNoUse = phase === 'refused' || phase === 'idle' || failing
      if (stored.pending.get().count === 0 || isNoUse) end()
    }
    stops.push(stored.pending.subscribe(look), relay.state.subscribe(look))
    look()
  })
}
