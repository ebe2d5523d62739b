import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
  type AuthenticationResponseJSON,
  type AuthenticatorTransport,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
} from '@simplewebauthn/server'
import { isIP } from 'node:net'
import { z } from 'zod'
import type { AccountRecord, AccountStore } from '#server/storage/account-store.ts'
import type { CeremonyRecord, CredentialStore, PasskeyRecord } from '#server/storage/credential-store.ts'
import { AccessRefused } from './access-refused.ts'
import type { Accounts } from './accounts.ts'
import type { Credentials, Identity } from './identity.ts'
import { hashOfSecret, newSecret } from './secret-codes.ts'
import type { OpenedSession } from './sessions.ts'

/** Milliseconds that somebody has to touch their device. */
const CEREMONY_MS = 5 * 60_000

/** Passkeys of one account at most. */
const MOST_PASSKEYS = 20

const SITE = 'StoryCanvas'

const Registration = z.object({ challenge: z.string(), accountId: z.string() })
const SigningIn = z.object({ challenge: z.string() })

/** What a browser answers when it has made a passkey. */
export type PasskeyMade = RegistrationResponseJSON

/** What a browser answers when a passkey was used. */
export type PasskeyUsed = AuthenticationResponseJSON

/** What passkeys take. */
export interface PasskeyServices {
  readonly credentials: CredentialStore
  readonly store: Pick<AccountStore, 'get'>
  readonly accounts: Accounts
  readonly now: () => number
  /** Where people reach the server; null: where the request says. */
  readonly publicUrl: string | null
}

/** What a browser needs to go on, and what it gives back with its answer. */
export interface Begun<Options> {
  readonly ceremony: string
  readonly options: Options
}

/** Signing in by a key that a device keeps (WebAuthn), with its PIN, finger or face: nothing to type, nothing to give away. */
export class Passkeys {
  readonly #services: PasskeyServices

  constructor(services: PasskeyServices) {
    this.#services = services
  }

  /** Begins to add a passkey to the account of who asks. Throws `AccessRefused`. */
  async beginAdding(identity: Identity, browser: Credentials): Promise<Begun<PublicKeyCredentialCreationOptionsJSON>> {
    const account = await this.#ownAccount(identity)
    const known = await this.#services.credentials.passkeysOf(account.id)
    if (known.length >= MOST_PASSKEYS)
      throw new AccessRefused('conflict', 'Remove a passkey first: there are very many')
    const options = await generateRegistrationOptions({
      rpName: SITE,
      rpID: this.#site(browser).id,
      userName: account.name,
      userDisplayName: account.displayName,
      userID: new TextEncoder().encode(account.id),
      attestationType: 'none',
      excludeCredentials: known.map(({ id, transports }) => ({ id, transports: transportsOf(transports) })),
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    })
    const ceremony = await this.#begin('passkey-added', { challenge: options.challenge, accountId: account.id })
    return { ceremony, options }
  }

