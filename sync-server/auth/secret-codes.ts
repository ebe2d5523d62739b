import { createHash, randomBytes } from 'node:crypto'

/** Letters and digits that nobody takes for one another. */
const ALPHABET = '23456789abcdefghjkmnpqrstuvwxyz'

/** A secret for programs: 256 random bits. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url')
}

/** A secret that people type: some 99 random bits in groups of four. */
export function newCode(): string {
  const letters: string[] = []
  while (letters.length < 20) {
    // Bytes beyond the last whole multiple would make some letters likelier than others.
    for (const byte of randomBytes(32))
      if (byte < 256 - (256 % ALPHABET.length)) letters.push(ALPHABET[byte % ALPHABET.length]!)
  }
  return letters
    .slice(0, 20)
    .join('')
    .replaceAll(/(.{4})(?!$)/g, '$1-')
}

/** What is kept of a secret that is random enough to be hashed fast: SHA-256 in hexadecimal digits. */
export function hashOfSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

/** As `hashOfSecret`, for a code as somebody typed it: capitals, spaces and dashes make no difference. */
export function hashOfCode(code: string): string {
  return hashOfSecret(code.toLowerCase().replaceAll(/[^a-z0-9]/g, ''))
}
