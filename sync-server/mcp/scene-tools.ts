import { z } from 'zod'
import { CreateSceneBody, SceneBody, UpdateSceneBody } from '#shared/protocol/http.ts'
import { PlanBody, PlannedBody } from '#shared/protocol/plan.ts'
import { TimelineAnalysisBody } from '#shared/protocol/timeline-analysis.ts'
import { Gone, gone, OwnId, ProjectId, SceneId } from './common.ts'
import { counted, pageOf, PageInput } from './page-of.ts'
import { defineTool, type Tool } from './tool.ts'

const scenes = pageOf('scenes', SceneBody)

/** Tools for the scenes of a film. */
export const sceneTools: readonly Tool[] = [
  defineTool({
    name: 'list_scenes',
    title: 'List the scenes of a film',
    description: 'In story order, without their clips.',
    operation: 'GET /api/v1/scenes/project/{project_id}',
    input: z.strictObject({ project_id: ProjectId, ...PageInput }),
    ...scenes,
    request: ({ project_id, ...query }) => ({ params: { project_id }, query }),
    words: ({ scenes: found, next_cursor }) => counted(found.length, 'scene', next_cursor),
  }),
  defineTool({
    name: 'plan_scenes',
    title: 'Add many scenes with their clips',
    description:
      'The way to plan a film: scenes in story order, each with its clips in the order they play, with lengths in seconds and prompts. They come after the scenes that are there, all of them or none. A film that has scenes is kept as a version first.',
    operation: 'POST /api/v1/projects/{id}/plan',
    input: z.strictObject({ project_id: ProjectId, ...PlanBody.shape }),
    output: PlannedBody,
    request: ({ project_id, ...body }) => ({ params: { id: project_id }, body }),
    words: ({ scenes: added }) => {
      const clips = added.flatMap((scene) => scene.clips)
      const seconds = clips.reduce((sum, clip) => sum + clip.length, 0)
      return `${added.length} scenes with ${clips.length} clips are added, ${Math.round(seconds * 10) / 10} s in all`
    },
  }),
  defineTool({
    name: 'create_scene',
    title: 'Add a scene',
    description: 'It comes last, unless `order` says another place (0 is the first).',
    operation: 'POST /api/v1/scenes',
    input: z.strictObject({ ...CreateSceneBody.shape, id: OwnId, project_id: ProjectId }),
    output: SceneBody,
    request: (body) => ({ body }),
    words: ({ name, id }) => `The scene “${name}” is added, with the id ${id}`,
  }),
  defineTool({
    name: 'update_scene',
    title: 'Change a scene',
    description: 'Changes name, part of the song, description, lyrics or place in the story. What is absent stays.',
    operation: 'PUT /api/v1/scenes/{id}',
    input: z.strictObject({ scene_id: SceneId, ...UpdateSceneBody.shape }),
    output: SceneBody,
    request: ({ scene_id, ...body }) => ({ params: { id: scene_id }, body }),
    words: ({ name }) => `The scene “${name}” is changed`,
  }),
  defineTool({
    name: 'delete_scene',
    title: 'Move a scene to the trash',
    description: 'Its clips go with it; restore_scene brings all of them back.',
    operation: 'DELETE /api/v1/scenes/{id}',
    input: z.strictObject({ scene_id: SceneId }),
    output: Gone,
    request: ({ scene_id }) => ({ params: { id: scene_id } }),
    read: async (_response, { scene_id }) => gone(scene_id),
    words: () => 'The scene is in the trash, with its clips',
  }),
  defineTool({
    name: 'restore_scene',
    title: 'Take a scene out of the trash',
    description: 'The clips that went with it come back, too.',
    operation: 'POST /api/v1/scenes/{id}/restore',
    input: z.strictObject({ scene_id: SceneId }),
    output: SceneBody,
    request: ({ scene_id }) => ({ params: { id: scene_id } }),
    words: ({ name }) => `The scene “${name}” is back`,
  }),
  defineTool({
    name: 'analyse_timeline',
    title: 'See what is to put right about a scene',
    description:
      'Where its clips lie in the film, in frames and seconds; gaps, clips that were pushed past their pins, clips without a take, and clips longer than theirs.',
    operation: 'GET /api/v1/scenes/{id}/timeline-analysis',
    input: z.strictObject({ scene_id: SceneId }),
    output: TimelineAnalysisBody,
    request: ({ scene_id }) => ({ params: { id: scene_id } }),
    words: ({ total, gaps, pushed, without_take }) =>
      `${total.seconds} s: ${gaps.length} gaps, ${pushed.length} pushed clips, ${without_take.length} clips without a take`,
  }),
]
