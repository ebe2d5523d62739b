import * as Y from 'yjs'
import type { DocumentAccess } from '#server/relay/relay.ts'
import type { EventHub } from '#server/services/event-hub.ts'
import type { DocumentLog } from '#server/storage/document-log.ts'
import type { VersionStore } from '#server/storage/version-store.ts'
import { contentOfRoots, readContent, type FilmContent } from '#shared/document/film-content.ts'
import { migrate } from '#shared/document/migrations.ts'
import { openProjectDoc } from '#shared/document/project-doc.ts'
import { hashOfState } from '#shared/document/versions/fingerprint.ts'
import { expiredVersions, type VersionRetention } from '#shared/model/version-retention.ts'
import type { FilmVersion } from '#shared/model/version.ts'
import { SCHEMA_VERSION } from '#shared/model/project.ts'
import { roomName } from '#shared/protocol/rooms.ts'
import { packState, unpackState } from './pack-state.ts'
import type { ReadState } from './read-state.ts'
import { readStateApart } from './state-thread.ts'

/** What the keeper uses. */
export interface VersionKeeperServices {
  readonly store: VersionStore
  readonly log: Pick<DocumentLog, 'load'>
  readonly documents: Pick<DocumentAccess, 'readDocument'>
  readonly events: Pick<EventHub, 'publish'>
  readonly retention: VersionRetention
  readonly now: () => number
  readonly newId: () => string
}

/** Why a state from a device is not taken. */
export type VersionProblem = 'unreadable' | 'no-film' | 'ahead'

/** A state from a device was refused; nothing of it was kept. */
export class VersionRefused extends Error {
  readonly problem: VersionProblem

  constructor(problem: VersionProblem, options?: ErrorOptions) {
    super(`The state was refused: ${problem}`, options)
    this.name = 'VersionRefused'
    this.problem = problem
  }
}

/** What is said of a version that is kept now. */
export type VersionReason = Pick<FilmVersion, 'kind'> & Partial<Pick<FilmVersion, 'id' | 'name' | 'author'>>

/** Keeps states of films and reads them, off the event loop where they are large. */
export class VersionKeeper {
  readonly #services: VersionKeeperServices

  constructor(services: VersionKeeperServices) {
    this.#services = services
  }

  /**
   * Keeps a film as it is committed now and resolves with its version once that is durable; null for a film that nobody
   * has made yet. An automatic version of the state that the newest one holds already is that one.
   */
  async keep(projectId: string, reason: VersionReason): Promise<FilmVersion | null> {
    const { store, log, newId, now } = this.#services
    const { snapshot, tail } = await log.load(roomName({ kind: 'project', projectId }))
    const updates = [...(snapshot ? [snapshot] : []), ...tail.map(({ bytes }) => bytes)]
    if (updates.length === 0) return null
    const state = await readStateApart({ encoding: 1, updates }, 'bytes', true)
    if (!isFilm(state)) return null
    if (reason.kind === 'automatic') {
      const newest = await store.newest(projectId)
      if (newest?.fingerprint === hashOfState(state.ingredients)) return newest
    }
    const { version } = await this.#put(state, {
      id: newId(),
      projectId,
      at: now(),
      name: null,
      author: null,
      ...reason,
    })
    return version
  }

  /**
   * Takes in a version that a device has kept. A known id changes nothing but the name. Throws `VersionRefused` unless
   * it is an earlier state of this very film, of which the server has every piece.
   */
  async accept(
    version: Omit<FilmVersion, 'bytes' | 'fingerprint'>,
    packed: Uint8Array,
  ): Promise<{ readonly version: FilmVersion; readonly isNew: boolean }> {
    const { store, documents } = this.#services
    const { projectId, id, name } = version
    const known = await store.get(projectId, id)
    if (known) {
      if (known.name !== name) await this.rename(projectId, id, name)
      return { version: { ...known, name }, isNew: false }
    }
    const state = await readForeign(packed)
    if (!isFilm(state)) throw new VersionRefused('no-film')
    const room = roomName({ kind: 'project', projectId })
    const clocks = await documents.readDocument(room, (ydoc) => Y.decodeStateVector(Y.encodeStateVector(ydoc)))
    const ahead = [...Y.decodeStateVector(state.stateVector)].some(
      ([client, clock]) => clock > (clocks.get(client) ?? 0),
    )
    if (ahead) throw new VersionRefused('ahead')
    return this.#put(state, version)
  }

  /** What a version holds, brought up to this version of the product; null where there is no such version. */
  async read(projectId: string, id: string): Promise<FilmContent | null> {
    const packed = await this.#services.store.state(projectId, id)
    if (!packed) return null
    const { roots, update } = await readStateApart({ encoding: 2, update: await unpackState(packed) }, 'content', true)
    const version = roots.meta['schemaVersion']
    if (typeof version === 'number' && version >= SCHEMA_VERSION) return contentOfRoots(roots)
    // Of an older product: once after each upgrade, and only for versions from before it.
    const ydoc = new Y.Doc()
    Y.applyUpdateV2(ydoc, update)
    migrate(openProjectDoc(ydoc))
    return readContent(openProjectDoc(ydoc))
  }

  /** Gives a version another name, or takes it away. Resolves with whether there is such a version. */
  async rename(projectId: string, id: string, name: string | null): Promise<boolean> {
    const found = await this.#services.store.rename(projectId, id, name)
    if (found) this.#tell(projectId)
    return found
  }

  /** Forgets a version. */
  async remove(projectId: string, id: string): Promise<void> {
    await this.#services.store.remove(projectId, [id])
    this.#tell(projectId)
  }

  /** Forgets the versions of a film whose time is over. */
  async thin(projectId: string): Promise<void> {
    const { store, retention, now } = this.#services
    await store.remove(projectId, expiredVersions(await store.list(projectId), retention, now()))
  }

  async #put(
    state: ReadState,
    said: Omit<FilmVersion, 'bytes' | 'fingerprint'>,
  ): Promise<{ readonly version: FilmVersion; readonly isNew: boolean }> {
    const packed = await packState(state.update)
    const version = { ...said, bytes: packed.length, fingerprint: hashOfState(state.ingredients) }
    const isNew = await this.#services.store.put(version, packed)
    await this.thin(version.projectId)
    this.#tell(version.projectId)
    return { version, isNew }
  }

  #tell(projectId: string): void {
    this.#services.events.publish({ type: 'versions', project_id: projectId })
  }
}

async function readForeign(packed: Uint8Array): Promise<ReadState> {
  try {
    return await readStateApart({ encoding: 2, update: await unpackState(packed) }, 'bytes', false)
  } catch (cause) {
    throw new VersionRefused('unreadable', { cause })
  }
}

function isFilm({ roots }: ReadState): boolean {
  return roots.meta['schemaVersion'] !== undefined
}
