const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

/** How well one typed word fits a text, 0 to 1. */
function wordScore(text: string, words: readonly string[], typed: string): number {
  if (text.startsWith(typed)) return 1
  if (words.some((word) => word.startsWith(typed))) return 0.9
  const initials = words.map((word) => word[0] ?? '').join('')
  if (typed.length > 1 && initials.startsWith(typed)) return 0.8
  if (typed.length > 1 && initials.includes(typed)) return 0.7
  if (typed.length > 2 && text.includes(typed)) return 0.5
  return startsInOrder(words, typed) ? 0.4 : 0
}

/** Whether the letters are beginnings of words in order: "dupcl" for "Duplicate clip". */
function startsInOrder(words: readonly string[], typed: string): boolean {
  let rest = typed
  for (const word of words) {
    let same = 0
    while (same < word.length && word[same] === rest[same]) same += 1
    rest = rest.slice(same)
    if (rest === '') return true
  }
  return false
}

/**
 * How well what was typed fits a text: 0 not at all, 1 best. Every typed word must fit somewhere: the beginning of the
 * text, of a word, the initials, or inside.
 */
export function fuzzyScore(text: string, query: string): number {
  const target = plain(text)
  const words = target.split(/[^\p{L}\p{N}.]+/u).filter((word) => word !== '')
  const typed = plain(query)
    .trim()
    .split(/\s+/)
    .filter((word) => word !== '')
  if (typed.length === 0) return 1
  const scores = typed.map((word) => wordScore(target, words, word))
  return scores.includes(0) ? 0 : scores.reduce((sum, score) => sum + score, 0) / scores.length
}
