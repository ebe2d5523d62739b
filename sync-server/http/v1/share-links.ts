import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import type { WaysIn } from '#server/auth/ways-in.ts'
import type { Films } from '#server/films/films.ts'
import type { Catalog } from '#server/storage/catalog.ts'
import type { ShareLinkRecord } from '#server/storage/pass-store.ts'
import { EntityId } from '#shared/model/ids.ts'
import {
  CreateShareLinkBody,
  LookShareLinkBody,
  NewShareLinkBody,
  OpenedShareLinkBody,
  OpenShareLinkBody,
  ShareLinkBody,
  ShareLinkPreviewBody,
} from '#shared/protocol/ways-in.ts'
import { createApi, identityOf, problemAnswer, type ApiEnv } from '../api.ts'
import { HttpProblem } from '../http-problem.ts'
import { credentialsOf } from '../middleware/authenticate.ts'
import { IdParam, jsonAnswer, jsonBody, listOrPage, paged, PageQuery } from './answers.ts'
import { guarded } from './guarded.ts'
import { daysFrom, iso, notKept, orNull } from './times.ts'
import { accessTokenToBody } from './tokens.ts'

/** What the routes of share links use. */
export interface ShareLinkRouteServices {
  readonly waysIn: WaysIn
  readonly films: Films
  readonly catalog: Pick<Catalog, 'get'>
  readonly now: () => number
}

/** The page of the app that opens a link; its secret stands behind the #, which browsers send to nobody. */
const PAGE = '/share#'

const tags = ['share links']
const LinkParams = IdParam.extend({ link_id: EntityId })
const missing = { 404: problemAnswer('There is no such project or link') }
const wrong = { 422: problemAnswer('The body or query is wrong') }
const dead = { 404: problemAnswer('The link does not work, or no longer') }

const list = createRoute({
  method: 'get',
  path: '/projects/{id}/share-links',
  tags,
  summary: 'List the share links of a project, newest first',
  description: 'For owners. The links themselves were shown once, and are kept only as hashes.',
  request: { params: IdParam, query: PageQuery },
  responses: { 200: jsonAnswer(listOrPage(ShareLinkBody), 'The links'), ...missing, ...wrong },
})

const make = createRoute({
  method: 'post',
  path: '/projects/{id}/share-links',
  tags,
  summary: 'Make a link that lets guests into a project',
  description: 'Whoever has it comes in with its role, into this project alone. Its secret is in this answer alone.',
  request: { params: IdParam, body: jsonBody(CreateShareLinkBody) },
  responses: { 201: jsonAnswer(NewShareLinkBody, 'The link'), ...missing, ...wrong },
})

const revoke = createRoute({
  method: 'delete',
  path: '/projects/{id}/share-links/{link_id}',
  tags,
  summary: 'Revoke a share link',
  description: 'Whoever came by it is out at once.',
  request: { params: LinkParams },
  responses: { 204: { description: 'It opens nothing any more' }, ...missing },
})

const look = createRoute({
  method: 'post',
  path: '/share-links/look',
  tags,
  summary: 'Tell what a share link opens, before it is opened',
  description: 'The name of the project, the role it gives, and whether it asks for a password.',
  request: { body: jsonBody(LookShareLinkBody) },
  responses: { 200: jsonAnswer(ShareLinkPreviewBody, 'What it opens'), ...dead, ...wrong },
})

const open = createRoute({
  method: 'post',
  path: '/share-links/open',
  tags,
  summary: 'Come in by a share link',
  description:
    'Sets a cookie for browsers; programs take the access token of the answer, and with it new ones from `POST /access-tokens`. Whoever is signed in stays who they are, with the role of the link in its project.',
  request: { body: jsonBody(OpenShareLinkBody) },
  responses: {
    200: jsonAnswer(OpenedShareLinkBody, 'Come in'),
    403: problemAnswer('The password is wrong or missing'),
    ...dead,
    429: problemAnswer('Too many wrong passwords'),
    ...wrong,
  },
})

/** `/projects/{id}/share-links…` and `/share-links/…`. */
export function shareLinkRoutes({ waysIn, films, catalog, now }: ShareLinkRouteServices): OpenAPIHono<ApiEnv> {
  const app = createApi()
  const { links, accessTokens, guard } = waysIn

  app.openapi(list, async (c) => {
    const { id } = c.req.valid('param')
    await films.require(id)
    const bodies = (await links.list(id)).map(linkToBody)
    return c.json(
      paged(bodies, (body) => body.id, c.req.valid('query')),
      200,
    )
  })

  app.openapi(make, async (c) => {
    const { id } = c.req.valid('param')
    const { role, note, expires_in_days: days, password = null } = c.req.valid('json')
    await films.require(id)
    const plan = { projectId: id, role, note, expiresAt: daysFrom(now(), days), password }
    const { link, secret } = await links.make(identityOf(c), plan)
    c.set('audited', { subject: note, detail: role, projectId: id })
    return notKept(c).json({ ...linkToBody(link), secret, path: PAGE + secret }, 201)
  })

  app.openapi(revoke, async (c) => {
    const { id, link_id: linkId } = c.req.valid('param')
    await films.require(id)
    const { note, role } = await links.revoke(id, linkId)
    c.set('audited', { subject: note, detail: role, projectId: id })
    return c.body(null, 204)
  })

  app.openapi(look, async (c) => {
    const link = await links.look(c.req.valid('json').secret)
    const needsPassword = link.passwordHash !== null
    const film = needsPassword ? null : await catalog.get(link.projectId)
    const preview = {
      project_id: needsPassword ? null : link.projectId,
      project_name: film?.name ?? null,
      role: link.role,
      made_by: link.maker,
      needs_password: needsPassword,
      expires_at: orNull(link.expiresAt),
    }
    return notKept(c).json(preview, 200)
  })

  app.openapi(open, async (c) => {
    const { secret, password = null, name } = c.req.valid('json')
    const link = await links.look(secret)
    if (link.passwordHash !== null) {
      const isRight = await guarded(guard, { name: `share-link ${link.id}`, address: c.get('address') }, async () =>
        (await links.opensWith(link, password)) ? 'right' : 'wrong',
      )
      if (isRight === 'wrong') {
        throw new HttpProblem('not-allowed', 'This link asks for a password, and this is not it', [
          { path: 'password', message: 'wrong or missing' },
        ])
      }
    }
    const opened = await links.open(link, name, credentialsOf(c))
    const { token, expiresAt } = await accessTokens.make(opened.identity, { scopes: null, film: null })
    c.header('set-cookie', opened.cookie, { append: true })
    return notKept(c).json(
      {
        ...accessTokenToBody(token, expiresAt, now()),
        project_id: link.projectId,
        role: link.role,
        name: opened.identity.name,
        expires_at: iso(opened.expiresAt),
      },
      200,
    )
  })

  return app
}

function linkToBody(link: ShareLinkRecord): ShareLinkBody {
  return {
    id: link.id,
    project_id: link.projectId,
    role: link.role,
    note: link.note,
    has_password: link.passwordHash !== null,
    made_by: link.maker,
    created_at: iso(link.createdAt),
    expires_at: orNull(link.expiresAt),
    last_used_at: orNull(link.lastUsedAt),
  }
}
