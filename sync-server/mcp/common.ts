import { z } from 'zod'
import { EntityId } from '#shared/model/ids.ts'

/** What tools call the ids that they take. */
export const ProjectId = EntityId.meta({ description: 'The film' })
export const SceneId = EntityId.meta({ description: 'The scene' })
export const ClipId = EntityId.meta({ description: 'The clip' })
export const JobId = EntityId.meta({ description: 'The job' })

/** An id that the caller has made, for whatever is made. */
export const OwnId = EntityId.optional().meta({
  description: 'A UUID of your own, so that asking again does not make a second one; absent: a new id',
})

/** Answer of what moves something to the trash. */
export const Gone = z.object({ id: EntityId, in_trash: z.literal(true) })

/** That something is in the trash. */
export function gone(id: string): z.infer<typeof Gone> {
  return { id, in_trash: true }
}
