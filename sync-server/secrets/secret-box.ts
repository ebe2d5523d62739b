import { createCipheriv, createDecipheriv, createHash, hkdfSync } from 'node:crypto'

const CIPHER = 'aes-256-gcm'
const KEY_BYTES = 32
/** NIST SP 800-38D: 96 bits, never twice with one key; random ones are safe far beyond the number of secrets here. */
const NONCE_BYTES = 12
const TAG_BYTES = 16
/** First byte of what is sealed, so that another way of sealing can follow. */
const FORMAT = 1

/** A key that seals secrets. */
export interface SecretKey {
  /** Tells keys apart without giving anything of them away. */
  readonly id: string
  readonly bytes: Uint8Array
}

/** What is sealed cannot be opened: another key, other bytes, or it stands under another name. */
export class SealBroken extends Error {
  override readonly name = 'SealBroken'
}

/** The key whose 32 bytes are given. Throws a `RangeError` for another length. */
export function secretKey(bytes: Uint8Array): SecretKey {
  if (bytes.length !== KEY_BYTES) throw new RangeError(`a key has ${KEY_BYTES} bytes`)
  const id = createHash('sha256').update('storycanvas secret key id\0').update(bytes).digest('hex').slice(0, 16)
  return { id, bytes }
}

/** A key for another purpose that follows from a secret key, and tells nothing of it (HKDF, RFC 5869). */
export function derivedKey(key: SecretKey, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', key.bytes, '', `storycanvas ${purpose}`, KEY_BYTES))
}

/**
 * Seals a secret with AES-256-GCM. Its name and the id of the key are authenticated with it: one secret cannot be put in
 * the place of another.
 */
export function seal(
  key: SecretKey,
  name: string,
  value: string,
  randomBytes: (count: number) => Uint8Array,
): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(CIPHER, key.bytes, nonce, { authTagLength: TAG_BYTES })
  cipher.setAAD(associated(key, name))
  const content = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()])
  return new Uint8Array(Buffer.concat([Uint8Array.of(FORMAT), nonce, cipher.getAuthTag(), content]))
}

/** Opens what `seal` made. Throws `SealBroken`. */
export function unseal(key: SecretKey, name: string, sealed: Uint8Array): string {
  const content = FORMAT_BYTES + NONCE_BYTES + TAG_BYTES
  if (sealed.length < content || sealed[0] !== FORMAT) throw new SealBroken(`${name} was not sealed by this program`)
  const nonce = sealed.subarray(FORMAT_BYTES, FORMAT_BYTES + NONCE_BYTES)
  const decipher = createDecipheriv(CIPHER, key.bytes, nonce, { authTagLength: TAG_BYTES })
  decipher.setAAD(associated(key, name))
  decipher.setAuthTag(sealed.subarray(FORMAT_BYTES + NONCE_BYTES, content))
  try {
    return Buffer.concat([decipher.update(sealed.subarray(content)), decipher.final()]).toString('utf8')
  } catch (cause) {
    throw new SealBroken(`${name} cannot be opened with the key ${key.id}`, { cause })
  }
}

const FORMAT_BYTES = 1

function associated(key: SecretKey, name: string): Uint8Array {
  return Buffer.from(JSON.stringify(['storycanvas secret', FORMAT, key.id, name]))
}
