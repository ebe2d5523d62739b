import { z } from 'zod'
import { EntityId } from './ids.ts'
import { OrderKey } from './order-key.ts'
import { Timestamp } from './project.ts'
import { GenerationSettings } from './settings.ts'
import { FrameCount, FramePosition } from './time.ts'

/** A held pin was put there by an edit and moves along in a ripple; a locked one was set by a person and never does. */
export const PinKind = z.enum(['held', 'locked'])
export type PinKind = z.infer<typeof PinKind>

/** Holds a clip at a frame of the film: it may open a gap before the clip, never an overlap. */
export const Pin = z.object({ frame: FramePosition, kind: PinKind })
export type Pin = z.infer<typeof Pin>

/** Longest prompt, in characters. */
export const MAX_TEXT = 20_000

/** The fields of a clip that are shared texts, edited by many at once. */
export const PromptField = z.enum(['imagePrompt', 'videoPrompt', 'negativePrompt'])
export type PromptField = z.infer<typeof PromptField>

/** One planned unit of a scene: what it shows, how long, and which take stands for it. */
export const Clip = z.object({
  id: EntityId,
  sceneId: EntityId,
  /** The permanent number, "3.04" or "3.04A" after an insert. */
  number: z.string().min(1).max(20),
  name: z.string().max(200),
  order: OrderKey,
  length: FrameCount,
  /** Which frame of the take is shown first. */
  sourceIn: z.int().min(0),
  pin: Pin.nullable(),
  imagePrompt: z.string(),
  videoPrompt: z.string(),
  negativePrompt: z.string(),
  characterIds: z.array(EntityId),
  styleId: EntityId.nullable(),
  settings: GenerationSettings,
  selectedTakeId: EntityId.nullable(),
  alternateOf: EntityId.nullable(),
  createdAt: Timestamp,
  deletedAt: Timestamp.nullable(),
})
export type Clip = z.infer<typeof Clip>

/** Length of a new clip, in seconds. */
export const DEFAULT_CLIP_SECONDS = 4
