import type { Logger } from '#server/observability/logger.ts'
import type { DocumentAccess } from '#server/relay/relay.ts'
import type { Catalog, EntityPlace } from '#server/storage/catalog.ts'
import type { DocumentLog } from '#server/storage/document-log.ts'
import { isEmptyProject, openProjectDoc } from '#shared/document/project-doc.ts'
import { readProject } from '#shared/document/records.ts'
import { parseRoom, roomName } from '#shared/protocol/rooms.ts'
import type { EventHub } from './event-hub.ts'
import type { Service } from './service.ts'

/** Milliseconds in which changes of one project are gathered. */
const GATHER_MS = 500

/** Projects whose indexed entities are remembered between refreshes. */
const REMEMBERED_PROJECTS = 50

/** What the refresher uses. */
export interface CatalogRefresherServices {
  readonly catalog: Catalog
  readonly documents: DocumentAccess & RoomNews
  readonly log: Pick<DocumentLog, 'rooms'>
  readonly events: EventHub
  readonly logger: Logger
  readonly now: () => number
}

/** Where it hears of rooms. */
export interface RoomNews {
  onEntered(listener: (room: string) => void): () => void
  onCommitted(listener: (room: string) => void): () => void
}

/**
 * Keeps the catalogue's copy of names and entities up with the documents. An entry is made when the first peer enters
 * an unknown project, and refreshed a moment after its document changed; what a crash cut short is made up for at the
 * next start.
 */
export class CatalogRefresher implements Service {
  readonly name = 'catalogue'
  readonly #services: CatalogRefresherServices
  readonly #changedAt = new Map<string, number>()
  /** Entities that are in the index already, by project, least recently changed project first: only new ones are written. */
  readonly #indexed = new Map<string, Set<string>>()
  readonly #unsubscribe: (() => void)[] = []
  #timer: NodeJS.Timeout | null = null
  #running: Promise<void> = Promise.resolve()

  constructor(services: CatalogRefresherServices) {
    this.#services = services
  }

  async run(): Promise<void> {
    const { documents } = this.#services
    this.#unsubscribe.push(
      documents.onEntered((room) => void this.#enter(room)),
      documents.onCommitted((room) => this.#changed(room)),
    )
    await this.#catchUp()
  }

  /** Brings the catalogue up to all that is committed now. */
  async refresh(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    this.#running = this.#running.then(() => this.#refreshChanged())
    await this.#running
  }

  async drain(): Promise<void> {
    for (const unsubscribe of this.#unsubscribe.splice(0)) unsubscribe()
    await this.refresh()
  }

  async stop(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer)
  }

  /** The server may have ended between a commit and the refresh that follows it: then the catalogue is older. */
  async #catchUp(): Promise<void> {
    const { catalog, log } = this.#services
    const entries = new Map((await catalog.list()).map((entry) => [entry.id, entry]))
    for (const { room, newestAt } of await log.rooms()) {
      const projectId = projectOf(room)
      if (!projectId) continue
      const entry = entries.get(projectId)
      if (!entry?.record || newestAt >= entry.updatedAt) this.#changedAt.set(projectId, newestAt)
    }
    await this.refresh()
  }

  async #enter(room: string): Promise<void> {
    const projectId = projectOf(room)
    if (!projectId) return
    try {
      const { catalog, events, now } = this.#services
      if (await catalog.ensure(projectId, now())) events.publish({ type: 'projects' })
    } catch (error) {
      this.#services.logger.error({ room, err: error }, 'the catalogue entry could not be made')
    }
  }

  #changed(room: string): void {
    const projectId = projectOf(room)
    if (!projectId) return
    this.#changedAt.set(projectId, this.#services.now())
    this.#timer ??= setTimeout(() => void this.refresh(), GATHER_MS)
  }

  async #refreshChanged(): Promise<void> {
    const changed = [...this.#changedAt]
    this.#changedAt.clear()
    let listed = false
    for (const [projectId, updatedAt] of changed) {
      try {
        listed = (await this.#refreshProject(projectId, updatedAt)) || listed
      } catch (error) {
        this.#services.logger.error({ projectId, err: error }, 'the catalogue entry could not be refreshed')
      }
    }
    if (listed) this.#services.events.publish({ type: 'projects' })
  }

  /** Resolves with whether lists of films look different now; edits inside a film change nothing there but its time. */
  async #refreshProject(projectId: string, updatedAt: number): Promise<boolean> {
    const { catalog, documents } = this.#services
    const found = await documents.readDocument(roomName({ kind: 'project', projectId }), (ydoc) => {
      const doc = openProjectDoc(ydoc)
      if (isEmptyProject(doc)) return null
      const places = (ids: Iterable<string>, kind: EntityPlace['kind']): EntityPlace[] =>
        [...ids].map((entityId) => ({ entityId, projectId, kind }))
      return {
        project: readProject(doc),
        entities: [
          ...places(doc.scenes.keys(), 'scene'),
          ...places(doc.clips.keys(), 'clip'),
          ...places(doc.takes.keys(), 'take'),
        ],
      }
    })
    if (!found) return false
    const record = found.project
    const { name, createdAt, archivedAt, deletedAt } = record
    const before = await catalog.get(projectId)
    await catalog.put({ id: projectId, name, createdAt, updatedAt, archivedAt, deletedAt, record })
    await this.#indexNew(projectId, found.entities)
    return JSON.stringify(before?.record) !== JSON.stringify(record)
  }

  async #indexNew(projectId: string, entities: readonly EntityPlace[]): Promise<void> {
    const indexed = this.#indexed.get(projectId) ?? new Set()
    const fresh = entities.filter(({ entityId }) => !indexed.has(entityId))
    if (fresh.length > 0) await this.#services.catalog.indexEntities(fresh)
    for (const { entityId } of fresh) indexed.add(entityId)
    this.#indexed.delete(projectId)
    this.#indexed.set(projectId, indexed)
    const [oldest] = this.#indexed.keys()
    if (this.#indexed.size > REMEMBERED_PROJECTS && oldest !== undefined) this.#indexed.delete(oldest)
  }
}

function projectOf(room: string): string | null {
  const parsed = parseRoom(room)
  return parsed?.kind === 'project' ? parsed.projectId : null
}
