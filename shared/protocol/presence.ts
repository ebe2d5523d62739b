import { z } from 'zod'
import { EntityId } from '../model/ids.ts'

/** How many hues people can have; the tokens hold the colours. */
export const PEOPLE_HUES = 6

/** What a peer tells of itself through awareness. Parsed on arrival: another client may send anything. */
export const Presence = z.object({
  /** Names the browser profile, so that two tabs of one person show as one. */
  deviceId: EntityId,
  name: z.string().min(1).max(100),
  /** Index into the people hues. */
  hue: z
    .int()
    .min(0)
    .max(PEOPLE_HUES - 1),
  page: z.string().max(40),
  clipIds: z.array(EntityId).max(200),
  /** Frame under the playhead; null where no timeline is shown. */
  playhead: z.int().min(0).nullable(),
})
export type Presence = z.infer<typeof Presence>
