import { isIP } from 'node:net'
import { z } from 'zod'
import { ConfigError } from './config-error.ts'
import { wholeNumber } from './values.ts'

const NONE = 0

const list = (): z.ZodType<readonly string[]> =>
  z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((entry) => entry.trim())
        .filter(Boolean),
    )

const switchedOn = (): z.ZodType<boolean> =>
  z
    .enum(['0', '1'], 'the value is 0 or 1')
    .default('0')
    .transform((value) => value === '1')

const key = (): z.ZodType<string | undefined> =>
  z
    .string()
    .regex(/^[A-Za-z0-9+/_-]{43}=?$/, 'a key of 32 bytes in base64 is needed: `openssl rand -base64 32` makes one')
    .optional()

/** The variables that say who may come in, how often, and how. */
export const accessVariables = {
  /** Key that secrets at rest are sealed with, 32 bytes in base64; absent: a file in `DATA_DIR`. */
  SECRETS_KEY: key(),
  /** The key before, for as long as it takes to start once with the new one. */
  SECRETS_KEY_PREVIOUS: key(),
  /** Pages of these origins may use the API from a browser, with commas: `https://tools.example.com`. */
  ALLOWED_ORIGINS: list().pipe(z.array(z.string().refine(isOrigin, 'entries are origins, such as https://host'))),
  /** Address under which people reach the server: what links and sign-in services lead back to. */
  PUBLIC_URL: z
    .string()
    .refine(isOrigin, 'an origin is needed, such as https://film.example.com')
    .transform((url) => url.toLowerCase())
    .optional(),
  /** Addresses of proxies, or networks as `10.0.0.0/8`, whose `X-Forwarded-For` is believed. */
  TRUSTED_PROXIES: list().pipe(
    z.array(z.string().refine(isNetwork, 'entries are addresses or networks, as 10.0.0.0/8')),
  ),
  /** Requests a minute of one account or address; 0: any number. Absent: 6000, and any number where nobody signs in. */
  RATE_LIMIT_API: wholeNumber(NONE, 1_000_000).optional(),
  /** Generations a minute that one account or address may ask for; 0: any number. Absent: 300, as above. */
  RATE_LIMIT_GENERATION: wholeNumber(NONE, 1_000_000).optional(),
  /** Media files, and parts of them, that one account or address may read a minute; 0: any number. Absent: 60000, as above. */
  RATE_LIMIT_MEDIA: wholeNumber(NONE, 1_000_000).optional(),
  /** WebSockets a minute that one account or address may open; 0: any number. Absent: 600, as above. */
  RATE_LIMIT_CONNECTS: wholeNumber(NONE, 1_000_000).optional(),
  /** Tries to sign in that one address has a minute; 0: any number. */
  RATE_LIMIT_SIGN_IN: wholeNumber(NONE, 1_000_000).prefault('30'),
  /** Address of an OpenID Connect provider by which people sign in; absent: none. */
  OIDC_ISSUER: z.string().refine(isIssuer, 'https://host is needed (http:// on this machine alone)').optional(),
  OIDC_CLIENT_ID: z.string().min(1).optional(),
  OIDC_CLIENT_SECRET: z.string().min(1).optional(),
  /** What the sign-in page calls the provider. */
  OIDC_NAME: z.string().min(1).max(60).default('single sign-on'),
  /** `1`: whoever the provider signs in becomes a member; else only those who have an account or an invitation. */
  OIDC_SIGN_UP: switchedOn(),
  /** `1`: an address that the provider has verified opens the account of that name, even one that has a password. */
  OIDC_LINK_BY_EMAIL: switchedOn(),
}

/** Who may come in, how often, and how. */
export interface AccessConfig {
  readonly secretsKey: string | null
  readonly secretsKeyPrevious: string | null
  /** Lower case, `scheme://host[:port]`. */
  readonly allowedOrigins: readonly string[]
  /** Lower case, without a slash at its end; null: as the request names the server. */
  readonly publicUrl: string | null
  readonly trustedProxies: readonly string[]
  /** A minute; 0: any number; null: not said, which leaves it to the server. */
  readonly rateLimits: {
    readonly api: number | null
    readonly generation: number | null
    readonly media: number | null
    readonly connects: number | null
    readonly signIn: number
  }
  readonly oidc: OidcConfig | null
}

/** An OpenID Connect provider. */
export interface OidcConfig {
  readonly issuer: string
  readonly clientId: string
  /** Null for a public client, which PKCE alone protects. */
  readonly clientSecret: string | null
  readonly name: string
  readonly signUp: boolean
  readonly linkByEmail: boolean
}

/** Those of `accessVariables` whose value is not repeated in messages. */
export const SECRET_ACCESS_VARIABLES = ['SECRETS_KEY', 'SECRETS_KEY_PREVIOUS', 'OIDC_CLIENT_SECRET']

type AccessEnvironment = z.infer<z.ZodObject<typeof accessVariables>>

/** Puts the variables together. Throws `ConfigError` where one needs another. */
export function readAccess(env: AccessEnvironment): AccessConfig {
  return {
    secretsKey: env.SECRETS_KEY ?? null,
    secretsKeyPrevious: env.SECRETS_KEY_PREVIOUS ?? null,
    allowedOrigins: env.ALLOWED_ORIGINS.map((origin) => origin.toLowerCase()),
    publicUrl: env.PUBLIC_URL ?? null,
    trustedProxies: env.TRUSTED_PROXIES,
    rateLimits: {
      api: env.RATE_LIMIT_API ?? null,
      generation: env.RATE_LIMIT_GENERATION ?? null,
      media: env.RATE_LIMIT_MEDIA ?? null,
      connects: env.RATE_LIMIT_CONNECTS ?? null,
      signIn: env.RATE_LIMIT_SIGN_IN,
    },
    oidc: readOidc(env),
  }
}

function readOidc(env: AccessEnvironment): OidcConfig | null {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret = null } = env
  if (issuer === undefined && clientId === undefined && clientSecret === null) return null
  const missing = [
    ...(issuer === undefined ? ['OIDC_ISSUER'] : []),
    ...(clientId === undefined ? ['OIDC_CLIENT_ID'] : []),
    ...(env.PUBLIC_URL === undefined ? ['PUBLIC_URL'] : []),
  ]
  if (issuer === undefined || clientId === undefined || missing.length > 0) {
    throw new ConfigError(`Sign-in by OpenID Connect also needs ${missing.join(', ')}`)
  }
  return {
    issuer,
    clientId,
    clientSecret,
    name: env.OIDC_NAME,
    signUp: env.OIDC_SIGN_UP,
    linkByEmail: env.OIDC_LINK_BY_EMAIL,
  }
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && new URL(text).origin === text.toLowerCase()
}

function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/')
  const family = isIP(address)
  if (family === 0 || rest.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128))
}

function isIssuer(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname, search, hash, username } = new URL(text)
  if (search + hash + username !== '') return false
  return protocol === 'https:' || (protocol === 'http:' && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(hostname))
}
