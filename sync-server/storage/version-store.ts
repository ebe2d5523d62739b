import type { FilmVersion } from '#shared/model/version.ts'

/**
 * The earlier states of films that were kept, beside the log: compacting a document never touches them. Versions of one
 * film with the same fingerprint share one stored state.
 */
export interface VersionStore {
  /**
   * Keeps a version with its packed state, which is stored only where no other version of the film has its fingerprint.
   * Resolves with whether it is new, once it would survive a power cut; a known id changes nothing.
   */
  put(version: FilmVersion, state: Uint8Array): Promise<boolean>
  get(projectId: string, id: string): Promise<FilmVersion | null>
  /** The packed state of a version; null where there is no such version. */
  state(projectId: string, id: string): Promise<Uint8Array | null>
  /** All versions of a film, newest first. */
  list(projectId: string): Promise<readonly FilmVersion[]>
  newest(projectId: string): Promise<FilmVersion | null>
  /** Gives a version another name, or takes it away with null. Resolves with whether there is such a version. */
  rename(projectId: string, id: string, name: string | null): Promise<boolean>
  /** Forgets versions of a film, and every state that no other version needs. */
  remove(projectId: string, ids: readonly string[]): Promise<void>
  /** The films that have versions, in the order of their ids. */
  projects(): Promise<readonly string[]>
}
