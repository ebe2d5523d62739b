import { z } from 'zod'
import { EntityId } from '../model/ids.ts'

/** A length or place in both units. */
const Time = z.object({ frames: z.int(), seconds: z.number() })

/** What there is to know, and to put right, about a scene on the timeline. */
export const TimelineAnalysisBody = z
  .object({
    total: Time,
    clips: z.array(z.object({ clip_id: EntityId, start: Time, end: Time })),
    gaps: z.array(z.object({ start: Time, length: Time, before_clip_id: EntityId })),
    overlaps: z.array(z.object({ first_clip_id: EntityId, second_clip_id: EntityId, length: Time })),
    pushed: z.array(z.object({ clip_id: EntityId, pinned: z.enum(['held', 'locked']), pin: Time, late: Time })),
    without_take: z.array(EntityId),
    beyond_take: z.array(z.object({ clip_id: EntityId, missing: Time })),
  })
  .meta({ id: 'TimelineAnalysis' })
