import type * as Y from 'yjs'
import type { DocumentAccess } from '#server/relay/relay.ts'
import type { CatalogRefresher } from '#server/services/catalog-refresher.ts'
import type { Catalog, EntityKind } from '#server/storage/catalog.ts'
import { CommandError, type CommandContext } from '#shared/commands/command.ts'
import { migrate, schemaStanding } from '#shared/document/migrations.ts'
import { changeOrigin } from '#shared/document/origins.ts'
import { isEmptyProject, openProjectDoc, type ProjectDoc } from '#shared/document/project-doc.ts'
import { RecordCache, type ProjectSnapshot } from '#shared/document/record-cache.ts'
import type { Clip } from '#shared/model/clip.ts'
import type { VersionKind } from '#shared/model/version.ts'
import { roomName } from '#shared/protocol/rooms.ts'
import { UNNAMED, type Requester } from './requester.ts'

/** What the films service uses. */
export interface FilmServices {
  readonly documents: DocumentAccess
  readonly catalog: Catalog
  readonly catalogRefresher: Pick<CatalogRefresher, 'refresh' | 'refreshAll'>
  /** Keeps a film as it is, for the history of its versions. */
  readonly keepVersion: (projectId: string, kind: VersionKind) => Promise<unknown>
  readonly now: () => number
  readonly newId: () => string
}

/** An edit with all it needs: the document, what it read like before, and the context for commands. */
export interface FilmEdit {
  readonly doc: ProjectDoc
  readonly before: ProjectSnapshot
  /** What it reads like now: call it once the commands are through. */
  readonly after: () => ProjectSnapshot
  readonly context: CommandContext
}

const REST = changeOrigin('rest')
const WORDS: Readonly<Record<EntityKind, string>> = {
  scene: 'scene',
  clip: 'clip',
  take: 'take',
  character: 'character',
  style: 'template',
}

/**
 * Reads and edits the films of this server for everything that speaks in single requests. Edits are commands on the
 * same documents that browsers edit; each resolves once it is durable.
 */
export class Films {
  readonly #services: FilmServices
  /** Records of the documents that the relay keeps open; each goes with its document. */
  readonly #caches = new WeakMap<Y.Doc, RecordCache>()

  constructor(services: FilmServices) {
    this.#services = services
  }

  /** The film that an entity belongs to. Throws a `not-found` command error where there is none. */
  async filmOf(entityId: string, kind: EntityKind): Promise<string> {
    const { catalog, catalogRefresher } = this.#services
    let place = await catalog.findEntity(entityId)
    if (!place) {
      // The index follows the documents by a moment; what was just made in a browser counts already.
      await catalogRefresher.refreshAll()
      place = await catalog.findEntity(entityId)
    }
    if (place?.kind !== kind) throw new CommandError('not-found', `There is no ${WORDS[kind]} with the id ${entityId}`)
    return place.projectId
  }

  /** Throws a `not-found` command error where there is no such film. */
  async require(projectId: string): Promise<void> {
    await this.#requireKnown(projectId)
    const entry = await this.#services.catalog.get(projectId)
    // The entry is made before the film: without a record only the document knows whether there is one.
    if (!entry?.record) await this.read(projectId, () => undefined)
  }

  /** A clip as it is written now. Throws a `not-found` command error where there is none. */
  async readClip(clipId: string): Promise<Clip> {
    return this.read(await this.filmOf(clipId, 'clip'), (snapshot) => {
      const clip = snapshot.clips.get(clipId)
      if (!clip) throw new CommandError('not-found', `There is no clip with the id ${clipId}`)
      return clip
    })
  }

  /** Reads a film. Throws a `not-found` command error where there is none. */
  async read<T>(projectId: string, read: (snapshot: ProjectSnapshot) => T): Promise<T> {
    await this.#requireKnown(projectId)
    return this.#services.documents.readDocument(projectRoom(projectId), (ydoc) => {
      requireFilm(openProjectDoc(ydoc), projectId)
      return read(this.#cacheOf(ydoc).snapshot())
    })
  }

  /**
   * Edits a film; `run` may throw command errors, and nothing is changed then. A film from an older product is brought up
   * to date first, and kept as it was before.
   */
  async edit<T>(projectId: string, run: (edit: FilmEdit) => T, by?: Requester): Promise<T> {
    await this.#requireKnown(projectId)
    const { documents, keepVersion } = this.#services
    const isOlder = await documents.readDocument(
      projectRoom(projectId),
      (ydoc) => schemaStanding(openProjectDoc(ydoc)) === 'older',
    )
    if (isOlder) await keepVersion(projectId, 'before-migration')
    return documents.withDocument(projectRoom(projectId), (ydoc) => {
      const doc = openProjectDoc(ydoc)
      requireFilm(doc, projectId)
      migrate(doc)
      const cache = this.#cacheOf(ydoc)
      return run({ doc, before: cache.snapshot(), after: () => cache.snapshot(), context: this.#context(by) })
    })
  }

  /** Makes a film. `fill` runs on the new, empty document. */
  async create<T>(
    projectId: string,
    fill: (doc: ProjectDoc, context: CommandContext) => T,
    by?: Requester,
  ): Promise<T> {
    const { documents, catalog, now } = this.#services
    // First, so that a film can be found however the rest ends; an entry without a film counts as none.
    await catalog.ensure(projectId, now())
    const result = await documents.withDocument(projectRoom(projectId), (ydoc) =>
      fill(openProjectDoc(ydoc), this.#context(by)),
    )
    await this.index()
    return result
  }

  /** Brings the catalogue up to what is committed, so that what was just made can be found by its id. */
  async index(): Promise<void> {
    await this.#services.catalogRefresher.refresh()
  }

  /** Notes where an entity that was just made lives, so that it is found by its id at once. */
  async noteEntity(projectId: string, kind: EntityKind, entityId: string): Promise<void> {
    await this.#services.catalog.indexEntities([{ entityId, projectId, kind }])
  }

  async #requireKnown(projectId: string): Promise<void> {
    if (await this.#services.catalog.get(projectId)) return
    await this.#services.catalogRefresher.refreshAll()
    if (!(await this.#services.catalog.get(projectId))) throw noFilm(projectId)
  }

  #cacheOf(ydoc: Y.Doc): RecordCache {
    const known = this.#caches.get(ydoc)
    if (known) return known
    const cache = new RecordCache(openProjectDoc(ydoc))
    this.#caches.set(ydoc, cache)
    return cache
  }

  #context(by: Requester | undefined): CommandContext {
    const { now, newId } = this.#services
    return { origin: REST, now, ...(by ?? { newId, actor: UNNAMED }) }
  }
}

function projectRoom(projectId: string): string {
  return roomName({ kind: 'project', projectId })
}

function requireFilm(doc: ProjectDoc, projectId: string): void {
  if (isEmptyProject(doc)) throw noFilm(projectId)
}

function noFilm(projectId: string): CommandError {
  return new CommandError('not-found', `There is no project with the id ${projectId}`)
}
