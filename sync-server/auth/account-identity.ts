import type { AccountRecord } from '#server/storage/account-store.ts'
import type { Scope } from '#shared/model/scopes.ts'
import type { FilmAccess } from './film-access.ts'
import type { Identity } from './identity.ts'

/** By what somebody acts for an account. */
export interface AccountClaim {
  readonly kind: 'account' | 'token'
  readonly scopes: ReadonlySet<Scope> | null
  readonly sessionId: string | null
  readonly tokenId: string | null
  /** Looks again whether it still holds. */
  renew(): Promise<Identity | null>
}

/** The identity of an account, by a session or a token. */
export function accountIdentity(account: AccountRecord, films: FilmAccess, claim: AccountClaim): Identity {
  return {
    kind: claim.kind,
    accountId: account.id,
    name: account.displayName,
    studio: account.studio,
    scopes: claim.scopes,
    sessionId: claim.sessionId,
    tokenId: claim.tokenId,
    onlyFilm: null,
    roleIn: (projectId) => films.roleOf(account, projectId),
    films: async () => new Set((await films.rolesOf(account)).keys()),
    renew: claim.renew,
  }
}
