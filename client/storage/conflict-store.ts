import { z } from 'zod'
import { EntityId } from '#shared/model/ids.ts'
import { Timestamp } from '#shared/model/project.ts'

/** A shared text of the project document, by where it lives. */
export const TextAddress = z.object({
  entity: z.enum(['clip', 'scene']),
  id: EntityId,
  field: z.enum(['imagePrompt', 'videoPrompt', 'negativePrompt', 'lyrics']),
})
export type TextAddress = z.infer<typeof TextAddress>

/** One text that two people changed in the same sentence before either saw the other's words. */
export const TextConflict = z.object({
  id: z.string().min(1),
  projectId: EntityId,
  address: TextAddress,
  /** The whole text as it read here. */
  mine: z.string(),
  /** The whole text as it read there. */
  theirs: z.string(),
  /** What Yjs made of both: what the document holds until somebody decides. */
  merged: z.string(),
  /** Display name of the other person; "Somebody" where it is not known. */
  who: z.string(),
  at: Timestamp,
})
export type TextConflict = z.infer<typeof TextConflict>

/** Conflicts that wait for a decision on this device. */
export interface ConflictStore {
  list(projectId: string): Promise<TextConflict[]>
  put(conflict: TextConflict): Promise<void>
  remove(id: string): Promise<void>
}
