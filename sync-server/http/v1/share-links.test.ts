import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { askWith, closed, identityOf, socketTo } from '#server/testing/credentials.ts'
import { openStudio, type Person, type Studio } from '#server/testing/studio.ts'
import { until } from '#server/testing/until.ts'
import type { ProjectRole } from '#shared/model/roles.ts'

let studio: Studio
let owner: Person
let film: string
let otherFilm: string

beforeAll(async () => {
  studio = await openStudio()
  owner = await studio.person('ada')
  const newFilm = async (name: string): Promise<string> =>
    ((await (await owner.ask('POST', '/projects', { name })).json()) as { id: string }).id
  film = await newFilm('Harbour')
  otherFilm = await newFilm('Desert')
})
afterAll(() => studio.stop())

describe('share links', () => {
  interface Link {
    readonly id: string
    readonly secret: string
    readonly path: string
  }
  const make = async (role: ProjectRole, more: object = {}): Promise<Link> => {
    const made = await owner.ask('POST', `/projects/${film}/share-links`, { role, ...more })
    expect([made.status, made.headers.get('cache-control')]).toEqual([201, 'no-store'])
    return (await made.json()) as Link
  }
  const open = async (
    link: Link,
    more: object = {},
    cookie = '',
  ): Promise<{ cookie: string; token: string; status: number }> => {
    const answer = await fetch(`${studio.url}/api/v1/share-links/open`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie },
      body: JSON.stringify({ secret: link.secret, ...more }),
    })
    const { access_token: token = '' } = (await answer.json()) as { access_token?: string }
    return { status: answer.status, token, cookie: answer.headers.getSetCookie()[0]?.split(';')[0] ?? '' }
  }
  const by = (cookie: string, method: string, path: string, body?: unknown): Promise<Response> =>
    askWith(studio.url, { cookie }, method, path, body)
  const bear = (token: string, method: string, path: string, body?: unknown): Promise<Response> =>
    askWith(studio.url, { authorization: `Bearer ${token}` }, method, path, body)

  test('let a guest into one film in one role, by cookie and by token, and nowhere else', async () => {
    const link = await make('viewer', { note: 'The label' })
    expect(link.path).toBe(`/share#${link.secret}`)
    expect(
      await (await studio.stranger.ask('POST', '/share-links/look', { secret: link.secret })).json(),
    ).toMatchObject({
      project_id: film,
      project_name: 'Harbour',
      role: 'viewer',
      made_by: 'ada',
      needs_password: false,
    })
    const { cookie, token } = await open(link, { name: 'Kim' })
    for (const ask of [
      (m: string, p: string, b?: unknown) => by(cookie, m, p, b),
      (m: string, p: string, b?: unknown) => bear(token, m, p, b),
    ]) {
      expect(await (await ask('GET', '/session')).json()).toMatchObject({
        kind: 'share-link',
        name: 'Kim (guest)',
        account: null,
        roles: [{ project_id: film, role: 'viewer' }],
      })
      expect((await ask('GET', `/projects/${film}`)).status).toBe(200)
      expect((await ask('PUT', `/projects/${film}`, { name: 'Theirs' })).status).toBe(403)
      expect((await ask('GET', `/projects/${otherFilm}`)).status).toBe(404)
      expect((await ask('POST', '/projects', { name: 'Theirs' })).status).toBe(403)
      expect((await ask('GET', '/tokens')).status).toBe(403)
      expect((await ask('GET', '/accounts')).status).toBe(403)
      expect((await ask('GET', `/projects/${film}/share-links`)).status).toBe(403)
      expect(await (await ask('GET', '/projects')).json()).toMatchObject([{ id: film }])
    }
    expect(await socketTo(studio, `project/${film}`, { headers: { cookie } }).fate).toBe('message')
    expect(await socketTo(studio, `project/${otherFilm}`, { headers: { cookie } }).fate).toBe(4403)
    expect(await socketTo(studio, 'library', { headers: { cookie } }).fate).toBe(4403)
  })

  test('let an editor write, and are shown to owners alone', async () => {
    const { cookie } = await open(await make('editor'))
    expect((await by(cookie, 'PUT', `/projects/${film}`, { name: 'Harbour' })).status).toBe(200)
    expect((await by(cookie, 'DELETE', `/projects/${film}`)).status).toBe(403)
    const refused = await owner.ask('POST', `/projects/${film}/share-links`, { role: 'owner' })
    expect(refused.status).toBe(422)
    const stranger = await studio.person('lee')
    expect((await stranger.ask('POST', `/projects/${film}/share-links`, {})).status).toBe(404)
    expect(await (await owner.ask('GET', `/projects/${film}/share-links`)).text()).not.toContain('secret')
  })

  test('that are revoked throw their guests out at once, on every channel', async () => {
    const link = await make('viewer')
    const { cookie, token } = await open(link)
    const { socket, fate } = socketTo(studio, `project/${film}`, { headers: { cookie } })
    expect(await fate).toBe('message')
    const events = await by(cookie, 'GET', `/events?project_id=${film}`)
    expect(events.status).toBe(200)
    const streamEnds = events.text()
    const end = closed(socket)
    expect((await owner.ask('DELETE', `/projects/${film}/share-links/${link.id}`)).status).toBe(204)
    expect(await end).toBe(4401)
    await streamEnds
    expect((await by(cookie, 'GET', `/projects/${film}`)).status).toBe(401)
    expect((await bear(token, 'GET', `/projects/${film}`)).status).toBe(401)
    expect((await open(link)).status).toBe(404)
    expect((await owner.ask('DELETE', `/projects/${otherFilm}/share-links/${link.id}`)).status).toBe(404)
  })

  test('with a password ask for it, tell nothing before, and make guessing slow', async () => {
    const link = await make('viewer', { password: 'tide-table' })
    expect(
      await (await studio.stranger.ask('POST', '/share-links/look', { secret: link.secret })).json(),
    ).toMatchObject({
      project_id: null,
      project_name: null,
      needs_password: true,
    })
    expect((await open(link)).status).toBe(403)
    expect((await open(link, { password: 'tide-table' })).status).toBe(200)
    for (let n = 0; n < 5; n += 1) expect((await open(link, { password: `guess ${n}` })).status).toBe(403)
    const early = await studio.stranger.ask('POST', '/share-links/open', {
      secret: link.secret,
      password: 'tide-table',
    })
    expect([early.status, Number(early.headers.get('retry-after')) > 0]).toEqual([429, true])
    await until(async () => expect((await open(link, { password: 'tide-table' })).status).toBe(200))
  })

  test('end with their time, and with what their maker may give', async () => {
    const { links } = studio.services.waysIn
    const plan = { projectId: film, role: 'viewer', note: '', password: null } as const
    const maker = await identityOf(studio, owner)
    const short = await links.make(maker, { ...plan, expiresAt: Date.now() + 300 })
    const { cookie, status } = await open({ id: short.link.id, secret: short.secret, path: '' })
    expect(status).toBe(200)
    await until(async () => expect((await by(cookie, 'GET', `/projects/${film}`)).status).toBe(401))

    const cem = await studio.person('cem')
    await studio.give(film, cem, 'owner')
    const theirs = (await (await cem.ask('POST', `/projects/${film}/share-links`, { role: 'editor' })).json()) as Link
    const guest = await open(theirs)
    expect((await by(guest.cookie, 'GET', `/projects/${film}`)).status).toBe(200)
    await studio.give(film, cem, 'viewer')
    expect((await by(guest.cookie, 'GET', `/projects/${film}`)).status).toBe(401)
  })

  test('of several films stand beside each other, and beside an account', async () => {
    const first = await open(await make('viewer'))
    const elsewhere = (await (
      await owner.ask('POST', `/projects/${otherFilm}/share-links`, { role: 'reviewer' })
    ).json()) as Link
    const both = await open(elsewhere, {}, first.cookie)
    expect((await by(both.cookie, 'GET', `/projects/${film}`)).status).toBe(200)
    expect((await by(both.cookie, 'GET', `/projects/${otherFilm}`)).status).toBe(200)
    const mia = await studio.person('mia')
    const cookies = `${mia.cookie}; ${both.cookie}`
    const me = (await (await by(cookies, 'GET', '/session')).json()) as { roles: { role: string }[]; kind: string }
    expect([me.kind, me.roles.map(({ role }) => role).sort()]).toEqual(['account', ['reviewer', 'viewer']])
  })

  test('that were made and revoked stand in the audit log, without their secret', async () => {
    const link = await make('viewer')
    await owner.ask('DELETE', `/projects/${film}/share-links/${link.id}`)
    const admin = await studio.person('root', 'administrator')
    const text = await (await admin.ask('GET', '/audit?limit=500')).text()
    for (const kind of ['share-link-made', 'share-link-removed']) expect(text).toContain(kind)
    expect(text).not.toContain(link.secret)
  })
})
