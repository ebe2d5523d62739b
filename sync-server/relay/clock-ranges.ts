/** From this many new ranges on, both lists are gone through once instead of searching a place for each. */
const MANY = 32

/** The ranges of a document in which nothing was deleted; never written to. */
const NOTHING = new Map<number, number[]>()

/**
 * A set of clocks of each client, kept as sorted ranges that neither touch nor overlap: what has been deleted. Ranges
 * are lists of numbers, start and end (one behind the last clock) in turn.
 */
export class ClockRanges {
  #byClient = NOTHING
  #count = 0

  /** Ranges of all clients. */
  get count(): number {
    return this.#count
  }

  /** The clients that have at least one range. */
  clients(): IterableIterator<number> {
    return this.#byClient.keys()
  }

  get clientCount(): number {
    return this.#byClient.size
  }

  /** The ranges of a client, in order. */
  rangesOf(client: number): readonly number[] {
    return this.#byClient.get(client) ?? []
  }

  /** Whether every clock of `[start, end)` is in the set. */
  covers(client: number, start: number, end: number): boolean {
    const ranges = this.#byClient.get(client)
    if (!ranges) return false
    const at = firstEndingAfter(ranges, start)
    return at < ranges.length && (ranges[at] as number) <= start && (ranges[at + 1] as number) >= end
  }

  /** The same of many ranges, in the order of their starts. */
  coversAll(client: number, wanted: readonly number[]): boolean {
    return this.countMissing(client, wanted, 1) === 0
  }

  /** How many of these ranges, in the order of their starts, are not wholly in the set; it does not count beyond `most`. */
  countMissing(client: number, wanted: readonly number[], most: number): number {
    const ranges = this.#byClient.get(client) ?? []
    let missing = 0
    let at = 0
    for (let next = 0; next < wanted.length && missing < most; next += 2) {
      const start = wanted[next] as number
      if (at < ranges.length && (ranges[at + 1] as number) <= start) at = firstEndingAfter(ranges, start, at)
      const isThere =
        at < ranges.length &&
        (ranges[at] as number) <= start &&
        (ranges[at + 1] as number) >= (wanted[next + 1] as number)
      if (!isThere) missing += 1
    }
    return missing
  }

  /** Puts `[start, end)` into the set. */
  add(client: number, start: number, end: number): void {
    this.addAll(client, [start, end])
  }

  /** Puts ranges, in the order of their starts, into the set. */
  addAll(client: number, added: readonly number[]): void {
    const ranges = this.#byClient.get(client) ?? []
    this.#count -= ranges.length / 2
    if (ranges.length === 0 || added.length >= 2 * MANY) {
      const all = united(ranges, added)
      if (this.#byClient === NOTHING) this.#byClient = new Map()
      this.#byClient.set(client, all)
      this.#count += all.length / 2
      return
    }
    for (let at = 0; at < added.length; at += 2) insert(ranges, added[at] as number, added[at + 1] as number)
    this.#count += ranges.length / 2
  }
}

function insert(ranges: number[], start: number, end: number): void {
  // Ranges that merely touch the new one are joined with it, hence the clock before `start`.
  const first = firstEndingAfter(ranges, start - 1)
  let from = start
  let to = end
  let last = first
  while (last < ranges.length && (ranges[last] as number) <= end) {
    from = Math.min(from, ranges[last] as number)
    to = Math.max(to, ranges[last + 1] as number)
    last += 2
  }
  ranges.splice(first, last - first, from, to)
}

/** Two lists in the order of their starts as one, joined where they touch. */
function united(a: readonly number[], b: readonly number[]): number[] {
  const all: number[] = []
  for (let inA = 0, inB = 0; inA < a.length || inB < b.length;) {
    const takeA = inB >= b.length || (inA < a.length && (a[inA] as number) <= (b[inB] as number))
    const start = (takeA ? a[inA] : b[inB]) as number
    const end = (takeA ? a[inA + 1] : b[inB + 1]) as number
    if (takeA) inA += 2
    else inB += 2
    const before = all.length - 1
    if (before > 0 && (all[before] as number) >= start) all[before] = Math.max(all[before] as number, end)
    else all.push(start, end)
  }
  return all
}

/** Where the first range that ends behind a clock stands in the list, at `from` or behind it. */
function firstEndingAfter(ranges: readonly number[], clock: number, from = 0): number {
  let low = from / 2
  let high = ranges.length / 2
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((ranges[2 * middle + 1] as number) > clock) high = middle
    else low = middle + 1
  }
  return 2 * low
}
