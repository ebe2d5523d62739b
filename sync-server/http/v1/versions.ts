import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi'
import type { People } from '#server/auth/people.ts'
import type { Films } from '#server/films/films.ts'
import type { VersionStore } from '#server/storage/version-store.ts'
import { VersionRefused, type VersionKeeper, type VersionProblem } from '#server/versions/version-keeper.ts'
import { CommandError } from '#shared/commands/command.ts'
import { isEmptyProject } from '#shared/document/project-doc.ts'
import { copyFilm } from '#shared/commands/copy-film.ts'
import { importFilm } from '#shared/commands/import-film.ts'
import { restoreVersion } from '#shared/commands/restore-version.ts'
import { snapshotOfContentInSlices, type FilmContent } from '#shared/document/film-content.ts'
import type { ProjectSnapshot } from '#shared/document/record-cache.ts'
import { compareVersions } from '#shared/document/versions/compare.ts'
import { EntityId } from '#shared/model/ids.ts'
import type { FilmVersion } from '#shared/model/version.ts'
import type { ErrorCode } from '#shared/protocol/errors.ts'
import { ProjectBody, projectToBody } from '#shared/protocol/http.ts'
import {
  changeToBody,
  CopyVersionBody,
  CreateVersionBody,
  RenameVersionBody,
  RestoredVersionBody,
  UploadVersionQuery,
  VersionBody,
  VersionComparisonBody,
  VersionTreeBody,
  versionToBody,
} from '#shared/protocol/versions.ts'
import { createApi, identityOf, problemAnswer, requesterOf, type ApiEnv } from '../api.ts'
import { HttpProblem } from '../http-problem.ts'
import { IdParam, jsonAnswer, jsonBody, listOrPage, paged, PageQuery } from './answers.ts'
import { treeBody } from './projects.ts'

/** What the routes of versions use. */
export interface VersionRouteServices {
  readonly people: People
  readonly films: Films
  readonly versions: VersionKeeper
  readonly versionStore: VersionStore
  readonly now: () => number
}

const tags = ['versions']
const VersionParams = IdParam.extend({ version_id: EntityId })
const noFilm = { 404: problemAnswer('There is no such project') }
const missing = { 404: problemAnswer('There is no such project or version') }
const wrong = { 422: problemAnswer('The body is wrong') }
const STATE = 'gzip of a Yjs update in encoding V2: the whole project document'

const list = createRoute({
  method: 'get',
  path: '/projects/{id}/versions',
  tags,
  summary: 'List the kept versions of a project, newest first',
  description: 'Named versions stay for ever, automatic ones are thinned out with age. Sizes are bytes.',
  request: { params: IdParam, query: PageQuery },
  responses: { 200: jsonAnswer(listOrPage(VersionBody), 'The versions'), ...noFilm },
})

const create = createRoute({
  method: 'post',
  path: '/projects/{id}/versions',
  tags,
  summary: 'Keep the project as it is now, under a name',
  description: 'With an `id` of your own, asking twice keeps one version.',
  request: { params: IdParam, body: jsonBody(CreateVersionBody) },
  responses: { 201: jsonAnswer(VersionBody, 'Kept'), ...noFilm, ...wrong },
})

const upload = createRoute({
  method: 'put',
  path: '/projects/{id}/versions/{version_id}',
  tags,
  summary: 'Hand over a version that a device has kept',
  description: `The body is the packed state: ${STATE}. It must be an earlier state of this project. A known id changes nothing but the name.`,
  request: { params: VersionParams, query: UploadVersionQuery },
  responses: {
    200: jsonAnswer(VersionBody, 'It was here already'),
    201: jsonAnswer(VersionBody, 'Kept'),
    ...noFilm,
    409: problemAnswer('The version holds changes that this server does not have yet'),
    413: problemAnswer('The state is too large'),
    422: problemAnswer('The body is no state of a project'),
  },
})

const get = createRoute({
  method: 'get',
  path: '/projects/{id}/versions/{version_id}',
  tags,
  summary: 'Read a version: the project with its scenes, clips and takes as they were',
  description: 'Nothing is restored by reading. The project as it is now is not touched.',
  request: { params: VersionParams },
  responses: { 200: jsonAnswer(VersionTreeBody, 'The version'), ...missing },
})

