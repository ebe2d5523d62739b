import { roomName } from '#shared/protocol/rooms.ts'
import type { ApiClient } from '../api/api-client.ts'
import type { DatabaseLife, DatabaseStanding } from '../storage/database-life.ts'
import type { DocumentStore } from '../storage/document-store.ts'
import type { HistoryStore } from '../storage/history-store.ts'
import type { LastWords } from '../storage/last-words.ts'
import type { MediaCache } from '../storage/media-cache.ts'
import type { CatalogEntry, ProjectCatalog } from '../storage/project-catalog.ts'
import type { VersionStore } from '../storage/version-store.ts'
import type { FilmMedia, ReadFilmMedia } from '../sync/film-media.ts'
import type { Outbox } from '../sync/outbox.ts'
import type { WriteQueues } from '../sync/write-queues.ts'
import type { MediaLibrary } from './media-library.ts'
import type { Readable } from './store.ts'
import { surveyStorage } from './storage-survey.ts'
import type { FileGroup, StorageSurvey, VersionGroup } from './storage-survey.ts'

/** What the browser says of the room that this site has. */
export interface StorageRoom {
  readonly used: number
  readonly quota: number
  /** True where the browser promises to keep what is stored. */
  readonly persisted: boolean
}

/** What only the browser itself can do. */
export interface BrowserStorage {
  /** Null where the browser does not tell. */
  room(): Promise<StorageRoom | null>
  /** Asks it to keep what is stored; null where it cannot be asked. */
  persist: (() => Promise<boolean>) | null
  /** Whether a film is open in some tab. */
  isOpen(projectId: string): Promise<boolean>
  /** Has every tab let go of what is stored, removes all of it, and starts the app anew. */
  clear(): Promise<void>
}

/** What would be lost for good with a film, or with everything, that is removed from this device. */
export interface OnlyHere {
  /** Films that the server does not know. */
  readonly films: number
  /** Changes that the server does not have. */
  readonly changes: number
  /** Named versions of films that the server does not have. */
  readonly versions: number
  /** Files that the server does not have. */
  readonly files: number
  /** False where the server could not be asked: then the files are those that it may lack. */
  readonly sure: boolean
}

/** What the storage of this device works with. */
export interface DeviceStorageServices {
  readonly browser: BrowserStorage
  readonly life: DatabaseLife
  readonly store: DocumentStore
  readonly versions: VersionStore
  readonly queues: WriteQueues
  readonly lastWords: LastWords
  readonly history: HistoryStore
  readonly catalog: ProjectCatalog
  readonly cache: MediaCache
  readonly media: MediaLibrary
  readonly outbox: Outbox
  readonly readFilmMedia: ReadFilmMedia
  readonly library: { media(): Promise<readonly string[]> }
  readonly api: Pick<ApiClient, 'missingMedia'>
}

/** What this device stores of films and media: how much, what can be freed, and the way to remove it. */
export class DeviceStorage {
  readonly #services: DeviceStorageServices

  constructor(services: DeviceStorageServices) {
    this.#services = services
  }

  /** How this tab stands to the browser's database. */
  get standing(): Readable<DatabaseStanding> {
    return this.#services.life.standing
  }

  /** Uploads and requests that the server has yet to get: with each that it has, more may be freed. */
  get waiting(): Readable<readonly unknown[]> {
    return this.#services.outbox.items
  }

  /** Calls back when the browser has lost what was stored. Returns the way to stop. */
  onLost(listener: () => void): () => void {
    return this.#services.life.onLost(listener)
  }

  /** What the browser says of the room; null where it does not. */
  room(): Promise<StorageRoom | null> {
    return this.#services.browser.room()
  }

  /** Asks the browser to keep what is stored; null where it cannot be asked. */
  get persist(): (() => Promise<boolean>) | null {
    return this.#services.browser.persist
  }

