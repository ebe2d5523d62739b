import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { Films, FilmEdit } from '#server/films/films.ts'
import {
  editPrompt,
  moveClips,
  pinClip,
  restoreClips,
  renameClip,
  setClipLength,
  trashClips,
  unpinClips,
} from '#shared/commands/clip-commands.ts'
import { CommandError } from '#shared/commands/command.ts'
import { pickTake } from '#shared/commands/take-commands.ts'
import type { ProjectSnapshot } from '#shared/document/record-cache.ts'
import { clipIdsOfScene, clipsOfScene, takesOfClip } from '#shared/document/selectors.ts'
import { timelineClips, timelineOf } from '#shared/document/timeline-selectors.ts'
import { EntityId } from '#shared/model/ids.ts'
import type { Clip, PromptField } from '#shared/model/clip.ts'
import { framesToSeconds, secondsToFrames } from '#shared/model/time.ts'
import {
  ClipBody,
  clipToBody,
  CreateClipBody,
  TakeBody,
  takeToBody,
  TimelinePositionBody,
  UpdateClipBody,
  UpdatePromptsBody,
} from '#shared/protocol/http.ts'
import { roomToStart } from '#shared/timeline/room-to-start.ts'
import { createApi, problemAnswer, requesterOf, type ApiEnv } from '../api.ts'
import { HttpProblem } from '../http-problem.ts'
import { etagOf, requireMatch } from '../conditional.ts'
import { lengthInFrames, writeLook, writeNewClip } from './clip-changes.ts'
import { changedSince, IdParam, IfMatch, jsonAnswer, jsonBody, listOrPage, paged, PageQuery } from './answers.ts'

/** What the routes of clips use. */
export interface ClipRouteServices {
  readonly films: Films
}

const tags = ['clips']
const missing = { 404: problemAnswer('There is no such clip'), 410: problemAnswer('It is in the trash') }
const wrong = { 422: problemAnswer('The body is wrong') }

const create = createRoute({
  method: 'post',
  path: '/clips',
  tags,
  summary: 'Add a clip to a scene',
  description:
    'It comes last in its scene, unless the body says otherwise. `length` is in seconds and becomes whole frames of the project’s rate.',
  request: { body: jsonBody(CreateClipBody) },
  responses: {
    201: jsonAnswer(ClipBody, 'Added'),
    404: problemAnswer('There is no such scene'),
    409: problemAnswer('There is a clip with this id already'),
    410: problemAnswer('The scene is in the trash'),
    ...wrong,
  },
})

const list = createRoute({
  method: 'get',
  path: '/clips/scene/{scene_id}',
  tags,
  summary: 'List the clips of a scene in order',
  description:
    'The whole list comes at once, unless a page is asked for by `limit`. Lengths and positions are seconds.',
  request: { params: z.object({ scene_id: EntityId }), query: PageQuery },
  responses: { 200: jsonAnswer(listOrPage(ClipBody), 'The clips'), 404: problemAnswer('There is no such scene') },
})

const get = createRoute({
  method: 'get',
  path: '/clips/{id}',
  tags,
  summary: 'Read a clip',
  description: 'With its prompts, its cast and all its takes. Lengths and positions are seconds.',
  request: { params: IdParam },
  responses: { 200: jsonAnswer(ClipBody, 'The clip'), ...missing },
})

const gallery = createRoute({
  method: 'get',
  path: '/clips/{id}/gallery',
  tags,
  summary: 'List the takes of a clip, oldest first',
  description: 'Each take has the address of its file, its size in bytes and pixels, and its duration in seconds.',
  request: { params: IdParam, query: PageQuery },
  responses: { 200: jsonAnswer(listOrPage(TakeBody), 'The takes'), ...missing },
})

const update = createRoute({
  method: 'put',
  path: '/clips/{id}',
  tags,
  summary: 'Change a clip; what is absent stays',
  description:
    'All of it is written, or nothing. Lengths are seconds and become whole frames; open tabs show the change at once.',
  request: { params: IdParam, headers: IfMatch, body: jsonBody(UpdateClipBody) },
  responses: { 200: jsonAnswer(ClipBody, 'The clip'), ...missing, ...changedSince, ...wrong },
})

const updatePrompts = createRoute({
  method: 'put',
  path: '/clips/{id}/prompts',
  tags,
  summary: 'Change the prompts of a clip; what is absent stays',
  description: 'The smallest change is written, so what somebody types elsewhere in the same prompt is kept.',
  request: { params: IdParam, headers: IfMatch, body: jsonBody(UpdatePromptsBody) },
  responses: { 200: jsonAnswer(ClipBody, 'The clip'), ...missing, ...changedSince, ...wrong },
})

