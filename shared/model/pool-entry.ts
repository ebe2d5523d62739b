import { z } from 'zod'
import { EntityId } from './ids.ts'
import { Name, Timestamp } from './project.ts'
import { Take } from './take.ts'

/** What a person says of an entry of the pool; the rest are facts of its take. */
export const PoolEntryFields = z.object({
  name: Name,
  /** The words that it was made from, to be found by. */
  prompt: z.string().max(20_000),
})
export type PoolEntryFields = z.infer<typeof PoolEntryFields>

/** What of a take goes with it into the pool and out again. */
export const TakeFacts = Take.omit({ id: true, clipId: true, createdAt: true, createdBy: true, deletedAt: true })
export type TakeFacts = z.infer<typeof TakeFacts>

/** A take that is offered for reuse. It carries the id of its take, so that offering one twice leaves one. */
export const PoolEntry = PoolEntryFields.extend({
  ...TakeFacts.shape,
  id: EntityId,
  name: z.string().max(200),
  prompt: z.string(),
  /** The film and the clip that it was made for; null where it came from elsewhere. */
  fromProjectId: EntityId.nullable(),
  fromClipId: EntityId.nullable(),
  /** When it was offered, and by whom. */
  createdAt: Timestamp,
  createdBy: z.string().max(100),
  deletedAt: Timestamp.nullable(),
})
export type PoolEntry = z.infer<typeof PoolEntry>
