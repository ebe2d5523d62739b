/** A passkey of an account. Times are milliseconds since 1970, as all times here. */
export interface PasskeyRecord {
  /** The credential's own id, base64url. */
  readonly id: string
  readonly accountId: string
  /** In COSE. */
  readonly publicKey: Uint8Array
  /** How often its device says that it was used; 0 where it does not count. */
  readonly counter: number
  /** How browsers reach it, as WebAuthn names the ways, with commas. */
  readonly transports: string
  /** Whether it is on several devices of its owner. */
  readonly synced: boolean
  readonly name: string
  readonly createdAt: number
  readonly lastUsedAt: number | null
}

/** Whom a sign-in service knows an account as. */
export interface OutsideIdentityRecord {
  readonly issuer: string
  /** Never changes and is never given to another person, unlike an email address. */
  readonly subject: string
  readonly accountId: string
  readonly email: string | null
  readonly linkedAt: number
}

/** What one end of a way to sign in has to remember until the other end answers. */
export interface CeremonyRecord {
  /** SHA-256 of what the browser holds. */
  readonly keyHash: string
  readonly kind: 'passkey-added' | 'passkey-used' | 'outside-sign-in'
  /** JSON. */
  readonly data: string
  readonly expiresAt: number
}

/** Ways to sign in beside passwords. */
export interface CredentialStore {
  /** Adds a passkey; resolves with whether its id was new. */
  addPasskey(passkey: PasskeyRecord): Promise<boolean>
  passkey(id: string): Promise<PasskeyRecord | null>
  /** The passkeys of an account, oldest first. */
  passkeysOf(accountId: string): Promise<readonly PasskeyRecord[]>
  /** Notes that a passkey was used, unless it has counted as far already; resolves with whether it had not. */
  usePasskey(id: string, counter: number, at: number): Promise<boolean>
  /** Removes a passkey of an account; resolves with whether there was one. */
  removePasskey(accountId: string, id: string): Promise<boolean>

  outsideIdentity(issuer: string, subject: string): Promise<OutsideIdentityRecord | null>
  outsideIdentitiesOf(accountId: string): Promise<readonly OutsideIdentityRecord[]>
  /** Links an account; resolves with whether nobody else is known as this. */
  link(identity: OutsideIdentityRecord): Promise<boolean>
  /** Resolves with whether it was linked. */
  unlink(accountId: string, issuer: string): Promise<boolean>

  /** Remembers a ceremony, and forgets those that are over. */
  begin(ceremony: CeremonyRecord, now: number): Promise<void>
  /** Takes a ceremony, once; null where there is none of the kind, or it is over. */
  take(keyHash: string, kind: CeremonyRecord['kind'], now: number): Promise<CeremonyRecord | null>
}
