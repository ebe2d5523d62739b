/** @vitest-environment node */
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { Sha256, sha256Of } from './sha256.ts'

test.each([
  ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  [
    'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
    '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
  ],
])('the hash of a file is its SHA-256 (FIPS 180-4, "%s")', async (text, hash) => {
  expect(await sha256Of(new Blob([text]))).toBe(hash)
  const pieces = new Sha256()
  pieces.update(new TextEncoder().encode(text))
  expect(pieces.digest()).toBe(hash)
})

test('bytes that come in pieces have the hash that they have together, wherever they are cut', () => {
  const bytes = Uint8Array.from({ length: 400 }, (_, index) => (index * 31) % 251)
  for (let length = 0; length <= bytes.length; length += 7) {
    const hash = new Sha256()
    for (let at = 0; at < length; at += 1 + (length % 80)) {
      hash.update(bytes.subarray(at, Math.min(length, at + 1 + (length % 80))))
    }
    expect(hash.digest(), `${length} bytes`).toBe(createHash('sha256').update(bytes.subarray(0, length)).digest('hex'))
  }
})
