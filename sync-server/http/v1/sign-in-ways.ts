import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi'
import { AccessRefused } from '#server/auth/access-refused.ts'
import { OutsideRefused, problemOf, type OutsideSignIn } from '#server/auth/outside-sign-in.ts'
import type { People } from '#server/auth/people.ts'
import type { WaysIn } from '#server/auth/ways-in.ts'
import type { OutsideIdentityRecord } from '#server/storage/credential-store.ts'
import { LinkedSignInBody, SignInWaysBody } from '#shared/protocol/ways-in.ts'
import { createApi, identityOf, problemAnswer, type ApiEnv } from '../api.ts'
import { HttpProblem } from '../http-problem.ts'
import { credentialsOf } from '../middleware/authenticate.ts'
import { jsonAnswer } from './answers.ts'
import { iso } from './times.ts'

/** What the routes of ways to sign in use. */
export interface SignInWayRouteServices {
  readonly waysIn: WaysIn
  readonly people: People
}

const START = '/session/oidc/start'

/** A page of this app to go to: never another site, whatever a link says. */
const ReturnTo = z
  .string()
  .max(500)
  .regex(/^\/(?![/\\])[\x21-\x7e]*$/, 'a path of this app is needed')
  .default('/')

const tags = ['session']
const none = { 404: problemAnswer('No such way to sign in is set up') }

const ways = createRoute({
  method: 'get',
  path: '/session/ways',
  tags,
  summary: 'Tell by which ways people sign in here',
  description: 'What the page to sign in shows. Needs no sign-in.',
  responses: { 200: jsonAnswer(SignInWaysBody, 'The ways') },
})

const start = createRoute({
  method: 'get',
  path: START,
  tags,
  summary: 'Go to the sign-in service (OpenID Connect)',
  description:
    'For a browser to open. The service sends it back, and it ends at `return_to`; where something went wrong, at the start page with the query `sign_in_problem`: one of the words of `SignInProblem`.',
  request: {
    query: z.object({
      return_to: ReturnTo,
      invitation: z.string().max(200).optional().meta({ description: 'The code by which somebody new comes' }),
      link: z.enum(['1']).optional().meta({ description: 'Links the account that is signed in' }),
    }),
  },
  responses: {
    302: { description: 'To the service, or to the start page where it cannot be reached' },
    ...none,
    401: problemAnswer('Nobody is signed in to be linked'),
    403: problemAnswer('A token asks to link an account'),
    422: problemAnswer('The query is wrong'),
  },
})

const callback = createRoute({
  method: 'get',
  path: '/session/oidc/callback',
  tags,
  summary: 'Come back from the sign-in service',
  description:
    'The sign-in service sends the browser here; no program calls it. It leads on to the page that was asked for.',
  request: { query: z.looseObject({ code: z.string().max(4000).optional(), state: z.string().max(500).optional() }) },
  responses: {
    302: { description: 'To the app; signed in where all went well' },
    ...none,
    422: problemAnswer('The query is wrong'),
  },
})

const listLinked = createRoute({
  method: 'get',
  path: '/session/linked',
  tags,
  summary: 'List the sign-in services that are linked to one’s own account',
  description: 'At most one for each service that this server knows.',
  responses: {
    200: jsonAnswer(z.array(LinkedSignInBody), 'The links'),
    403: problemAnswer('Who asks has no account'),
  },
})

const unlink = createRoute({
  method: 'delete',
  path: '/session/linked',
  tags,
  summary: 'Unlink the sign-in service from one’s own account',
  description: 'Refused where nothing else is left to sign in by.',
  responses: {
    204: { description: 'It no longer opens this account' },
    ...none,
    403: problemAnswer('Who asks has no account'),
    409: problemAnswer('It is the only way in'),
  },
})

/** `/session/ways`, `/session/oidc/…` and `/session/linked`. */
export function signInWayRoutes({ waysIn, people }: SignInWayRouteServices): OpenAPIHono<ApiEnv> {
  const app = createApi()
  const { outside } = waysIn
  const requireOutside = (): OutsideSignIn => {
    if (outside) return outside
    throw new HttpProblem('not-found', 'No sign-in service is set up on this server')
  }

  app.openapi(ways, (c) =>
    c.json(
      {
        password: people.accountsOn,
        passkeys: people.accountsOn,
        oidc: outside && { name: outside.name, start: `/api/v1${START}` },
      },
      200,
    ),
  )

  app.openapi(start, async (c) => {
    const { return_to: returnTo, invitation = null, link } = c.req.valid('query')
    const linker = link === '1' ? identityOf(c) : null
    const service = requireOutside()
    c.header('cache-control', 'no-store')
    try {
      const begun = await service.begin({ returnTo, invitation, linker })
      c.header('set-cookie', begun.cookie, { append: true })
      return c.redirect(begun.location, 302)
    } catch (error) {
      if (!(error instanceof OutsideRefused)) throw error
      return c.redirect(problemPage(error), 302)
    }
  })

  app.openapi(callback, async (c) => {
    const service = requireOutside()
    c.header('cache-control', 'no-store')
    c.header('set-cookie', service.forgettingCookie, { append: true })
    try {
      const { returnTo, opened } = await service.end(new URL(c.req.url).search, credentialsOf(c))
      if (opened) c.header('set-cookie', opened.cookie, { append: true })
      return c.redirect(returnTo, 302)
    } catch (error) {
      if (!(error instanceof AccessRefused)) throw error
      return c.redirect(problemPage(error), 302)
    }
  })

  app.openapi(listLinked, async (c) => {
    const account = await people.accounts.own(identityOf(c))
    return c.json((await waysIn.linkedOf(account.id)).map(linkedToBody), 200)
  })

  app.openapi(unlink, async (c) => {
    const { name } = await requireOutside().unlink(identityOf(c))
    c.set('audited', { subject: name })
    return c.body(null, 204)
  })

  return app
}

/** A closed word: what a link says must never be shown as if the server said it. */
function problemPage(refused: AccessRefused): string {
  return `/?sign_in_problem=${problemOf(refused)}`
}

function linkedToBody({ issuer, email, linkedAt }: OutsideIdentityRecord): LinkedSignInBody {
  return { issuer, email, linked_at: iso(linkedAt) }
}
