import * as oidc from 'openid-client'
import { z } from 'zod'
import type { OidcConfig } from '#server/config/access.ts'
import type { AccountRecord, AccountStore } from '#server/storage/account-store.ts'
import type { CredentialStore } from '#server/storage/credential-store.ts'
import { SignInName } from '#shared/protocol/accounts.ts'
import type { SignInProblem } from '#shared/protocol/ways-in.ts'
import { AccessRefused } from './access-refused.ts'
import type { Accounts } from './accounts.ts'
import type { Audit } from './audit.ts'
import { cookieValue } from './cookies.ts'
import type { Credentials, Identity } from './identity.ts'
import type { Invitations } from './invitations.ts'
import { hashOfSecret, newSecret } from './secret-codes.ts'
import type { OpenedSession } from './sessions.ts'

/** Where the provider sends people back to. */
export const CALLBACK_PATH = '/api/v1/session/oidc/callback'

/** Milliseconds that somebody has to sign in there. */
const CEREMONY_MS = 10 * 60_000

/** Seconds until the provider must have answered. */
const ANSWER_SECONDS = 10

const COOKIE = 'storycanvas_oidc'

const Begun = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  returnTo: z.string(),
  /** The account to which the identity is to be linked; null: to sign in. */
  accountId: z.string().nullable(),
  invitation: z.string().nullable(),
})

const Claims = z.object({
  sub: z.string().min(1).max(255),
  email: z.string().max(254).optional(),
  email_verified: z.union([z.boolean(), z.stringbool()]).optional(),
  name: z.string().optional(),
  preferred_username: z.string().optional(),
})
type Claims = z.infer<typeof Claims>

/** What signing in by a provider takes. */
export interface OutsideSignInServices {
  readonly config: OidcConfig
  /** Where people reach the server. */
  readonly publicUrl: string
  readonly credentials: CredentialStore
  readonly store: AccountStore
  readonly accounts: Accounts
  readonly invitations: Invitations
  readonly audit: Audit
  readonly now: () => number
}

/** Somebody was not brought in. */
export class OutsideRefused extends AccessRefused {
  readonly problem: SignInProblem

  constructor(problem: SignInProblem, message: string, cause?: unknown) {
    super('not-allowed', message)
    this.name = 'OutsideRefused'
    this.problem = problem
    this.cause = cause
  }
}

/** How somebody wants to begin. */
export interface OutsideStart {
  /** Path of the page to end at. */
  readonly returnTo: string
  /** Who wants to link their account; null: somebody who wants to sign in. */
  readonly linker: Identity | null
  /** The code by which somebody new comes; null where they have none. */
  readonly invitation: string | null
}

/** What came of it. */
export interface OutsideEnd {
  readonly returnTo: string
  /** Null where an account was linked that is signed in already. */
  readonly opened: OpenedSession | null
}

/**
 * Signing in by an OpenID Connect provider: authorization code with PKCE, state and nonce, bound to the browser by a
 * cookie. An account is found by the provider's own name for the person. One that is not known yet is linked
 *  - to the account that is signed in and asks for it,
 *  - by an invitation, to a new account,
 *  - by an email address that the provider has verified, to the account that signs in by this address, if it has no
 *    password or the configuration trusts the provider with all addresses,
 *  - or to a new member of the studio, where the configuration lets everybody in whom the provider knows.
 * Otherwise an account with a password is not taken over by an address: whoever has the password links it.
 */
export class OutsideSignIn {
  readonly #services: OutsideSignInServices
  #configuration: Promise<oidc.Configuration> | null = null

  constructor(services: OutsideSignInServices) {
    this.#services = services
  }

  get name(): string {
    return this.#services.config.name
  }

