import type { AccountRecord, AccountStore } from '#server/storage/account-store.ts'
import type { StudioRole } from '#shared/model/roles.ts'
import type { AccessChanges } from './access-changes.ts'
import { AccessRefused } from './access-refused.ts'
import type { Audit } from './audit.ts'
import type { Credentials, Identity } from './identity.ts'
import { requireUnguessable } from './guessable-passwords.ts'
import { hashPassword, isOutdated, verifyPassword } from './passwords.ts'
import { hashOfCode, newCode } from './secret-codes.ts'
import type { OpenedSession, Sessions } from './sessions.ts'

/** Milliseconds for which the code of a password reset works. */
export const RESET_LASTS_MS = 24 * 60 * 60_000

/** What accounts take. */
export interface AccountServices {
  readonly accounts: AccountStore
  readonly sessions: Sessions
  readonly changes: AccessChanges
  readonly audit: Audit
  readonly now: () => number
  readonly newId: () => string
}

/** What somebody tells of themselves when they get an account. */
export interface NewAccount {
  readonly name: string
  readonly displayName?: string | undefined
  readonly password: string
}

/** Signing in and out, and what administrators do with accounts. */
export class Accounts {
  readonly #services: AccountServices

  constructor(services: AccountServices) {
    this.#services = services
  }

  /** Signs in by name and password. Throws `AccessRefused` in the same words and the same time whatever was wrong. */
  async signIn(name: string, password: string, credentials: Credentials): Promise<OpenedSession> {
    const { accounts, audit } = this.#services
    const account = await accounts.byName(name)
    const isRight = await verifyPassword(account?.passwordHash ?? null, password)
    if (!account || !isRight || account.disabled) {
      // What was typed as a name may be a password, so only names that there are get into the log.
      const detail = !account ? 'no account of this name' : isRight ? 'the account is disabled' : 'wrong password'
      await audit.note({
        kind: 'sign-in-failed',
        actor: null,
        address: credentials.address,
        subject: account?.name ?? '',
        detail,
      })
      throw new AccessRefused('not-signed-in', 'Name or password is wrong')
    }
    if (account.passwordHash !== null && isOutdated(account.passwordHash)) {
      await accounts.update(account.id, { passwordHash: await hashPassword(password) })
    }
    return this.open(account, credentials, 'password')
  }

  /** Begins a session for somebody who has proved in some way who they are. */
  async open(account: AccountRecord, credentials: Credentials, way: string): Promise<OpenedSession> {
    const { sessions, audit } = this.#services
    if (account.disabled) throw new AccessRefused('not-signed-in', 'This account is disabled. Ask an administrator')
    const opened = await sessions.open(account, credentials)
    await audit.note({ kind: 'sign-in', actor: opened.identity, address: credentials.address, detail: way })
    return opened
  }

  /** Makes an account. Throws `AccessRefused` where the name is taken, or the password guessed first. */
  async make({ name, displayName, password }: NewAccount, studio: StudioRole): Promise<AccountRecord> {
    requireUnguessable(password, name)
    return this.add({ name, displayName, passwordHash: await hashPassword(password) }, studio)
  }

  /** Makes an account for somebody who may have no password. Throws `AccessRefused` where the name is taken. */
  async add(
    { name, displayName, passwordHash }: Omit<NewAccount, 'password'> & { readonly passwordHash: string | null },
    studio: StudioRole,
  ): Promise<AccountRecord> {
    const { accounts, now, newId } = this.#services
    const account: AccountRecord = {
      id: newId(),
      name,
      displayName: displayName ?? name,
      studio,
      passwordHash,
      disabled: false,
      createdAt: now(),
      lastSeenAt: null,
    }
    if (await accounts.add(account)) return account
    throw new AccessRefused('conflict', `The name ${name} is taken. Choose another one`, 'name')
  }

