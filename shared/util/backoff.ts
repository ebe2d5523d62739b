import type { Random } from './random.ts'

/** Bounds of the waiting time between tries, in milliseconds. */
export interface BackoffLimits {
  readonly firstMs: number
  readonly maxMs: number
}

/**
 * Milliseconds to wait before try number `attempt` (0 = the first retry): doubles each time up to the limit, with
 * "full jitter" in its upper half so that many clients do not return in the same moment.
 */
export function backoffDelay(attempt: number, random: Random, limits: BackoffLimits): number {
  const ceiling = Math.min(limits.maxMs, limits.firstMs * 2 ** Math.min(attempt, 30))
  return Math.round(ceiling / 2 + (ceiling / 2) * random())
}
