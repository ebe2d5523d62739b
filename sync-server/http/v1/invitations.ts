import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import { AccessRefused } from '#server/auth/access-refused.ts'
import type { People } from '#server/auth/people.ts'
import type { AccountStore } from '#server/storage/account-store.ts'
import type { Catalog } from '#server/storage/catalog.ts'
import type { InvitationRecord } from '#server/storage/member-store.ts'
import {
  AcceptInvitationBody,
  CreateInvitationBody,
  InvitationBody,
  InvitationCodeBody,
  InvitationPreviewBody,
  NewInvitationBody,
  WhoAmI,
} from '#shared/protocol/accounts.ts'
import { createApi, identityOf, problemAnswer, type ApiEnv } from '../api.ts'
import { credentialsOf } from '../middleware/authenticate.ts'
import { invitationToBody, whoAmI } from './account-bodies.ts'
import { IdParam, jsonAnswer, jsonBody, listOrPage, paged, PageQuery } from './answers.ts'

/** What the routes of invitations use. */
export interface InvitationRouteServices {
  readonly people: People
  readonly accountStore: AccountStore
  readonly catalog: Catalog
}

const tags = ['invitations']
const wrong = { 422: problemAnswer('The body or query is wrong') }
const noCode = { 403: problemAnswer('The code does not work, or no longer') }

const create = createRoute({
  method: 'post',
  path: '/invitations',
  tags,
  summary: 'Invite somebody to the studio or to a project',
  description:
    'Owners of a film invite guests to it; administrators invite to everything. The code is shown here alone and works once.',
  request: { body: jsonBody(CreateInvitationBody) },
  responses: {
    201: jsonAnswer(NewInvitationBody, 'The invitation with its code'),
    403: problemAnswer('It is not theirs to make'),
    404: problemAnswer('There is no such project'),
    ...wrong,
  },
})

const list = createRoute({
  method: 'get',
  path: '/invitations',
  tags,
  summary: 'List invitations, newest first',
  description: 'Administrators see all of them, others their own.',
  request: { query: PageQuery },
  responses: { 200: jsonAnswer(listOrPage(InvitationBody), 'The invitations'), ...wrong },
})

const remove = createRoute({
  method: 'delete',
  path: '/invitations/{id}',
  tags,
  summary: 'Take an invitation back',
  description: 'Its link stops working at once; whoever has used it stays.',
  request: { params: IdParam },
  responses: { 204: { description: 'It works no more' }, 404: problemAnswer('There is no such invitation') },
})

const look = createRoute({
  method: 'post',
  path: '/invitations/look',
  tags,
  summary: 'Tell what an invitation is to',
  description: 'What the page of an invitation shows before it is used. The code stays good.',
  request: { body: jsonBody(InvitationCodeBody) },
  responses: { 200: jsonAnswer(InvitationPreviewBody, 'What it is to'), ...noCode, ...wrong },
})

const accept = createRoute({
  method: 'post',
  path: '/invitations/accept',
  tags,
  summary: 'Use an invitation, with a new account or for the one that is signed in',
  description:
    'The code works once. With `account` a new account is made and signed in; without it the role goes to the account that asks.',
  request: { body: jsonBody(AcceptInvitationBody) },
  responses: {
    200: jsonAnswer(WhoAmI, 'Who asks, with what they may do now'),
    401: problemAnswer('Nobody is signed in, and no account was given'),
    ...noCode,
    409: problemAnswer('The name is taken'),
    ...wrong,
    429: problemAnswer('Too many try at this moment'),
  },
})

/** `/invitations…`. */
export function invitationRoutes({ people, accountStore, catalog }: InvitationRouteServices): OpenAPIHono<ApiEnv> {
  const { invitations } = people
  const app = createApi()
  const bodyOf = async (invitation: InvitationRecord): Promise<InvitationBody> => {
    const user = invitation.usedBy === null ? null : await accountStore.get(invitation.usedBy)
    return invitationToBody(invitation, invitation.usedBy && (user?.displayName ?? 'somebody who has gone'))
  }

  app.openapi(create, async (c) => {
    const { studio_role: studio, project_id, project_role, note, expires_in_days: days } = c.req.valid('json')
    const film = project_id && project_role ? { projectId: project_id, role: project_role } : null
    if (film && !(await catalog.get(film.projectId))) {
      throw new AccessRefused('not-found', `There is no project with the id ${film.projectId}`, 'project_id')
    }
    const { invitation, code } = await invitations.make(identityOf(c), { studio, film, note, days })
    c.set('audited', {
      subject: invitation.id,
      projectId: invitation.projectId,
      detail: film ? `${studio}, ${film.role}` : studio,
    })
    return c.json({ ...(await bodyOf(invitation)), code }, 201)
  })

  app.openapi(list, async (c) => {
    const bodies = await Promise.all((await invitations.list(identityOf(c))).map(bodyOf))
    return c.json(
      paged(bodies, ({ id }) => id, c.req.valid('query')),
      200,
    )
  })

  app.openapi(remove, async (c) => {
    const { projectId } = await invitations.remove(identityOf(c), c.req.valid('param').id)
    c.set('audited', { projectId })
    return c.body(null, 204)
  })

  app.openapi(look, async (c) => {
    const invitation = await invitations.look(c.req.valid('json').code)
    const { projectId } = invitation
    return c.json(
      {
        invited_by: invitation.inviter,
        studio_role: invitation.studio,
        project_name: projectId === null ? null : ((await catalog.get(projectId))?.name ?? null),
        project_role: invitation.projectRole,
        expires_at: new Date(invitation.expiresAt).toISOString(),
      },
      200,
    )
  })

  app.openapi(accept, async (c) => {
    const { code, account } = c.req.valid('json')
    if (account) {
      const { name, display_name: displayName, password } = account
      const opened = await invitations.acceptAnew(code, { name, displayName, password }, credentialsOf(c))
      c.header('set-cookie', opened.cookie, { append: true })
      return c.json(await whoAmI(opened.identity, people, accountStore), 200)
    }
    const identity = identityOf(c)
    await invitations.acceptAs(identity, code)
    return c.json(await whoAmI(await identity.renew(), people, accountStore), 200)
  })

  return app
}
