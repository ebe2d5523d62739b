import { z } from 'zod'
import type { VersionChange } from '../document/versions/compare.ts'
import { EntityId, Sha256 } from '../model/ids.ts'
import { Name, Timestamp } from '../model/project.ts'
import { VersionKind, type FilmVersion } from '../model/version.ts'
import { isoTime, ProjectBody, ProjectTreeBody } from './http.ts'

/** A kept state of a film at the edge. */
export const VersionBody = z
  .object({
    id: EntityId,
    project_id: EntityId,
    name: z.string().nullable().meta({ description: 'A version with a name is never removed by itself' }),
    kind: VersionKind.meta({ description: 'Why it was kept' }),
    at: z.string().meta({ description: 'ISO 8601, UTC' }),
    author: z.string().nullable(),
    bytes: z.int().meta({ description: 'Size of the packed state' }),
    fingerprint: Sha256.meta({ description: 'The same for the same state' }),
    state: z.string().meta({ description: 'Path of the packed state on this server' }),
  })
  .meta({ id: 'Version' })
export type VersionBody = z.infer<typeof VersionBody>

/** A version with the film as it was. */
export const VersionTreeBody = z
  .object({ version: VersionBody, project: ProjectTreeBody })
  .meta({ id: 'VersionWithFilm' })

/** Body of `POST /projects/{id}/versions`. A given `id` makes asking twice keep one version. */
export const CreateVersionBody = z.object({ id: EntityId.optional(), name: Name }).meta({ id: 'CreateVersion' })

/** Body of `POST /projects/{id}/versions/{version_id}/copy`: the name of the new project. */
export const CopyVersionBody = z.object({ name: Name }).meta({ id: 'CopyVersion' })

/** Body of `PUT /projects/{id}/versions/{version_id}/name`. */
export const RenameVersionBody = z
  .object({ name: Name.nullable().meta({ description: 'null takes the name away' }) })
  .meta({ id: 'RenameVersion' })

/** Query of `PUT /projects/{id}/versions/{version_id}`: what a device says of a version that it has kept. */
export const UploadVersionQuery = z.object({
  kind: VersionKind,
  name: Name.optional(),
  author: z.string().max(100).optional(),
  at: z.coerce.number().pipe(Timestamp).meta({ description: 'When it was kept, in milliseconds since 1970' }),
})

/** One difference between two states of a film. */
export const VersionChangeBody = z
  .object({
    kind: z.enum(['added', 'deleted', 'moved', 'changed']),
    entity: z.enum(['film', 'scene', 'clip', 'take', 'character', 'style', 'pool']),
    id: EntityId.nullable().meta({ description: 'Of the scene or clip; takes are told by their clip' }),
    title: z.string(),
    count: z.int().meta({ description: 'Takes it speaks of, or clips that came or went with a scene' }),
    from: z.string().nullable(),
    to: z.string().nullable(),
    fields: z.array(
      z.object({
        field: z.string().meta({ example: 'image_prompt' }),
        label: z.string(),
        before: z.string().nullable(),
        after: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'VersionChange' })

/** Everything in which the film reads otherwise than a version did, in story order. */
export const VersionComparisonBody = z
  .object({
    version: VersionBody,
    with: VersionBody.nullable().meta({ description: 'null: the film as it is now' }),
    changes: z.array(VersionChangeBody),
  })
  .meta({ id: 'VersionComparison' })

/** Answer to a restored version. */
export const RestoredVersionBody = z
  .object({
    restored: VersionBody,
    before: VersionBody.meta({ description: 'The film as it was before: restore it to take this back' }),
    project: ProjectBody,
  })
  .meta({ id: 'RestoredVersion' })

/** A version as the edge writes it. */
export function versionToBody(version: FilmVersion): VersionBody {
  const { id, projectId, at, ...rest } = version
  return {
    ...rest,
    id,
    project_id: projectId,
    at: isoTime(at),
    state: `/api/v1/projects/${projectId}/versions/${id}/state`,
  }
}

/** A version as the edge writes it, read back. */
export function versionOfBody({ project_id, at, state: _state, ...rest }: VersionBody): FilmVersion {
  return { ...rest, projectId: project_id, at: Date.parse(at) }
}

/** A difference as the edge writes it. */
export function changeToBody({ fields, ...rest }: VersionChange): z.infer<typeof VersionChangeBody> {
  const wireName = (field: string): string => field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  return { ...rest, fields: fields.map((each) => ({ ...each, field: wireName(each.field) })) }
}
