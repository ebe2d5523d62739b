/** Up to here a file is hashed in one piece by the browser's own code; beyond it, in pieces, so that memory stays flat. */
const WHOLE_BYTES = 64 * 1024 ** 2

/**
 * SHA-256 of a file as 64 lower-case hexadecimal digits: its name in the media store. Browsers hide their own hashing
 * from pages without https, and it only takes whole files, so one of ours stands in there.
 */
export async function sha256Of(file: Blob): Promise<string> {
  if (globalThis.crypto?.subtle && file.size <= WHOLE_BYTES) {
    return hex(new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer())))
  }
  const hash = new Sha256()
  const reader = file.stream().getReader()
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) hash.update(piece.value)
  return hash.digest()
}

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

// The first 32 bits of the fractional parts of the cube roots of the first 64 primes, and of the square roots of the
// first eight (FIPS 180-4, 4.2.2 and 5.3.3).
const K = new Int32Array(primes(64).map((prime) => fraction(Math.cbrt(prime))))
const INITIAL = primes(8).map((prime) => fraction(Math.sqrt(prime)))

/** SHA-256 (FIPS 180-4) of bytes that come in pieces. */
export class Sha256 {
  readonly #state = Int32Array.from(INITIAL)
  readonly #schedule = new Int32Array(64)
  readonly #block = new Uint8Array(64)
  #filled = 0
  #bytes = 0

  /** Takes the next bytes. */
  update(bytes: Uint8Array): void {
    this.#bytes += bytes.length
    let at = 0
    if (this.#filled > 0) {
      at = Math.min(64 - this.#filled, bytes.length)
      this.#block.set(bytes.subarray(0, at), this.#filled)
      this.#filled += at
      if (this.#filled < 64) return
      this.#compress(this.#block, 0)
      this.#filled = 0
    }
    for (; at + 64 <= bytes.length; at += 64) this.#compress(bytes, at)
    this.#block.set(bytes.subarray(at))
    this.#filled = bytes.length - at
  }

  /** The hash of everything so far, in hexadecimal; nothing can be added afterwards. */
  digest(): string {
    const length = this.#bytes
    const padding = new Uint8Array((this.#filled < 56 ? 64 : 128) - this.#filled)
    padding[0] = 0x80
    const bits = new DataView(padding.buffer)
    bits.setUint32(padding.length - 8, Math.floor(length / 2 ** 29))
    bits.setUint32(padding.length - 4, (length * 8) % 2 ** 32)
    this.update(padding)
    const hash = new DataView(new ArrayBuffer(32))
    this.#state.forEach((word, index) => hash.setInt32(index * 4, word))
    return hex(new Uint8Array(hash.buffer))
  }

  #compress(bytes: Uint8Array, start: number): void {
    const w = this.#schedule
    let at = start
    for (let t = 0; t < 16; t += 1, at += 4) {
      w[t] = (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!
    }
    for (let t = 16; t < 64; t += 1) {
      const x = w[t - 15]!
      const y = w[t - 2]!
      const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3)
      const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10)
      w[t] = (w[t - 16]! + s0 + w[t - 7]! + s1) | 0
    }
    const state = this.#state
    let a = state[0]!
    let b = state[1]!
    let c = state[2]!
    let d = state[3]!
    let e = state[4]!
    let f = state[5]!
    let g = state[6]!
    let h = state[7]!
    for (let t = 0; t < 64; t += 1) {
      const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))
      const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K[t]! + w[t]!) | 0
      const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0
      h = g
      g = f
      f = e
      e = (d + t1) | 0
      d = c
      c = b
      b = a
      a = (t1 + t2) | 0
    }
    state[0]! += a
    state[1]! += b
    state[2]! += c
    state[3]! += d
    state[4]! += e
    state[5]! += f
    state[6]! += g
    state[7]! += h
  }
}

function primes(count: number): number[] {
  const found: number[] = []
  for (let number = 2; found.length < count; number += 1) {
    if (found.every((prime) => number % prime !== 0)) found.push(number)
  }
  return found
}

function fraction(root: number): number {
  return ((root - Math.floor(root)) * 2 ** 32) | 0
}
