import { createHash, createSign, generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto'
import { must } from '#shared/util/assert.ts'

/** What a page asks of the browser to make a passkey, as far as a device looks at it. */
interface CreationOptions {
  readonly challenge: string
  readonly rp: { readonly id?: string }
  readonly user: { readonly id: string }
  readonly excludeCredentials?: readonly { readonly id: string }[]
}

/** What it asks to use one. */
interface RequestOptions {
  readonly challenge: string
  readonly rpId?: string
}

/** How a device, or the browser before it, departs from what is right. */
export interface AuthenticatorFaults {
  /** The page that asks; absent: the right one. */
  readonly origin?: string
  /** Nobody has shown a finger or given a PIN. */
  readonly unverified?: boolean
  readonly challenge?: string
  /** What the counter is set to before it counts. */
  readonly counter?: number
  /** Signs with another key. */
  readonly otherKey?: boolean
}

interface Kept {
  readonly id: string
  readonly rpId: string
  readonly userHandle: string
  readonly key: KeyObject
}

const PRESENT = 1
const VERIFIED = 4
const HAS_CREDENTIAL = 64

/** A device that keeps passkeys (WebAuthn Level 3, ES256, no attestation), with the browser around it. */
export class SoftwareAuthenticator {
  readonly #origin: string
  readonly #kept: Kept[] = []
  #counter = 0

  /** @param origin of the page that asks */
  constructor(origin: string) {
    this.#origin = origin
  }

  create(options: CreationOptions, faults: AuthenticatorFaults = {}): Record<string, unknown> {
    const rpId = options.rp.id ?? new URL(this.#origin).hostname
    if (this.#kept.some(({ id }) => options.excludeCredentials?.some((known) => known.id === id))) {
      throw new Error('InvalidStateError: this device has a passkey already')
    }
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
    const id = randomBytes(32)
    this.#kept.push({ id: id.toString('base64url'), rpId, userHandle: options.user.id, key: privateKey })
    const cose = cborMap([
      [cborInt(1), cborInt(2)],
      [cborInt(3), cborInt(-7)],
      [cborInt(-1), cborInt(1)],
      [cborInt(-2), cborBytes(Buffer.from(x, 'base64url'))],
      [cborInt(-3), cborBytes(Buffer.from(y, 'base64url'))],
    ])
    const length = Buffer.from([id.length >> 8, id.length & 255])
    const credential = Buffer.concat([Buffer.alloc(16), length, id, cose])
    const authData = Buffer.concat([this.#head(rpId, HAS_CREDENTIAL, faults), credential])
    const attestationObject = cborMap([
      [cborText('fmt'), cborText('none')],
      [cborText('attStmt'), cborMap([])],
      [cborText('authData'), cborBytes(authData)],
    ])
    return {
      id: id.toString('base64url'),
      rawId: id.toString('base64url'),
      type: 'public-key',
      clientExtensionResults: {},
      authenticatorAttachment: 'platform',
      response: {
        clientDataJSON: this.#clientData('webauthn.create', options.challenge, faults).toString('base64url'),
        attestationObject: attestationObject.toString('base64url'),
        transports: ['internal'],
      },
    }
  }

  get(options: RequestOptions, faults: AuthenticatorFaults = {}): Record<string, unknown> {
    const rpId = options.rpId ?? new URL(this.#origin).hostname
    const kept = must(
      this.#kept.findLast((one) => one.rpId === rpId),
      'a passkey for this site',
    )
    this.#counter = (faults.counter ?? this.#counter) + 1
    const authenticatorData = this.#head(rpId, 0, faults)
    const clientData = this.#clientData('webauthn.get', options.challenge, faults)
    const key = faults.otherKey ? generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey : kept.key
    const signature = createSign('sha256')
      .update(authenticatorData)
      .update(createHash('sha256').update(clientData).digest())
      .sign(key)
    return {
      id: kept.id,
      rawId: kept.id,
      type: 'public-key',
      clientExtensionResults: {},
      response: {
        clientDataJSON: clientData.toString('base64url'),
        authenticatorData: authenticatorData.toString('base64url'),
        signature: signature.toString('base64url'),
        userHandle: kept.userHandle,
      },
    }
  }

  #head(rpId: string, flags: number, faults: AuthenticatorFaults): Buffer {
    const counter = Buffer.alloc(4)
    counter.writeUInt32BE(this.#counter)
    const all = flags | PRESENT | (faults.unverified ? 0 : VERIFIED)
    return Buffer.concat([createHash('sha256').update(rpId).digest(), Buffer.from([all]), counter])
  }

  #clientData(type: string, challenge: string, faults: AuthenticatorFaults): Buffer {
    const origin = faults.origin ?? this.#origin
    return Buffer.from(
      JSON.stringify({ type, challenge: faults.challenge ?? challenge, origin, crossOrigin: false }),
      'utf8',
    )
  }
}

/** A head of CBOR (RFC 8949) for lengths and numbers below 65536. */
function cborHead(major: number, value: number): Buffer {
  if (value < 24) return Buffer.from([(major << 5) | value])
  if (value < 256) return Buffer.from([(major << 5) | 24, value])
  return Buffer.from([(major << 5) | 25, value >> 8, value & 255])
}

function cborInt(value: number): Buffer {
  return value < 0 ? cborHead(1, -1 - value) : cborHead(0, value)
}

function cborBytes(bytes: Buffer): Buffer {
  return Buffer.concat([cborHead(2, bytes.length), bytes])
}

function cborText(text: string): Buffer {
  return Buffer.concat([cborHead(3, Buffer.byteLength(text)), Buffer.from(text)])
}

function cborMap(entries: readonly (readonly [Buffer, Buffer])[]): Buffer {
  return Buffer.concat([cborHead(5, entries.length), ...entries.flat()])
}
