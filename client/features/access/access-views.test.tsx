import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import type { ReactElement } from 'react'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { problem } from '#shared/protocol/errors.ts'
import type { WhoAmI } from '#shared/protocol/accounts.ts'
import type { ActionContext } from '#client/session/action.ts'
import { ServicesProvider } from '#client/session/services-context.tsx'
import { aFilm } from '#client/testing/a-film.ts'
import { renderWithSession } from '#client/testing/render-with-session.tsx'
import { createTestServices } from '#client/testing/test-services.ts'
import { NOBODY, somebody } from '#client/testing/who-am-i.ts'
import { TooltipProvider } from '#client/ui/tooltip.tsx'
import { accessActions } from './access-actions.ts'
import { AccountSection } from './account-section.tsx'
import { AuditSection } from './audit-section.tsx'
import { GuestView } from './guest-view.tsx'
import { InvitationView } from './invitation-view.tsx'
import { PasswordResetView } from './password-reset-view.tsx'
import { PeopleSection } from './people-section.tsx'
import { ShareDialog } from './share-dialog.tsx'
import { SignInView } from './sign-in-view.tsx'
import { TokensSection } from './tokens-section.tsx'
import { accessSections } from './use-access-sections.ts'

beforeEach(() => history.replaceState(null, '', '/'))
afterEach(cleanup)

type Answers = Readonly<Record<string, (body: unknown, path: string) => unknown>>

/** Services over a server that answers these calls (`POST /session`) and says who asks. */
async function over(who: WhoAmI, answers: Answers = {}) {
  const calls: { call: string; body: unknown }[] = []
  const server = { who }
  const { services } = await createTestServices({
    fetch: async (input, init) => {
      const path = String(input).replace('/api/v1', '')
      const call = `${init?.method ?? 'GET'} ${path.split('?')[0]}`
      const body: unknown = typeof init?.body === 'string' ? JSON.parse(init.body) : null
      const answer = answers[call]
      if (answer) {
        calls.push({ call, body })
        const value = answer(body, path)
        return value instanceof Response
          ? value
          : value === null
            ? new Response(null, { status: 204 })
            : Response.json(value)
      }
      return call === 'GET /session' ? Response.json(server.who) : new Response('{}', { status: 503 })
    },
  })
  await services.access.refresh()
  const show = (view: ReactElement): void => {
    render(
      <ServicesProvider services={services}>
        <TooltipProvider>{view}</TooltipProvider>
      </ServicesProvider>,
    )
  }
  return { services, server, calls, show }
}

const fill = (label: string | RegExp, value: string): void => {
  fireEvent.change(screen.getByLabelText(label), { target: { value } })
}
const press = (name: string | RegExp): void => {
  fireEvent.click(screen.getByRole('button', { name }))
}
const refusal = (code: Parameters<typeof problem>[0], words: string): Response =>
  Response.json(problem(code, words), { status: 401, headers: { 'content-type': 'application/problem+json' } })

const WAYS = { password: true, passkeys: true, oidc: null }

describe('the way in', () => {
  test('is shut with words where nobody signs in', async () => {
    const { show } = await over({ ...NOBODY, accounts: 'off', signed_in: true, kind: 'machine' })
    show(<SignInView />)
    expect(await screen.findByText('Nobody signs in here')).toBeTruthy()
  })

  test('tells what was wrong, lets in, and leads back', async () => {
    history.replaceState(null, '', '/sign-in?return_to=%2Fp%2Fa%2Fedit')
    const { show, services } = await over(NOBODY, {
      'GET /session/ways': () => ({ ...WAYS, oidc: { name: 'the studio', start: '/api/v1/session/oidc/start' } }),
      'POST /session': (body) =>
        (body as { password: string }).password === 'right'
          ? somebody({}, { name: 'rin' })
          : refusal('not-signed-in', 'Name or password is wrong'),
    })
    show(<SignInView />)
    const outside = await screen.findByRole('link', { name: 'Go on with the studio' })
    expect(outside.getAttribute('href')).toBe('/api/v1/session/oidc/start?return_to=%2Fp%2Fa%2Fedit')
    fill('Name or email', 'rin')
    fill('Password', 'wrong')
    press('Sign in')
    expect(await screen.findByText('Name or password is wrong.')).toBeTruthy()
    fill('Password', 'right')
    press('Sign in')
    await waitFor(() => expect(location.pathname).toBe('/p/a/edit'))
    expect(services.access.get().who?.account?.name).toBe('rin')
    expect(services.profile.get().name).toBe('rin')
  })

  test('offers only what the server offers', async () => {
    const { show, calls } = await over(NOBODY, { 'GET /session/ways': () => ({ ...WAYS, passkeys: false }) })
    show(<SignInView />)
    await waitFor(() => expect(calls).toHaveLength(1))
    expect(screen.queryByRole('button', { name: /passkey/ })).toBeNull()
    expect(screen.queryByRole('link', { name: /Go on with/ })).toBeNull()
  })

  test('is the set-up on a new server', async () => {
    const { show, calls } = await over(
      { ...NOBODY, accounts: 'set-up' },
      { 'POST /set-up': () => somebody({}, { name: 'mara', studio: 'administrator' }) },
    )
    show(<SignInView />)
    fill('Code from the log', ' ABCD-EFGH ')
    fill('Name or email', 'mara')
    fill('Password', 'correct horse battery')
    press('Make the administrator')
    await waitFor(() => expect(location.pathname).toBe('/settings/people'))
    expect(calls[0]?.body).toEqual({ code: 'ABCD-EFGH', name: 'mara', password: 'correct horse battery' })
  })

  test('by an invitation makes an account and goes to the film', async () => {
    history.replaceState(null, '', '/invitation#CODE')
    const film = '0b6b7a3e-6a55-4b7a-9b43-1f5e6a7c8d90'
    const { show, calls } = await over(NOBODY, {
      'POST /invitations/look': () => ({
        invited_by: 'Mara',
        studio_role: 'guest',
        project_name: 'Harbour',
        project_role: 'viewer',
        expires_at: '2026-03-08T12:00:00.000Z',
      }),
      'POST /invitations/accept': () => somebody({ [film]: 'viewer' }),
    })
    show(<InvitationView />)
    expect(await screen.findByText(/Mara invites you to the film “Harbour” as viewer/)).toBeTruthy()
    fill('Name or email', 'rin')
    fill('Password', 'correct horse battery')
    press('Make my account')
    await waitFor(() => expect(location.pathname).toBe(`/p/${film}/board`))
    expect(calls.at(-1)?.body).toMatchObject({ code: 'CODE', account: { name: 'rin' } })
  })
})