  /** Begins: the address at the provider, and the cookie of the browser. Throws `AccessRefused`. */
  async begin(start: OutsideStart): Promise<{ readonly location: string; readonly cookie: string }> {
    const { credentials, now, publicUrl } = this.#services
    const configuration = await this.#discover()
    const verifier = oidc.randomPKCECodeVerifier()
    const [state, nonce, key] = [oidc.randomState(), oidc.randomNonce(), newSecret()]
    if (start.linker && start.linker.kind !== 'account') {
      throw new AccessRefused('not-allowed', 'Sign in yourself to link your account')
    }
    const begun: z.infer<typeof Begun> = {
      state,
      nonce,
      verifier,
      returnTo: start.returnTo,
      accountId: start.linker?.accountId ?? null,
      invitation: start.invitation,
    }
    const ceremony = { keyHash: hashOfSecret(key), kind: 'outside-sign-in', data: JSON.stringify(begun) } as const
    await credentials.begin({ ...ceremony, expiresAt: now() + CEREMONY_MS }, now())
    const location = oidc.buildAuthorizationUrl(configuration, {
      redirect_uri: publicUrl + CALLBACK_PATH,
      scope: 'openid email profile',
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
      nonce,
    })
    return { location: location.href, cookie: this.#cookie(key, CEREMONY_MS / 1000) }
  }

  /** What makes the browser forget that it began. */
  get forgettingCookie(): string {
    return this.#cookie('', 0)
  }

  /** Ends what was begun, with what the provider sent the browser back with. Throws `AccessRefused`. */
  async end(query: string, browser: Credentials): Promise<OutsideEnd> {
    const { credentials, publicUrl, now } = this.#services
    const key = cookieValue(browser.header('cookie') ?? '', COOKIE)
    const taken = key === null ? null : await credentials.take(hashOfSecret(key), 'outside-sign-in', now())
    if (!taken) throw new OutsideRefused('expired', 'This took too long, or was begun in another browser. Begin again')
    const begun = Begun.parse(JSON.parse(taken.data))
    const claims = await this.#claims(new URL(`${publicUrl}${CALLBACK_PATH}${query}`), begun)
    if (begun.accountId !== null) {
      await this.#linkTo(begun.accountId, claims, browser)
      return { returnTo: begun.returnTo, opened: null }
    }
    const account = await this.#accountOf(claims, begun.invitation, browser)
    return { returnTo: begun.returnTo, opened: await this.#services.accounts.open(account, browser, this.name) }
  }

  /** Unlinks the account of who asks. Throws `AccessRefused` where nothing else would let them in. */
  async unlink(identity: Identity): Promise<AccountRecord> {
    const { credentials, accounts, config } = this.#services
    if (identity.kind !== 'account') throw new AccessRefused('not-allowed', 'Sign in yourself to unlink your account')
    const account = await accounts.own(identity)
    const passkeys = await credentials.passkeysOf(account.id)
    if (account.passwordHash === null && passkeys.length === 0) {
      throw new AccessRefused('conflict', 'This is your only way in. Add a passkey first, or ask for a password')
    }
    if (await credentials.unlink(account.id, config.issuer)) return account
    throw new AccessRefused('not-found', `Your account is not linked to ${this.name}`)
  }

  async #claims(callback: URL, begun: z.infer<typeof Begun>): Promise<Claims> {
    const configuration = await this.#discover()
    try {
      const tokens = await oidc.authorizationCodeGrant(configuration, callback, {
        pkceCodeVerifier: begun.verifier,
        expectedState: begun.state,
        expectedNonce: begun.nonce,
        idTokenExpected: true,
      })
      return Claims.parse(tokens.claims())
    } catch (error) {
      throw new OutsideRefused('refused-there', `${this.name} did not sign you in. Begin again`, error)
    }
  }

  async #accountOf(claims: Claims, invitation: string | null, browser: Credentials): Promise<AccountRecord> {
    const { credentials, store, accounts, invitations, config } = this.#services
    const known = await credentials.outsideIdentity(config.issuer, claims.sub)
    const account = known && (await store.get(known.accountId))
    if (account) return account
    if (invitation !== null) {
      const made = await invitations.acceptWithout(invitation, await this.#newcomer(claims), browser)
      await this.#link(made, claims, browser)
      return made
    }
    const email = verifiedEmail(claims)
    const sameName = email === null ? null : await store.byName(email)
    if (sameName && (sameName.passwordHash === null || config.linkByEmail)) {
      await this.#link(sameName, claims, browser)
      return sameName
    }
    if (!config.signUp) {
      throw sameName
        ? new OutsideRefused(
            'has-password',
            'There is an account of this name with a password. Sign in by that, and link it',
          )
        : new OutsideRefused('not-invited', 'Nobody has invited you yet. Ask an administrator for an invitation')
    }
    const made = await accounts.add({ ...(await this.#newcomer(claims)), passwordHash: null }, 'member')
    await this.#services.audit.note({
      kind: 'account-made',
      actor: { accountId: made.id, name: made.displayName },
      address: browser.address,
      subject: made.name,
      detail: `member, by ${this.name}`,
    })
    await this.#link(made, claims, browser)
    return made
  }

  /** A name that nobody has yet. */
  async #newcomer(claims: Claims): Promise<{ readonly name: string; readonly displayName: string }> {
    const { store } = this.#services
    const wanted = [verifiedEmail(claims), claims.preferred_username, `guest-${hashOfSecret(claims.sub).slice(0, 8)}`]
    const displayName = (claims.name ?? claims.preferred_username ?? '').replaceAll(/\p{C}/gu, '').trim().slice(0, 100)
    for (const text of wanted) {
      const name = SignInName.safeParse(text)
      if (name.success && !(await store.byName(name.data))) {
        return { name: name.data, displayName: displayName === '' ? name.data : displayName }
      }
    }
    throw new OutsideRefused('name-taken', 'Your name is taken here. Ask an administrator')
  }

  async #linkTo(accountId: string, claims: Claims, browser: Credentials): Promise<void> {
    const account = await this.#services.accounts.require(accountId)
    await this.#link(account, claims, browser)
  }

