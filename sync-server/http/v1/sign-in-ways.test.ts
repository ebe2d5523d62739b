import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConfig } from '#server/config.ts'
import { freePort } from '#server/testing/fake-comfy/start.ts'
import { startOidcProvider, type OidcProvider, type ProviderFaults } from '#server/testing/oidc-provider.ts'
import { openStudio, type Person, type Studio } from '#server/testing/studio.ts'

let provider: OidcProvider
let studio: Studio
let admin: Person
beforeAll(async () => {
  const port = await freePort()
  const publicUrl = `http://127.0.0.1:${port}`
  const redirectUri = `${publicUrl}/api/v1/session/oidc/callback`
  provider = await startOidcProvider({ id: 'film', secret: 's3cret', redirectUri })
  const { access } = readConfig({
    PUBLIC_URL: publicUrl,
    OIDC_ISSUER: provider.issuer,
    OIDC_CLIENT_ID: 'film',
    OIDC_CLIENT_SECRET: 's3cret',
    OIDC_NAME: 'Studio login',
  })
  studio = await openStudio({ config: { port, access } })
  admin = await studio.person('root', 'administrator')
})
afterAll(async () => {
  await studio.stop()
  await provider.stop()
})

/** A browser: it keeps cookies, and goes where it is sent. */
class Browser {
  readonly cookies = new Map<string, string>()

  constructor(cookie = '') {
    const [name = '', value = ''] = cookie.split('=')
    if (name !== '') this.cookies.set(name, value)
  }

  async go(url: string): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await fetch(url, { redirect: 'manual', headers: url.startsWith(studio.url) ? { cookie } : {} })
    for (const line of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=')
      if (value === '') this.cookies.delete(name)
      else this.cookies.set(name, value)
    }
    return answer
  }

  /** From the start to where it ends; resolves with that address. */
  async signIn(query = ''): Promise<string> {
    const start = await this.go(`${studio.url}/api/v1/session/oidc/start${query}`)
    const there = await this.go(start.headers.get('location') ?? '')
    const back = await this.go(there.headers.get('location') ?? '')
    return back.headers.get('location') ?? `status ${back.status}`
  }

  async whoAmI(): Promise<{ name: string | null; studio_role: string | null; account: { id: string } | null }> {
    return (await (await this.go(`${studio.url}/api/v1/session`)).json()) as Awaited<ReturnType<Browser['whoAmI']>>
  }
}

const problemOf = (location: string): string => new URL(location, studio.url).searchParams.get('sign_in_problem') ?? ''
const invite = async (role = 'member'): Promise<string> =>
  ((await (await admin.ask('POST', '/invitations', { studio_role: role })).json()) as { code: string }).code

