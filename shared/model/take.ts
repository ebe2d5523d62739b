import { z } from 'zod'
import { EntityId, Sha256 } from './ids.ts'
import { Timestamp } from './project.ts'
import { FrameRate } from './time.ts'

/** What a media file is. */
export const MediaKind = z.enum(['image', 'video', 'audio'])
export type MediaKind = z.infer<typeof MediaKind>

/** Where a take comes from. */
export const TakeSource = z.enum(['generated', 'imported', 'sketch'])
export type TakeSource = z.infer<typeof TakeSource>

/**
 * One result for a clip. Nothing but `deletedAt` ever changes after it is written, so the record is one value in the
 * document. A take made by a job carries the job's id, which is why storing a result twice leaves one take.
 */
export const Take = z.object({
  id: EntityId,
  clipId: EntityId,
  kind: MediaKind,
  media: Sha256,
  mime: z.string().min(1).max(100),
  /** Size of the file. */
  bytes: z.int().min(0),
  /** Pixels; 0 for audio. */
  width: z.int().min(0).max(16_384),
  height: z.int().min(0).max(16_384),
  /** Length in frames at `frameRate`; 1 for a still. */
  frames: z.int().min(1),
  /** Null for a still. */
  frameRate: FrameRate.nullable(),
  /** Hash of the JSON that says how to make the take again; null where nobody knows. */
  recipe: Sha256.nullable(),
  source: TakeSource,
  /** File name of the model, for the card; null for imported takes. */
  model: z.string().max(300).nullable(),
  createdAt: Timestamp,
  /** Display name of who asked for it. */
  createdBy: z.string().max(100),
  deletedAt: Timestamp.nullable(),
})
export type Take = z.infer<typeof Take>