const getState = createRoute({
  method: 'get',
  path: '/projects/{id}/versions/{version_id}/state',
  tags,
  summary: 'Download the state that a version holds',
  description: STATE,
  request: { params: VersionParams },
  responses: {
    200: {
      description: 'The packed state',
      content: { 'application/gzip': { schema: z.string().meta({ format: 'binary' }) } },
    },
    ...missing,
  },
})

const compare = createRoute({
  method: 'get',
  path: '/projects/{id}/versions/{version_id}/changes',
  tags,
  summary: 'What is different since a version',
  description: 'Scenes, clips and takes that were added, changed or removed, by their names and fields.',
  request: {
    params: VersionParams,
    query: z.object({
      with: EntityId.optional().meta({ description: 'Another version; absent: the project as it is now' }),
    }),
  },
  responses: { 200: jsonAnswer(VersionComparisonBody, 'The differences, in story order'), ...missing },
})

const rename = createRoute({
  method: 'put',
  path: '/projects/{id}/versions/{version_id}/name',
  tags,
  summary: 'Name a version, which keeps it for ever, or take its name away',
  description: 'Named versions are never thinned out; `null` leaves it to the rules for automatic ones.',
  request: { params: VersionParams, body: jsonBody(RenameVersionBody) },
  responses: { 200: jsonAnswer(VersionBody, 'The version'), ...missing, ...wrong },
})

const remove = createRoute({
  method: 'delete',
  path: '/projects/{id}/versions/{version_id}',
  tags,
  summary: 'Delete a version for good; the project is not touched',
  description: 'It cannot be brought back.',
  request: { params: VersionParams },
  responses: { 204: { description: 'It is gone' }, ...missing },
})

const restore = createRoute({
  method: 'post',
  path: '/projects/{id}/versions/{version_id}/restore',
  tags,
  summary: 'Bring the project back to what a version held',
  description:
    'The project is kept as a version first. Takes that were made since stay; scenes and clips that were made since go to the trash.',
  request: { params: VersionParams },
  responses: {
    200: jsonAnswer(RestoredVersionBody, 'Restored'),
    ...missing,
    409: problemAnswer('The version was kept by a newer StoryCanvas'),
  },
})

const copy = createRoute({
  method: 'post',
  path: '/projects/{id}/versions/{version_id}/copy',
  tags,
  summary: 'Make a new project of a version; media are shared',
  description: 'The copy has ids of its own and begins its own history. No file is copied.',
  request: { params: VersionParams, body: jsonBody(CopyVersionBody) },
  responses: { 201: jsonAnswer(ProjectBody, 'Made'), ...missing, ...wrong },
})

/** What a refused state is answered with. */
const REFUSALS: Readonly<Record<VersionProblem, { readonly code: ErrorCode; readonly detail: string }>> = {
  unreadable: { code: 'invalid', detail: `The body cannot be read. It is ${STATE}. Nothing of it was kept` },
  'no-film': { code: 'invalid', detail: 'The body holds no project. Nothing of it was kept' },
  ahead: {
    code: 'conflict',
    detail: 'The version holds changes that this server does not have. Sync the project first, then send it again',
  },
}

