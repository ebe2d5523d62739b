import { isAscii, isUtf8 } from 'node:buffer'

/** Below this many bytes a string is looked through here; the call to native code costs more. */
const SHORT_STRING = 64

/** The bytes end too early, or hold what nobody may write. */
export class UnreadableBytes extends Error {
  constructor(reason: string) {
    super(reason)
    this.name = 'UnreadableBytes'
  }
}

/**
 * Reads lib0's encoding (https://github.com/dmonad/lib0, encoding.js) without making anything of what it passes over:
 * numbers come out, the rest is skipped. It takes nothing that lib0 would read in another way, and no number that is
 * not exact. Throws `UnreadableBytes`.
 */
export class ByteReader {
  readonly bytes: Uint8Array
  position = 0

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  get atEnd(): boolean {
    return this.position === this.bytes.length
  }

  byte(): number {
    const value = this.bytes[this.position]
    if (value === undefined) throw new UnreadableBytes('the end is missing')
    this.position += 1
    return value
  }

  /** A variable-length unsigned integer. */
  varUint(): number {
    const first = this.byte()
    return first < 0x80 ? first : this.#rest(first & 0x7f, 128)
  }

  /** Passes over a variable-length signed integer. */
  skipVarInt(): void {
    const first = this.byte()
    if (first >= 0x80) this.#rest(first & 0x3f, 64)
  }

  skip(length: number): void {
    if (length > this.bytes.length - this.position) throw new UnreadableBytes('the end is missing')
    this.position += length
  }

  /** The next bytes, with their length before them; a view. */
  varBytes(): Uint8Array {
    const length = this.varUint()
    const start = this.position
    this.skip(length)
    return this.bytes.subarray(start, this.position)
  }

  /** Passes over a string. Returns its length in UTF-16 code units, as JavaScript counts. */
  skipString(): number {
    const length = this.varUint()
    const start = this.position
    this.skip(length)
    const units = length < SHORT_STRING ? utf16LengthOfShort(this.bytes, start, this.position) : null
    if (units !== null) return units
    const text = this.bytes.subarray(start, this.position)
    if (isAscii(text)) return length
    if (!isUtf8(text)) throw new UnreadableBytes('a string is not UTF-8')
    return utf16Length(text)
  }

  #rest(value: number, unit: number): number {
    let total = value
    for (let scale = unit; ; scale *= 128) {
      const next = this.byte()
      total += (next & 0x7f) * scale
      if (total > Number.MAX_SAFE_INTEGER || scale > Number.MAX_SAFE_INTEGER) {
        throw new UnreadableBytes('a number is out of range')
      }
      if (next < 0x80) return total
    }
  }
}

/** Code units of valid UTF-8: one for each character, one more for those that take four bytes. */
function utf16Length(text: Uint8Array): number {
  let units = 0
  for (let at = 0; at < text.length; at += 1) {
    const byte = text[at] as number
    if ((byte & 0xc0) !== 0x80) units += byte >= 0xf0 ? 2 : 1
  }
  return units
}

/** The same of bytes that may not be valid; null where that takes a closer look: Latin to Cyrillic needs none. */
function utf16LengthOfShort(bytes: Uint8Array, start: number, end: number): number | null {
  let units = 0
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] as number
    if (byte >= 0x80) {
      at += 1
      if (byte < 0xc2 || byte > 0xdf || at === end || ((bytes[at] as number) & 0xc0) !== 0x80) return null
    }
    units += 1
  }
  return units
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Text of strict UTF-8, as lib0 decodes it. Throws `UnreadableBytes`. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return strictUtf8.decode(bytes)
  } catch {
    throw new UnreadableBytes('a string is not UTF-8')
  }
}
