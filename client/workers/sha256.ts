import { digest } from 'lib0/hash/sha256'

/**
 * SHA-256 of a file as 64 lower-case hexadecimal digits: its name in the media store. Browsers hide their own hashing
 * from pages without https, so a slower one stands in there.
 */
export async function sha256Of(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  const hash = globalThis.crypto?.subtle ? new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)) : digest(bytes)
  return [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
