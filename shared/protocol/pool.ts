import { z } from 'zod'
import { EntityId, Sha256 } from '../model/ids.ts'
import { PoolEntryFields, type PoolEntry } from '../model/pool-entry.ts'
import { framesToSeconds } from '../model/time.ts'
import { isoTime } from './http.ts'
import { Home, Iso } from './library-fields.ts'

/** Body of `POST /pool`. */
export const CreatePoolEntryBody = z
  .object({
    take_id: EntityId.meta({ description: 'The take that is offered; the entry gets its id' }),
    name: PoolEntryFields.shape.name.optional().meta({ description: 'Absent: number and name of its clip' }),
    studio_wide: z.boolean().default(false).meta({ description: 'Into the studio’s pool rather than the film’s own' }),
  })
  .meta({ id: 'CreatePoolEntry' })

/** Body of `PUT /pool/{id}`: what is absent stays. */
export const UpdatePoolEntryBody = PoolEntryFields.partial().meta({ id: 'UpdatePoolEntry' })

/** An entry of the pool at the edge. */
export const PoolEntryBody = z
  .object({
    id: EntityId.meta({ description: 'The id of the take that was offered' }),
    project_id: Home,
    name: z.string(),
    prompt: z.string(),
    kind: z.enum(['image', 'video', 'audio']),
    media: z.string().meta({ description: 'Path of the file on this server' }),
    sha256: Sha256,
    mime: z.string(),
    bytes: z.int(),
    width: z.int().meta({ description: 'Pixels' }),
    height: z.int().meta({ description: 'Pixels' }),
    duration: z.number().meta({ description: 'Seconds; 0 for a still' }),
    recipe: z.string().nullable().meta({ description: 'Path of the recipe on this server' }),
    source: z.enum(['generated', 'imported', 'sketch']),
    model: z.string().nullable(),
    from_project_id: EntityId.nullable(),
    from_clip_id: EntityId.nullable(),
    created_at: Iso,
    created_by: z.string(),
  })
  .meta({ id: 'PoolEntry' })
export type PoolEntryBody = z.infer<typeof PoolEntryBody>

/** A pool entry's record as the edge writes it. */
export function poolEntryToBody(projectId: string | null, record: PoolEntry): PoolEntryBody {
  const { frameRate, frames } = record
  return {
    id: record.id,
    project_id: projectId,
    name: record.name,
    prompt: record.prompt,
    kind: record.kind,
    media: `/media/${record.media}`,
    sha256: record.media,
    mime: record.mime,
    bytes: record.bytes,
    width: record.width,
    height: record.height,
    duration: frameRate ? framesToSeconds(frames, frameRate) : 0,
    recipe: record.recipe && `/media/${record.recipe}`,
    source: record.source,
    model: record.model,
    from_project_id: record.fromProjectId,
    from_clip_id: record.fromClipId,
    created_at: isoTime(record.createdAt),
    created_by: record.createdBy,
  }
}
