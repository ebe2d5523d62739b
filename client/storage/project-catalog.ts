import { z } from 'zod'
import { EntityId, Sha256 } from '#shared/model/ids.ts'
import { Timestamp } from '#shared/model/project.ts'

/** What the list of films shows of one, without opening its document. */
export const CatalogEntry = z.object({
  id: EntityId,
  name: z.string(),
  sceneCount: z.int().min(0),
  clipCount: z.int().min(0),
  /** Clips with a picked take. */
  pickedCount: z.int().min(0),
  /** Media of the picture on the card. */
  coverSha256: Sha256.nullable(),
  durationSeconds: z.number().min(0),
  createdAt: Timestamp,
  changedAt: Timestamp,
  lastOpenedAt: Timestamp.nullable(),
  /** The clip that was selected last: "Continue at 3.03". */
  lastClipNumber: z.string().nullable(),
  lastClipId: EntityId.nullable(),
  sample: z.boolean(),
  archivedAt: Timestamp.nullable(),
  deletedAt: Timestamp.nullable(),
  /** False for a film that is only known from the server and has never been opened here. */
  onDevice: z.boolean(),
  /** True once the server has been seen to know the film. */
  onServer: z.boolean(),
})
export type CatalogEntry = z.infer<typeof CatalogEntry>

/** The films known on this device. */
export interface ProjectCatalog {
  /** Every entry, trash and archive included. */
  list(): Promise<CatalogEntry[]>
  get(id: string): Promise<CatalogEntry | null>
  /** Adds or replaces an entry. */
  put(entry: CatalogEntry): Promise<void>
  /** Changes some fields in one step; does nothing when the film is unknown. */
  patch(id: string, change: Partial<Omit<CatalogEntry, 'id'>>): Promise<void>
  remove(id: string): Promise<void>
  /** Calls back after a change, also one made in another tab. */
  subscribe(listener: () => void): () => void
}
