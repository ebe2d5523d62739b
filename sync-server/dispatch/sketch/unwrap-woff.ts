import { inflateSync } from 'node:zlib'

const HEADER = 44
const ENTRY = 20
const SIGNATURE = 0x774f4646

/**
 * Takes a font out of its WOFF 1 wrapper: the same tables, inflated, under an OpenType header. The text renderer reads
 * plain fonts only. After the WOFF File Format 1.0 recommendation (W3C, 2012), sections 3 to 5. Throws a RangeError when
 * the bytes are no whole WOFF file.
 */
export function unwrapWoff(woff: Uint8Array): Uint8Array {
  const from = new DataView(woff.buffer, woff.byteOffset, woff.byteLength)
  if (from.getUint32(0) !== SIGNATURE) throw new RangeError('not a WOFF 1 file')
  const count = from.getUint16(12)
  const tables = Array.from({ length: count }, (_, index) => {
    const at = HEADER + index * ENTRY
    const [tag, offset, stored, length, checksum] = [0, 4, 8, 12, 16].map((field) => from.getUint32(at + field)) as [
      number,
      number,
      number,
      number,
      number,
    ]
    const bytes = woff.subarray(offset, offset + stored)
    return { tag, checksum, data: stored < length ? new Uint8Array(inflateSync(bytes)) : bytes }
  })
  const padded = (length: number): number => (length + 3) & ~3
  const start = 12 + 16 * count
  const font = new Uint8Array(start + tables.reduce((sum, { data }) => sum + padded(data.length), 0))
  const to = new DataView(font.buffer)
  const power = Math.floor(Math.log2(count))
  to.setUint32(0, from.getUint32(4))
  to.setUint16(4, count)
  to.setUint16(6, 16 * 2 ** power)
  to.setUint16(8, power)
  to.setUint16(10, 16 * (count - 2 ** power))
  let offset = start
  tables.forEach(({ tag, checksum, data }, index) => {
    ;[tag, checksum, offset, data.length].forEach((value, field) => to.setUint32(12 + index * 16 + field * 4, value))
    font.set(data, offset)
    offset += padded(data.length)
  })
  return font
}
