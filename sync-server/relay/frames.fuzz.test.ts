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

/** Seeds that once failed, with what they found, stay here by name. */
const FOUND: readonly (readonly [target: string, seed: number, what: string])[] = []

/** Minutes of `npm run fuzz`; without it a few fixed seeds. */
const minutes = Number(process.env.FUZZ_MINUTES ?? 0)

describe('[U1] [U2] what peers send, against Yjs', () => {
  test.each(Array.from({ length: 30 }, (_, seed) => seed + 1))('seed %i', (seed) => {
    for (const fuzz of Object.values(targets)) fuzz(seed)
  })

  test('updates of every kind are among them', () => {
    const sum: FuzzOutcome = { known: 0, new: 0, 'past-missing': 0, malformed: 0 }
    for (let seed = 1; seed <= 10; seed += 1) {
      const outcome = fuzzUpdates(seed)
      for (const kind of Object.keys(sum) as (keyof FuzzOutcome)[]) sum[kind] += outcome[kind]
    }
    for (const count of Object.values(sum)) expect(count).toBeGreaterThan(100)
  })

  if (FOUND.length > 0) {
    test.each(FOUND)('%s, seed %i: %s', (target, seed) => {
      targets[target]?.(seed)
    })
  }
})

if (minutes > 0) {
  test(`new seeds for ${minutes} minutes`, { timeout: (minutes + 1) * 60_000 }, () => {
    const until = Date.now() + minutes * 60_000
    const failures: string[] = []
    let seed = Date.now() % 2 ** 31
    for (; Date.now() < until; seed += 1) {
      for (const [name, fuzz] of Object.entries(targets)) {
        try {
          fuzz(seed)
        } catch (error) {
          failures.push(
            `${name}, seed ${seed}: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`,
          )
        }
      }
    }
    expect(failures).toEqual([])
  })
}
