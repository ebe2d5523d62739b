import { z } from 'zod'
import { EntityId } from '#shared/model/ids.ts'
import { CreateVersionBody, RestoredVersionBody, VersionBody } from '#shared/protocol/versions.ts'
import { OwnId, ProjectId } from './common.ts'
import { counted, pageOf, PageInput } from './page-of.ts'
import { defineTool, type Tool } from './tool.ts'

const versions = pageOf('versions', VersionBody)

/** Tools to keep a film as it is, and to go back. */
export const versionTools: readonly Tool[] = [
  defineTool({
    name: 'keep_version',
    title: 'Keep the film as it is now',
    description: 'Under a name. Do it before large changes, so that restore_version can take them back.',
    operation: 'POST /api/v1/projects/{id}/versions',
    input: z.strictObject({ project_id: ProjectId, ...CreateVersionBody.shape, id: OwnId }),
    output: VersionBody,
    request: ({ project_id, ...body }) => ({ params: { id: project_id }, body }),
    words: ({ name, id }) => `The film is kept as “${name}”, with the id ${id}`,
  }),
  defineTool({
    name: 'list_versions',
    title: 'List the kept versions of a film',
    description: 'Newest first: named ones, and those that are kept by themselves.',
    operation: 'GET /api/v1/projects/{id}/versions',
    input: z.strictObject({ project_id: ProjectId, ...PageInput }),
    ...versions,
    request: ({ project_id, ...query }) => ({ params: { id: project_id }, query }),
    words: ({ versions: found, next_cursor }) => counted(found.length, 'version', next_cursor),
  }),
  defineTool({
    name: 'restore_version',
    title: 'Make the film what a version was',
    description: 'The film as it is now is kept first: restore that one to take it back.',
    operation: 'POST /api/v1/projects/{id}/versions/{version_id}/restore',
    input: z.strictObject({ project_id: ProjectId, version_id: EntityId.meta({ description: 'The version' }) }),
    output: RestoredVersionBody,
    request: ({ project_id, version_id }) => ({ params: { id: project_id, version_id } }),
    isDestructive: true,
    words: ({ before }) => `The film is what it was; as it was before, it is kept as ${before.id}`,
  }),
]
