/**
 * The items of `after` that have to be moved to come from `before` to `after`, as few as possible: all but a longest run
 * that kept its order. Items that only one of the two has are passed over.
 */
export function leastMoved(before: readonly string[], after: readonly string[]): ReadonlySet<string> {
  const places = new Map(before.map((id, place) => [id, place]))
  const common = after.flatMap((id) => {
    const place = places.get(id)
    return place === undefined ? [] : [{ id, place }]
  })
  const stayed = new Set(longestRising(common.map(({ place }) => place)).map((index) => common[index]?.id))
  return new Set(common.flatMap(({ id }) => (stayed.has(id) ? [] : [id])))
}

/** Indexes of a longest rising subsequence (patience sorting: M. Fredman, 1975). */
function longestRising(values: readonly number[]): number[] {
  /** For each length, the index at which a run of it ends lowest. */
  const ends: number[] = []
  const previous: (number | undefined)[] = []
  const valueAt = (index: number | undefined): number => (index === undefined ? -1 : (values[index] ?? -1))
  for (const [index, value] of values.entries()) {
    let low = 0
    let high = ends.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (valueAt(ends[middle]) < value) low = middle + 1
      else high = middle
    }
    previous[index] = ends[low - 1]
    ends[low] = index
  }
  const run: number[] = []
  for (let index = ends.at(-1); index !== undefined; index = previous[index]) run.push(index)
  return run.reverse()
}
