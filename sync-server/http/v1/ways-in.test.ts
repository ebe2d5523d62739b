import { decodeJwt, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { askWith, closed, identityOf, socketTo } from '#server/testing/credentials.ts'
import { startTestServer } from '#server/testing/start-test-server.ts'
import { openStudio, type Person, type Studio } from '#server/testing/studio.ts'

interface Token {
  readonly id: string
  readonly token: string
}

let studio: Studio
let owner: Person
let film: string
let otherFilm: string

beforeAll(async () => {
  studio = await openStudio()
  owner = await studio.person('ada')
  film = await newFilm(owner, 'Harbour')
  otherFilm = await newFilm(owner, 'Desert')
})
afterAll(() => studio.stop())

async function newFilm(by: Person, name: string): Promise<string> {
  return ((await (await by.ask('POST', '/projects', { name })).json()) as { id: string }).id
}

/** Asks with a bearer token, and whatever else. */
function bear(token: string, method: string, path: string, body?: unknown, url = studio.url): Promise<Response> {
  return askWith(url, { authorization: `Bearer ${token}` }, method, path, body)
}

async function makeToken(by: Person, scopes: readonly string[], more: object = {}): Promise<Token> {
  const made = await by.ask('POST', '/tokens', { name: 'Script', scopes, ...more })
  expect(made.status).toBe(201)
  return (await made.json()) as Token
}

describe('API tokens', () => {
  test('are shown once, kept as a hash, listed without their text, and replayed from no cache', async () => {
    const made = await owner.ask('POST', '/tokens', { name: 'Render farm', scopes: ['read'] })
    expect(made.headers.get('cache-control')).toBe('no-store')
    const { id, token } = (await made.json()) as Token
    expect(token).toMatch(/^sct_[\w-]{43}$/)
    const listed = await (await owner.ask('GET', '/tokens')).text()
    expect(listed).toContain(id)
    expect(listed).not.toContain(token)
    const kept = await studio.services.waysIn.tokens.renew(id)
    expect(JSON.stringify(kept)).not.toContain(token)
    const me = (await (await bear(token, 'GET', '/session')).json()) as object
    expect(me).toMatchObject({ kind: 'token', name: 'ada', signed_in: true })
    expect(await (await owner.ask('GET', '/tokens')).json()).toMatchObject([
      { id, hint: token.slice(-4), last_used_at: expect.any(String) },
    ])
  })

  test('with an Idempotency-Key are told once all the same', async () => {
    const ask = (): Promise<Response> =>
      fetch(`${studio.url}/api/v1/tokens`, {
        method: 'POST',
        headers: { cookie: owner.cookie, 'content-type': 'application/json', 'idempotency-key': 'token-1' },
        body: JSON.stringify({ name: 'Once', scopes: ['read'] }),
      })
    const [first, second] = [(await (await ask()).json()) as Token, (await (await ask()).json()) as Token]
    expect(second.token).not.toBe(first.token)
  })

  test.each([
    [['read'], 'GET', '/projects', 200],
    [['read'], 'POST', '/projects', 403],
    [['write'], 'GET', '/projects', 403],
    [['write'], 'POST', '/projects', 201],
    [['read', 'write', 'generate', 'work', 'administer'], 'GET', '/accounts', 403],
    [['read', 'write'], 'POST', '/tokens', 403],
    [['read', 'write'], 'GET', '/tokens', 403],
    [['read', 'write'], 'GET', '/passkeys', 403],
  ])('with the scopes %j, %s %s answers %i', async (scopes, method, path, status) => {
    const { token } = await makeToken(owner, scopes)
    const body = method === 'POST' ? { name: 'By a script', scopes: ['read'] } : undefined
    expect((await bear(token, method, path, body)).status).toBe(status)
  })

  test('do not open rooms to write without the scope for it', async () => {
    const { token } = await makeToken(owner, ['write'])
    expect(await socketTo(studio, `project/${film}`, { headers: { authorization: `Bearer ${token}` } }).fate).toBe(4403)
  })

  test('end when they are revoked or over, with their sockets, and others cannot revoke them', async () => {
    const { id, token } = await makeToken(owner, ['read'])
    const stranger = await studio.person('eve')
    expect((await stranger.ask('DELETE', `/tokens/${id}`)).status).toBe(404)
    const { socket, fate } = socketTo(studio, `project/${film}`, { headers: { authorization: `Bearer ${token}` } })
    expect(await fate).toBe('message')
    const end = closed(socket)
    expect((await owner.ask('DELETE', `/tokens/${id}`)).status).toBe(204)
    expect(await end).toBe(4401)
    const refused = await bear(token, 'GET', '/projects')
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Bearer'])

    const { tokens } = studio.services.waysIn
    const past = { name: 'Old', scopes: ['read'], expiresAt: Date.now() - 1 } as const
    expect(
      (await bear((await tokens.make(await identityOf(studio, owner), past)).token, 'GET', '/projects')).status,
    ).toBe(401)
  })

  test('are never more than their account, and nothing without it', async () => {
    const bo = await studio.person('bo', 'guest')
    const { token } = await makeToken(bo, ['read', 'write', 'administer'])
    expect((await bear(token, 'POST', '/projects', { name: 'x' })).status).toBe(403)
    expect((await bear(token, 'GET', `/projects/${film}`)).status).toBe(404)
    await studio.give(film, bo, 'viewer')
    expect((await bear(token, 'GET', `/projects/${film}`)).status).toBe(200)
    expect((await bear(token, 'PUT', `/projects/${film}`, { name: 'y' })).status).toBe(403)
    await studio.services.people.accounts.update(bo.id, { disabled: true })
    expect((await bear(token, 'GET', `/projects/${film}`)).status).toBe(401)
  })

  test.each(['sct_nothing', 'sct_', 'not.a.jwt', 'x'])('%s opens nothing, also beside a good cookie', async (token) => {
    const answer = await fetch(`${studio.url}/api/v1/projects`, {
      headers: { authorization: `Bearer ${token}`, cookie: owner.cookie },
    })
    expect(answer.status).toBe(401)
  })

  test('are there on a server without accounts, too, and good for no more than they say', async () => {
    const machine = await startTestServer()
    try {
      const call = (method: string, path: string, body?: unknown): Promise<Response> =>
        fetch(`${machine.url}/api/v1${path}`, {
          method,
          headers: { 'content-type': 'application/json' },
          ...(body !== undefined && { body: JSON.stringify(body) }),
        })
      const made = async (scopes: string[]): Promise<string> =>
        ((await (await call('POST', '/tokens', { name: 'x', scopes })).json()) as Token).token
      const [reader, writer] = [await made(['read']), await made(['read', 'write'])]
      expect((await bear(reader, 'GET', '/projects', undefined, machine.url)).status).toBe(200)
      expect((await bear(reader, 'POST', '/projects', { name: 'x' }, machine.url)).status).toBe(403)
      expect((await bear(writer, 'POST', '/projects', { name: 'x' }, machine.url)).status).toBe(201)
      expect((await bear('sct_x', 'GET', '/projects', undefined, machine.url)).status).toBe(401)
      // A link that was opened here as well makes no difference to whoever is at the machine.
      const { id } = (await (await call('POST', '/projects', { name: 'y' })).json()) as { id: string }
      const link = (await (await call('POST', `/projects/${id}/share-links`, {})).json()) as { secret: string }
      const cookie = (await call('POST', '/share-links/open', { secret: link.secret })).headers.getSetCookie()[0] ?? ''
      const asked = await fetch(`${machine.url}/api/v1/access-tokens`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', cookie: cookie.split(';')[0] ?? '' },
        body: '{}',
      })
      const { access_token: access } = (await asked.json()) as { access_token: string }
      expect((await bear(access, 'POST', '/projects', { name: 'z' }, machine.url)).status).toBe(201)
    } finally {
      await machine.stop()
    }
  })

  test('make no other ways in and end no sessions, whatever their scopes; nor do access tokens', async () => {
    const chief = await studio.person('chief', 'administrator')
    const mine = await newFilm(chief, 'Attic')
    const { token } = await makeToken(chief, ['read', 'write', 'administer'])
    const short = (await (await chief.ask('POST', '/access-tokens', {})).json()) as { access_token: string }
    const asked = [
      ['POST', `/projects/${mine}/share-links`, {}],
      ['POST', '/invitations', { studio_role: 'administrator' }],
      ['POST', `/accounts/${chief.id}/password-reset`, undefined],
      ['DELETE', '/sessions', undefined],
    ] as const
    for (const [method, path, body] of asked) {
      const statuses = [token, short.access_token].map(async (by) => (await bear(by, method, path, body)).status)
      expect([path, ...(await Promise.all(statuses))]).toEqual([path, 403, 403])
    }
    expect((await bear(token, 'POST', `/projects/${otherFilm}/share-links`, {})).status).toBe(404)
    for (const [method, path, body] of asked) expect((await chief.ask(method, path, body)).ok, path).toBe(true)
  })
})

