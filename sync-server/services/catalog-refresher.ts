import type { Logger } from '#server/observability/logger.ts'
import type { OutlineAccess } from '#server/relay/relay.ts'
import type { RoomChange } from '#server/relay/room.ts'
import type { Catalog, EntityPlace } from '#server/storage/catalog.ts'
import type { DocumentLog } from '#server/storage/document-log.ts'
import { projectOfFields } from '#shared/document/records.ts'
import { parseRoom, roomName } from '#shared/protocol/rooms.ts'
import type { EventHub } from './event-hub.ts'
import type { Service } from './service.ts'

/** Milliseconds in which changes are gathered. */
const GATHER_MS = 500

/** Milliseconds in which the times of changes are gathered that do nothing else to the catalogue. */
const TOUCH_MS = 5000

/** Milliseconds by which an entry cannot be newer than the last update of its film, unless the clock was set. */
const CLOCK_WAS_SET_MS = 10 * 60_000

/** Milliseconds of work at a time, and of rest after it: many films that change at once must not hold up their peers. */
const WORK_MS = 4
const REST_MS = 40

/** What of a film its catalogue entry is made of. */
const OUTLINE = {
  fields: 'meta',
  keys: ['scenes', 'clips', 'takes', 'characters', 'styles'],
  hashesIn: ['meta', 'clips', 'takes', 'characters', 'styles', 'pool', 'audio'],
} as const
const KINDS = {
  scenes: 'scene',
  clips: 'clip',
  takes: 'take',
  characters: 'character',
  styles: 'style',
} as const

/** Milliseconds between two looks for what a server that died has left undone. */
const CATCH_UP_MS = 60_000

/** Projects whose indexed entities are remembered between refreshes. */
const REMEMBERED_PROJECTS = 50

/** What the refresher uses. */
export interface CatalogRefresherServices {
  readonly catalog: Catalog
  readonly documents: OutlineAccess & RoomNews
  readonly log: Pick<DocumentLog, 'rooms'>
  /** Whether other server processes change documents as well. */
  readonly isShared: boolean
  /** Notes which files a film uses; resolves with those that are noted. */
  readonly noteMedia: (projectId: string, hashes: readonly string[]) => Promise<readonly string[]>
  readonly events: EventHub
  readonly logger: Logger
  readonly now: () => number
}

/** Where it hears of rooms. */
export interface RoomNews {
  onCommitted(listener: (room: string, change: RoomChange) => void): () => void
}

/**
 * Keeps the catalogue's copy of names and entities up with the documents. An entry is made and refreshed a moment after
 * its document changed, and never because somebody merely looked: who connects to a million unknown projects leaves
 * nothing. What a crash cut short is made up for at the next start.
 */
export class CatalogRefresher implements Service {
  readonly name = 'catalogue'
  readonly #services: CatalogRefresherServices
  /** Films whose entry is to be made anew, with the time of their last change. */
  readonly #changedAt = new Map<string, number>()
  /** Films in which only text changed: their entry gets a new time, and nothing is read. */
  #touched = new Set<string>()
  /** How new each project's log was when it was last compared with its entry. */
  readonly #lookedAt = new Map<string, number>()
  /** Entities that are in the index already, by project, least recently changed project first: only new ones are written. */
  readonly #indexed = new Map<string, Set<string>>()
  /** Files that are noted already, as `#indexed`. */
  readonly #noted = new Map<string, Set<string>>()
  readonly #unsubscribe: (() => void)[] = []
  #timer: NodeJS.Timeout | null = null
  #touchTimer: NodeJS.Timeout | null = null
  #catchUpTimer: NodeJS.Timeout | null = null
  #running: Promise<void> = Promise.resolve()

  constructor(services: CatalogRefresherServices) {
    this.#services = services
  }

