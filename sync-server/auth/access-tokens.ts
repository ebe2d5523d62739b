import type { Scope } from '#shared/model/scopes.ts'
import { AccessRefused } from './access-refused.ts'
import { TOKEN_PREFIX, type ApiTokens } from './api-tokens.ts'
import { bearerOf, socketTokenOf } from './bearer.ts'
import { MACHINE, type Credentials, type Identity, type IdentitySource } from './identity.ts'
import type { Sessions } from './sessions.ts'
import type { ShareLinks } from './share-links.ts'
import type { SignedClaims, SignedTokens } from './signed-tokens.ts'

/** Milliseconds for which an access token is good: it is for the moment in which something is opened. */
export const ACCESS_TOKEN_MS = 10 * 60_000

/** What access tokens take. */
export interface AccessTokenServices {
  readonly signed: SignedTokens
  readonly tokens: ApiTokens
  readonly links: ShareLinks
  /** Null where nobody signs in. */
  readonly sessions: Pick<Sessions, 'renew'> | null
  readonly now: () => number
}

/** What an access token is to be good for. */
export interface AccessPlan {
  /** Null: all that who asks may do. */
  readonly scopes: readonly Scope[] | null
  /** The one film that it opens; null: all that who asks may open. */
  readonly film: string | null
}

/**
 * Short-lived tokens for where no cookie and no header goes: the WebSockets of pages from elsewhere, and workers. They
 * stand for who asked for them, are good for no more than that, and for no longer than the session, token or link by
 * which they were asked for.
 */
export class AccessTokens implements IdentitySource {
  readonly #services: AccessTokenServices

  constructor(services: AccessTokenServices) {
    this.#services = services
  }

  /** Signs a token for who asks. Throws `AccessRefused` where it would be good for more. */
  async make(maker: Identity, plan: AccessPlan): Promise<{ readonly token: string; readonly expiresAt: number }> {
    const { signed, now } = this.#services
    const beyond = plan.scopes?.find((scope) => maker.scopes !== null && !maker.scopes.has(scope))
    if (beyond !== undefined) throw new AccessRefused('not-allowed', `Who asks lacks the scope "${beyond}"`, 'scopes')
    const film = plan.film ?? maker.onlyFilm
    if (plan.film !== null && !(await maker.roleIn(plan.film))) {
      throw new AccessRefused('not-found', `There is no project with the id ${plan.film}`, 'project_id')
    }
    const scopes = plan.scopes ?? (maker.scopes && [...maker.scopes])
    const claims: SignedClaims = {
      ...sourceOf(maker),
      ...(maker.kind === 'share-link' && { name: maker.name }),
      ...(scopes && { scopes: [...scopes] }),
      ...(film !== null && { film }),
    }
    const expiresAt = now() + ACCESS_TOKEN_MS
    return { token: await signed.sign('access', claims, expiresAt), expiresAt }
  }

  async identify(credentials: Credentials): Promise<Identity | null> {
    const bearer = bearerOf(credentials)
    const token = bearer !== null && !bearer.startsWith(TOKEN_PREFIX) ? bearer : socketTokenOf(credentials)
    if (token === null) return null
    const claims = await this.#services.signed.verify('access', token)
    const identity = claims && (await this.#identityOf(claims))
    if (identity) return identity
    throw new AccessRefused('not-signed-in', 'This access token is over, or not of this server. Ask for a new one')
  }

  async #identityOf(claims: SignedClaims): Promise<Identity | null> {
    const source = await this.#sourceOf(claims)
    if (!source) return null
    const { film } = claims
    const asked = claims.scopes?.filter((scope) => !source.scopes || source.scopes.has(scope))
    return {
      ...source,
      // What only the person may do takes their own session.
      kind: source.kind === 'share-link' ? 'share-link' : 'token',
      scopes: asked ? new Set(asked) : source.scopes,
      // One film is not the studio: no machines, accounts or other films by way of the studio's role.
      studio: film === undefined ? source.studio : 'guest',
      onlyFilm: film ?? source.onlyFilm,
      roleIn: async (projectId) => (film === undefined || film === projectId ? source.roleIn(projectId) : null),
      films: async () => {
        const films = await source.films()
        if (film === undefined) return films
        return new Set(!films || films.has(film) ? [film] : [])
      },
      renew: () => this.#identityOf(claims),
    }
  }

  async #sourceOf({ via, sub, name }: SignedClaims): Promise<Identity | null> {
    const { sessions, tokens, links } = this.#services
    switch (via) {
      case 'machine':
        return sessions ? null : MACHINE
      case 'session':
        return sessions ? sessions.renew(sub) : null
      case 'token':
        return tokens.renew(sub)
      case 'share-link':
        return links.guest(sub, name ?? '')
    }
  }
}

function sourceOf({ kind, sessionId, tokenId }: Identity): Pick<SignedClaims, 'via' | 'sub'> {
  if (sessionId !== null) return { via: 'session', sub: sessionId }
  if (tokenId !== null) return { via: kind === 'share-link' ? 'share-link' : 'token', sub: tokenId }
  return { via: 'machine', sub: '' }
}
