import { z } from 'zod'
import { Sha256 } from '#shared/model/ids.ts'
import { FilmVersion } from '#shared/model/version.ts'

/** A version of a film as this device keeps it. */
export const StoredVersion = FilmVersion.extend({
  /**
   * How it stands with the server: `here` is not for it, `to-send` waits until the film is in step, `sent` is there,
   * `refused` will not be taken by it.
   */
  place: z.enum(['here', 'to-send', 'sent', 'refused']),
  /** The song that the film had, which may be no part of it any more and is needed to come back. */
  song: Sha256.nullable(),
})
export type StoredVersion = z.infer<typeof StoredVersion>

/** Earlier states of films, kept on this device. Versions of one film with the same fingerprint share one stored state. */
export interface VersionStore {
  /** All versions of a film, in no order; what this version of the app cannot read is left out. */
  list(projectId: string): Promise<StoredVersion[]>
  /** The packed state of a version; null where this device does not have it. */
  state(id: string): Promise<Uint8Array | null>
  /**
   * Adds a version with its packed state. Resolves once it would survive a crash of the tab; rejects with the browser's
   * error where there is no room, and then nothing was written.
   */
  put(version: StoredVersion, state: Uint8Array): Promise<void>
  /** Changes a version that is there; does nothing for one that is not. */
  patch(id: string, change: Partial<Pick<StoredVersion, 'name' | 'place'>>): Promise<void>
  /** Forgets versions, and every state that no other version of the film needs. */
  remove(projectId: string, ids: readonly string[]): Promise<void>
  /** Forgets all versions of a film. */
  removeFilm(projectId: string): Promise<void>
  /** Calls back after a change, also one made in another tab. */
  subscribe(listener: () => void): () => void
}
