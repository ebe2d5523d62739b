/** A run of words that stands in both texts, or in this one only. */
export type WordPart = { text: string; changed: boolean }

/** Longer texts are compared as a whole between their common beginning and end. */
const MOST_WORDS = 400

const words = (text: string): string[] => text.match(/\s+|[^\s]+/g) ?? []

function parts(list: readonly string[], kept: ReadonlySet<number>): WordPart[] {
  const out: WordPart[] = []
  for (const [at, word] of list.entries()) {
    const changed = !kept.has(at)
    const last = out.at(-1)
    if (last && last.changed === changed) last.text += word
    else out.push({ text: word, changed })
  }
  return out
}

/** Which words of two texts differ: the longest common run of words stays, the rest is marked on its side. */
export function changedWords(mine: string, theirs: string): { mine: readonly WordPart[]; theirs: readonly WordPart[] } {
  const a = words(mine)
  const b = words(theirs)
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1
  let end = 0
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1

  const keptA = new Set<number>()
  const keptB = new Set<number>()
  for (let at = 0; at < start; at += 1) {
    keptA.add(at)
    keptB.add(at)
  }
  for (let back = 1; back <= end; back += 1) {
    keptA.add(a.length - back)
    keptB.add(b.length - back)
  }
  const midA = a.slice(start, a.length - end)
  const midB = b.slice(start, b.length - end)
  if (midA.length <= MOST_WORDS && midB.length <= MOST_WORDS) {
    for (const [i, j] of longestCommon(midA, midB)) {
      keptA.add(start + i)
      keptB.add(start + j)
    }
  }
  return { mine: parts(a, keptA), theirs: parts(b, keptB) }
}

/** Pairs of equal words in order, as many as there can be. */
function longestCommon(a: readonly string[], b: readonly string[]): [number, number][] {
  const width = b.length + 1
  const table = new Uint16Array((a.length + 1) * width)
  const at = (i: number, j: number): number => table[i * width + j] ?? 0
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      table[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
    }
  }
  const pairs: [number, number][] = []
  let i = 0
  let j = 0
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) pairs.push([i++, j++])
    else if (at(i + 1, j) >= at(i, j + 1)) i += 1
    else j += 1
  }
  return pairs
}