/** Lets others have their turn while a long film is read. */
const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** `/projects/{id}/versions…`. */
export function versionRoutes(services: VersionRouteServices): OpenAPIHono<ApiEnv> {
  const { people, films, versions, versionStore, now } = services
  const app = createApi()

  const find = async (projectId: string, id: string): Promise<FilmVersion> => {
    const version = await versionStore.get(projectId, id)
    if (version) return version
    await films.require(projectId)
    throw noVersion(id)
  }
  const read = async (version: FilmVersion): Promise<FilmContent> => {
    const content = await versions.read(version.projectId, version.id)
    if (!content) throw noVersion(version.id)
    return content
  }
  const snapshotOf = async (version: FilmVersion): Promise<ProjectSnapshot> =>
    snapshotOfContentInSlices(await read(version), pause)

  app.openapi(list, async (c) => {
    const { id } = c.req.valid('param')
    await films.require(id)
    const bodies = (await versionStore.list(id)).map(versionToBody)
    return c.json(
      paged(bodies, (body) => body.id, c.req.valid('query')),
      200,
    )
  })

  app.openapi(create, async (c) => {
    const { id } = c.req.valid('param')
    const { id: given, name } = c.req.valid('json')
    await films.require(id)
    const by = requesterOf(c)
    const versionId = given ?? by.newId()
    const known = await versionStore.get(id, versionId)
    const version = known ?? (await versions.keep(id, { id: versionId, kind: 'named', name, author: by.actor }))
    if (!version) throw new CommandError('not-found', `There is no project with the id ${id}`)
    return c.json(versionToBody(version), 201)
  })

  app.openapi(upload, async (c) => {
    const { id, version_id } = c.req.valid('param')
    const { kind, name = null, author = null, at } = c.req.valid('query')
    await films.require(id)
    const packed = new Uint8Array(await c.req.arrayBuffer())
    try {
      const said = { id: version_id, projectId: id, kind, name, author, at: Math.min(at, now()) }
      const { version, isNew } = await versions.accept(said, packed)
      return c.json(versionToBody(version), isNew ? 201 : 200)
    } catch (error) {
      if (!(error instanceof VersionRefused)) throw error
      const { code, detail } = REFUSALS[error.problem]
      throw new HttpProblem(code, detail, [], { cause: error })
    }
  })

  app.openapi(get, async (c) => {
    const { id, version_id } = c.req.valid('param')
    const version = await find(id, version_id)
    const snapshot = await snapshotOf(version)
    return c.json({ version: versionToBody(version), project: treeBody(id, snapshot, version.at) }, 200)
  })

  app.openapi(getState, async (c) => {
    const { id, version_id } = c.req.valid('param')
    const { fingerprint } = await find(id, version_id)
    const state = await versionStore.state(id, version_id)
    if (!state) throw noVersion(version_id)
    return c.body(state as Uint8Array<ArrayBuffer>, 200, {
      'content-type': 'application/gzip',
      etag: `"${fingerprint}"`,
      'cache-control': 'private, max-age=31536000, immutable',
    })
  })

  app.openapi(compare, async (c) => {
    const { id, version_id } = c.req.valid('param')
    const other = c.req.valid('query').with
    const version = await find(id, version_id)
    const against = other === undefined ? null : await find(id, other)
    const before = await snapshotOf(version)
    const after = against ? await snapshotOf(against) : await films.read(id, (snapshot) => snapshot)
    const changes = compareVersions(before, after).map(changeToBody)
    return c.json({ version: versionToBody(version), with: against && versionToBody(against), changes }, 200)
  })

  app.openapi(rename, async (c) => {
    const { id, version_id } = c.req.valid('param')
    const { name } = c.req.valid('json')
    const version = await find(id, version_id)
    await versions.rename(id, version_id, name)
    return c.json(versionToBody({ ...version, name }), 200)
  })

  app.openapi(remove, async (c) => {
    const { id, version_id } = c.req.valid('param')
    await find(id, version_id)
    await versions.remove(id, version_id)
    return c.body(null, 204)
  })

  app.openapi(restore, async (c) => {
    const { id, version_id } = c.req.valid('param')
    const version = await find(id, version_id)
    const content = await read(version)
    const before = await versions.keep(id, { kind: 'before-restore', author: requesterOf(c).actor })
    if (!before) throw noVersion(version_id)
    const project = await films.edit(
      id,
      ({ doc, context, after }) => {
        restoreVersion(doc, { content }, context)
        return after().project
      },
      requesterOf(c),
    )
    await films.index()
    return c.json(
      { restored: versionToBody(version), before: versionToBody(before), project: projectToBody(id, project, now()) },
      200,
    )
  })

  app.openapi(copy, async (c) => {
    const { id, version_id } = c.req.valid('param')
    const { name } = c.req.valid('json')
    const snapshot = await snapshotOf(await find(id, version_id))
    const by = requesterOf(c)
    const copyId = by.newId()
    const { film } = copyFilm(snapshot, { stars: [], rejects: [] }, name, by.newId)
    await people.films.claim(copyId, identityOf(c))
    c.set('audited', { projectId: copyId, subject: copyId, detail: name })
    await films.create(
      copyId,
      (doc, context) => {
        // A copy that is there was made by this very request, whose answer was lost.
        if (isEmptyProject(doc)) importFilm(doc, film, context)
      },
      by,
    )
    const project = await films.read(copyId, (made) => made.project)
    return c.json(projectToBody(copyId, project, now()), 201)
  })

  return app
}

function noVersion(id: string): CommandError {
  return new CommandError('not-found', `There is no version with the id ${id}`)
}
