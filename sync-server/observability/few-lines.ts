/** Milliseconds in which lines of one kind are counted. */
const WINDOW_MS = 60_000

/** What becomes of lines. */
export interface FewLinesOptions<T> {
  /** Lines of one kind that are written in a minute. */
  readonly most: number
  readonly kindOf: (line: T) => string
  readonly write: (line: T) => void
  /** Hears, with the first line after the minute, how many of a kind were left out. */
  readonly leftOut: (kind: string, count: number) => void
  readonly now: () => number
}

/**
 * Writes so many lines of each kind in a minute, and counts the rest: whoever is sent away a thousand times a second
 * must not fill the disk with the reasons.
 */
export function fewLines<T>({ most, kindOf, write, leftOut, now }: FewLinesOptions<T>): (line: T) => void {
  let counts = new Map<string, number>()
  let startedAt = now()
  return (line) => {
    if (now() - startedAt >= WINDOW_MS) {
      for (const [kind, count] of counts) if (count > most) leftOut(kind, count - most)
      counts = new Map()
      startedAt = now()
    }
    const kind = kindOf(line)
    const count = (counts.get(kind) ?? 0) + 1
    counts.set(kind, count)
    if (count <= most) write(line)
  }
}
