interface Range {
  start: number
  /** One behind the last clock. */
  end: number
}

/** A set of clocks of each client, kept as sorted ranges that neither touch nor overlap: what has been deleted. */
export class ClockRanges {
  readonly #byClient = new Map<number, Range[]>()

  /** The clients that have at least one range. */
  clients(): IterableIterator<number> {
    return this.#byClient.keys()
  }

  get clientCount(): number {
    return this.#byClient.size
  }

  /** The ranges of a client, in order. */
  rangesOf(client: number): readonly Readonly<Range>[] {
    return this.#byClient.get(client) ?? []
  }

  /** Whether every clock of `[start, end)` is in the set. */
  covers(client: number, start: number, end: number): boolean {
    const ranges = this.#byClient.get(client)
    if (!ranges) return false
    const range = ranges[firstEndingAfter(ranges, start)]
    return range !== undefined && range.start <= start && range.end >= end
  }

  /** Puts `[start, end)` into the set. */
  add(client: number, start: number, end: number): void {
    const ranges = this.#byClient.get(client)
    if (!ranges) {
      this.#byClient.set(client, [{ start, end }])
      return
    }
    // Ranges that merely touch the new one are joined with it, hence the clock before `start`.
    const first = firstEndingAfter(ranges, start - 1)
    let last = first
    let joined: Range = { start, end }
    for (let range = ranges[last]; range && range.start <= end; range = ranges[last]) {
      joined = { start: Math.min(joined.start, range.start), end: Math.max(joined.end, range.end) }
      last += 1
    }
    ranges.splice(first, last - first, joined)
  }
}

function firstEndingAfter(ranges: readonly Range[], clock: number): number {
  let low = 0
  let high = ranges.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((ranges[middle] as Range).end > clock) high = middle
    else low = middle + 1
  }
  return low
}
