import * as Y from 'yjs'
import type { FilmContent } from '#shared/document/film-content.ts'
import { isEmptyProject, openProjectDoc } from '#shared/document/project-doc.ts'
import { readProject } from '#shared/document/records.ts'
import { fingerprintOf } from '#shared/document/versions/fingerprint.ts'
import { DEVICE_RETENTION, expiredVersions } from '#shared/model/version-retention.ts'
import type { FilmVersion } from '#shared/model/version.ts'
import { versionOfBody } from '#shared/protocol/versions.ts'
import { ApiError } from '../../api/api-client.ts'
import type { ApiClient } from '../../api/api-client.ts'
import type { DatabaseLife } from '../../storage/database-life.ts'
import type { StoredVersion, VersionStore } from '../../storage/version-store.ts'
import { packState } from '../../sync/packed-state.ts'
import type { ReadPackedState } from '../../sync/packed-state.ts'
import type { SyncDocument } from '../../sync/sync-document.ts'
import type { ProfileStore } from '../profile.ts'
import type { ServerLink } from '../server-link.ts'
import type { SessionClock } from '../session-clock.ts'
import { writable } from '../store.ts'
import type { Readable } from '../store.ts'
import { mergeVersions } from './merge-versions.ts'
import type { ListedVersion } from './merge-versions.ts'

/** What the versions of films work with. */
export interface FilmVersionsServices {
  readonly store: VersionStore
  readonly api: Pick<ApiClient, 'listVersions' | 'putVersion' | 'getVersionState' | 'renameVersion' | 'deleteVersion'>
  readonly server: Pick<ServerLink, 'get' | 'onEvent'>
  readonly life: Pick<DatabaseLife, 'standing'>
  readonly readState: ReadPackedState
  readonly profile: Pick<ProfileStore, 'get'>
  readonly clock: SessionClock
}

/** Why a version is kept, and what it is called. */
export interface KeepReason {
  readonly kind: FilmVersion['kind']
  readonly name?: string
  /** False for one that the server keeps its own of; by default it goes there. */
  readonly send?: boolean
}

/** A film whose versions are followed. */
export interface FollowedFilm {
  readonly projectId: string
  readonly projectSync: Pick<SyncDocument, 'relay'>
}

/** The versions of one film as far as they are known. */
export interface VersionList {
  readonly versions: readonly ListedVersion[]
  /** False until this device has been looked through. */
  readonly looked: boolean
  /** `away`: it could not be asked, so what only it has is missing here. */
  readonly server: 'asking' | 'answered' | 'away'
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
   * survive the end of the tab; null for a film that nobody has made yet, and where nothing may be written. An automatic
   * version of the state that the newest one holds already is not kept again.
   */
  async keep(projectId: string, ydoc: Y.Doc, { kind, name, send = true }: KeepReason): Promise<FilmVersion | null> {
    const { clock, profile, life } = this.#services
    const doc = openProjectDoc(ydoc)
    if (isEmptyProject(doc) || life.standing.get() !== 'current') return null
    const state = Y.encodeStateAsUpdateV2(ydoc)
    const said: Omit<StoredVersion, 'bytes'> = {
      id: clock.newId(),
      projectId,
      name: name ?? null,
      kind,
      at: clock.now(),
      author: profile.get().name,
      fingerprint: fingerprintOf(ydoc),
      place: send ? 'to-send' : 'here',
      song: readProject(doc).music?.sha256 ?? null,
    }
    return this.#put(said, state)
  }

  /** As `keep`, for what happens beside an edit: where it fails the edit goes on, and `problem` says why. */
  async keepAside(projectId: string, ydoc: Y.Doc, reason: KeepReason): Promise<void> {
    try {
      await this.keep(projectId, ydoc, reason)
      this.#problem.set(null)
    } catch (error) {
      this.#problem.set(error instanceof Error ? error.message : String(error))
    }
  }

  /** When the newest version on this device was kept; null where there is none. */
  async newestAt(projectId: string): Promise<number | null> {
    const times = (await this.#services.store.list(projectId)).map(({ at }) => at)
    return times.length === 0 ? null : Math.max(...times)
  }

  /** Follows the versions of an open film, on this device and on the server. */
  follow({ projectId, projectSync: { relay } }: FollowedFilm): Readable<VersionList> & { stop(): void } {
    const { store, api, server } = this.#services
    const list = writable<VersionList>({ versions: [], looked: false, server: 'asking' })
    let device: readonly StoredVersion[] = []
    let there: readonly FilmVersion[] | null = null
    let stopped = false
    const patch = (change: Partial<VersionList>): void => {
      if (!stopped) list.set({ ...list.get(), ...change, versions: mergeVersions(device, there) })
    }
    const look = async (): Promise<void> => {
      device = await store.list(projectId)
      patch({ looked: true })
    }
    const ask = async (): Promise<void> => {
      // Where the film itself is not in step there is no server, or none that knows this film yet.
      if (relay.state.get().phase !== 'synced') return patch({ server: server.get().known ? 'away' : 'answered' })
      try {
        there = (await api.listVersions(projectId)).map(versionOfBody)
        patch({ server: 'answered' })
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
        patch({ server: 'away' })
      }
    }
    let phase = relay.state.get().phase
    const onRelay = (): void => {
      const before = phase
      phase = relay.state.get().phase
      if (phase !== before) void ask()
    }
    const askAgain = (): void => void ask()
    this.#followers.add(askAgain)
    const stops = [
      () => this.#followers.delete(askAgain),
      store.subscribe(() => void look()),
      relay.state.subscribe(onRelay),
      server.onEvent((event) => {
        const isNews = event.type === 'versions' && event.project_id === projectId
        if (isNews || event.type === 'hello') askAgain()
      }),
    ]
    void look()
    void ask()
    return {
      get: list.get,
      subscribe: list.subscribe,
      stop: () => {
        stopped = true
        for (const stop of stops) stop()
      },
    }
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
    const sending = this.#send(projectId).finally(() => this.#sending.delete(projectId))
    this.#sending.set(projectId, sending)
    return sending
  }

  #askAgain(): void {
    for (const ask of [...this.#followers]) ask()
  }

  async #put(said: Omit<StoredVersion, 'bytes'>, state: Uint8Array): Promise<FilmVersion | null> {
    const { store, clock } = this.#services
    const { projectId } = said
    const before = await store.list(projectId)
    const newest = before.toSorted((a, b) => b.at - a.at)[0]
    if (said.kind === 'automatic' && newest?.fingerprint === said.fingerprint) return newest
    const packed = await packState(state)
    const version = { ...said, bytes: packed.length }
    await store.put(version, packed)
    await store.remove(projectId, expiredVersions([...before, version], DEVICE_RETENTION, clock.now()))
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
        // Not reached, or not in step with the film yet: the next time that it is in step.
        if (error.isTemporary || error.code === 'conflict' || error.code === 'not-found') return
        await store.patch(version.id, { place: 'refused' })
      }
    }
    if (waiting.length > 0) this.#askAgain()
  }
}
