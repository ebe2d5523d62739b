/** A source of chance: numbers in [0, 1). Passed as an argument wherever chance matters. */
export type Random = () => number

/**
 * A seeded source of chance (mulberry32): the same seed gives the same numbers on every machine, so a failing
 * test can be run again from its name.
 */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
