import * as Y from 'yjs'
import type { FilmContent } from '#shared/document/film-content.ts'
import { isEmptyProject, openProjectDoc } from '#shared/document/project-doc.ts'
import { readProject } from '#shared/document/records.ts'
import { fingerprintOf } from '#shared/document/versions/fingerprint.ts'
import { DEVICE_RETENTION, expiredVersions } from '#shared/model/version-retention.ts'
import type { FilmVersion } from '#shared/model/version.ts'
import { roomName } from '#shared/protocol/rooms.ts'
import { ApiError } from '../../api/api-client.ts'
import type { ApiClient } from '../../api/api-client.ts'
import type { DatabaseLife } from '../../storage/database-life.ts'
import type { DocumentStore } from '../../storage/document-store.ts'
import type { StoredVersion, VersionStore } from '../../storage/version-store.ts'
import { packState } from '../../sync/packed-state.ts'
import type { PackedFilm, PackStored, ReadPackedState } from '../../sync/packed-state.ts'
import type { ProfileStore } from '../profile.ts'
import type { ServerLink } from '../server-link.ts'
import type { SessionClock } from '../session-clock.ts'
import { writable } from '../store.ts'
import type { Readable } from '../store.ts'
import { followVersions } from './follow-versions.ts'
import type { FollowedFilm, FollowedVersions } from './follow-versions.ts'
import type { ListedVersion } from './merge-versions.ts'

/** What the versions of films work with. */
export interface FilmVersionsServices {
  readonly store: VersionStore
  readonly api: Pick<ApiClient, 'listVersions' | 'putVersion' | 'getVersionState' | 'renameVersion' | 'deleteVersion'>
  readonly server: Pick<ServerLink, 'get' | 'onEvent'>
  readonly life: Pick<DatabaseLife, 'standing'>
  /** Where films are read from that are kept as they are stored. */
  readonly documents: Pick<DocumentStore, 'load'>
  readonly packStored: PackStored
  readonly readState: ReadPackedState
  readonly profile: Pick<ProfileStore, 'get'>
  readonly clock: SessionClock
}

/** Why a version is kept, and what it is called. */
export interface KeepReason {
  readonly kind: Exclude<FilmVersion['kind'], 'automatic'>
  readonly name?: string
}

/** Contents that are kept in memory: going back and forth between two or three reads each once. */
const REMEMBERED = 3

/** The earlier states of films: kept on this device, handed to the server, listed together with the server's own. */
export class FilmVersions {
  readonly #services: FilmVersionsServices
  readonly #problem = writable<string | null>(null)
  readonly #contents = new Map<string, Promise<FilmContent>>()
  readonly #sending = new Map<string, Promise<void>>()
  /** Those who list what the server has: it tells of changes, and its word may come late. */
  readonly #followers = new Set<() => void>()

  constructor(services: FilmVersionsServices) {
    this.#services = services
  }

  /** Why the last version that should have been kept by itself was not; null where it was. */
  get problem(): Readable<string | null> {
    return this.#problem
  }

