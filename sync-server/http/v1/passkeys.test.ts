import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConfig } from '#server/config.ts'
import { SoftwareAuthenticator, type AuthenticatorFaults } from '#server/testing/software-authenticator.ts'
import { openStudio, type Person, type Studio } from '#server/testing/studio.ts'

const ORIGIN = 'https://film.example.com'

type Options = Parameters<SoftwareAuthenticator['create']>[0] & Parameters<SoftwareAuthenticator['get']>[0]

let studio: Studio
beforeAll(async () => {
  const { access } = readConfig({ PUBLIC_URL: ORIGIN, RATE_LIMIT_SIGN_IN: '0' })
  studio = await openStudio({ config: { access } })
})
afterAll(() => studio.stop())

const post = async <T>(
  by: Pick<Person, 'ask'>,
  path: string,
  body?: unknown,
): Promise<{ status: number; json: T; cookie: string }> => {
  const answer = await by.ask('POST', path, body)
  const text = await answer.text()
  return {
    status: answer.status,
    json: JSON.parse(text) as T,
    cookie: answer.headers.getSetCookie()[0]?.split(';')[0] ?? '',
  }
}
const begin = async (by: Pick<Person, 'ask'>, path: string): Promise<{ ceremony: string; options: Options }> =>
  (await post<{ ceremony: string; options: Options }>(by, path)).json
const register = async (
  person: Person,
  device: SoftwareAuthenticator,
  faults?: AuthenticatorFaults,
  name = 'Laptop',
) => {
  const { ceremony, options } = await begin(person, '/passkeys/options')
  return post<{ id: string }>(person, '/passkeys', { ceremony, name, response: device.create(options, faults) })
}
const signIn = async (device: SoftwareAuthenticator, faults?: AuthenticatorFaults) => {
  const { ceremony, options } = await begin(studio.stranger, '/session/passkey/options')
  return post<{ name: string }>(studio.stranger, '/session/passkey', {
    ceremony,
    response: device.get(options, faults),
  })
}

describe('passkeys', () => {
  test('are added, sign in without a name, are listed and removed', async () => {
    const kim = await studio.person('kim')
    const device = new SoftwareAuthenticator(ORIGIN)
    const { ceremony, options } = await begin(kim, '/passkeys/options')
    expect(options).toMatchObject({
      rp: { id: 'film.example.com' },
      user: { name: 'kim' },
      authenticatorSelection: { userVerification: 'required', residentKey: 'required' },
      attestation: 'none',
    })
    const added = await post<{ id: string }>(kim, '/passkeys', {
      ceremony,
      name: 'Laptop',
      response: device.create(options),
    })
    expect([added.status, added.json]).toEqual([201, expect.objectContaining({ name: 'Laptop', last_used_at: null })])

    const signedIn = await signIn(device)
    expect([signedIn.status, signedIn.json]).toEqual([200, expect.objectContaining({ name: 'kim', kind: 'account' })])
    expect(signedIn.cookie).toMatch(/^__Host-storycanvas_session=/)
    const listed = (await (await kim.ask('GET', '/passkeys')).json()) as object[]
    expect(listed).toEqual([expect.objectContaining({ id: added.json.id, last_used_at: expect.any(String) })])
    expect(JSON.stringify(listed)).not.toContain('public_key')

    const stranger = await studio.person('eve')
    expect((await stranger.ask('DELETE', `/passkeys/${added.json.id}`)).status).toBe(404)
    expect((await kim.ask('DELETE', `/passkeys/${added.json.id}`)).status).toBe(204)
    expect((await signIn(device)).status).toBe(401)
  })

  test('a device is asked for one alone, and one that is known is not taken again', async () => {
    const bo = await studio.person('bo')
    const device = new SoftwareAuthenticator(ORIGIN)
    expect((await register(bo, device)).status).toBe(201)
    await expect(register(bo, device)).rejects.toThrow('InvalidStateError')
  })

  test.each<[string, AuthenticatorFaults]>([
    ['another page', { origin: 'https://film.example.com.evil.example' }],
    ['nobody who showed themselves', { unverified: true }],
    ['another challenge', { challenge: 'AAAA' }],
  ])('of %s are not added', async (_what, faults) => {
    const person = await studio.person(`new-${Math.random()}`)
    expect((await register(person, new SoftwareAuthenticator(ORIGIN), faults)).status).toBe(403)
    expect(await (await person.ask('GET', '/passkeys')).json()).toEqual([])
  })

  test.each<[string, AuthenticatorFaults]>([
    ['for another page', { origin: 'https://evil.example' }],
    ['by nobody who showed themselves', { unverified: true }],
    ['with another challenge', { challenge: 'AAAA' }],
    ['with another key', { otherKey: true }],
    ['from a copy that has fallen behind', { counter: 0 }],
  ])('used %s let nobody in', async (_what, faults) => {
    const person = await studio.person(`user-${Math.random()}`)
    const device = new SoftwareAuthenticator(ORIGIN)
    await register(person, device)
    expect([(await signIn(device)).status, (await signIn(device)).status]).toEqual([200, 200])
    const refused = await signIn(device, faults)
    expect([refused.status, refused.cookie]).toEqual([401, ''])
  })

  test('a ceremony is good once, for one account and one purpose', async () => {
    const [ada, lee] = [await studio.person('ada'), await studio.person('lee')]
    const device = new SoftwareAuthenticator(ORIGIN)
    const { ceremony, options } = await begin(ada, '/passkeys/options')
    const response = device.create(options)
    expect((await post(lee, '/passkeys', { ceremony, name: 'x', response })).status).toBe(403)
    expect((await post(ada, '/passkeys', { ceremony, name: 'x', response })).status).toBe(403)
    expect((await register(ada, device)).status).toBe(201)
    const begun = await begin(studio.stranger, '/session/passkey/options')
    const used = device.get(begun.options)
    const statuses = await Promise.all(
      [1, 2].map(
        async () =>
          (await post(studio.stranger, '/session/passkey', { ceremony: begun.ceremony, response: used })).status,
      ),
    )
    expect(statuses.toSorted((a, b) => a - b)).toEqual([200, 403])
  })

  test('let no disabled account in, and are not opened by a token', async () => {
    const mia = await studio.person('mia')
    const device = new SoftwareAuthenticator(ORIGIN)
    await register(mia, device)
    await studio.services.people.accounts.update(mia.id, { disabled: true })
    expect((await signIn(device)).status).toBe(401)
  })

  test('the only way in is not removed', async () => {
    const cem = await studio.person('cem')
    const { json } = await register(cem, new SoftwareAuthenticator(ORIGIN))
    await studio.services.accountStore.update(cem.id, { passwordHash: null })
    expect((await cem.ask('DELETE', `/passkeys/${json.id}`)).status).toBe(409)
  })
})