describe('a link that was sent', () => {
  const film = '0b6b7a3e-6a55-4b7a-9b43-1f5e6a7c8d90'
  const expires_at = '2026-03-08T12:00:00.000Z'

  test('lets a guest into the film, with the password that it asks for', async () => {
    history.replaceState(null, '', '/share#SECRET')
    const { show, calls, services } = await over(NOBODY, {
      'POST /share-links/look': () => ({
        project_id: null,
        project_name: null,
        role: 'viewer',
        made_by: 'Mara',
        needs_password: true,
        expires_at,
      }),
      'POST /share-links/open': () => ({
        access_token: 'jwt',
        token_type: 'Bearer',
        expires_in: 600,
        project_id: film,
        role: 'viewer',
        name: 'Rin',
        expires_at,
      }),
    })
    show(<GuestView />)
    expect(await screen.findByText(/Mara lets you in as viewer/)).toBeTruthy()
    fill('Your name', 'Rin')
    fill('Password of the link', 'harbour')
    press('Open the film')
    await waitFor(() => expect(location.pathname).toBe(`/p/${film}/board`))
    expect(calls.at(-1)?.body).toEqual({ secret: 'SECRET', name: 'Rin', password: 'harbour' })
    expect(services.profile.get().name).toBe('Rin')
  })

  test('that no longer works says so', async () => {
    const words = 'This link does not work, or no longer'
    const { show } = await over(NOBODY, {
      'POST /share-links/look': () => Response.json(problem('not-found', words), { status: 404 }),
    })
    show(<GuestView />)
    expect(await screen.findByText(words)).toBeTruthy()
    expect(screen.getByRole('link', { name: 'Go to your films' })).toBeTruthy()
  })

  test('sets a new password', async () => {
    history.replaceState(null, '', '/password-reset#CODE')
    const { show, calls } = await over(NOBODY, { 'POST /password-resets/use': () => somebody({}) })
    show(<PasswordResetView />)
    fill('New password', 'correct horse battery')
    press('Set the password')
    await waitFor(() => expect(location.pathname).toBe('/'))
    expect(calls[0]?.body).toEqual({ code: 'CODE', password: 'correct horse battery' })
  })
})

