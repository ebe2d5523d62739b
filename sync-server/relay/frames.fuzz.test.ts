import { describe, expect, test } from 'vitest'
import {
  fuzzFrames,
  fuzzHonestUpdates,
  fuzzPresence,
  fuzzUpdates,
  type FuzzOutcome,
} from '#server/testing/fuzz/fuzz-relay-input.ts'

const targets: Readonly<Record<string, (seed: number) => unknown>> = {
  updates: fuzzUpdates,
  'honest updates': fuzzHonestUpdates,
  frames: fuzzFrames,
  presence: fuzzPresence,
}

/** Seeds that once failed, and what they found. */
const FOUND: readonly (readonly [target: string, seed: number, what: string])[] = [
  ['updates', 1, 'mergeUpdates loses structs of an update whose clients do not come in falling order'],
  ['updates', 5, 'Yjs breaks on a struct of which it has collected the beginning'],
  ['updates', 28, 'a gap of no clocks in the middle of what is kept'],
]

/** Minutes of `npm run fuzz`: its own test, with new seeds. */
const minutes = Number(process.env.FUZZ_MINUTES ?? 0)

describe('[U1] [U2] [U8] [P2] what peers send, against Yjs', () => {
  test.each(Array.from({ length: 20 }, (_, seed) => seed + 101))('seed %i', (seed) => {
    for (const fuzz of Object.values(targets)) fuzz(seed)
  })

  test('updates of every kind are among them', () => {
    const sum: FuzzOutcome = { known: 0, new: 0, 'past-missing': 0, malformed: 0 }
    for (let seed = 1; seed <= 5; seed += 1) {
      const outcome = fuzzUpdates(seed)
      for (const kind of Object.keys(sum) as (keyof FuzzOutcome)[]) sum[kind] += outcome[kind]
    }
    for (const count of Object.values(sum)) expect(count).toBeGreaterThan(50)
  })

  test.each(FOUND)('%s, seed %i: %s', (target, seed) => {
    targets[target]?.(seed)
  })

  test.each(minutes > 0 ? [minutes] : [])('new seeds for %d minutes', { timeout: (minutes + 1) * 60_000 }, () => {
    const until = Date.now() + minutes * 60_000
    const failures: string[] = []
    for (let seed = Date.now() % 2 ** 31; Date.now() < until; seed += 1) {
      for (const [name, fuzz] of Object.entries(targets)) {
        const failure = failureOf(() => fuzz(seed))
        if (failure) failures.push(`['${name}', ${seed}, '${failure}']`)
      }
    }
    expect(failures).toEqual([])
  })
})

function failureOf(act: () => unknown): string | null {
  try {
    act()
    return null
  } catch (error) {
    return String(error).split('\n')[0] ?? ''
  }
}
