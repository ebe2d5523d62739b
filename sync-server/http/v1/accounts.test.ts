import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openStudio, PASSWORD, type Person, type Studio } from '#server/testing/studio.ts'
import type { InvitationBody, SessionBody, WhoAmI } from '#shared/protocol/accounts.ts'

let studio: Studio
let ada: Person

const newFilm = async (owner: Person): Promise<string> => {
  const made = await owner.ask('POST', '/projects', { name: 'Harbour' })
  expect(made.status).toBe(201)
  return ((await made.json()) as { id: string }).id
}

const cookieOf = (response: Response): string => response.headers.getSetCookie()[0]?.split(';')[0] ?? ''
const as = (cookie: string, method: string, path: string, body?: unknown): Promise<Response> =>
  fetch(`${studio.url}/api/v1${path}`, {
    method,
    headers: { cookie, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
const auditKinds = async (): Promise<string[]> => {
  const { items } = (await (await ada.ask('GET', '/audit')).json()) as { items: { kind: string }[] }
  return items.map(({ kind }) => kind)
}

beforeAll(async () => {
  studio = await openStudio()
})
afterAll(() => studio.stop())

describe('the first administrator', () => {
  const code = (): string => {
    const line = studio.logLines.map(({ msg }) => String(msg)).find((text) => text.includes('with the code'))
    return /code (\S+)$/.exec(line ?? '')?.[1] ?? ''
  }
  const account = { name: 'ada', display_name: 'Ada', password: PASSWORD }

  test('is made with the code from the log, which works once', async () => {
    const { stranger } = studio
    expect(await (await stranger.ask('GET', '/session')).json()).toMatchObject({ accounts: 'set-up', signed_in: false })
    expect((await stranger.ask('GET', '/projects')).status).toBe(401)
    expect((await stranger.ask('POST', '/set-up', { ...account, code: 'a-guess' })).status).toBe(403)
    expect((await stranger.ask('POST', '/set-up', { ...account, password: 'short', code: code() })).status).toBe(422)

    const made = await stranger.ask('POST', '/set-up', { ...account, code: code().toUpperCase().replaceAll('-', ' ') })
    expect(made.status).toBe(201)
    expect(await made.json()).toMatchObject({
      accounts: 'on',
      kind: 'account',
      account: { name: 'ada', display_name: 'Ada', has_password: true },
      studio_role: 'administrator',
    })
    expect(made.headers.getSetCookie()[0]).toMatch(
      /^storycanvas_session=[\w-]{43}; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Strict$/,
    )
    expect((await as(cookieOf(made), 'GET', '/projects')).status).toBe(200)
    const again = await stranger.ask('POST', '/set-up', { ...account, name: 'eve', code: code() })
    expect(again.status).toBe(409)
    ada = await studio.person('ada-too', 'administrator')
  })
})

describe('signing in', () => {
  const signIn = (name: string, password: string): Promise<Response> =>
    studio.stranger.ask('POST', '/session', { name, password })

  test('by name and password; what was wrong is not told', async () => {
    await studio.person('bo')
    const right = await signIn('BO', PASSWORD)
    expect(right.status).toBe(200)
    expect(await right.json()).toMatchObject({ signed_in: true, name: 'bo', roles: [] })
    const [wrong, unknown] = [await signIn('bo', 'not this one'), await signIn('nobody', PASSWORD)]
    expect([wrong.status, unknown.status]).toEqual([401, 401])
    expect(await wrong.json()).toEqual(await unknown.json())
    expect(await auditKinds()).toEqual(expect.arrayContaining(['sign-in', 'sign-in-failed', 'set-up']))
    const { items } = (await (await ada.ask('GET', '/audit?kind=sign-in-failed')).json()) as {
      items: { subject: string }[]
    }
    expect(items.map(({ subject }) => subject)).toEqual(['', 'bo'])
  })

  test('again in the same browser replaces its session', async () => {
    const first = cookieOf(await signIn('bo', PASSWORD))
    const again = await as(first, 'POST', '/session', { name: 'bo', password: PASSWORD })
    expect(cookieOf(again)).not.toBe(first)
    expect((await as(first, 'GET', '/projects')).status).toBe(401)
    expect((await as(cookieOf(again), 'GET', '/projects')).status).toBe(200)
  })

  test('over https the cookie is this very host’s, and travels by https alone', async () => {
    const response = await fetch(`${studio.url}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-proto': 'https' },
      body: JSON.stringify({ name: 'bo', password: PASSWORD }),
    })
    expect(response.headers.getSetCookie()[0]).toMatch(/^__Host-storycanvas_session=.*; Path=\/;.*; Secure$/)
  })

  test('out, of one browser, and of all others', async () => {
    const cookies = await Promise.all([1, 2, 3].map(async () => cookieOf(await signIn('bo', PASSWORD))))
    const [here = '', there = '', third = ''] = cookies
    const sessions = (await (await as(here, 'GET', '/sessions')).json()) as SessionBody[]
    expect(sessions.filter(({ current }) => current)).toHaveLength(1)
    expect((await as(there, 'DELETE', '/session')).status).toBe(204)
    expect((await as(there, 'GET', '/sessions')).status).toBe(401)
    const foreign = (await (await ada.ask('GET', '/sessions')).json()) as SessionBody[]
    expect((await as(here, 'DELETE', `/sessions/${foreign[0]?.id}`)).status).toBe(404)
    expect((await as(here, 'DELETE', '/sessions')).status).toBe(204)
    expect((await as(third, 'GET', '/sessions')).status).toBe(401)
    expect((await as(here, 'GET', '/sessions')).status).toBe(200)
  })

  test('a new password ends every other session, and gives this one a new token', async () => {
    await studio.person('cem')
    const [here, there] = [cookieOf(await signIn('cem', PASSWORD)), cookieOf(await signIn('cem', PASSWORD))]
    const change = { current_password: PASSWORD, new_password: 'another password' }
    const wrong = await as(here, 'PUT', '/session/password', { ...change, current_password: 'wrong' })
    expect(wrong.status).toBe(403)
    const changed = await as(here, 'PUT', '/session/password', change)
    expect(changed.status).toBe(200)
    for (const old of [here, there]) expect((await as(old, 'GET', '/sessions')).status).toBe(401)
    expect((await as(cookieOf(changed), 'GET', '/sessions')).status).toBe(200)
    expect((await signIn('cem', PASSWORD)).status).toBe(401)
  })

  test('a password hashed at another cost is hashed anew when it is next typed', async () => {
    const dot = await studio.person('dot')
    const { accountStore } = studio.services
    const weak = '$argon2id$v=19$m=8,t=1,p=1$MTIzNDU2Nzg5MDEyMzQ1Ng$K3CO+E4R6b0bqXvxHgFhHw'
    const { hash } = await import('@node-rs/argon2')
    const passwordHash = await hash(PASSWORD, { memoryCost: 1024, timeCost: 1 })
    await accountStore.update(dot.id, { passwordHash })
    expect((await signIn('dot', PASSWORD)).status).toBe(200)
    expect((await accountStore.get(dot.id))?.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    await accountStore.update(dot.id, { passwordHash: weak })
    expect((await signIn('dot', PASSWORD)).status).toBe(401)
  })
})

describe('accounts', () => {
  test('an administrator changes, resets, disables and removes; never the last administrator', async () => {
    const eli = await studio.person('eli', 'guest')
    expect(await (await ada.ask('PUT', `/accounts/${eli.id}`, { studio_role: 'member' })).json()).toMatchObject({
      studio_role: 'member',
    })
    const reset = (await (await ada.ask('POST', `/accounts/${eli.id}/password-reset`)).json()) as { code: string }
    const used = await studio.stranger.ask('POST', '/password-resets/use', {
      code: reset.code,
      password: 'brand new one',
    })
    expect(used.status).toBe(200)
    expect((await eli.ask('GET', '/sessions')).status).toBe(401)
    const again = await studio.stranger.ask('POST', '/password-resets/use', {
      code: reset.code,
      password: 'brand new one',
    })
    expect(again.status).toBe(403)

    expect((await ada.ask('PUT', `/accounts/${eli.id}`, { disabled: true })).status).toBe(200)
    expect((await as(cookieOf(used), 'GET', '/sessions')).status).toBe(401)
    const signIn = await studio.stranger.ask('POST', '/session', { name: 'eli', password: 'brand new one' })
    expect(signIn.status).toBe(401)
    expect((await ada.ask('DELETE', `/accounts/${eli.id}`)).status).toBe(204)
    expect((await ada.ask('GET', `/accounts/${eli.id}`)).status).toBe(404)

    const first = await studio.services.accountStore.byName('ada')
    expect((await ada.ask('DELETE', `/accounts/${first?.id}`)).status).toBe(204)
    expect((await ada.ask('PUT', `/accounts/${ada.id}`, { studio_role: 'member' })).status).toBe(409)
    expect((await ada.ask('DELETE', `/accounts/${ada.id}`)).status).toBe(409)
  })

  test('a film whose owner has gone belongs to the administrators; others they cannot see', async () => {
    const fay = await studio.person('fay')
    const film = await newFilm(fay)
    expect((await ada.ask('GET', `/projects/${film}`)).status).toBe(404)
    await ada.ask('DELETE', `/accounts/${fay.id}`)
    expect((await ada.ask('GET', `/projects/${film}`)).status).toBe(200)
  })
})

describe('invitations', () => {
  const invite = async (inviter: Person, body: object): Promise<InvitationBody & { code: string }> => {
    const response = await inviter.ask('POST', '/invitations', body)
    expect(response.status).toBe(201)
    return (await response.json()) as InvitationBody & { code: string }
  }
  const newcomer = (name: string): object => ({ name, password: PASSWORD })

  test('an owner invites a guest to a film; the code works once', async () => {
    const gil = await studio.person('gil')
    const film = await newFilm(gil)
    const { code } = await invite(gil, { project_id: film, project_role: 'reviewer', note: 'for Hal' })
    const look = await studio.stranger.ask('POST', '/invitations/look', { code })
    expect(await look.json()).toMatchObject({ invited_by: 'gil', project_name: 'Harbour', project_role: 'reviewer' })
    const accepted = await studio.stranger.ask('POST', '/invitations/accept', { code, account: newcomer('hal') })
    expect(accepted.status).toBe(200)
    expect((await accepted.json()) as WhoAmI).toMatchObject({
      studio_role: 'guest',
      roles: [{ project_id: film, role: 'reviewer' }],
    })
    expect((await as(cookieOf(accepted), 'GET', `/projects/${film}`)).status).toBe(200)
    const again = await studio.stranger.ask('POST', '/invitations/accept', { code, account: newcomer('ivy') })
    expect(again.status).toBe(403)
    expect(await studio.services.accountStore.byName('ivy')).toBeNull()
    const list = (await (await gil.ask('GET', '/invitations')).json()) as InvitationBody[]
    expect(list).toMatchObject([{ note: 'for Hal', used_by: 'hal' }])
  })

  test('for an account that is signed in, whose role only grows', async () => {
    const [jo, kim] = [await studio.person('jo'), await studio.person('kim', 'guest')]
    const film = await newFilm(jo)
    await studio.give(film, kim, 'editor')
    const { code } = await invite(jo, { project_id: film, project_role: 'viewer' })
    const accepted = await kim.ask('POST', '/invitations/accept', { code })
    expect(await accepted.json()).toMatchObject({ roles: [{ project_id: film, role: 'editor' }] })
    const { code: toStudio } = await invite(ada, { studio_role: 'member' })
    expect(await (await kim.ask('POST', '/invitations/accept', { code: toStudio })).json()).toMatchObject({
      studio_role: 'member',
    })
    expect((await studio.stranger.ask('POST', '/invitations/accept', { code: 'x' })).status).toBe(401)
  })

  test('only who could give the role invites to it, and only for as long', async () => {
    const [leo, mia] = [await studio.person('leo'), await studio.person('mia')]
    const film = await newFilm(leo)
    const body = { project_id: film, project_role: 'viewer' }
    expect((await mia.ask('POST', '/invitations', body)).status).toBe(404)
    await studio.give(film, mia, 'editor')
    expect((await mia.ask('POST', '/invitations', body)).status).toBe(403)
    expect((await leo.ask('POST', '/invitations', { studio_role: 'member' })).status).toBe(403)
    const { code, id } = await invite(leo, body)
    expect((await mia.ask('DELETE', `/invitations/${id}`)).status).toBe(404)
    await studio.give(film, mia, 'owner')
    await studio.give(film, leo, 'viewer')
    expect((await studio.stranger.ask('POST', '/invitations/look', { code })).status).toBe(403)
  })
})

describe('members of a film', () => {
  test('an owner adds, changes and removes; a film keeps an owner', async () => {
    const [ned, oda] = [await studio.person('ned'), await studio.person('oda')]
    const film = await newFilm(ned)
    const members = `/projects/${film}/members`
    expect((await oda.ask('GET', members)).status).toBe(404)
    expect((await ned.ask('POST', members, { name: 'nobody', role: 'viewer' })).status).toBe(404)
    expect((await ned.ask('POST', members, { name: 'Oda', role: 'viewer' })).status).toBe(201)
    expect((await ned.ask('POST', members, { name: 'oda', role: 'viewer' })).status).toBe(409)
    expect(await (await oda.ask('GET', members)).json()).toMatchObject([
      { display_name: 'ned', role: 'owner' },
      { display_name: 'oda', role: 'viewer' },
    ])
    expect((await oda.ask('PUT', `${members}/${oda.id}`, { role: 'owner' })).status).toBe(403)
    expect((await ned.ask('PUT', `${members}/${ned.id}`, { role: 'editor' })).status).toBe(409)
    expect((await ned.ask('DELETE', `${members}/${ned.id}`)).status).toBe(409)
    expect((await oda.ask('DELETE', `/projects/${film}/membership`)).status).toBe(204)
    expect((await oda.ask('GET', members)).status).toBe(404)
    // Administrators may give roles anywhere; the audit log tells.
    expect((await ada.ask('PUT', `${members}/${ada.id}`, { role: 'owner' })).status).toBe(200)
    expect((await ned.ask('DELETE', `${members}/${ned.id}`)).status).toBe(204)
    const { items } = (await (await ada.ask('GET', `/audit?project_id=${film}`)).json()) as {
      items: { kind: string }[]
    }
    expect(items.map(({ kind }) => kind)).toEqual([
      'member-removed',
      'role-changed',
      'member-removed',
      'member-added',
      'film-made',
    ])
  })

  test('lists show only the films that one has a role in', async () => {
    const [pam, rob] = [await studio.person('pam'), await studio.person('rob')]
    const film = await newFilm(pam)
    const idsOf = async (person: Person): Promise<string[]> =>
      ((await (await person.ask('GET', '/projects')).json()) as { id: string }[]).map(({ id }) => id)
    expect(await idsOf(pam)).toEqual([film])
    expect(await idsOf(rob)).toEqual([])
    // The id of a film that somebody else has made gives nothing away.
    const twice = await rob.ask('POST', '/projects', { name: 'Mine', id: film })
    expect(twice.status).toBe(409)
    expect((await pam.ask('POST', '/projects', { name: 'Again', id: film })).status).toBe(200)
  })

  test('what somebody does over the API bears their name', async () => {
    const pia = await studio.person('pia')
    const film = await newFilm(pia)
    const made = await pia.ask('POST', `/projects/${film}/versions`, { name: 'Before' })
    expect(await made.json()).toMatchObject({ author: 'pia' })
  })

  test('exports and deletions stand in the audit log, with who did them', async () => {
    const tim = await studio.person('tim')
    const film = await newFilm(tim)
    for (const path of [`/projects/${film}/export/json`, `//api/projects/${film}/export/edl`]) {
      expect((await tim.ask('GET', path)).status).toBe(200)
    }
    expect((await tim.ask('DELETE', `/projects/${film}`)).status).toBe(204)
    expect((await tim.ask('DELETE', `/projects/${film}?permanent=true`)).status).toBe(204)
    const log = await (await ada.ask('GET', `/audit?project_id=${film}`)).json()
    const { items } = log as { items: { kind: string; actor: string }[] }
    expect(items.map(({ kind }) => kind)).toEqual(['film-removed', 'film-trashed', 'exported', 'exported', 'film-made'])
    expect(new Set(items.map(({ actor }) => actor))).toEqual(new Set(['tim']))
  })
})