  /** Looks at everything that is stored. */
  async survey(): Promise<StorageSurvey> {
    const { store, versions, cache, catalog, queues } = this.#services
    await queues.flush()
    const [files, sizes, pending, entries] = await Promise.all([
      cache.list(),
      store.sizes(),
      store.countPending(),
      catalog.list(),
    ])
    const sumOf = (id: string, counts: ReadonlyMap<string, number>): number =>
      roomsOf(id).reduce((sum, room) => sum + (counts.get(room) ?? 0), 0)
    const films = []
    for (const { id, name } of entries.filter((entry) => entry.onDevice)) {
      const [media, kept] = [await this.#mediaOf(id), await versions.list(id)]
      films.push({ id, name, documentBytes: sumOf(id, sizes), versions: kept, changes: sumOf(id, pending), media })
    }
    const shared = new Set(await this.#services.library.media())
    return surveyStorage(files, films, await this.#missing(files.map(({ sha256 }) => sha256)), shared)
  }

  /** Removes files from this device; then what found no room before is written. */
  async free({ hashes }: FileGroup): Promise<void> {
    await this.#services.media.forget(hashes)
    await this.#services.queues.flush()
  }

  /** Removes versions from this device that the server keeps, too; then what found no room before is written. */
  async freeVersions({ idsByFilm }: VersionGroup): Promise<void> {
    for (const [projectId, ids] of idsByFilm) await this.#services.versions.remove(projectId, ids)
    await this.#services.queues.flush()
  }

  /** What would be lost for good with a film. */
  async onlyHere(film: CatalogEntry): Promise<OnlyHere> {
    const { store, outbox } = this.#services
    const versions = await this.#namedOnlyHere(film.id)
    const pending = await store.countPending()
    const changes = roomsOf(film.id).reduce((sum, room) => sum + (pending.get(room) ?? 0), 0)
    const films = film.onServer ? 0 : 1
    const waiting = outbox.items.get().filter(({ projectId }) => projectId === film.id)
    const uploads = waiting.filter(({ request }) => request.kind === 'upload').length
    // Where the app comes from, the sample's files come from, too.
    if (film.sample) return { films: 0, changes, versions, files: uploads, sure: true }
    const { own, missing } = await this.#ownFiles(await this.#mediaOf(film.id))
    const files = missing === null ? own.length : own.filter((hash) => missing.has(hash)).length
    return { films, changes, versions, files, sure: missing !== null || own.length === 0 }
  }

  /** Whether a film is open in some tab: then it would come back. */
  isOpen(projectId: string): Promise<boolean> {
    return this.#services.browser.isOpen(projectId)
  }

  /** Removes a film from this device, with the media that no other film here speaks of. */
  async removeFilm(film: CatalogEntry): Promise<void> {
    const { store, versions, catalog, outbox, lastWords, history, cache } = this.#services
    history.forget(film.id)
    const others = (await catalog.list()).filter(({ id, onDevice }) => onDevice && id !== film.id)
    const kept = new Set<string>(await this.#services.library.media())
    for (const { id } of others) for (const hash of hashesOf(await this.#mediaOf(id))) kept.add(hash)
    const here = new Set((await cache.list()).map(({ sha256 }) => sha256))
    const going = hashesOf(await this.#mediaOf(film.id)).filter((hash) => here.has(hash) && !kept.has(hash))
    if (film.onServer) await catalog.put({ ...film, onDevice: false })
    else await catalog.remove(film.id)
    for (const room of roomsOf(film.id)) {
      for (const { key } of lastWords.read(room)) lastWords.drop(key)
      await store.remove(room)
    }
    await versions.removeFilm(film.id)
    await outbox.forgetProject(film.id)
    await this.free({ hashes: going, bytes: 0 })
  }

  /** What would be lost for good with everything. */
  async onlyHereAtAll(): Promise<OnlyHere> {
    const { store, catalog, outbox } = this.#services
    const pending = await store.countPending()
    const here = (await catalog.list()).filter((film) => film.onDevice)
    const films = here.filter((film) => !film.onServer && !film.sample).length
    const uploads = outbox.items.get().filter(({ request }) => request.kind === 'upload')
    const changes = [...pending.values()].reduce((sum, count) => sum + count, 0)
    let versions = 0
    for (const { id } of here) versions += await this.#namedOnlyHere(id)
    return { films, changes, versions, files: uploads.length, sure: true }
  }

  /** Removes everything that the app has stored in this browser, and starts it anew. */
  clear(): Promise<void> {
    return this.#services.browser.clear()
  }

  /** The media of a film, with the songs that its earlier versions need to come back: takes never leave a film. */
  async #mediaOf(projectId: string): Promise<FilmMedia> {
    const { store, versions, readFilmMedia } = this.#services
    const [project, review, kept] = await Promise.all([
      store.load(roomName({ kind: 'project', projectId })),
      store.load(roomName({ kind: 'review', projectId })),
      versions.list(projectId),
    ])
    const bytesOf = ({ snapshots, updates }: typeof project) => ({ snapshots, updates })
    const { needed, spare } = await readFilmMedia(bytesOf(project), bytesOf(review))
    return { needed: [...new Set([...needed, ...kept.flatMap(({ song }) => song ?? [])])], spare }
  }

  async #namedOnlyHere(projectId: string): Promise<number> {
    const kept = await this.#services.versions.list(projectId)
    return kept.filter(({ name, place }) => name !== null && place !== 'sent').length
  }

  async #ownFiles(media: FilmMedia): Promise<{ own: string[]; missing: ReadonlySet<string> | null }> {
    const spoken = new Set(hashesOf(media))
    const files = await this.#services.cache.list()
    const own = files.filter(({ sha256, shelf, part }) => shelf === 'own' && part === 'file' && spoken.has(sha256))
    const hashes = own.map(({ sha256 }) => sha256)
    return { own: hashes, missing: await this.#missing(hashes) }
  }

  /** Which of these the server lacks; null where it cannot be asked. */
  async #missing(hashes: readonly string[]): Promise<ReadonlySet<string> | null> {
    const missing = await this.#services.api.missingMedia([...new Set(hashes)]).catch(() => null)
    return missing && new Set(missing)
  }
}

function roomsOf(projectId: string): string[] {
  return [roomName({ kind: 'project', projectId }), roomName({ kind: 'review', projectId })]
}

function hashesOf({ needed, spare }: FilmMedia): string[] {
  return [...needed, ...spare]
}