const updatePosition = createRoute({
  method: 'put',
  path: '/clips/{id}/timeline-position',
  tags,
  summary: 'Pin a clip to a place in the film, or let it follow the clip before',
  description:
    'The clip keeps its place in the story. A start before the end of the clip before it, or one from which it would push a clip that is locked to the music, cannot hold without an overlap: it is refused, and `free_positions` names where the clip could start.',
  request: { params: IdParam, headers: IfMatch, body: jsonBody(TimelinePositionBody) },
  responses: {
    200: jsonAnswer(ClipBody, 'The clip'),
    ...missing,
    409: problemAnswer('It would overlap another clip; `free_positions` says where it would not'),
    ...changedSince,
    ...wrong,
  },
})

const remove = createRoute({
  method: 'delete',
  path: '/clips/{id}',
  tags,
  summary: 'Move a clip to the trash; what follows closes up',
  description: 'It stays in the trash of its project, from where it can be restored with its takes.',
  request: { params: IdParam, headers: IfMatch },
  responses: { 204: { description: 'It is in the trash' }, ...missing, ...changedSince },
})

const restore = createRoute({
  method: 'post',
  path: '/clips/{id}/restore',
  tags,
  summary: 'Take a clip out of the trash',
  description: 'One that is not in the trash stays as it is. A scene in the trash must be taken out first.',
  request: { params: IdParam },
  responses: { 200: jsonAnswer(ClipBody, 'The clip'), ...missing },
})

const PROMPTS: Readonly<Record<keyof z.output<typeof UpdatePromptsBody>, PromptField>> = {
  image_prompt: 'imagePrompt',
  video_prompt: 'videoPrompt',
  negative_prompt: 'negativePrompt',
}

/** The clip, refused where it lies in the trash. */
function clipIn(snapshot: ProjectSnapshot, id: string): Clip {
  const clip = snapshot.clips.get(id)
  if (!clip) throw new CommandError('not-found', `There is no clip with the id ${id}`)
  const trashed = clip.deletedAt !== null || snapshot.scenes.get(clip.sceneId)?.deletedAt !== null
  if (trashed) throw new CommandError('in-trash', `${clip.number} ${clip.name} is in the trash. Restore it first`)
  return clip
}

function clipBody(projectId: string, snapshot: ProjectSnapshot, id: string): ClipBody {
  const clip = clipIn(snapshot, id)
  return clipToBody(projectId, snapshot, clip, timelineOf(snapshot).spanOf.get(id)?.start ?? null)
}

/** What a clip reads like after its edit. */
function editedBody({ after }: FilmEdit, projectId: string, id: string): ClipBody {
  const snapshot = after()
  return clipBody(projectId, snapshot, id)
}

/** The neighbour that puts a clip at `order` among the others of a scene. */
function placeAt(
  snapshot: ProjectSnapshot,
  sceneId: string,
  order: number | undefined,
  except?: string,
): { beforeId?: string } {
  if (order === undefined) return {}
  const beforeId = clipIdsOfScene(snapshot, sceneId).filter((id) => id !== except)[order]
  return beforeId === undefined ? {} : { beforeId }
}

const inFrames = (snapshot: ProjectSnapshot, seconds: number): number =>
  secondsToFrames(seconds, snapshot.project.frameRate)

function writePrompts({ doc, context }: FilmEdit, id: string, prompts: z.output<typeof UpdatePromptsBody>): void {
  for (const [key, field] of Object.entries(PROMPTS)) {
    const text = prompts[key as keyof typeof PROMPTS]
    if (text !== undefined) editPrompt(doc, { id, field, text }, context)
  }
}

/** Refuses a start from which the clip would overlap another one, or push one that is locked to the music. */
function requireFree(snapshot: ProjectSnapshot, id: string, frame: number, length: number | null): void {
  const clips = timelineClips(snapshot)
  const room = roomToStart(
    length === null ? clips : clips.map((clip) => (clip.id === id ? { ...clip, length } : clip)),
    id,
  )
  if (!room) throw new HttpProblem('conflict', 'This clip is off the main track, so it has no place in the film')
  const { from, to } = room
  if (frame >= from && (to === null || frame <= to)) return
  const seconds = (frames: number): number => framesToSeconds(frames, snapshot.project.frameRate)
  const isPossible = to === null || to >= from
  const words = !isPossible
    ? 'no start is free'
    : to === null
      ? `${seconds(from)} or later`
      : `${seconds(from)} to ${seconds(to)}`
  const reason =
    frame < from ? `The clip before ends at ${seconds(from)} s` : 'A clip that is locked to the music would be pushed'
  const problem = new HttpProblem('conflict', `${reason}, so this one cannot start there. Nothing was changed`, [
    { path: 'timeline_position', message: words },
  ])
  problem.freePositions = isPossible ? [{ from: seconds(from), to: to === null ? null : seconds(to) }] : []
  throw problem
}

