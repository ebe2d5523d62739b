import type { AccessConfig } from '#server/config/access.ts'
import type { HitCounter } from '#server/limits/hit-counter.ts'
import { SignInGuard } from '#server/limits/sign-in-guard.ts'
import type { SecretKeys } from '#server/secrets/secret-keys.ts'
import type { OutsideIdentityRecord } from '#server/storage/credential-store.ts'
import type { Storage } from '#server/storage/storage.ts'
import { AccessTokens } from './access-tokens.ts'
import { ApiTokens } from './api-tokens.ts'
import type { IdentitySource } from './identity.ts'
import { OutsideSignIn } from './outside-sign-in.ts'
import { Passkeys } from './passkeys.ts'
import type { People } from './people.ts'
import { ShareLinks, withShareLinks } from './share-links.ts'
import { SignedTokens } from './signed-tokens.ts'

/** What the ways in take. */
export interface WaysInServices {
  readonly storage: Pick<Storage, 'accounts' | 'passes' | 'credentials'>
  readonly people: People
  readonly keys: SecretKeys
  readonly access: AccessConfig
  readonly hitCounter: HitCounter
  readonly now: () => number
  readonly newId: () => string
}

/** The ways in beside a name and a password. */
export interface WaysIn {
  readonly tokens: ApiTokens
  readonly accessTokens: AccessTokens
  readonly links: ShareLinks
  readonly passkeys: Passkeys
  /** Null where no provider is configured. */
  readonly outside: OutsideSignIn | null
  /** The people of sign-in services that an account is known as. */
  readonly linkedOf: (accountId: string) => Promise<readonly OutsideIdentityRecord[]>
  readonly guard: SignInGuard
  /** Every way to tell who asks, in the order in which they are tried: what is sent on purpose comes before cookies. */
  readonly sources: readonly IdentitySource[]
}

/** Puts together the ways in. */
export function createWaysIn(services: WaysInServices): WaysIn {
  const { storage, people, keys, access, hitCounter, now, newId } = services
  const { accounts: store, passes, credentials } = storage
  const { accounts, films, changes, sessions, invitations, audit, accountsOn } = people
  const { publicUrl, oidc } = access
  const signed = new SignedTokens(keys, now)
  const tokens = new ApiTokens({ passes, accounts: store, films, changes, now, newId, accountsOn })
  const isSecure = publicUrl?.startsWith('https:') ?? false
  const links = new ShareLinks({ passes, accounts: store, films, changes, signed, now, newId, isSecure })
  const accessTokens = new AccessTokens({ signed, tokens, links, sessions: accountsOn ? sessions : null, now })
  const passkeys = new Passkeys({ credentials, store, accounts, now, publicUrl })
  const outside =
    oidc && publicUrl !== null && accountsOn
      ? new OutsideSignIn({ config: oidc, publicUrl, credentials, store, accounts, invitations, audit, now })
      : null
  return {
    tokens,
    accessTokens,
    links,
    passkeys,
    outside,
    linkedOf: (accountId) => credentials.outsideIdentitiesOf(accountId),
    guard: new SignInGuard(hitCounter, now),
    // Whoever is at the machine has every role already.
    sources: [tokens, accessTokens, accountsOn ? withShareLinks(people.source, links) : people.source, links],
  }
}
