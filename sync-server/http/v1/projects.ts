import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi'
import type { People } from '#server/auth/people.ts'
import type { Films } from '#server/films/films.ts'
import type { Catalog } from '#server/storage/catalog.ts'
import {
  archiveProject,
  createProject,
  restoreProject,
  setFrameRate,
  trashProject,
  updateProject,
} from '#shared/commands/project-commands.ts'
import { CommandError } from '#shared/commands/command.ts'
import { readProject } from '#shared/document/records.ts'
import { clipsOfScene, orderedScenes, storyClips } from '#shared/document/selectors.ts'
import { timelineOf } from '#shared/document/timeline-selectors.ts'
import type { Project } from '#shared/model/project.ts'
import type { ProjectSnapshot } from '#shared/document/record-cache.ts'
import {
  ClipBody,
  clipToBody,
  CreateProjectBody,
  ProjectBody,
  projectToBody,
  ProjectTreeBody,
  sceneToBody,
  TrashBody,
  trashToBody,
  UpdateProjectBody,
} from '#shared/protocol/http.ts'
import { createApi, identityOf, problemAnswer, requesterOf, type ApiEnv } from '../api.ts'
import { HttpProblem } from '../http-problem.ts'
import { etagOf, requireMatch } from '../conditional.ts'
import { changedSince, IdParam, IfMatch, jsonAnswer, jsonBody, listOrPage, paged, PageQuery } from './answers.ts'

/** What the routes of projects use. */
export interface ProjectRouteServices {
  readonly people: People
  readonly films: Films
  readonly catalog: Catalog
  /** Deletes a film for good. */
  readonly eraseFilm: (projectId: string) => Promise<void>
  readonly now: () => number
}

const tags = ['projects']
const missing = { 404: problemAnswer('There is no such project') }

const create = createRoute({
  method: 'post',
  path: '/projects',
  tags,
  summary: 'Make a project',
  description: 'With an `id` of your own, asking twice makes one project.',
  request: { body: jsonBody(CreateProjectBody) },
  responses: {
    200: jsonAnswer(ProjectBody, 'It was there already'),
    201: jsonAnswer(ProjectBody, 'Made'),
    409: problemAnswer('The id belongs to a project of somebody else'),
    422: problemAnswer('The body is wrong'),
  },
})

const list = createRoute({
  method: 'get',
  path: '/projects',
  tags,
  summary: 'List projects, newest change first',
  description:
    'Only those in which who asks has a role. The whole list comes at once, unless a page is asked for by `limit`.',
  request: {
    query: PageQuery.extend({
      archived: z.enum(['true', 'false']).optional().meta({ description: 'Only archived ones, or only the others' }),
      trashed: z
        .enum(['true', 'false'])
        .default('false')
        .meta({ description: 'Only those in the trash, or only the others' }),
    }),
  },
  responses: { 200: jsonAnswer(listOrPage(ProjectBody), 'The projects') },
})

const get = createRoute({
  method: 'get',
  path: '/projects/{id}',
  tags,
  summary: 'Read a project',
  description:
    'Title, frame rate, picture size in pixels and song. The answer’s ETag is for `If-Match` of a later change.',
  request: { params: IdParam },
  responses: { 200: jsonAnswer(ProjectBody, 'The project'), ...missing },
})

const getTree = createRoute({
  method: 'get',
  path: '/projects/{id}/with-scenes',
  tags,
  summary: 'Read a project with all its scenes, clips and takes',
  description: 'The whole tree in story order. Lengths and positions are seconds.',
  request: { params: IdParam },
  responses: { 200: jsonAnswer(ProjectTreeBody, 'The whole project'), ...missing },
})

const getClips = createRoute({
  method: 'get',
  path: '/projects/{id}/clips',
  tags,
  summary: 'List the clips of a project in the order they play',
  description: 'Alternates and clips in the trash are left out. Lengths and positions are seconds.',
  request: { params: IdParam, query: PageQuery },
  responses: { 200: jsonAnswer(listOrPage(ClipBody), 'The clips'), ...missing },
})

const update = createRoute({
  method: 'put',
  path: '/projects/{id}',
  tags,
  summary: 'Change a project; what is absent stays',
  description:
    'Open tabs show the change at once and can undo it there. With `If-Match` it is made only to the state that was read.',
  request: { params: IdParam, headers: IfMatch, body: jsonBody(UpdateProjectBody) },
  responses: {
    200: jsonAnswer(ProjectBody, 'The project'),
    ...missing,
    ...changedSince,
    422: problemAnswer('The body is wrong'),
  },
})

const remove = createRoute({
  method: 'delete',
  path: '/projects/{id}',
  tags,
  summary: 'Move a project to the trash, or delete it for good',
  description:
    'With `permanent=true` everything in it is deleted: scenes, clips, takes, versions and jobs. It goes from every open tab at once, and from other devices when they next connect; nothing brings it back. Media files stay, since other projects may use them.',
  request: {
    params: IdParam,
    headers: IfMatch,
    query: z.object({
      permanent: z.enum(['true', 'false']).default('false').meta({ description: 'Whether to delete it for good' }),
    }),
  },
  responses: { 204: { description: 'It is in the trash, or gone' }, ...missing, ...changedSince },
})

const getTrash = createRoute({
  method: 'get',
  path: '/projects/{id}/trash',
  tags,
  summary: 'List what lies in the trash of a project',
  description: 'What was deleted and can be restored: scenes, clips and takes with the time of their deletion.',
  request: { params: IdParam },
  responses: { 200: jsonAnswer(TrashBody, 'The trash, newest first'), ...missing },
})

/** The tag of a project: of all that can be changed by `PUT`, so without the time of its last change. */
function tagOf(id: string, project: Project): string {
  return etagOf({ ...projectToBody(id, project, 0), updated_at: null })
}

