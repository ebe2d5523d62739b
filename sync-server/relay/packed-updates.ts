/** Bytes that the first buffer takes: some updates of somebody who types. */
const FIRST_BYTES = 128

/**
 * Updates one behind the other in one buffer, in their order. An array for each takes two hundred bytes beside its
 * content, which are a third of what an open room takes.
 */
export class PackedUpdates {
  #bytes: Uint8Array | null = null
  #ends: number[] = []

  get count(): number {
    return this.#ends.length
  }

  /** Appends a copy of an update. */
  add(update: Uint8Array): void {
    const start = this.#ends.at(-1) ?? 0
    const end = start + update.length
    if (!this.#bytes || this.#bytes.length < end) {
      const larger = new Uint8Array(Math.max(FIRST_BYTES, 2 * end))
      if (this.#bytes) larger.set(this.#bytes)
      this.#bytes = larger
    }
    this.#bytes.set(update, start)
    this.#ends.push(end)
  }

  /** All of them, as views that stay as they are whatever is added. */
  all(): Uint8Array[] {
    const bytes = this.#bytes
    return bytes ? this.#ends.map((end, at) => bytes.subarray(this.#ends[at - 1] ?? 0, end)) : []
  }

  clear(): void {
    this.#bytes = null
    this.#ends = []
  }
}
