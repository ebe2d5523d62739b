import { createRoute, type OpenAPIHono, type z } from '@hono/zod-openapi'
import type { FilmEdit, Films } from '#server/films/films.ts'
import type { VersionKeeper } from '#server/versions/version-keeper.ts'
import { addScene } from '#shared/commands/scene-commands.ts'
import { clipsOfScene, orderedSceneIds } from '#shared/document/selectors.ts'
import { timelineOf } from '#shared/document/timeline-selectors.ts'
import { clipToBody, sceneToBody } from '#shared/protocol/http.ts'
import { PlanBody, PlannedBody } from '#shared/protocol/plan.ts'
import { must } from '#shared/util/assert.ts'
import { createApi, problemAnswer, requesterOf, type ApiEnv } from '../api.ts'
import { IdParam, jsonAnswer, jsonBody } from './answers.ts'
import { writeNewClip } from './clip-changes.ts'

/** What the route of plans uses. */
export interface PlanRouteServices {
  readonly films: Films
  readonly versions: Pick<VersionKeeper, 'keep'>
}

const plan = createRoute({
  method: 'post',
  path: '/projects/{id}/plan',
  tags: ['projects'],
  summary: 'Add many scenes with their clips at once',
  description:
    'They come after the scenes that are there, in the order of the body: all of them or none. Lengths are seconds. A project that has scenes already is kept as a version first. Open tabs show it at once.',
  request: { params: IdParam, body: jsonBody(PlanBody) },
  responses: {
    201: jsonAnswer(PlannedBody, 'Added'),
    404: problemAnswer('There is no such project, or no such character or style in it'),
    409: problemAnswer('There is a scene or clip with one of the ids already'),
    422: problemAnswer('The body is wrong'),
  },
})

/** A scene of a plan, with the ids under which it and its clips are made. */
type IdentifiedScene = z.output<typeof PlanBody>['scenes'][number] & {
  readonly sceneId: string
  readonly clipIds: readonly string[]
}

/** `POST /projects/{id}/plan`. */
export function planRoute({ films, versions }: PlanRouteServices): OpenAPIHono<ApiEnv> {
  const app = createApi()
  app.openapi(plan, async (c) => {
    const { id: projectId } = c.req.valid('param')
    const by = requesterOf(c)
    const scenes = c.req.valid('json').scenes.map((scene) => ({
      ...scene,
      sceneId: scene.id ?? by.newId(),
      clipIds: scene.clips.map((clip) => clip.id ?? by.newId()),
    }))
    // What is there under ids that nobody asked for was made by this very request, whose answer was lost.
    const first = scenes.find((scene) => scene.id === undefined)
    const isMade = (snapshot: FilmEdit['before']): boolean => first !== undefined && snapshot.scenes.has(first.sceneId)
    const needsVersion = await films.read(
      projectId,
      (snapshot) => !isMade(snapshot) && orderedSceneIds(snapshot).length > 0,
    )
    if (needsVersion) await versions.keep(projectId, { kind: 'before-import', author: by.actor })
    const body = await films.edit(
      projectId,
      (edit) => {
        if (!isMade(edit.before)) edit.doc.ydoc.transact(() => write(edit, scenes), edit.context.origin)
        return planned(edit, projectId, scenes)
      },
      by,
    )
    await films.index()
    return c.json(body, 201)
  })
  return app
}

function write(edit: FilmEdit, scenes: readonly IdentifiedScene[]): void {
  for (const { sceneId, clipIds, clips, id: _own, ...fields } of scenes) {
    addScene(edit.doc, { id: sceneId, ...fields }, edit.context)
    for (const [at, clip] of clips.entries()) {
      writeNewClip(edit, { id: must(clipIds[at], 'an id for each clip'), sceneId }, clip)
    }
  }
}

function planned(
  { after }: FilmEdit,
  projectId: string,
  scenes: readonly IdentifiedScene[],
): z.output<typeof PlannedBody> {
  const snapshot = after()
  const { spanOf } = timelineOf(snapshot)
  return {
    scenes: scenes.map(({ sceneId }) => ({
      ...sceneToBody(projectId, snapshot, must(snapshot.scenes.get(sceneId), 'a planned scene')),
      clips: clipsOfScene(snapshot, sceneId).map((clip) =>
        clipToBody(projectId, snapshot, clip, spanOf.get(clip.id)?.start ?? null),
      ),
    })),
  }
}
