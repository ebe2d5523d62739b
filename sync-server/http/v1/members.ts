import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import type { People } from '#server/auth/people.ts'
import type { Films } from '#server/films/films.ts'
import { EntityId } from '#shared/model/ids.ts'
import { AddMemberBody, MemberBody, MemberRoleBody } from '#shared/protocol/accounts.ts'
import { createApi, problemAnswer, type ApiEnv } from '../api.ts'
import { memberToBody } from './account-bodies.ts'
import { IdParam, jsonAnswer, jsonBody, listOrPage, paged, PageQuery } from './answers.ts'

/** What the routes of roles in films use. */
export interface MemberRouteServices {
  readonly people: People
  readonly films: Films
}

const tags = ['members']
const MemberParams = IdParam.extend({ account_id: EntityId })
const missing = { 404: problemAnswer('There is no such project or account') }
const lastOwner = problemAnswer('The film would lose its last owner')
const wrong = { 422: problemAnswer('The body or query is wrong') }

const list = createRoute({
  method: 'get',
  path: '/projects/{id}/members',
  tags,
  summary: 'List who has a role in a project, owners first',
  description: 'Owner, editor, reviewer or viewer: one role for each account.',
  request: { params: IdParam, query: PageQuery },
  responses: { 200: jsonAnswer(listOrPage(MemberBody), 'The members'), ...missing, ...wrong },
})

const add = createRoute({
  method: 'post',
  path: '/projects/{id}/members',
  tags,
  summary: 'Give a role to somebody by the name they sign in by',
  description: 'The account must be there already; others come by an invitation.',
  request: { params: IdParam, body: jsonBody(AddMemberBody) },
  responses: {
    201: jsonAnswer(MemberBody, 'The member'),
    ...missing,
    409: problemAnswer('They have a role already'),
    ...wrong,
  },
})

const put = createRoute({
  method: 'put',
  path: '/projects/{id}/members/{account_id}',
  tags,
  summary: 'Give somebody a role, in place of another one',
  description: 'It holds at once, in open tabs too. The last owner of a project stays owner.',
  request: { params: MemberParams, body: jsonBody(MemberRoleBody) },
  responses: { 200: jsonAnswer(MemberBody, 'The member'), ...missing, 409: lastOwner, ...wrong },
})

const remove = createRoute({
  method: 'delete',
  path: '/projects/{id}/members/{account_id}',
  tags,
  summary: 'Take somebody’s role away',
  description: 'Their open connections to the film end at once.',
  request: { params: MemberParams },
  responses: { 204: { description: 'They have no role any more' }, ...missing, 409: lastOwner },
})

const leave = createRoute({
  method: 'delete',
  path: '/projects/{id}/membership',
  tags,
  summary: 'Leave a project',
  description: 'Gives one’s own role back; open connections to the project end at once. The last owner cannot leave.',
  request: { params: IdParam },
  responses: { 204: { description: 'Who asks has no role any more' }, ...missing, 409: lastOwner },
})

/** `/projects/{id}/members…` and `/projects/{id}/membership`. */
export function memberRoutes({ people: { members }, films }: MemberRouteServices): OpenAPIHono<ApiEnv> {
  const app = createApi()

  app.openapi(list, async (c) => {
    const { id } = c.req.valid('param')
    await films.require(id)
    const bodies = (await members.list(id)).map(memberToBody)
    return c.json(
      paged(bodies, (body) => body.account_id, c.req.valid('query')),
      200,
    )
  })

  app.openapi(add, async (c) => {
    const { id } = c.req.valid('param')
    const { name, role } = c.req.valid('json')
    await films.require(id)
    const member = await members.add(id, name, role)
    c.set('audited', { subject: member.account.name, detail: role })
    return c.json(memberToBody(member), 201)
  })

  app.openapi(put, async (c) => {
    const { id, account_id: accountId } = c.req.valid('param')
    const { role } = c.req.valid('json')
    await films.require(id)
    const member = await members.put(id, accountId, role)
    c.set('audited', { subject: member.account.name, detail: role })
    return c.json(memberToBody(member), 200)
  })

  app.openapi(remove, async (c) => {
    const { id, account_id: accountId } = c.req.valid('param')
    await films.require(id)
    await members.remove(id, accountId)
    c.set('audited', { subject: accountId })
    return c.body(null, 204)
  })

  app.openapi(leave, async (c) => {
    const { id } = c.req.valid('param')
    await films.require(id)
    await members.remove(id, c.get('identity')?.accountId ?? '')
    c.set('audited', { detail: 'left' })
    return c.body(null, 204)
  })

  return app
}
