/** Reads the variable-length numbers of lib0 from a part of a larger buffer, without a decoder object for each frame. */
export class Cursor {
  bytes: Uint8Array = new Uint8Array()
  pos = 0

  /** Goes to another place; returns itself. */
  at(bytes: Uint8Array, pos: number): this {
    this.bytes = bytes
    this.pos = pos
    return this
  }

  varUint(): number {
    let value = 0
    let factor = 1
    for (;;) {
      const byte = this.bytes[this.pos++]
      if (byte === undefined) throw new Error('A number ends behind its buffer')
      value += (byte & 0x7f) * factor
      if (byte < 0x80) return value
      factor *= 128
    }
  }

  /** Skips a string or byte array that begins with its length; returns the length in bytes. */
  skipSized(): number {
    const length = this.varUint()
    this.pos += length
    return length
  }
}
