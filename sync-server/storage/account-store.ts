import type { StudioRole } from '#shared/model/roles.ts'

/** Somebody who may sign in. Times are milliseconds since 1970, as all times here. */
export interface AccountRecord {
  readonly id: string
  /** What they sign in by; unique whatever the capitals. */
  readonly name: string
  readonly displayName: string
  readonly studio: StudioRole
  /** Of argon2id in its own notation; null where they come in another way. */
  readonly passwordHash: string | null
  readonly disabled: boolean
  readonly createdAt: number
  readonly lastSeenAt: number | null
}

/** A browser in which somebody is signed in. */
export interface SessionRecord {
  readonly id: string
  /** SHA-256 of the token that the browser holds. */
  readonly tokenHash: string
  readonly accountId: string
  readonly createdAt: number
  readonly lastSeenAt: number
  /** After it the session is over, however often it is used. */
  readonly expiresAt: number
  readonly userAgent: string
  readonly address: string | null
}

/** What a code that works once is good for. */
export type CodeKind = 'set-up' | 'password-reset'

/** A code that works once. */
export interface CodeRecord {
  /** SHA-256 of the code. */
  readonly codeHash: string
  readonly kind: CodeKind
  /** Whose password it resets; null for the set-up. */
  readonly accountId: string | null
  readonly expiresAt: number
}

/** The people who may sign in, the sessions they have open, and the codes that let them in once. */
export interface AccountStore {
  /** Adds an account; resolves with whether its name was free. */
  add(account: AccountRecord): Promise<boolean>
  /** Changes what is given of an account; resolves with whether there is one. The name never changes. */
  update(id: string, change: Partial<Omit<AccountRecord, 'id' | 'name' | 'createdAt'>>): Promise<boolean>
  get(id: string): Promise<AccountRecord | null>
  /** The account that signs in by this name, whatever its capitals. */
  byName(name: string): Promise<AccountRecord | null>
  /** Every account, oldest first. */
  list(): Promise<readonly AccountRecord[]>
  /** Whether there is an administrator who can sign in. */
  anyAdministrator(): Promise<boolean>
  /** Forgets an account with its sessions, codes and roles in films. Resolves with whether there was one. */
  remove(id: string): Promise<boolean>

  addSession(session: SessionRecord): Promise<void>
  sessionByToken(tokenHash: string): Promise<SessionRecord | null>
  session(id: string): Promise<SessionRecord | null>
  /** Notes that a session was used. */
  touchSession(id: string, at: number, address: string | null): Promise<void>
  /** The sessions of an account, last used first. */
  sessionsOf(accountId: string): Promise<readonly SessionRecord[]>
  /** Ends a session; resolves with whether there was one. */
  removeSession(id: string): Promise<boolean>
  /** Ends the sessions of an account, but for one; resolves with their ids. */
  removeSessionsOf(accountId: string, exceptId: string | null): Promise<readonly string[]>
  /** Forgets sessions and codes that are over, or were not used since `idleSince`. */
  forgetEnded(now: number, idleSince: number): Promise<void>

  addCode(code: CodeRecord): Promise<void>
  /** Uses a code up, with all others of its kind for the same account: null where it is none, or over. */
  takeCode(codeHash: string, kind: CodeKind, now: number): Promise<CodeRecord | null>
}

/** What tells names apart: neither capitals nor the way in which letters are put together. */
export function nameKey(name: string): string {
  return name.normalize('NFKC').toLowerCase()
}