  /**
   * Keeps a film as its document is at this moment, whatever is edited next. Resolves with the version once it would
   * survive the end of the tab; null for a film that nobody has made yet, and where nothing may be written.
   */
  async keep(projectId: string, ydoc: Y.Doc, reason: KeepReason): Promise<FilmVersion | null> {
    const doc = openProjectDoc(ydoc)
    if (isEmptyProject(doc) || !this.#mayWrite()) return null
    const state = Y.encodeStateAsUpdateV2(ydoc)
    const fingerprint = fingerprintOf(ydoc)
    const song = readProject(doc).music?.sha256 ?? null
    const said = this.#describe(projectId, reason)
    return this.#put(said, 'to-send', { packed: await packState(state), fingerprint, song })
  }

  /**
   * Keeps a film by itself, as it is stored on this device; nothing of it runs where people type. The state that the
   * newest version holds already is not kept again. `send` is false where the server keeps its own.
   */
  async keepStored(projectId: string, send: boolean): Promise<void> {
    if (!this.#mayWrite()) return
    const { documents, packStored, store } = this.#services
    try {
      const said = this.#describe(projectId, { kind: 'automatic' })
      const { snapshots, updates } = await documents.load(roomName({ kind: 'project', projectId }))
      const film = await packStored({ snapshots, updates })
      const newest = newestOf(await store.list(projectId))
      if (film && film.fingerprint !== newest?.fingerprint) await this.#put(said, send ? 'to-send' : 'here', film)
      this.#problem.set(null)
    } catch (error) {
      this.#problem.set(wordsOf(error))
    }
  }

  /** As `keep`, for what happens beside an edit: where it fails the edit goes on, and `problem` says why. */
  async keepAside(projectId: string, ydoc: Y.Doc, reason: KeepReason): Promise<void> {
    try {
      await this.keep(projectId, ydoc, reason)
      this.#problem.set(null)
    } catch (error) {
      this.#problem.set(wordsOf(error))
    }
  }

  /** When the newest version on this device was kept; null where there is none. */
  async newestAt(projectId: string): Promise<number | null> {
    return newestOf(await this.#services.store.list(projectId))?.at ?? null
  }

  /** Follows the versions of an open film, on this device and on the server. */
  follow(film: FollowedFilm): FollowedVersions {
    return followVersions(film, this.#services, (ask) => {
      this.#followers.add(ask)
      return () => this.#followers.delete(ask)
    })
  }

  /** What a version holds. Throws an `Error` with words for people where it can be had neither here nor there. */
  content({ id, projectId, onServer }: ListedVersion): Promise<FilmContent> {
    const known = this.#contents.get(id)
    if (known) return known
    const reading = this.#read(projectId, id, onServer)
    this.#contents.set(id, reading)
    reading.catch(() => this.#contents.delete(id))
    const [oldest] = this.#contents.keys()
    if (this.#contents.size > REMEMBERED && oldest !== undefined) this.#contents.delete(oldest)
    return reading
  }

  /** Names a version, which keeps it for ever, or takes its name away with null. */
  async rename({ id, projectId, onDevice }: ListedVersion, name: string | null): Promise<void> {
    const { store, api } = this.#services
    if (!onDevice) {
      await api.renameVersion(projectId, id, name)
      return this.#askAgain()
    }
    await store.patch(id, { name, place: 'to-send' })
    void this.send(projectId)
  }

  /** Deletes a version for good, here and on the server. Throws where the server has it and does not answer. */
  async remove({ id, projectId, onDevice, onServer }: ListedVersion): Promise<void> {
    const { store, api } = this.#services
    if (onServer) {
      await api.deleteVersion(projectId, id).catch((error: unknown) => {
        if (!(error instanceof ApiError) || error.code !== 'not-found') throw error
      })
    }
    if (onDevice) await store.remove(projectId, [id])
    this.#askAgain()
  }

  /** Hands the server what waits of a film's versions; call it when the film is in step. What fails waits on. */
  send(projectId: string): Promise<void> {
    const running = this.#sending.get(projectId)
    if (running) return running
    const sending = this.#send(projectId)
      // Storage that is being cleared, or was taken over by a newer app, has nothing to send.
      .catch(() => undefined)
      .finally(() => this.#sending.delete(projectId))
    this.#sending.set(projectId, sending)
    return sending
  }

  #askAgain(): void {
    for (const ask of [...this.#followers]) ask()
  }

  /** False in a tab that a newer app has overtaken, or whose storage is being cleared. */
  #mayWrite(): boolean {
    return this.#services.life.standing.get() === 'current'
  }

  #describe(
    projectId: string,
    { kind, name }: { readonly kind: FilmVersion['kind']; readonly name?: string },
  ): Omit<FilmVersion, 'bytes' | 'fingerprint'> {
    const { clock, profile } = this.#services
    return { id: clock.newId(), projectId, name: name ?? null, kind, at: clock.now(), author: profile.get().name }
  }

  async #put(
    said: Omit<FilmVersion, 'bytes' | 'fingerprint'>,
    place: StoredVersion['place'],
    { packed, fingerprint, song }: PackedFilm,
  ): Promise<FilmVersion> {
    const { store, clock } = this.#services
    const { projectId } = said
    const version = { ...said, bytes: packed.length, fingerprint }
    await store.put({ ...version, place, song }, packed)
    await store.remove(projectId, expiredVersions(await store.list(projectId), DEVICE_RETENTION, clock.now()))
    return version
  }

  async #read(projectId: string, id: string, onServer: boolean): Promise<FilmContent> {
    const { store, api, readState } = this.#services
    const packed = (await store.state(id)) ?? (onServer ? await api.getVersionState(projectId, id) : null)
    if (!packed) throw new Error('This version is no longer on this device.')
    return readState(packed)
  }

  async #send(projectId: string): Promise<void> {
    const { store, api, server } = this.#services
    if (!server.get().known) return
    const waiting = (await store.list(projectId)).filter(({ place }) => place === 'to-send')
    for (const version of waiting.toSorted((a, b) => a.at - b.at)) {
      const packed = await store.state(version.id)
      if (!packed) continue
      try {
        await api.putVersion(version, packed)
        await store.patch(version.id, { place: 'sent' })
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
        // Not reached, nobody signed in, or not in step with the film yet: the next time that it is in step.
        if (error.isTemporary || LATER.has(error.code)) return
        await store.patch(version.id, { place: 'refused' })
      }
    }
    if (waiting.length > 0) this.#askAgain()
  }
}

const LATER: ReadonlySet<string> = new Set(['conflict', 'not-found', 'not-signed-in'])

function newestOf(versions: readonly StoredVersion[]): StoredVersion | undefined {
  return versions.toSorted((a, b) => b.at - a.at)[0]
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