  async #link(account: AccountRecord, claims: Claims, browser: Credentials): Promise<void> {
    const { credentials, audit, config, now } = this.#services
    const email = verifiedEmail(claims)
    const identity = { issuer: config.issuer, subject: claims.sub, accountId: account.id, email, linkedAt: now() }
    if (!(await credentials.link(identity))) {
      const known = await credentials.outsideIdentity(config.issuer, claims.sub)
      if (known?.accountId === account.id) return
      throw new OutsideRefused('linked-elsewhere', `Somebody else here signs in as this person of ${this.name}`)
    }
    await audit.note({
      kind: 'sign-in-service-linked',
      actor: { accountId: account.id, name: account.displayName },
      address: browser.address,
      subject: account.name,
      detail: email ?? claims.sub,
    })
  }

  /** Asked for once; where the provider cannot be reached, anew the next time. */
  #discover(): Promise<oidc.Configuration> {
    this.#configuration ??= this.#ask().catch((error: unknown) => {
      this.#configuration = null
      throw new OutsideRefused(
        'unreachable',
        `${this.name} cannot be reached. Sign in another way, or try again later`,
        error,
      )
    })
    return this.#configuration
  }

  #ask(): Promise<oidc.Configuration> {
    const { issuer, clientId, clientSecret } = this.#services.config
    const authentication = clientSecret === null ? oidc.None() : oidc.ClientSecretBasic(clientSecret)
    return oidc.discovery(new URL(issuer), clientId, undefined, authentication, {
      timeout: ANSWER_SECONDS,
      execute: [
        // The signature of the ID token counts as well, not only the line on which it came.
        oidc.enableNonRepudiationChecks,
        // The configuration allows http on this machine alone.
        ...(issuer.startsWith('http:') ? [oidc.allowInsecureRequests] : []),
      ],
    })
  }

  /** Lax: the provider sends the browser back, which is another site's doing. */
  #cookie(value: string, seconds: number): string {
    const secure = this.#services.publicUrl.startsWith('https:') ? '; Secure' : ''
    return `${COOKIE}=${value}; Path=${CALLBACK_PATH}; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure}`
  }
}

function verifiedEmail({ email, email_verified: verified }: Claims): string | null {
  return email !== undefined && verified === true ? email.trim().toLowerCase() : null
}

/** Why somebody was not brought in, whichever part refused it. */
export function problemOf(refused: AccessRefused): SignInProblem {
  if (refused instanceof OutsideRefused) return refused.problem
  if (refused.code === 'not-signed-in') return 'disabled'
  return refused.code === 'conflict' ? 'name-taken' : 'invitation-over'
}
