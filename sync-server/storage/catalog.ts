import type { Project } from '#shared/model/project.ts'

/** A project as lists show it. The document is the truth; this is a copy that can be read without opening it. */
export interface CatalogProject {
  readonly id: string
  readonly name: string
  /** Milliseconds since 1970, as all times here. */
  readonly createdAt: number
  /** When its document last changed. */
  readonly updatedAt: number
  readonly archivedAt: number | null
  readonly deletedAt: number | null
  /** The film's own record as it was last read; null until its document was. */
  readonly record: Project | null
}

/** What an id without a project in its address stands for. */
export type EntityKind = 'scene' | 'clip' | 'take' | 'character' | 'style'

/** Where an entity lives. */
export interface EntityPlace {
  readonly entityId: string
  readonly projectId: string
  readonly kind: EntityKind
}

/** The projects that this server knows, and which project each entity belongs to. */
export interface Catalog {
  /** Makes an entry with an empty name where the project has none yet. Resolves with whether it made one. */
  ensure(projectId: string, at: number): Promise<boolean>
  /** Replaces an entry, or makes it. */
  put(project: CatalogProject): Promise<void>
  /** Moves the time of change of these projects on to `at`, where it is earlier. Unknown ones are passed over. */
  touch(projectIds: readonly string[], at: number): Promise<void>
  /** The entry of a project, trashed ones included. */
  get(projectId: string): Promise<CatalogProject | null>
  /** Every entry, trashed and archived ones included, newest change first. */
  list(): Promise<readonly CatalogProject[]>
  /** Forgets a project and its entities. */
  remove(projectId: string): Promise<void>
  /**
   * Notes where entities live. One that is known in another project stays there: ids are their makers' choice, and nobody
   * may draw what belongs to others into a project of their own by taking its id.
   */
  indexEntities(places: readonly EntityPlace[]): Promise<void>
  /** Where an entity lives; null while nobody has noted it. */
  findEntity(entityId: string): Promise<EntityPlace | null>
}