/** The bodies of the clips on the main track, with where they lie. */
export function storyBodies(projectId: string, snapshot: ProjectSnapshot): ClipBody[] {
  const { spanOf } = timelineOf(snapshot)
  return storyClips(snapshot).map((clip) => clipToBody(projectId, snapshot, clip, spanOf.get(clip.id)?.start ?? null))
}

/** A whole film: its scenes in story order, each with its clips. */
export function treeBody(
  projectId: string,
  snapshot: ProjectSnapshot,
  updatedAt: number,
): z.infer<typeof ProjectTreeBody> {
  const { spanOf } = timelineOf(snapshot)
  const scenes = orderedScenes(snapshot).map((scene) => ({
    ...sceneToBody(projectId, snapshot, scene),
    clips: clipsOfScene(snapshot, scene.id).map((clip) =>
      clipToBody(projectId, snapshot, clip, spanOf.get(clip.id)?.start ?? null),
    ),
  }))
  return { ...projectToBody(projectId, snapshot.project, updatedAt), scenes }
}

/** `/projects…`. */
export function projectRoutes(services: ProjectRouteServices): OpenAPIHono<ApiEnv> {
  const { people, films, catalog, eraseFilm, now } = services
  const app = createApi()
  const updatedAt = async (id: string): Promise<number> => (await catalog.get(id))?.updatedAt ?? now()
  const bodyOf = async (id: string): Promise<ProjectBody> => {
    const project = await films.read(id, (snapshot) => snapshot.project)
    return projectToBody(id, project, await updatedAt(id))
  }

  app.openapi(create, async (c) => {
    const { id: givenId, fps, ...fields } = c.req.valid('json')
    const by = requesterOf(c)
    const id = givenId ?? by.newId()
    const identity = identityOf(c)
    if (!(await people.films.claim(id, identity)) && (await identity.roleIn(id)) === null) {
      throw new HttpProblem('conflict', 'This id belongs to a project that you cannot see. Nothing was made')
    }
    c.set('audited', { projectId: id, subject: id, detail: fields.name })
    try {
      const project = await films.create(
        id,
        (doc, context) => {
          createProject(doc, { ...fields, ...(fps ? { frameRate: fps } : {}) }, context)
          return readProject(doc)
        },
        by,
      )
      return c.json(projectToBody(id, project, now()), 201)
    } catch (error) {
      if (!(error instanceof CommandError) || error.code !== 'conflict') throw error
      // One under an id that nobody asked for was made by this very request, whose answer was lost.
      return givenId === undefined ? c.json(await bodyOf(id), 201) : c.json(await bodyOf(id), 200)
    }
  })

  app.openapi(list, async (c) => {
    const { archived, trashed, ...page } = c.req.valid('query')
    await films.index()
    const mine = await identityOf(c).films()
    const bodies = (await catalog.list()).flatMap(({ id, updatedAt, record }) => {
      if (mine && !mine.has(id)) return []
      // A room that somebody has opened and nobody has filled yet is no project.
      if (!record || (record.deletedAt !== null) !== (trashed === 'true')) return []
      if (archived !== undefined && (record.archivedAt !== null) !== (archived === 'true')) return []
      return [projectToBody(id, record, updatedAt)]
    })
    return c.json(
      paged(bodies, (body) => body.id, page),
      200,
    )
  })

  app.openapi(get, async (c) => {
    const { id } = c.req.valid('param')
    const project = await films.read(id, (snapshot) => snapshot.project)
    c.header('etag', tagOf(id, project))
    return c.json(projectToBody(id, project, await updatedAt(id)), 200)
  })

  app.openapi(getTrash, async (c) => c.json(await films.read(c.req.valid('param').id, trashToBody), 200))

  app.openapi(getTree, async (c) => {
    const { id } = c.req.valid('param')
    const changed = await updatedAt(id)
    const body = await films.read(id, (snapshot) => treeBody(id, snapshot, changed))
    // The catalogue's time follows the film by a moment; what there is to see is the same.
    c.header('etag', etagOf({ ...body, updated_at: null }))
    return c.json(body, 200)
  })

  app.openapi(getClips, async (c) => {
    const { id } = c.req.valid('param')
    const bodies = await films.read(id, (snapshot) => storyBodies(id, snapshot))
    return c.json(
      paged(bodies, (body) => body.id, c.req.valid('query')),
      200,
    )
  })

  app.openapi(update, async (c) => {
    const { id } = c.req.valid('param')
    const { fps, archived, deleted, ...fields } = c.req.valid('json')
    const project = await films.edit(
      id,
      ({ doc, before, context }) => {
        requireMatch(c, tagOf(id, before.project))
        doc.ydoc.transact(() => {
          updateProject(doc, fields, context)
          if (fps) setFrameRate(doc, { frameRate: fps }, context)
          if (archived !== undefined) archiveProject(doc, { archived }, context)
          if (deleted === false) restoreProject(doc, {}, context)
        }, context.origin)
        return readProject(doc)
      },
      requesterOf(c),
    )
    await films.index()
    c.header('etag', tagOf(id, project))
    return c.json(projectToBody(id, project, now()), 200)
  })

  app.openapi(remove, async (c) => {
    const { id } = c.req.valid('param')
    if (c.req.valid('query').permanent === 'true') {
      await films.read(id, ({ project }) => requireMatch(c, tagOf(id, project)))
      await eraseFilm(id)
      c.set('audited', { kind: 'film-removed', subject: id })
    } else {
      await films.edit(
        id,
        ({ doc, before, context }) => {
          requireMatch(c, tagOf(id, before.project))
          trashProject(doc, {}, context)
        },
        requesterOf(c),
      )
    }
    await films.index()
    return c.body(null, 204)
  })

  return app
}