describe('signing in by a provider', () => {
  test('is offered, and begins with PKCE, state and nonce, bound to the browser', async () => {
    expect(await (await studio.stranger.ask('GET', '/session/ways')).json()).toEqual({
      password: true,
      passkeys: true,
      oidc: { name: 'Studio login', start: '/api/v1/session/oidc/start' },
    })
    const start = await new Browser().go(`${studio.url}/api/v1/session/oidc/start`)
    const url = new URL(start.headers.get('location') ?? '')
    expect(url.origin + url.pathname).toBe(`${provider.issuer}/authorize`)
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      client_id: 'film',
      response_type: 'code',
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
    })
    expect(start.headers.getSetCookie()[0]).toMatch(/HttpOnly; SameSite=Lax$/)
  })

  test('comes by an invitation, and then without: as the same account', async () => {
    provider.person = { sub: 'kim-1', email: 'Kim@example.com', email_verified: true, name: 'Kim Lee' }
    const first = new Browser()
    expect(await first.signIn(`?invitation=${await invite()}&return_to=/film/7`)).toBe('/film/7')
    expect(await first.whoAmI()).toMatchObject({
      name: 'Kim Lee',
      studio_role: 'member',
      account: { name: 'kim@example.com', has_password: false },
    })
    provider.person = { sub: 'kim-1', email: 'changed@example.com', email_verified: true }
    const again = new Browser()
    expect(await again.signIn()).toBe('/')
    expect((await again.whoAmI()).account?.id).toBe((await first.whoAmI()).account?.id)
  })

  test('lets nobody in who was not invited, and takes no account over that has a password', async () => {
    await studio.person('lee@example.com')
    provider.person = { sub: 'lee-1', email: 'lee@example.com', email_verified: true }
    const browser = new Browser()
    expect(problemOf(await browser.signIn())).toBe('has-password')
    expect(problemOf(await browser.signIn('?invitation=a-guess'))).toBe('invitation-over')
    provider.person = { sub: 'eve-1', email: 'eve@example.com', email_verified: true }
    expect(problemOf(await browser.signIn())).toBe('not-invited')
    expect((await browser.whoAmI()).account).toBeNull()
  })

  test('takes over an account without a password by its address, where the provider has verified it', async () => {
    const { id } = await studio.person('mia@example.com')
    await studio.services.accountStore.update(id, { passwordHash: null })
    provider.person = { sub: 'mia-1', email: 'mia@example.com', email_verified: false }
    expect(problemOf(await new Browser().signIn())).not.toBe('')
    provider.person = { sub: 'mia-1', email: 'MIA@example.com', email_verified: true }
    const browser = new Browser()
    expect(await browser.signIn()).toBe('/')
    expect((await browser.whoAmI()).account?.id).toBe(id)
  })

  test('links the account that is signed in, once, and unlinks it', async () => {
    const bo = await studio.person('bo')
    provider.person = { sub: 'bo-1', email: 'whoever@example.com', email_verified: true }
    const browser = new Browser(bo.cookie)
    expect(await browser.signIn('?link=1&return_to=/settings')).toBe('/settings')
    expect(await (await bo.ask('GET', '/session/linked')).json()).toMatchObject([
      { issuer: provider.issuer, email: 'whoever@example.com' },
    ])
    const other = await studio.person('cem')
    expect(problemOf(await new Browser(other.cookie).signIn('?link=1'))).toBe('linked-elsewhere')
    const elsewhere = new Browser()
    await elsewhere.signIn()
    expect((await elsewhere.whoAmI()).account?.id).toBe(bo.id)
    expect((await bo.ask('DELETE', '/session/linked')).status).toBe(204)
    expect(problemOf(await new Browser().signIn())).not.toBe('')
    expect((await studio.stranger.ask('GET', '/session/oidc/start?link=1')).status).toBe(401)
  })

  test.each<[string, ProviderFaults]>([
    ['for another client', { claims: { aud: 'other' } }],
    ['from another issuer', { claims: { iss: 'https://evil.example' } }],
    ['with another nonce', { claims: { nonce: 'x' } }],
    ['that is over', { claims: { exp: 1 } }],
    ['with the signature of another key', { otherKey: true }],
    ['to another state', { state: 'x' }],
    ['that says no', { denied: true }],
  ])('an answer %s lets nobody in', async (_what, faults) => {
    provider.person = { sub: 'kim-1' }
    provider.faults = faults
    const browser = new Browser()
    const end = await browser.signIn().finally(() => (provider.faults = {}))
    expect(problemOf(end)).toBe('refused-there')
    expect(browser.cookies.size).toBe(0)
  })

  test('what was begun in another browser, or was ended, is not ended here', async () => {
    provider.person = { sub: 'kim-1' }
    const theirs = new Browser()
    const start = await theirs.go(`${studio.url}/api/v1/session/oidc/start`)
    const callback = (await theirs.go(start.headers.get('location') ?? '')).headers.get('location') ?? ''
    const victim = await new Browser().go(callback)
    expect(problemOf(victim.headers.get('location') ?? '')).toBe('expired')
    const before = provider.tokenRequests
    const key = [...theirs.cookies]
    expect((await theirs.go(callback)).headers.get('location')).toBe('/')
    const replay = new Browser()
    for (const [name, value] of key) replay.cookies.set(name, value)
    expect(problemOf((await replay.go(callback)).headers.get('location') ?? '')).toBe('expired')
    expect(provider.tokenRequests).toBe(before + 1)
  })

  test.each(['//evil.example', 'https://evil.example', '/\\evil.example', 'javascript:alert(1)'])(
    'ends nowhere else: %s',
    async (place) => {
      const start = await new Browser().go(
        `${studio.url}/api/v1/session/oidc/start?return_to=${encodeURIComponent(place)}`,
      )
      expect(start.status).toBe(422)
    },
  )
})