  async run(): Promise<void> {
    const { documents } = this.#services
    this.#unsubscribe.push(documents.onCommitted((room, change) => this.#changed(room, change)))
    await this.#catchUp()
    if (!this.#services.isShared) return
    this.#catchUpTimer = setInterval(() => void this.#catchUpUnwatched(), CATCH_UP_MS).unref()
  }

  /** Brings the catalogue up to all that any server has committed before now. */
  async refreshAll(): Promise<void> {
    if (this.#services.isShared) await this.#catchUp(false)
    else await this.refresh()
  }

  /** Brings the catalogue up to all that this server has committed before now, as fast as it can. */
  async refresh(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    this.#running = this.#running.then(() => this.#refreshChanged(Number.POSITIVE_INFINITY))
    await this.#running
  }

  async drain(): Promise<void> {
    for (const unsubscribe of this.#unsubscribe.splice(0)) unsubscribe()
    await this.refresh()
    await this.#touch()
  }

  async stop(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer)
    if (this.#touchTimer) clearTimeout(this.#touchTimer)
    if (this.#catchUpTimer) clearInterval(this.#catchUpTimer)
  }

  async #catchUpUnwatched(): Promise<void> {
    try {
      await this.#catchUp()
    } catch (error) {
      this.#services.logger.error({ err: error }, 'the catalogue could not be looked through')
    }
  }

  /**
   * A server may have ended between a commit and the refresh that follows it: then the catalogue is older. Where it looks
   * newer, another server has seen to it, or will in a moment; unless `trusted`, that is not waited for.
   */
  async #catchUp(trusted = true): Promise<void> {
    const { catalog, log } = this.#services
    const entries = new Map((await catalog.list()).map((entry) => [entry.id, entry]))
    for (const { room, newestAt } of await log.rooms()) {
      const projectId = projectOf(room)
      if (!projectId || this.#lookedAt.get(projectId) === newestAt) continue
      this.#lookedAt.set(projectId, newestAt)
      const entry = entries.get(projectId)
      if (!trusted || !entry?.record || !follows(entry.updatedAt, newestAt)) this.#changedAt.set(projectId, newestAt)
    }
    await this.refresh()
  }

  #changed(room: string, { textOnly }: RoomChange): void {
    const projectId = projectOf(room)
    if (!projectId) return
    if (textOnly) {
      this.#touched.add(projectId)
      this.#touchTimer ??= setTimeout(() => void this.#touch(), TOUCH_MS)
    } else {
      this.#changedAt.set(projectId, this.#services.now())
      this.#timer ??= setTimeout(() => this.#work(), GATHER_MS)
    }
  }

  #work(): void {
    this.#running = this.#running.then(async () => {
      await this.#refreshChanged(WORK_MS)
      this.#timer = this.#changedAt.size > 0 ? setTimeout(() => this.#work(), REST_MS) : null
    })
  }

  async #touch(): Promise<void> {
    if (this.#touchTimer) clearTimeout(this.#touchTimer)
    this.#touchTimer = null
    const touched = [...this.#touched]
    this.#touched = new Set()
    try {
      await this.#services.catalog.touch(touched, this.#services.now())
    } catch (error) {
      this.#services.logger.error({ err: error }, 'the times of changes could not be kept')
    }
  }

  /** Works for so many milliseconds at most; what is left stays for the next time. */
  async #refreshChanged(forMs: number): Promise<void> {
    const until = performance.now() + forMs
    let listed = false
    for (const [projectId, updatedAt] of this.#changedAt) {
      if (performance.now() > until) break
      this.#changedAt.delete(projectId)
      try {
        listed = (await this.#refreshProject(projectId, updatedAt)) || listed
      } catch (error) {
        this.#lookedAt.delete(projectId)
        this.#services.logger.error({ projectId, err: error }, 'the catalogue entry could not be refreshed')
      }
    }
    if (listed) this.#services.events.publish({ type: 'projects' })
  }

  /** Resolves with whether lists of films look different now; edits inside a film change nothing there but its time. */
  async #refreshProject(projectId: string, updatedAt: number): Promise<boolean> {
    const { catalog, documents } = this.#services
    const { fields, keys, hashes } = await documents.readOutline(roomName({ kind: 'project', projectId }), OUTLINE)
    // The document of a film that was never made.
    if (fields['schemaVersion'] === undefined) return false
    const record = projectOfFields(fields)
    const { name, createdAt, archivedAt, deletedAt } = record
    const before = await catalog.get(projectId)
    const newest = Math.max(updatedAt, before?.updatedAt ?? 0)
    await catalog.put({ id: projectId, name, createdAt, updatedAt: newest, archivedAt, deletedAt, record })
    const entities = OUTLINE.keys.flatMap((root) =>
      (keys[root] ?? []).map((entityId): EntityPlace => ({ entityId, projectId, kind: KINDS[root] })),
    )
    await this.#indexNew(projectId, entities)
    await this.#noteMedia(projectId, hashes)
    return JSON.stringify(before?.record) !== JSON.stringify(record)
  }

  /** What could not be noted, since nobody may read it yet, is tried again with the next change. */
  async #noteMedia(projectId: string, hashes: readonly string[]): Promise<void> {
    const noted = this.#noted.get(projectId) ?? new Set()
    const fresh = hashes.filter((hash) => !noted.has(hash))
    if (fresh.length > 0) for (const hash of await this.#services.noteMedia(projectId, fresh)) noted.add(hash)
    this.#noted.delete(projectId)
    this.#noted.set(projectId, noted)
    const [oldest] = this.#noted.keys()
    if (this.#noted.size > REMEMBERED_PROJECTS && oldest !== undefined) this.#noted.delete(oldest)
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

/** Whether an entry of that time can have seen an update of that time. */
function follows(entryAt: number, updateAt: number): boolean {
  // An entry follows its update in seconds. One that is far ahead was made before the clock was set back.
  return entryAt > updateAt && entryAt < updateAt + CLOCK_WAS_SET_MS
}

function projectOf(room: string): string | null {
  const parsed = parseRoom(room)
  return parsed?.kind === 'project' ? parsed.projectId : null
}
