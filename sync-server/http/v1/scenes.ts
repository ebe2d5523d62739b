import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi'
import type { Films, FilmEdit } from '#server/films/films.ts'
import type { VersionKeeper } from '#server/versions/version-keeper.ts'
import { CommandError } from '#shared/commands/command.ts'
import {
  addScene,
  editLyrics,
  moveScene,
  restoreScene,
  trashScene,
  updateScene,
} from '#shared/commands/scene-commands.ts'
import type { ProjectSnapshot } from '#shared/document/record-cache.ts'
import { clipIdsOfScene, orderedSceneIds, orderedScenes, takesOfClip } from '#shared/document/selectors.ts'
import { timelineClips } from '#shared/document/timeline-selectors.ts'
import { EntityId } from '#shared/model/ids.ts'
import type { Scene } from '#shared/model/scene.ts'
import { CreateSceneBody, SceneBody, sceneToBody, UpdateSceneBody } from '#shared/protocol/http.ts'
import { TimelineAnalysisBody } from '#shared/protocol/timeline-analysis.ts'
import { analyseTimeline } from '#shared/timeline/analysis.ts'
import { createApi, problemAnswer, requesterOf, type ApiEnv } from '../api.ts'
import { etagOf, requireMatch } from '../conditional.ts'
import { changedSince, IdParam, IfMatch, jsonAnswer, jsonBody, listOrPage, paged, PageQuery } from './answers.ts'

/** What the routes of scenes use. */
export interface SceneRouteServices {
  readonly films: Films
  readonly versions: Pick<VersionKeeper, 'keep'>
}

const tags = ['scenes']
const missing = { 404: problemAnswer('There is no such scene'), 410: problemAnswer('It is in the trash') }

const create = createRoute({
  method: 'post',
  path: '/scenes',
  tags,
  summary: 'Add a scene to a project',
  description: 'It comes last, unless `order` says another place (0 is the first). Open tabs show it at once.',
  request: { body: jsonBody(CreateSceneBody) },
  responses: {
    201: jsonAnswer(SceneBody, 'Added'),
    404: problemAnswer('There is no such project'),
    409: problemAnswer('There is a scene with this id already'),
    422: problemAnswer('The body is wrong'),
  },
})

const list = createRoute({
  method: 'get',
  path: '/scenes/project/{project_id}',
  tags,
  summary: 'List the scenes of a project in story order',
  description: 'The whole list comes at once, unless a page is asked for by `limit`.',
  request: { params: z.object({ project_id: EntityId }), query: PageQuery },
  responses: { 200: jsonAnswer(listOrPage(SceneBody), 'The scenes'), 404: problemAnswer('There is no such project') },
})

const get = createRoute({
  method: 'get',
  path: '/scenes/{id}',
  tags,
  summary: 'Read a scene',
  description: 'Name, lyrics and place in the story. The answer’s ETag is for `If-Match` of a later change.',
  request: { params: IdParam },
  responses: { 200: jsonAnswer(SceneBody, 'The scene'), ...missing },
})

const update = createRoute({
  method: 'put',
  path: '/scenes/{id}',
  tags,
  summary: 'Change a scene; what is absent stays',
  description:
    'Open tabs show the change at once and can undo it there. With `If-Match` it is made only to the state that was read.',
  request: { params: IdParam, headers: IfMatch, body: jsonBody(UpdateSceneBody) },
  responses: {
    200: jsonAnswer(SceneBody, 'The scene'),
    ...missing,
    ...changedSince,
    422: problemAnswer('The body is wrong'),
  },
})

const remove = createRoute({
  method: 'delete',
  path: '/scenes/{id}',
  tags,
  summary: 'Move a scene to the trash; its clips go with it',
  description: 'Where it has clips, the film is kept as a version first.',
  request: { params: IdParam, headers: IfMatch },
  responses: { 204: { description: 'It is in the trash' }, ...missing, ...changedSince },
})

const restore = createRoute({
  method: 'post',
  path: '/scenes/{id}/restore',
  tags,
  summary: 'Take a scene out of the trash, with the clips that went with it',
  description: 'One that is not in the trash stays as it is.',
  request: { params: IdParam },
  responses: { 200: jsonAnswer(SceneBody, 'The scene'), 404: problemAnswer('There is no such scene') },
})

const analyse = createRoute({
  method: 'get',
  path: '/scenes/{id}/timeline-analysis',
  tags,
  summary: 'What there is to put right about a scene on the timeline',
  description:
    'Places are those in the whole film, in frames and seconds. Clips never overlap, so `overlaps` is empty.',
  request: { params: IdParam },
  responses: { 200: jsonAnswer(TimelineAnalysisBody, 'The analysis'), ...missing },
})

/** The scene, refused where it lies in the trash. */
function sceneIn(snapshot: ProjectSnapshot, id: string): Scene {
  const scene = snapshot.scenes.get(id)
  if (!scene) throw new CommandError('not-found', `There is no scene with the id ${id}`)
  if (scene.deletedAt !== null) throw new CommandError('in-trash', `${scene.name} is in the trash. Restore it first`)
  return scene
}

