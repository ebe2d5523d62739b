import type { HitCounter, Hits } from './hit-counter.ts'

/** Keys that are kept at most: whoever asks under ever new names finds the oldest forgotten, and no memory gone. */
const MOST_KEYS = 100_000

/** Counts in this process. */
export function memoryHitCounter(now: () => number): HitCounter {
  const counted = new Map<string, Hits>()
  const current = (key: string): Hits | null => {
    const hits = counted.get(key)
    return hits && hits.resetAt > now() ? hits : null
  }
  const makeRoom = (): void => {
    if (counted.size < MOST_KEYS) return
    for (const [key, { resetAt }] of counted) if (resetAt <= now()) counted.delete(key)
    for (const key of counted.keys()) {
      if (counted.size < MOST_KEYS) return
      counted.delete(key)
    }
  }
  return {
    async hit(key, windowMs) {
      const before = current(key)
      if (!before) {
        counted.delete(key)
        makeRoom()
      }
      const hits = { count: (before?.count ?? 0) + 1, resetAt: before?.resetAt ?? now() + windowMs }
      counted.set(key, hits)
      return hits
    },
    look: async (key) => current(key),
    async forget(key) {
      counted.delete(key)
    },
    close: async () => {},
  }
}