/** `/clips…`. */
export function clipRoutes({ films }: ClipRouteServices): OpenAPIHono<ApiEnv> {
  const app = createApi()

  const edited = async (c: Context<ApiEnv>, id: string, run: (edit: FilmEdit) => void): Promise<ClipBody> => {
    const projectId = await films.filmOf(id, 'clip')
    return films.edit(
      projectId,
      (edit) => {
        requireMatch(c, etagOf(clipBody(projectId, edit.before, id)))
        edit.doc.ydoc.transact(() => run(edit), edit.context.origin)
        return editedBody(edit, projectId, id)
      },
      requesterOf(c),
    )
  }

  app.openapi(create, async (c) => {
    const body = c.req.valid('json')
    const projectId = await films.filmOf(body.scene_id, 'scene')
    const by = requesterOf(c)
    const id = body.id ?? by.newId()
    const made = await films.edit(
      projectId,
      (edit) => {
        // One under an id that nobody asked for was made by this very request, whose answer was lost.
        if (body.id === undefined && edit.before.clips.has(id)) return editedBody(edit, projectId, id)
        edit.doc.ydoc.transact(() => {
          const place = placeAt(edit.before, body.scene_id, body.order)
          writeNewClip(edit, { id, sceneId: body.scene_id, alternateOf: body.alternate_of, ...place }, body)
        }, edit.context.origin)
        return editedBody(edit, projectId, id)
      },
      by,
    )
    await films.noteEntity(projectId, 'clip', made.id)
    return c.json(made, 201)
  })

  app.openapi(list, async (c) => {
    const { scene_id } = c.req.valid('param')
    const projectId = await films.filmOf(scene_id, 'scene')
    const bodies = await films.read(projectId, (snapshot) => {
      const { spanOf } = timelineOf(snapshot)
      return clipsOfScene(snapshot, scene_id).map((clip) =>
        clipToBody(projectId, snapshot, clip, spanOf.get(clip.id)?.start ?? null),
      )
    })
    return c.json(
      paged(bodies, (body) => body.id, c.req.valid('query')),
      200,
    )
  })

  app.openapi(get, async (c) => {
    const { id } = c.req.valid('param')
    const projectId = await films.filmOf(id, 'clip')
    return c.json(await films.read(projectId, (snapshot) => clipBody(projectId, snapshot, id)), 200)
  })

  app.openapi(gallery, async (c) => {
    const { id } = c.req.valid('param')
    const takes = await films.read(await films.filmOf(id, 'clip'), (snapshot) => {
      clipIn(snapshot, id)
      return takesOfClip(snapshot, id).map((take) => takeToBody(snapshot, take))
    })
    return c.json(
      paged(takes, (take) => take.id, c.req.valid('query')),
      200,
    )
  })

  app.openapi(update, async (c) => {
    const { id } = c.req.valid('param')
    const { name, scene_id, order, length, selected_take_id, character_ids, style_template_id, settings, ...prompts } =
      c.req.valid('json')
    const body = await edited(c, id, (edit) => {
      const { doc, before, context } = edit
      if (name !== undefined) renameClip(doc, { id, name }, context)
      if (length !== undefined) {
        setClipLength(doc, { ids: [id], length: lengthInFrames(before, length) }, context)
      }
      if (scene_id !== undefined || order !== undefined) {
        const sceneId = scene_id ?? clipIn(before, id).sceneId
        moveClips(doc, { ids: [id], sceneId, ...placeAt(before, sceneId, order, id) }, context)
      }
      if (selected_take_id !== undefined) pickTake(doc, { clipId: id, takeId: selected_take_id }, context)
      writeLook(edit, id, { character_ids, style_template_id, settings })
      writePrompts(edit, id, prompts)
    })
    return c.json(body, 200)
  })

  app.openapi(updatePrompts, async (c) => {
    const { id } = c.req.valid('param')
    const prompts = c.req.valid('json')
    return c.json(await edited(c, id, (edit) => writePrompts(edit, id, prompts)), 200)
  })

  app.openapi(updatePosition, async (c) => {
    const { id } = c.req.valid('param')
    const { timeline_position, length } = c.req.valid('json')
    const body = await edited(c, id, ({ doc, before, context }) => {
      if (timeline_position === null) unpinClips(doc, { ids: [id] }, context)
      else {
        const frame = inFrames(before, timeline_position)
        requireFree(before, id, frame, length === undefined ? null : lengthInFrames(before, length))
        pinClip(doc, { id, pin: { frame, kind: 'locked' } }, context)
      }
      if (length !== undefined) {
        setClipLength(doc, { ids: [id], length: lengthInFrames(before, length) }, context)
      }
    })
    return c.json(body, 200)
  })

  app.openapi(remove, async (c) => {
    const { id } = c.req.valid('param')
    const projectId = await films.filmOf(id, 'clip')
    await films.edit(
      projectId,
      ({ doc, before, context }) => {
        requireMatch(c, etagOf(clipBody(projectId, before, id)))
        trashClips(doc, { ids: [id] }, context)
      },
      requesterOf(c),
    )
    return c.body(null, 204)
  })

  app.openapi(restore, async (c) => {
    const { id } = c.req.valid('param')
    const projectId = await films.filmOf(id, 'clip')
    const body = await films.edit(
      projectId,
      (edit) => {
        restoreClips(edit.doc, { ids: [id] }, edit.context)
        return editedBody(edit, projectId, id)
      },
      requesterOf(c),
    )
    return c.json(body, 200)
  })

  return app
}
