import type { AccountRecord, AccountStore, SessionRecord } from '#server/storage/account-store.ts'
import type { AccessChanges } from './access-changes.ts'
import { accountIdentity } from './account-identity.ts'
import type { FilmAccess } from './film-access.ts'
import type { Credentials, Identity, IdentitySource } from './identity.ts'
import { hashOfSecret, newSecret } from './secret-codes.ts'

const DAY = 24 * 60 * 60_000

/** Milliseconds after which a session is over, however often it is used. */
export const SESSION_LASTS_MS = 90 * DAY

/** Milliseconds without use after which it is over. */
export const SESSION_IDLE_MS = 14 * DAY

/** Milliseconds in which the use of a session is noted once. */
const NOTED_EVERY_MS = 5 * 60_000

const SWEPT_EVERY_MS = 60 * 60_000

/** Names of the cookie: with https it can be set by this very host alone. */
const COOKIE = 'storycanvas_session'
const SECURE_COOKIE = `__Host-${COOKIE}`

/** What sessions take. */
export interface SessionServices {
  readonly accounts: AccountStore
  readonly films: FilmAccess
  readonly changes: AccessChanges
  readonly now: () => number
  readonly newId: () => string
  /** Whether people come by https, as the configuration tells; absent: as the request tells. */
  readonly isSecure: boolean
}

/** A session that has begun, and what the browser needs to know of it. */
export interface OpenedSession {
  readonly session: SessionRecord
  readonly identity: Identity
  /** Value of the `Set-Cookie` header. */
  readonly cookie: string
}

/** Browsers in which somebody is signed in: a random token in a cookie, of which the server keeps the hash. */
export class Sessions implements IdentitySource {
  readonly #services: SessionServices
  #sweptAt = 0

  constructor(services: SessionServices) {
    this.#services = services
  }

  /** Begins a session, in place of the one that the browser has, if any. */
  async open(account: AccountRecord, credentials: Credentials): Promise<OpenedSession> {
    const { accounts, now, newId } = this.#services
    await this.#sweep()
    const before = await this.#sessionOf(credentials)
    if (before) await this.end(before.id)
    const token = newSecret()
    const session: SessionRecord = {
      id: newId(),
      tokenHash: hashOfSecret(token),
      accountId: account.id,
      createdAt: now(),
      lastSeenAt: now(),
      expiresAt: now() + SESSION_LASTS_MS,
      userAgent: (credentials.header('user-agent') ?? '').slice(0, 300),
      address: credentials.address,
    }
    await accounts.addSession(session)
    await accounts.update(account.id, { lastSeenAt: now() })
    const cookie = this.#cookie(token, Math.floor(SESSION_LASTS_MS / 1000), credentials)
    return { session, identity: this.#identity(account, session), cookie }
  }

  /** What makes a browser forget its session. */
  forgettingCookie(credentials: Credentials): string {
    return this.#cookie('', 0, credentials)
  }

  async identify(credentials: Credentials): Promise<Identity | null> {
    const session = await this.#sessionOf(credentials)
    if (!session) return null
    const account = await this.#services.accounts.get(session.accountId)
    if (!account || account.disabled) return null
    await this.#noteUse(session, account, credentials.address)
    return this.#identity(account, session)
  }

  /** Ends a session; its sockets and streams end at once. Resolves with whether there was one. */
  async end(sessionId: string): Promise<boolean> {
    const ended = await this.#services.accounts.removeSession(sessionId)
    if (ended) this.#services.changes.publish({ kind: 'session', sessionId })
    return ended
  }

  /** Ends the sessions of an account, but for one; resolves with how many. */
  async endAll(accountId: string, exceptId: string | null): Promise<number> {
    const { accounts, changes } = this.#services
    const ended = await accounts.removeSessionsOf(accountId, exceptId)
    for (const sessionId of ended) changes.publish({ kind: 'session', sessionId })
    return ended.length
  }

  #identity(account: AccountRecord, session: SessionRecord): Identity {
    return accountIdentity(account, this.#services.films, {
      kind: 'account',
      scopes: null,
      sessionId: session.id,
      tokenId: null,
      renew: () => this.renew(session.id),
    })
  }

  /** The identity that a session gives now; null where it has ended. */
  async renew(sessionId: string): Promise<Identity | null> {
    const { accounts } = this.#services
    const session = await accounts.session(sessionId)
    if (!session || !this.#holds(session)) return null
    const account = await accounts.get(session.accountId)
    return account && !account.disabled ? this.#identity(account, session) : null
  }

  async #sessionOf(credentials: Credentials): Promise<SessionRecord | null> {
    const token = cookieValue(credentials.header('cookie') ?? '', this.#cookieName(credentials))
    if (!token) return null
    const session = await this.#services.accounts.sessionByToken(hashOfSecret(token))
    return session && this.#holds(session) ? session : null
  }

  #holds({ expiresAt, lastSeenAt }: SessionRecord): boolean {
    const now = this.#services.now()
    return now < expiresAt && now < lastSeenAt + SESSION_IDLE_MS
  }

  async #noteUse(session: SessionRecord, account: AccountRecord, address: string | null): Promise<void> {
    const { accounts, now } = this.#services
    if (now() < session.lastSeenAt + NOTED_EVERY_MS) return
    await accounts.touchSession(session.id, now(), address)
    await accounts.update(account.id, { lastSeenAt: now() })
  }

  async #sweep(): Promise<void> {
    const { accounts, now } = this.#services
    if (now() < this.#sweptAt + SWEPT_EVERY_MS) return
    this.#sweptAt = now()
    await accounts.forgetEnded(now(), now() - SESSION_IDLE_MS)
  }

  #cookie(value: string, seconds: number, credentials: Credentials): string {
    const secure = this.#isSecure(credentials) ? '; Secure' : ''
    return `${this.#cookieName(credentials)}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Strict${secure}`
  }

  #cookieName(credentials: Credentials): string {
    return this.#isSecure(credentials) ? SECURE_COOKIE : COOKIE
  }

  /** Whoever claims to come by https only gets a cookie that is good for nothing else, so the header needs no trust. */
  #isSecure(credentials: Credentials): boolean {
    return this.#services.isSecure || credentials.header('x-forwarded-proto') === 'https'
  }
}

function cookieValue(header: string, name: string): string | null {
  for (const part of header.split(';')) {
    const [key, ...value] = part.split('=')
    if (key?.trim() === name) return value.join('=').trim() || null
  }
  return null
}
