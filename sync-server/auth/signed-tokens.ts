import { jwtVerify, SignJWT, errors } from 'jose'
import { z } from 'zod'
import { Scope } from '#shared/model/scopes.ts'
import { derivedKey, type SecretKey } from '#server/secrets/secret-box.ts'
import type { SecretKeys } from '#server/secrets/secret-keys.ts'

const ISSUER = 'storycanvas'
const ALGORITHM = 'HS256'

/** What a signed token is for; one is never good for another. */
type TokenUse = 'access' | 'guest'

/** Claims of a token, beside when it ends. */
export const SignedClaims = z.object({
  /** By what it was asked for: it is good for as long as that is. */
  via: z.enum(['machine', 'session', 'token', 'share-link']),
  /** The id of the session, token or link; empty for the machine. */
  sub: z.string(),
  /** The name of a guest. */
  name: z.string().optional(),
  /** Absent: all that its source is good for. */
  scopes: z.array(Scope).optional(),
  /** The one film that it opens; absent: all that its source does. */
  film: z.string().optional(),
})
export type SignedClaims = z.infer<typeof SignedClaims>

interface SigningKey {
  readonly id: string
  readonly bytes: Uint8Array
}

/** Tokens that the server signs and need not keep (JWT, RFC 7519), with a key that follows from the one for secrets. */
export class SignedTokens {
  readonly #current: SigningKey
  readonly #keys: readonly SigningKey[]
  readonly #now: () => number

  constructor({ current, previous }: SecretKeys, now: () => number) {
    const signingKey = (key: SecretKey): SigningKey => ({ id: key.id, bytes: derivedKey(key, 'signed tokens') })
    this.#current = signingKey(current)
    this.#keys = previous ? [this.#current, signingKey(previous)] : [this.#current]
    this.#now = now
  }

  /** @param expiresAt milliseconds since 1970 */
  async sign(use: TokenUse, claims: SignedClaims, expiresAt: number): Promise<string> {
    const key = this.#current
    const { sub, ...rest } = claims
    return new SignJWT(rest)
      .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT', kid: key.id })
      .setIssuer(ISSUER)
      .setAudience(use)
      .setSubject(sub)
      .setIssuedAt(Math.floor(this.#now() / 1000))
      .setExpirationTime(Math.floor(expiresAt / 1000))
      .sign(key.bytes)
  }

  /** The claims of a token; null where it is none of ours, of another use, or over. */
  async verify(use: TokenUse, token: string): Promise<SignedClaims | null> {
    try {
      const { payload } = await jwtVerify(token, ({ kid }) => this.#keyOf(kid), {
        algorithms: [ALGORITHM],
        issuer: ISSUER,
        audience: use,
        currentDate: new Date(this.#now()),
        requiredClaims: ['sub', 'iat', 'exp'],
      })
      return SignedClaims.safeParse(payload).data ?? null
    } catch (error) {
      if (error instanceof errors.JOSEError) return null
      throw error
    }
  }

  #keyOf(kid: string | undefined): Uint8Array {
    const key = this.#keys.find(({ id }) => id === kid)
    if (!key) throw new errors.JWKSNoMatchingKey()
    return key.bytes
  }
}
