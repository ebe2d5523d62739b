import type { Context } from 'hono'

const DAY = 24 * 60 * 60_000

/** A time as answers write it. */
export function iso(at: number): string {
  return new Date(at).toISOString()
}

/** A time that may be absent. */
export function orNull(at: number | null): string | null {
  return at === null ? null : iso(at)
}

/** So many days after a time; null where there are none. */
export function daysFrom(now: number, days: number | null): number | null {
  return days === null ? null : now + days * DAY
}

/** Marks the answer as one that nobody may keep, since there is a secret in it. */
export function notKept<C extends Context>(c: C): C {
  c.header('cache-control', 'no-store')
  return c
}
