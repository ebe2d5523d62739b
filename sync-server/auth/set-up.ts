import type { AccountStore } from '#server/storage/account-store.ts'
import type { Logger } from '#server/observability/logger.ts'
import { AccessRefused } from './access-refused.ts'
import type { Accounts, NewAccount } from './accounts.ts'
import type { Audit } from './audit.ts'
import type { Credentials } from './identity.ts'
import { requireUnguessable } from './guessable-passwords.ts'
import { hashOfCode, newCode } from './secret-codes.ts'
import type { OpenedSession } from './sessions.ts'

/** Milliseconds for which the code from the log works; a restart writes a new one. */
const CODE_LASTS_MS = 7 * 24 * 60 * 60_000

/** What the set-up takes. */
export interface SetUpServices {
  readonly store: AccountStore
  readonly accounts: Accounts
  readonly audit: Audit
  readonly logger: Logger
  readonly now: () => number
}

/** The first administrator of a server, made with a code that only who reads its log knows. */
export class SetUp {
  readonly #services: SetUpServices
  #isDone = false

  constructor(services: SetUpServices) {
    this.#services = services
  }

  /** Whether there is no administrator who could sign in. */
  async isNeeded(): Promise<boolean> {
    this.#isDone ||= await this.#services.store.anyAdministrator()
    return !this.#isDone
  }

  /** Writes a code to the log where one is needed. */
  async announce(): Promise<void> {
    if (!(await this.isNeeded())) return
    const { store, logger, now } = this.#services
    const code = newCode()
    await store.addCode({
      codeHash: hashOfCode(code),
      kind: 'set-up',
      accountId: null,
      expiresAt: now() + CODE_LASTS_MS,
    })
    logger.warn({}, `Nobody can sign in yet. Open StoryCanvas and make the first administrator with the code ${code}`)
  }

  /** Makes the first administrator and signs them in. Throws `AccessRefused`. */
  async use(code: string, account: NewAccount, credentials: Credentials): Promise<OpenedSession> {
    const { store, accounts, audit, now } = this.#services
    if (!(await this.isNeeded())) throw new AccessRefused('conflict', 'This server is set up already. Sign in instead')
    if (await store.byName(account.name)) {
      throw new AccessRefused('conflict', `The name ${account.name} is taken. Choose another one`, 'name')
    }
    // Before the code is used up.
    requireUnguessable(account.password, account.name)
    if (!(await store.takeCode(hashOfCode(code), 'set-up', now()))) {
      throw new AccessRefused('not-allowed', 'This is not the code. The newest one is in the log of the server', 'code')
    }
    const made = await accounts.make(account, 'administrator')
    const actor = { accountId: made.id, name: made.displayName }
    await audit.note({ kind: 'set-up', actor, address: credentials.address, subject: made.name })
    return accounts.open(made, credentials, 'set-up')
  }
}
