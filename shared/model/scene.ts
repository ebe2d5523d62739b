import { z } from 'zod'
import { EntityId } from './ids.ts'
import { OrderKey } from './order-key.ts'
import { Timestamp } from './project.ts'

/** How many scene hues there are; `colour` is an index into them (the tokens hold the actual colours). */
export const SCENE_COLOURS = 8

/** A run of clips at one place and time, usually one part of the song. */
export const Scene = z.object({
  id: EntityId,
  name: z.string().max(200),
  /** The part of the song: "Chorus 1". */
  part: z.string().max(200),
  description: z.string().max(20_000),
  lyrics: z.string(),
  order: OrderKey,
  colour: z
    .int()
    .min(0)
    .max(SCENE_COLOURS - 1),
  alternateOf: EntityId.nullable(),
  createdAt: Timestamp,
  deletedAt: Timestamp.nullable(),
})
export type Scene = z.infer<typeof Scene>
