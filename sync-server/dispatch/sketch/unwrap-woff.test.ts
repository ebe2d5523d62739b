import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { unwrapWoff } from './unwrap-woff.ts'

const woff = readFileSync(createRequire(import.meta.url).resolve('@fontsource/inter/files/inter-latin-500-normal.woff'))

test('the tables come out whole: every checksum holds', () => {
  const font = unwrapWoff(woff)
  const view = new DataView(font.buffer)
  const count = view.getUint16(4)
  expect(view.getUint32(0)).toBe(0x00010000)
  expect(count).toBeGreaterThan(8)
  for (let index = 0; index < count; index += 1) {
    const at = 12 + index * 16
    const [tag, checksum, offset, length] = [0, 4, 8, 12].map((field) => view.getUint32(at + field)) as [
      number,
      number,
      number,
      number,
    ]
    // The checksum of `head` counts its own adjustment field as zero.
    let sum = tag === 0x68656164 ? -view.getUint32(offset + 8) : 0
    for (let byte = 0; byte < length; byte += 4) sum += view.getUint32(offset + byte)
    expect(((sum % 2 ** 32) + 2 ** 32) % 2 ** 32).toBe(checksum)
  }
})

test('what is no WOFF is refused', () => {
  expect(() => unwrapWoff(new Uint8Array(64))).toThrow(RangeError)
  expect(() => unwrapWoff(new Uint8Array(2))).toThrow(RangeError)
})