/** The neighbour that puts a scene at `order` among the others. */
function placeAt(snapshot: ProjectSnapshot, order: number, except?: string): { beforeId?: string } {
  const beforeId = orderedSceneIds(snapshot).filter((id) => id !== except)[order]
  return beforeId === undefined ? {} : { beforeId }
}

/** What a scene reads like after its edit. */
function editedBody({ after }: FilmEdit, projectId: string, id: string): SceneBody {
  const snapshot = after()
  return sceneToBody(projectId, snapshot, sceneIn(snapshot, id))
}

/** `/scenes…`. */
export function sceneRoutes({ films, versions }: SceneRouteServices): OpenAPIHono<ApiEnv> {
  const app = createApi()

  app.openapi(create, async (c) => {
    const { id: asked, project_id, order, alternate_of, ...fields } = c.req.valid('json')
    const by = requesterOf(c)
    const id = asked ?? by.newId()
    const body = await films.edit(
      project_id,
      (edit) => {
        // One under an id that nobody asked for was made by this very request, whose answer was lost.
        if (asked === undefined && edit.before.scenes.has(id)) return editedBody(edit, project_id, id)
        const place = order === undefined ? {} : placeAt(edit.before, order)
        addScene(edit.doc, { id, ...fields, alternateOf: alternate_of, ...place }, edit.context)
        return editedBody(edit, project_id, id)
      },
      by,
    )
    await films.noteEntity(project_id, 'scene', body.id)
    return c.json(body, 201)
  })

  app.openapi(list, async (c) => {
    const { project_id } = c.req.valid('param')
    const bodies = await films.read(project_id, (snapshot) =>
      orderedScenes(snapshot).map((scene) => sceneToBody(project_id, snapshot, scene)),
    )
    return c.json(
      paged(bodies, (body) => body.id, c.req.valid('query')),
      200,
    )
  })

  app.openapi(get, async (c) => {
    const { id } = c.req.valid('param')
    const projectId = await films.filmOf(id, 'scene')
    const body = await films.read(projectId, (snapshot) => sceneToBody(projectId, snapshot, sceneIn(snapshot, id)))
    return c.json(body, 200)
  })

  app.openapi(update, async (c) => {
    const { id } = c.req.valid('param')
    const { order, lyrics, ...fields } = c.req.valid('json')
    const projectId = await films.filmOf(id, 'scene')
    const body = await films.edit(
      projectId,
      (edit) => {
        const { doc, before, context } = edit
        requireMatch(c, etagOf(sceneToBody(projectId, before, sceneIn(before, id))))
        doc.ydoc.transact(() => {
          updateScene(doc, { id, ...fields }, context)
          if (lyrics !== undefined) editLyrics(doc, { id, text: lyrics }, context)
          if (order !== undefined) moveScene(doc, { id, ...placeAt(before, order, id) }, context)
        }, context.origin)
        return editedBody(edit, projectId, id)
      },
      requesterOf(c),
    )
    return c.json(body, 200)
  })

  app.openapi(remove, async (c) => {
    const { id } = c.req.valid('param')
    const projectId = await films.filmOf(id, 'scene')
    const clips = await films.read(projectId, (snapshot) => {
      requireMatch(c, etagOf(sceneToBody(projectId, snapshot, sceneIn(snapshot, id))))
      return clipIdsOfScene(snapshot, id).length
    })
    if (clips > 0) await versions.keep(projectId, { kind: 'before-delete', author: requesterOf(c).actor })
    await films.edit(
      projectId,
      ({ doc, before, context }) => {
        requireMatch(c, etagOf(sceneToBody(projectId, before, sceneIn(before, id))))
        trashScene(doc, { id }, context)
      },
      requesterOf(c),
    )
    return c.body(null, 204)
  })

  app.openapi(restore, async (c) => {
    const { id } = c.req.valid('param')
    const projectId = await films.filmOf(id, 'scene')
    const body = await films.edit(
      projectId,
      (edit) => {
        restoreScene(edit.doc, { id }, edit.context)
        return editedBody(edit, projectId, id)
      },
      requesterOf(c),
    )
    return c.json(body, 200)
  })

  app.openapi(analyse, async (c) => {
    const { id } = c.req.valid('param')
    const analysis = await films.read(await films.filmOf(id, 'scene'), (snapshot) => {
      sceneIn(snapshot, id)
      const clips = timelineClips(snapshot).map((clip) => ({
        ...clip,
        hasTake: takesOfClip(snapshot, clip.id).length > 0,
      }))
      return analyseTimeline(clips, snapshot.project.frameRate, id)
    })
    return c.json(
      {
        total: analysis.total,
        clips: analysis.clips.map(({ id: clip_id, start, end }) => ({ clip_id, start, end })),
        gaps: analysis.gaps.map(({ start, length, beforeId }) => ({ start, length, before_clip_id: beforeId })),
        overlaps: analysis.overlaps.map(({ firstId, secondId, length }) => ({
          first_clip_id: firstId,
          second_clip_id: secondId,
          length,
        })),
        pushed: analysis.pushed.map(({ id: clip_id, kind, pin, late }) => ({ clip_id, pinned: kind, pin, late })),
        without_take: [...analysis.withoutTake],
        beyond_take: analysis.beyondTake.map(({ id: clip_id, missing: frames }) => ({ clip_id, missing: frames })),
      },
      200,
    )
  })

  return app
}
