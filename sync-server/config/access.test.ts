import { describe, expect, test } from 'vitest'
import { readConfig } from '../config.ts'

const KEY = Buffer.alloc(32, 7).toString('base64')
const OIDC = { OIDC_ISSUER: 'https://id.example.com/realm', OIDC_CLIENT_ID: 'film' }

describe('who may come in, by the environment', () => {
  test('keys, origins, proxies, limits and a sign-in service', () => {
    const { access } = readConfig({
      ...OIDC,
      SECRETS_KEY: KEY,
      SECRETS_KEY_PREVIOUS: KEY,
      ALLOWED_ORIGINS: 'https://Tools.example.com, http://localhost:3000',
      PUBLIC_URL: 'https://Film.example.com',
      TRUSTED_PROXIES: '127.0.0.1, 10.0.0.0/8,fd00::/8',
      RATE_LIMIT_API: '0',
      RATE_LIMIT_SIGN_IN: '5',
      OIDC_CLIENT_SECRET: 's3cret',
      OIDC_SIGN_UP: '1',
    })
    expect(access).toEqual({
      secretsKey: KEY,
      secretsKeyPrevious: KEY,
      allowedOrigins: ['https://tools.example.com', 'http://localhost:3000'],
      publicUrl: 'https://film.example.com',
      trustedProxies: ['127.0.0.1', '10.0.0.0/8', 'fd00::/8'],
      rateLimits: { api: 0, generation: null, media: null, connects: null, signIn: 5 },
      oidc: {
        issuer: 'https://id.example.com/realm',
        clientId: 'film',
        clientSecret: 's3cret',
        name: 'single sign-on',
        signUp: true,
        linkByEmail: false,
      },
    })
  })

  test('a sign-in service needs all that belongs to it', () => {
    expect(() => readConfig(OIDC)).toThrow('Sign-in by OpenID Connect also needs PUBLIC_URL')
    expect(() => readConfig({ OIDC_CLIENT_SECRET: 's3cret' })).toThrow(
      /^Sign-in by OpenID Connect also needs OIDC_ISSUER, OIDC_CLIENT_ID, PUBLIC_URL$/,
    )
  })

  test.each([
    ['ALLOWED_ORIGINS', '*', 'entries are origins'],
    ['ALLOWED_ORIGINS', 'null', 'entries are origins'],
    ['ALLOWED_ORIGINS', 'https://tools.example.com/', 'entries are origins'],
    ['PUBLIC_URL', 'film.example.com', 'an origin is needed'],
    ['TRUSTED_PROXIES', '10.0.0.0/33', 'entries are addresses or networks'],
    ['TRUSTED_PROXIES', 'proxy', 'entries are addresses or networks'],
    ['RATE_LIMIT_API', '-1', 'a whole number is needed'],
    ['OIDC_ISSUER', 'http://id.example.com', 'https://host is needed'],
  ])('%s=%s is refused', (name, value, reason) => {
    expect(() => readConfig({ [name]: value })).toThrow(`${name}=${value} is wrong: ${reason}`)
  })

  test.each(['SECRETS_KEY', 'SECRETS_KEY_PREVIOUS'])('a wrong %s is not repeated', (name) => {
    expect(() => readConfig({ [name]: 'pass word' })).toThrow(new RegExp(`^${name} is wrong: a key of 32 bytes`))
  })
})