  /** Adds the passkey that a browser has made. Throws `AccessRefused`. */
  async add(
    identity: Identity,
    answer: { readonly ceremony: string; readonly name: string; readonly response: PasskeyMade },
    browser: Credentials,
  ): Promise<PasskeyRecord> {
    const account = await this.#ownAccount(identity)
    const begun = Registration.parse(await this.#take('passkey-added', answer.ceremony))
    if (begun.accountId !== account.id) throw over()
    const site = this.#site(browser)
    const verified = await verifyRegistrationResponse({
      response: answer.response,
      expectedChallenge: begun.challenge,
      expectedOrigin: site.origin,
      expectedRPID: site.id,
      requireUserVerification: true,
    }).catch(() => null)
    if (!verified?.verified)
      throw new AccessRefused('not-allowed', 'The passkey does not hold. Nothing was changed; try again')
    const { credential, credentialBackedUp } = verified.registrationInfo
    const record: PasskeyRecord = {
      id: credential.id,
      accountId: account.id,
      publicKey: new Uint8Array(credential.publicKey),
      counter: credential.counter,
      transports: (credential.transports ?? []).join(','),
      synced: credentialBackedUp,
      name: answer.name,
      createdAt: this.#services.now(),
      lastUsedAt: null,
    }
    if (await this.#services.credentials.addPasskey(record)) return record
    throw new AccessRefused('conflict', 'This passkey is known already')
  }

  /** The passkeys of who asks. Throws `AccessRefused`. */
  async list(identity: Identity): Promise<readonly PasskeyRecord[]> {
    return this.#services.credentials.passkeysOf((await this.#ownAccount(identity)).id)
  }

  /** Removes a passkey of who asks. Throws `AccessRefused` where nothing else would let them in. */
  async remove(identity: Identity, id: string): Promise<PasskeyRecord> {
    const { credentials } = this.#services
    const account = await this.#ownAccount(identity)
    const known = await credentials.passkeysOf(account.id)
    const passkey = known.find((one) => one.id === id)
    if (!passkey) throw new AccessRefused('not-found', 'You have no such passkey')
    const others = known.length - 1 + (await credentials.outsideIdentitiesOf(account.id)).length
    if (account.passwordHash === null && others === 0) {
      throw new AccessRefused('conflict', 'This is your only way in. Set a password first, or add another passkey')
    }
    await credentials.removePasskey(account.id, id)
    return passkey
  }

  /** Begins to sign somebody in; it does not tell which accounts there are. Throws `AccessRefused`. */
  async beginSigningIn(browser: Credentials): Promise<Begun<PublicKeyCredentialRequestOptionsJSON>> {
    const options = await generateAuthenticationOptions({ rpID: this.#site(browser).id, userVerification: 'required' })
    return { ceremony: await this.#begin('passkey-used', { challenge: options.challenge }), options }
  }

  /** Signs in whose passkey it is. Throws `AccessRefused`. */
  async signIn(
    answer: { readonly ceremony: string; readonly response: PasskeyUsed },
    browser: Credentials,
  ): Promise<OpenedSession> {
    const { credentials, store, accounts, now } = this.#services
    const { challenge } = SigningIn.parse(await this.#take('passkey-used', answer.ceremony))
    const passkey = await credentials.passkey(answer.response.id)
    const account = passkey && (await store.get(passkey.accountId))
    if (!passkey || !account) throw unknown()
    const site = this.#site(browser)
    const verified = await verifyAuthenticationResponse({
      response: answer.response,
      expectedChallenge: challenge,
      expectedOrigin: site.origin,
      expectedRPID: site.id,
      requireUserVerification: true,
      credential: {
        id: passkey.id,
        publicKey: new Uint8Array(passkey.publicKey),
        counter: passkey.counter,
        transports: transportsOf(passkey.transports),
      },
    }).catch(() => null)
    if (!verified?.verified) throw unknown()
    // Of a key that was copied one of the two falls behind.
    if (!(await credentials.usePasskey(passkey.id, verified.authenticationInfo.newCounter, now()))) throw unknown()
    return accounts.open(account, browser, 'passkey')
  }

  /** A token must not open another way in that outlives it. */
  async #ownAccount(identity: Identity): Promise<AccountRecord> {
    if (identity.kind !== 'account')
      throw new AccessRefused('not-allowed', 'Sign in yourself to see and change your passkeys')
    return this.#services.accounts.own(identity)
  }

  async #begin(kind: CeremonyRecord['kind'], data: object): Promise<string> {
    const { credentials, now } = this.#services
    const ceremony = newSecret()
    const record = { keyHash: hashOfSecret(ceremony), kind, data: JSON.stringify(data), expiresAt: now() + CEREMONY_MS }
    await credentials.begin(record, now())
    return ceremony
  }

  async #take(kind: CeremonyRecord['kind'], ceremony: string): Promise<unknown> {
    const { credentials, now } = this.#services
    const taken = await credentials.take(hashOfSecret(ceremony), kind, now())
    if (!taken) throw over()
    return JSON.parse(taken.data)
  }

  /** The page for which a passkey is good: browsers give it to no other. */
  #site(browser: Credentials): { readonly origin: string; readonly id: string } {
    const origin = this.#services.publicUrl ?? browser.header('origin') ?? `http://${browser.header('host') ?? ''}`
    const { hostname } = new URL(origin)
    if (isIP(hostname.replace(/^\[|\]$/g, '')) === 0) return { origin, id: hostname }
    throw new AccessRefused('conflict', 'Passkeys need a name: reach this server by one, and set PUBLIC_URL')
  }
}

function transportsOf(transports: string): AuthenticatorTransport[] {
  return transports.split(',').filter(Boolean) as AuthenticatorTransport[]
}

function over(): AccessRefused {
  return new AccessRefused('not-allowed', 'This took too long, or was answered before. Begin again', 'ceremony')
}

function unknown(): AccessRefused {
  return new AccessRefused('not-signed-in', 'This passkey does not open anything here')
}
