import { z } from 'zod'
import { EntityId, Sha256 } from '#shared/model/ids.ts'
import { ClipBody, CreateClipBody, TakeBody, TimelinePositionBody, UpdateClipBody } from '#shared/protocol/http.ts'
import { ClipId, Gone, gone, OwnId, ProjectId, SceneId } from './common.ts'
import { counted, pageOf, PageInput } from './page-of.ts'
import { defineTool, type Tool } from './tool.ts'

/** Pixels across of a picture that an assistant looks at. */
const VIEW_WIDTH = 768

const clips = pageOf('clips', ClipBody)
const takes = pageOf('takes', TakeBody)
const called = ({ number, name }: ClipBody): string => `Clip ${number}${name === '' ? '' : ` “${name}”`}`

/** Tools for clips and their takes. */
export const clipTools: readonly Tool[] = [
  defineTool({
    name: 'list_clips',
    title: 'List the clips of a film',
    description:
      'In the order in which they play, each with its prompts, takes, and its length and place in seconds. Alternates and clips in the trash are left out.',
    operation: 'GET /api/v1/projects/{id}/clips',
    input: z.strictObject({ project_id: ProjectId, ...PageInput }),
    ...clips,
    request: ({ project_id, ...query }) => ({ params: { id: project_id }, query }),
    words: ({ clips: found, next_cursor }) => counted(found.length, 'clip', next_cursor),
  }),
  defineTool({
    name: 'get_clip',
    title: 'Read a clip',
    description: 'A clip (one shot) with its prompts, cast, style, settings and takes. Lengths and places are seconds.',
    operation: 'GET /api/v1/clips/{id}',
    input: z.strictObject({ clip_id: ClipId }),
    output: ClipBody,
    request: ({ clip_id }) => ({ params: { id: clip_id } }),
    words: (clip) => `${called(clip)}: ${clip.length} s, ${clip.generated_content.length} takes`,
  }),
  defineTool({
    name: 'create_clip',
    title: 'Add a clip to a scene',
    description:
      'It comes last in its scene, unless `order` says another place. `length` is in seconds. Prompts say what is seen; who is in it and how it looks are told by `character_ids` and `style_template_id`, not by repeating their words.',
    operation: 'POST /api/v1/clips',
    input: z.strictObject({ ...CreateClipBody.shape, id: OwnId, scene_id: SceneId }),
    output: ClipBody,
    request: (body) => ({ body }),
    words: (clip) => `${called(clip)} is added, with the id ${clip.id}`,
  }),
  defineTool({
    name: 'update_clip',
    title: 'Change a clip',
    description:
      'Changes name, prompts, length (seconds), scene, order, cast, style or settings of a clip, all of it or nothing. What is absent stays.',
    operation: 'PUT /api/v1/clips/{id}',
    input: z.strictObject({ clip_id: ClipId, ...UpdateClipBody.omit({ selected_take_id: true }).shape }),
    output: ClipBody,
    request: ({ clip_id, ...body }) => ({ params: { id: clip_id }, body }),
    words: (clip) => `${called(clip)} is changed`,
  }),
  defineTool({
    name: 'place_clip',
    title: 'Pin a clip to a place in the film',
    description:
      'Locks a clip to a start in the film, to a beat or a line of the song; null lets it follow the clip before. It can open a gap, never an overlap: a start that cannot hold is refused, with the starts that are free.',
    operation: 'PUT /api/v1/clips/{id}/timeline-position',
    input: z.strictObject({ clip_id: ClipId, ...TimelinePositionBody.shape }),
    output: ClipBody,
    request: ({ clip_id, ...body }) => ({ params: { id: clip_id }, body }),
    words: (clip) =>
      clip.timeline_position === null
        ? `${called(clip)} is off the main track`
        : `${called(clip)} starts at ${clip.timeline_position} s`,
  }),
  defineTool({
    name: 'delete_clip',
    title: 'Move a clip to the trash',
    description: 'What follows closes up. restore_clip brings it back with its takes.',
    operation: 'DELETE /api/v1/clips/{id}',
    input: z.strictObject({ clip_id: ClipId }),
    output: Gone,
    request: ({ clip_id }) => ({ params: { id: clip_id } }),
    read: async (_response, { clip_id }) => gone(clip_id),
    words: () => 'The clip is in the trash',
  }),
  defineTool({
    name: 'restore_clip',
    title: 'Take a clip out of the trash',
    description: 'A scene that lies in the trash must be taken out first, by restore_scene.',
    operation: 'POST /api/v1/clips/{id}/restore',
    input: z.strictObject({ clip_id: ClipId }),
    output: ClipBody,
    request: ({ clip_id }) => ({ params: { id: clip_id } }),
    words: (clip) => `${called(clip)} is back`,
  }),
  defineTool({
    name: 'list_takes',
    title: 'List the takes of a clip',
    description: 'Oldest first. view_take shows one; pick_take chooses the one that the film shows.',
    operation: 'GET /api/v1/clips/{id}/gallery',
    input: z.strictObject({ clip_id: ClipId, ...PageInput }),
    ...takes,
    request: ({ clip_id, ...query }) => ({ params: { id: clip_id }, query }),
    words: ({ takes: found, next_cursor }) => counted(found.length, 'take', next_cursor),
  }),
  defineTool({
    name: 'view_take',
    title: 'Look at a take',
    description: 'The picture of a take, made small. Videos have none: they are at the address `file`.',
    operation: 'GET /media/{sha256}',
    input: z.strictObject({ sha256: Sha256.meta({ description: 'The `sha256` of the take' }) }),
    output: z.object({ file: z.string().meta({ description: 'Path on this server' }), shown: z.boolean() }),
    request: ({ sha256 }) => ({ params: { sha256 }, query: { width: VIEW_WIDTH } }),
    isPicture: true,
    // A video has no small picture, and answers with nothing.
    read: async ({ status }, { sha256 }) => ({ file: `/media/${sha256}`, shown: status === 200 }),
    words: ({ shown }) => (shown ? 'The take, made small' : 'This take is a video, which is not shown here'),
  }),
  defineTool({
    name: 'pick_take',
    title: 'Pick the take that the film shows',
    description: 'Chooses one of the takes of a clip for the cut, the presentation and exports.',
    operation: 'PUT /api/v1/clips/{id}',
    input: z.strictObject({
      clip_id: ClipId,
      take_id: EntityId.nullable().meta({ description: 'A take of this clip; null takes the choice back' }),
    }),
    output: ClipBody,
    request: ({ clip_id, take_id }) => ({ params: { id: clip_id }, body: { selected_take_id: take_id } }),
    words: (clip) => {
      const shown = clip.generated_content.find(({ selected }) => selected)
      return shown ? `${called(clip)} shows take T${shown.number}` : `${called(clip)} shows no take`
    },
  }),
]
