import type { AccountRecord, AccountStore } from '#server/storage/account-store.ts'
import type { PassStore, TokenRecord } from '#server/storage/pass-store.ts'
import type { Scope } from '#shared/model/scopes.ts'
import type { AccessChanges } from './access-changes.ts'
import { AccessRefused } from './access-refused.ts'
import { accountIdentity } from './account-identity.ts'
import { bearerOf } from './bearer.ts'
import type { FilmAccess } from './film-access.ts'
import { MACHINE, type Credentials, type Identity, type IdentitySource } from './identity.ts'
import { hashOfSecret, newSecret } from './secret-codes.ts'

/** What every token begins with, so that one that got somewhere it should not be is known for what it is. */
export const TOKEN_PREFIX = 'sct_'

/** Characters of its end that lists show. */
const HINT_LENGTH = 4

/** Milliseconds in which the use of a token is noted once. */
const NOTED_EVERY_MS = 60_000

/** What tokens take. */
export interface ApiTokenServices {
  readonly passes: PassStore
  readonly accounts: Pick<AccountStore, 'get'>
  readonly films: FilmAccess
  readonly changes: AccessChanges
  readonly now: () => number
  readonly newId: () => string
  /** Whether people sign in; else tokens are of the machine. */
  readonly accountsOn: boolean
}

/** What somebody asks for. */
export interface TokenPlan {
  readonly name: string
  readonly scopes: readonly Scope[]
  /** Milliseconds since 1970; null: until it is revoked. */
  readonly expiresAt: number | null
}

/** Tokens of programs: random, told once, kept as a hash, and never good for more than who made them may do. */
export class ApiTokens implements IdentitySource {
  readonly #services: ApiTokenServices

  constructor(services: ApiTokenServices) {
    this.#services = services
  }

  /** Makes a token for who asks; its text is told here alone. Throws `AccessRefused`. */
  async make(maker: Identity, plan: TokenPlan): Promise<{ readonly record: TokenRecord; readonly token: string }> {
    const { passes, now, newId } = this.#services
    this.#requireOwn(maker)
    const token = TOKEN_PREFIX + newSecret()
    const record: TokenRecord = {
      id: newId(),
      tokenHash: hashOfSecret(token),
      accountId: maker.accountId,
      name: plan.name,
      scopes: [...new Set(plan.scopes)],
      hint: token.slice(-HINT_LENGTH),
      createdAt: now(),
      expiresAt: plan.expiresAt,
      lastUsedAt: null,
    }
    await passes.addToken(record)
    return { record, token }
  }

  /** The tokens of who asks, newest first. */
  async list(owner: Identity): Promise<readonly TokenRecord[]> {
    this.#requireOwn(owner)
    return this.#services.passes.tokensOf(owner.accountId)
  }

  /** Revokes a token; what it has open ends at once. Throws `AccessRefused` where who asks has no such token. */
  async revoke(owner: Identity, id: string): Promise<TokenRecord> {
    const { passes, changes } = this.#services
    this.#requireOwn(owner)
    const record = await passes.token(id)
    if (record?.accountId !== owner.accountId || !(await passes.removeToken(id))) {
      throw new AccessRefused('not-found', `You have no token with the id ${id}`)
    }
    changes.publish({ kind: 'token', tokenId: id })
    return record
  }

  async identify(credentials: Credentials): Promise<Identity | null> {
    const { passes, now } = this.#services
    const token = bearerOf(credentials)
    if (token === null || !token.startsWith(TOKEN_PREFIX)) return null
    const record = await passes.tokenByHash(hashOfSecret(token))
    const identity = record && (await this.#identityOf(record))
    if (!identity)
      throw new AccessRefused('not-signed-in', 'This token is not known, or no longer good. Make a new one')
    if (now() >= (record.lastUsedAt ?? 0) + NOTED_EVERY_MS) await passes.touchToken(record.id, now())
    return identity
  }

  /** The identity that a token gives now; null where it has ended. */
  async renew(id: string): Promise<Identity | null> {
    const record = await this.#services.passes.token(id)
    return record && this.#identityOf(record)
  }

  async #identityOf(record: TokenRecord): Promise<Identity | null> {
    const { accounts, films, accountsOn, now } = this.#services
    if (record.expiresAt !== null && record.expiresAt <= now()) return null
    const claim = {
      kind: 'token',
      scopes: new Set(record.scopes),
      sessionId: null,
      tokenId: record.id,
      renew: () => this.renew(record.id),
    } as const
    // Whoever was at the machine before there were accounts is nobody now.
    if (record.accountId === null) return accountsOn ? null : { ...MACHINE, ...claim, name: record.name }
    const account: AccountRecord | null = await accounts.get(record.accountId)
    return account && !account.disabled ? accountIdentity(account, films, claim) : null
  }

  /** Not by a token: one that got lost could make others that outlive it. */
  #requireOwn({ kind }: Identity): void {
    if (kind === 'account' || kind === 'machine') return
    throw new AccessRefused('not-allowed', 'Sign in yourself to see and change your tokens: a token does not open them')
  }
}