describe('the settings', () => {
  test('have only the sections that whoever is here has a use for', () => {
    const ids = (who: WhoAmI | null): string[] => accessSections(who).map(({ id }) => id)
    expect(ids(null)).toEqual([])
    expect(ids({ ...NOBODY, accounts: 'off', kind: 'machine', signed_in: true })).toEqual([])
    expect(ids(NOBODY)).toEqual(['account'])
    expect(ids(somebody({}))).toEqual(['account', 'sessions', 'tokens'])
    expect(ids(somebody({}, { studio: 'administrator' }))).toEqual(['account', 'sessions', 'tokens', 'people', 'audit'])
  })

  test('sign out, and say what stays on this device', async () => {
    const { show, services, server } = await over(somebody({}), {
      'DELETE /session': () => {
        server.who = NOBODY
        return null
      },
    })
    show(<AccountSection />)
    expect(screen.getByText(/stay on this device, and whoever uses this browser can open them/)).toBeTruthy()
    press('Sign out')
    expect(await screen.findByText(/Nobody is signed in/)).toBeTruthy()
    expect(services.access.needsSignIn).toBe(true)
  })

  test('show a new token once', async () => {
    const token = {
      id: '0b6b7a3e-6a55-4b7a-9b43-1f5e6a7c8d90',
      name: 'Farm',
      scopes: ['read'],
      hint: 'wxyz',
      created_at: '2026-03-01T12:00:00.000Z',
      expires_at: null,
      last_used_at: null,
    }
    const kept: (typeof token)[] = []
    const { show, calls } = await over(somebody({}), {
      'GET /tokens': () => kept,
      'POST /tokens': () => {
        kept.push(token)
        return { ...token, token: 'sc_secret' }
      },
    })
    show(<TokensSection />)
    expect(await screen.findByText('No tokens yet.')).toBeTruthy()
    expect(screen.queryByText('Administer')).toBeNull()
    fill('New token', 'Farm')
    press('Make a token')
    expect(await screen.findByDisplayValue('sc_secret')).toBeTruthy()
    expect(await screen.findByText('read; until it is revoked; never used')).toBeTruthy()
    expect(calls.find(({ call }) => call === 'POST /tokens')?.body).toEqual({
      name: 'Farm',
      scopes: ['read'],
      expires_in_days: 90,
    })
  })

  test('let administrators make a link for a new password', async () => {
    const me = somebody({}, { name: 'mara', studio: 'administrator' })
    const account = { ...me.account!, id: '0b6b7a3e-6a55-4b7a-9b43-1f5e6a7c8d90', display_name: 'Rin' }
    const { show } = await over(me, {
      'GET /accounts': () => [me.account, account],
      'GET /invitations': () => [],
      [`POST /accounts/${account.id}/password-reset`]: () => ({ code: 'C0DE', expires_at: '2026-03-02T12:00:00.000Z' }),
    })
    show(<PeopleSection />)
    const more = await screen.findByRole('button', { name: 'More for Rin' })
    fireEvent.keyDown(more, { key: 'Enter' })
    fireEvent.click(await screen.findByRole('menuitem', { name: /Reset password/ }))
    expect(await screen.findByDisplayValue(`${location.origin}/password-reset#C0DE`)).toBeTruthy()
  })

  test('read the audit log page by page', async () => {
    const line = (id: string) => ({
      id,
      at: '2026-03-01T12:00:00.000Z',
      kind: 'sign-in',
      actor_id: null,
      actor: `Person ${id}`,
      address: '10.0.0.7',
      project_id: null,
      subject: '',
      detail: '',
    })
    const { show } = await over(somebody({}, { studio: 'administrator' }), {
      'GET /audit': (_, path) =>
        path.includes('cursor=1')
          ? { items: [line('2')], next_cursor: null }
          : { items: [line('1')], next_cursor: '1' },
    })
    show(<AuditSection />)
    const log = await screen.findByRole('list', { name: 'Audit log' })
    expect(within(log).getByText('Person 1')).toBeTruthy()
    press('Show earlier ones')
    expect(await within(log).findByText('Person 2')).toBeTruthy()
    expect(screen.queryByRole('button', { name: 'Show earlier ones' })).toBeNull()
  })
})

describe('the share dialog', () => {
  const member = { account_id: somebody({}).account!.id, display_name: 'Rin', since: '2026-03-01T12:00:00.000Z' }

  test.each([
    ['owner', true],
    ['viewer', false],
  ] as const)('as %s: manages is %s', async (role, manages) => {
    const { services, server } = await over(somebody({}), {
      [`GET /projects/FILM/members`]: () => [],
    })
    const { session } = await aFilm(services)
    server.who = somebody({ [session.projectId]: role })
    await services.access.refresh()
    const path = `/projects/${session.projectId}`
    const { services: mine } = await over(somebody({ [session.projectId]: role }), {
      [`GET ${path}/members`]: () => [{ ...member, role }],
      [`GET ${path}/share-links`]: () => [],
      'GET /invitations': () => [],
    })
    history.replaceState(null, '', `/p/${session.projectId}/board?dialog=share`)
    renderWithSession(mine, session, <TooltipProvider>{<ShareDialog />}</TooltipProvider>)
    const dialog = await screen.findByRole('dialog', { name: /^Share / })
    expect(await within(dialog).findByText('Rin')).toBeTruthy()
    expect(within(dialog).queryByRole('button', { name: 'Add' }) !== null).toBe(manages)
    expect(within(dialog).queryByRole('heading', { name: 'Guest links' }) !== null).toBe(manages)
    await session.close()
  })
})

test('actions of access are on offer only where people sign in', async () => {
  const offered = async (who: WhoAmI): Promise<string[]> => {
    const { services } = await over(who)
    const context = { services, project: null, page: 'home' as const, undoable: null, navigate: () => undefined }
    return accessActions.filter((one) => one.when?.(context satisfies ActionContext)).map(({ id }) => id)
  }
  expect(await offered({ ...NOBODY, accounts: 'off', kind: 'machine', signed_in: true })).toEqual([])
  expect(await offered(NOBODY)).toEqual(['access.sign-in'])
  expect(await offered(somebody({}))).toEqual([
    'access.sign-out',
    'settings.account',
    'settings.sessions',
    'settings.tokens',
  ])
})
