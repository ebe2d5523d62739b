import type { FilmVersion } from './version.ts'

/** How long versions without a name are kept; those with one stay for ever. */
export interface VersionRetention {
  /** All of them for this many milliseconds. */
  readonly allMs: number
  /** After that the best of each hour, until this age. */
  readonly hourlyMs: number
  /** After that the best of each day, until this age. */
  readonly dailyMs: number
  /** Never more than this many; the oldest go first. */
  readonly most: number
}

const HOUR = 60 * 60 * 1000
const DAY = 24 * HOUR

/** What a server keeps: all of a day, one an hour for a week, one a day until the given age. */
export function serverRetention(keepDays: number, most: number): VersionRetention {
  return { allMs: DAY, hourlyMs: 7 * DAY, dailyMs: keepDays * DAY, most }
}

/** What a device keeps, where room is shared with the media: all of three hours, and so on. */
export const DEVICE_RETENTION: VersionRetention = { allMs: 3 * HOUR, hourlyMs: 2 * DAY, dailyMs: 30 * DAY, most: 60 }

type Aged = Pick<FilmVersion, 'id' | 'name' | 'kind' | 'at'>

/**
 * The versions of one film that may go. Of an hour or a day that keeps only one, the newest that was kept before a
 * deletion, an import or the like stays; where there is none, the newest of all.
 */
export function expiredVersions(versions: readonly Aged[], retention: VersionRetention, now: number): string[] {
  const unnamed = versions.filter(({ name }) => name === null).toSorted((a, b) => b.at - a.at)
  const best = new Map<string, Aged>()
  for (const version of unnamed) {
    const bucket = bucketOf(version, retention, now)
    if (bucket === null) continue
    const known = best.get(bucket)
    if (!known || (known.kind === 'automatic' && version.kind !== 'automatic')) best.set(bucket, version)
  }
  const newestFirst = [...best.values()].toSorted((a, b) => b.at - a.at)
  const kept = new Set(newestFirst.slice(0, retention.most).map(({ id }) => id))
  return unnamed.filter(({ id }) => !kept.has(id)).map(({ id }) => id)
}

/** What a version shares its place with: nothing while it is young, then its hour, then its day; null when it is too old. */
function bucketOf({ id, at }: Aged, { allMs, hourlyMs, dailyMs }: VersionRetention, now: number): string | null {
  const age = now - at
  if (age >= dailyMs) return null
  if (age < allMs) return id
  return age < hourlyMs ? `hour ${Math.floor(at / HOUR)}` : `day ${Math.floor(at / DAY)}`
}