describe('access tokens', () => {
  const make = async (by: Person, body: object = {}): Promise<string> =>
    ((await (await by.ask('POST', '/access-tokens', body)).json()) as { access_token: string }).access_token

  test('are signed for ten minutes, and hold no secret', async () => {
    const answer = await owner.ask('POST', '/access-tokens', {})
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([201, 'no-store'])
    const body = (await answer.json()) as { access_token: string; expires_in: number }
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 600 })
    const { exp = 0, iat = 0, ...claims } = decodeJwt(body.access_token)
    expect(exp - iat).toBe(600)
    expect(claims).toMatchObject({ iss: 'storycanvas', aud: 'access', via: 'session' })
    expect((await bear(body.access_token, 'GET', `/projects/${film}`)).status).toBe(200)
  })

  test('[R9] open WebSockets by query and by subprotocol, where API tokens and sessions are not taken from', async () => {
    const token = await make(owner)
    const query = socketTo(studio, `project/${film}`, { query: `?access_token=${token}` })
    expect(await query.fate).toBe('message')
    const offered = socketTo(studio, `project/${film}`, { protocols: ['storycanvas', `bearer.${token}`] })
    expect(await offered.fate).toBe('message')
    expect(offered.socket.protocol).toBe('storycanvas')
    query.socket.terminate()
    offered.socket.terminate()
    const lasting = (await makeToken(owner, ['read'])).token
    expect(await socketTo(studio, `project/${film}`, { query: `?access_token=${lasting}` }).fate).toBe(4401)
    expect(await socketTo(studio, `project/${film}`, { query: '?access_token=x' }).fate).toBe(4401)
    expect((await fetch(`${studio.url}/api/v1/projects?access_token=${token}`)).status).toBe(401)
  })

  test('open one film alone where that was asked for, and no more than they say', async () => {
    const token = await make(owner, { project_id: film, scopes: ['read'] })
    expect((await bear(token, 'GET', `/projects/${film}`)).status).toBe(200)
    expect((await bear(token, 'GET', `/projects/${otherFilm}`)).status).toBe(404)
    expect((await bear(token, 'PUT', `/projects/${film}`, { name: 'x' })).status).toBe(403)
    expect(await (await bear(token, 'GET', '/projects')).json()).toMatchObject([{ id: film }])
    expect(await socketTo(studio, `project/${otherFilm}`, { query: `?access_token=${token}` }).fate).toBe(4403)
    expect((await owner.ask('POST', '/access-tokens', { project_id: crypto.randomUUID() })).status).toBe(404)
    const reader = (await makeToken(owner, ['read'])).token
    expect((await bear(reader, 'POST', '/access-tokens', { scopes: ['write'] })).status).toBe(403)
  })

  test('make no lasting tokens, and end with the session by which they were made', async () => {
    const kim = await studio.person('kim')
    const token = await make(kim)
    expect((await bear(token, 'POST', '/tokens', { name: 'x', scopes: ['read'] })).status).toBe(403)
    expect((await kim.ask('DELETE', '/session')).status).toBe(204)
    expect((await bear(token, 'GET', '/projects')).status).toBe(401)
  })

  test('of another key, another use, no signature or a past time are none', async () => {
    const claims = decodeJwt(await make(owner))
    const link = (await (await owner.ask('POST', `/projects/${film}/share-links`, {})).json()) as { secret: string }
    const opened = await studio.stranger.ask('POST', '/share-links/open', { secret: link.secret })
    const guest = opened.headers.getSetCookie()[0] ?? ''
    const guestToken = /storycanvas_guest=([^;]+)/.exec(guest)?.[1] ?? ''
    const forged = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(new Uint8Array(32))
    const [head, payload] = (await make(owner)).split('.')
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`
    for (const token of [forged, none, `${head}.${payload}.`, guestToken]) {
      expect((await bear(token, 'GET', '/projects')).status).toBe(401)
    }
  })
})

describe('keys of other services', () => {
  test('are set, shown as set, and cleared by administrators alone; what they are nothing answers', async () => {
    const admin = await studio.person('key-keeper', 'administrator')
    const value = 'sk-proj-4f9a7c1e'
    for (const by of [owner, studio.stranger]) {
      const refused = by === owner ? 403 : 401
      expect((await by.ask('PUT', '/secrets/openai-api-key', { value })).status).toBe(refused)
      expect((await by.ask('GET', '/secrets')).status).toBe(refused)
    }
    expect(await (await admin.ask('GET', '/secrets')).json()).toEqual([
      { name: 'openai-api-key', is_set: false, set_at: null },
    ])
    const set = await admin.ask('PUT', '/secrets/openai-api-key', { value })
    expect([set.status, await set.text()]).toEqual([200, expect.not.stringContaining(value)])
    const listed = await (await admin.ask('GET', '/secrets')).text()
    expect(JSON.parse(listed)).toEqual([{ name: 'openai-api-key', is_set: true, set_at: expect.any(String) }])
    expect(listed).not.toContain(value)
    expect(await studio.services.secrets.get('openai-api-key')).toBe(value)
    expect((await admin.ask('PUT', '/secrets/another', { value })).status).toBe(422)
    expect((await admin.ask('DELETE', '/secrets/openai-api-key')).status).toBe(204)
    expect(await studio.services.secrets.get('openai-api-key')).toBeNull()
    expect(JSON.stringify(studio.logLines)).not.toContain(value)
    const audit = await (await admin.ask('GET', '/audit?limit=50')).text()
    expect(audit).toContain('secret-stored')
    expect(audit).not.toContain(value)
  })
})

test('what was made and ended stands in the audit log, without a secret', async () => {
  const admin = await studio.person('root', 'administrator')
  const text = await (await admin.ask('GET', '/audit?limit=500')).text()
  for (const kind of ['token-made', 'token-removed']) expect(text).toContain(kind)
  expect(text).not.toContain('sct_')
})
