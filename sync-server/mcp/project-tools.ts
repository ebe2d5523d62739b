import { z } from 'zod'
import { CreateProjectBody, ProjectBody, ProjectTreeBody, TrashBody, UpdateProjectBody } from '#shared/protocol/http.ts'
import { Gone, gone, OwnId, ProjectId } from './common.ts'
import { counted, pageOf, PageInput } from './page-of.ts'
import { defineTool, type Tool } from './tool.ts'

/** Frame rates as text, since an assistant sends what the API takes. */
const Fps = z
  .string()
  .max(20)
  .optional()
  .meta({ description: 'Frames a second: "24", "23.976", "30000/1001"', example: '24' })

const projects = pageOf('projects', ProjectBody)

/** Tools for films as a whole. */
export const projectTools: readonly Tool[] = [
  defineTool({
    name: 'list_projects',
    title: 'List films',
    description: 'The films (projects) that you may see, newest change first.',
    operation: 'GET /api/v1/projects',
    input: z.strictObject({
      ...PageInput,
      archived: z.boolean().optional().meta({ description: 'Only archived ones, or only the others' }),
      trashed: z.boolean().default(false).meta({ description: 'Only those in the trash, or only the others' }),
    }),
    ...projects,
    request: (query) => ({ query }),
    words: ({ projects: found, next_cursor }) => counted(found.length, 'film', next_cursor),
  }),
  defineTool({
    name: 'create_project',
    title: 'Make a film',
    description: 'Makes an empty film. Add scenes and clips to it next, best with plan_scenes.',
    operation: 'POST /api/v1/projects',
    input: z.strictObject({ ...CreateProjectBody.shape, id: OwnId, fps: Fps }),
    output: ProjectBody,
    request: (body) => ({ body }),
    words: ({ name, id }) => `The film “${name}” is there, with the id ${id}`,
  }),
  defineTool({
    name: 'get_project',
    title: 'Read a film',
    description: 'Title, description, frame rate, picture size in pixels and song of a film.',
    operation: 'GET /api/v1/projects/{id}',
    input: z.strictObject({ project_id: ProjectId }),
    output: ProjectBody,
    request: ({ project_id }) => ({ params: { id: project_id } }),
    words: ({ name, width, height, fps }) => `“${name}”, ${width} × ${height} at ${fps} frames a second`,
  }),
  defineTool({
    name: 'get_project_tree',
    title: 'Read a film with all that is in it',
    description:
      'The whole film in story order: scenes with their lyrics, clips with prompts, lengths and places in seconds, and takes. Large films are long: list_scenes and list_clips come in pages.',
    operation: 'GET /api/v1/projects/{id}/with-scenes',
    input: z.strictObject({ project_id: ProjectId }),
    output: ProjectTreeBody,
    request: ({ project_id }) => ({ params: { id: project_id } }),
    words: ({ name, scenes }) => {
      const clips = scenes.reduce((sum, scene) => sum + scene.clips.length, 0)
      return `“${name}”: ${scenes.length} scenes with ${clips} clips`
    },
  }),
  defineTool({
    name: 'update_project',
    title: 'Change a film',
    description:
      'Changes title, description, frame rate, picture size, whether it is archived, or takes it out of the trash (`deleted: false`). What is absent stays.',
    operation: 'PUT /api/v1/projects/{id}',
    input: z.strictObject({ project_id: ProjectId, ...UpdateProjectBody.shape, fps: Fps }),
    output: ProjectBody,
    request: ({ project_id, ...body }) => ({ params: { id: project_id }, body }),
    words: ({ name }) => `“${name}” is changed`,
  }),
  defineTool({
    name: 'delete_project',
    title: 'Move a film to the trash',
    description: 'It can be taken out again by update_project. No tool deletes a film for good.',
    operation: 'DELETE /api/v1/projects/{id}',
    input: z.strictObject({ project_id: ProjectId }),
    output: Gone,
    request: ({ project_id }) => ({ params: { id: project_id } }),
    read: async (_response, { project_id }) => gone(project_id),
    words: () => 'The film is in the trash',
  }),
  defineTool({
    name: 'list_trash',
    title: 'List what was deleted in a film',
    description: 'Scenes, clips and takes in the trash of a film; restore_scene and restore_clip take them out.',
    operation: 'GET /api/v1/projects/{id}/trash',
    input: z.strictObject({ project_id: ProjectId }),
    output: TrashBody,
    request: ({ project_id }) => ({ params: { id: project_id } }),
    words: ({ scenes, clips, takes }) =>
      `In the trash: ${scenes.length} scenes, ${clips.length} clips, ${takes.length} takes`,
  }),
]
