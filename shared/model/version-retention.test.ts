import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { VersionKind } from './version.ts'
import { expiredVersions, serverRetention } from './version-retention.ts'

const HOUR = 60 * 60 * 1000
const DAY = 24 * HOUR
const NOW = 400 * DAY
const retention = serverRetention(30, 500)

const version = (id: string, age: number, more: { kind?: VersionKind; name?: string } = {}) => ({
  id,
  at: NOW - age,
  kind: more.kind ?? ('automatic' as const),
  name: more.name ?? null,
})
const kept = (versions: readonly ReturnType<typeof version>[], rules = retention): string[] => {
  const gone = new Set(expiredVersions(versions, rules, NOW))
  return versions.filter(({ id }) => !gone.has(id)).map(({ id }) => id)
}

describe('which versions stay', () => {
  test('[D77] all of a day, then the newest of each hour for a week, then of each day', () => {
    const young = [version('a', HOUR), version('b', HOUR + 1), version('c', HOUR + 2)]
    const hours = [version('d', 2 * DAY + 1000), version('e', 2 * DAY + 2000), version('f', 2 * DAY + HOUR + 1000)]
    const days = [version('g', 10 * DAY + 1000), version('h', 10 * DAY + 3 * HOUR), version('i', 11 * DAY + 1000)]
    expect(kept([...young, ...hours, ...days, version('j', 30 * DAY)])).toEqual(['a', 'b', 'c', 'd', 'f', 'g', 'i'])
  })

  test('[D77] where one of an hour stays, it is the one from before a deletion or the like', () => {
    const hour = [version('a', 2 * DAY + 1000), version('b', 2 * DAY + 2000, { kind: 'before-delete' })]
    expect(kept(hour)).toEqual(['b'])
  })

  test('[D77] a name keeps a version whatever its age and however many there are', () => {
    const rules = { ...retention, most: 2 }
    const named = version('a', 300 * DAY, { name: 'Rough cut' })
    expect(kept([named, version('b', 1), version('c', 2), version('d', 3)], rules)).toEqual(['a', 'b', 'c'])
  })

  test('[D77] thinning again changes nothing, and never takes the newest', () => {
    const arbitrary = fc.array(
      fc.record({
        age: fc.integer({ min: 0, max: 29 * DAY }),
        kind: fc.constantFrom(...VersionKind.options),
      }),
      { minLength: 1, maxLength: 60 },
    )
    fc.assert(
      fc.property(arbitrary, (rows) => {
        const versions = rows.map(({ age, kind }, index) => version(String(index), age, { kind }))
        const left = new Set(kept(versions))
        const after = versions.filter(({ id }) => left.has(id))
        expect(expiredVersions(after, retention, NOW)).toEqual([])
        const young = versions.filter(({ at }) => NOW - at < DAY)
        expect(young.every(({ id }) => left.has(id))).toBe(true)
        expect(after.length).toBeGreaterThan(0)
      }),
      { numRuns: 100, seed: 6 },
    )
  })
})