  /** Changes one's own password: every other session ends, and this one gets a new token. */
  async changePassword(
    identity: Identity,
    { current, next }: { readonly current: string; readonly next: string },
    credentials: Credentials,
  ): Promise<OpenedSession> {
    const { accounts, sessions, audit } = this.#services
    const account = await this.own(identity)
    if (!(await verifyPassword(account.passwordHash, current))) {
      throw new AccessRefused('not-allowed', 'The current password is wrong. Nothing was changed', 'current_password')
    }
    requireUnguessable(next, account.name, 'new_password')
    await accounts.update(account.id, { passwordHash: await hashPassword(next) })
    await sessions.endAll(account.id, null)
    const opened = await sessions.open(account, credentials)
    await audit.note({ kind: 'password-changed', actor: identity, address: credentials.address, subject: account.name })
    return opened
  }

  /** Makes a code by which somebody gets a new password; one from before no longer works. */
  async makeReset(accountId: string): Promise<{ readonly code: string; readonly expiresAt: number }> {
    const { accounts, now } = this.#services
    await this.require(accountId)
    const code = newCode()
    const expiresAt = now() + RESET_LASTS_MS
    await accounts.addCode({ codeHash: hashOfCode(code), kind: 'password-reset', accountId, expiresAt })
    return { code, expiresAt }
  }

  /** Sets a password by such a code: all sessions end, and a new one begins. Throws `AccessRefused`. */
  async useReset(code: string, password: string, credentials: Credentials): Promise<OpenedSession> {
    const { accounts, sessions, audit, now } = this.#services
    // Before the code is used up; whose it is shows only then.
    requireUnguessable(password, '')
    const taken = await accounts.takeCode(hashOfCode(code), 'password-reset', now())
    const account = taken?.accountId ? await accounts.get(taken.accountId) : null
    if (!account)
      throw new AccessRefused('not-allowed', 'This code does not work, or no longer. Ask for a new one', 'code')
    await accounts.update(account.id, { passwordHash: await hashPassword(password) })
    await sessions.endAll(account.id, null)
    const actor = { accountId: account.id, name: account.displayName }
    await audit.note({ kind: 'password-reset-used', actor, address: credentials.address, subject: account.name })
    return this.open(account, credentials, 'password reset')
  }

  /** Changes an account. Throws `AccessRefused` where no administrator would remain. */
  async update(
    id: string,
    change: { readonly displayName?: string; readonly studio?: StudioRole; readonly disabled?: boolean },
  ): Promise<AccountRecord> {
    const { accounts, sessions, changes } = this.#services
    const account = await this.require(id)
    const isAdministrator =
      (change.studio ?? account.studio) === 'administrator' && !(change.disabled ?? account.disabled)
    if (!isAdministrator) await this.#requireAnotherAdministrator(account)
    await accounts.update(id, change)
    if (change.disabled) await sessions.endAll(id, null)
    changes.publish({ kind: 'account', accountId: id })
    return { ...account, ...change }
  }

  /** Removes an account; films that it alone owned then belong to the administrators. Throws `AccessRefused`. */
  async remove(id: string): Promise<AccountRecord> {
    const { accounts, sessions, changes } = this.#services
    const account = await this.require(id)
    await this.#requireAnotherAdministrator(account)
    await sessions.endAll(id, null)
    await accounts.remove(id)
    changes.publish({ kind: 'account', accountId: id })
    return account
  }

  /** The account of who asks. Throws `AccessRefused` for those who have none. */
  async own({ accountId }: Identity): Promise<AccountRecord> {
    const account = accountId === null ? null : await this.#services.accounts.get(accountId)
    if (account) return account
    throw new AccessRefused('not-allowed', 'Only somebody with an account can do this')
  }

  /** An account. Throws `AccessRefused` where there is none. */
  async require(id: string): Promise<AccountRecord> {
    const account = await this.#services.accounts.get(id)
    if (account) return account
    throw new AccessRefused('not-found', `There is no account with the id ${id}`)
  }

  async #requireAnotherAdministrator(but: AccountRecord): Promise<void> {
    if (but.studio !== 'administrator' || but.disabled) return
    const all = await this.#services.accounts.list()
    if (all.some(({ id, studio, disabled }) => id !== but.id && studio === 'administrator' && !disabled)) return
    throw new AccessRefused('conflict', 'This is the last administrator. Make somebody else one first')
  }
}
