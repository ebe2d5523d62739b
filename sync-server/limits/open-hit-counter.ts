import type { Logger } from '#server/observability/logger.ts'
import type { HitCounter } from './hit-counter.ts'
import { memoryHitCounter } from './memory-hit-counter.ts'

/** Where counts are kept. */
export interface HitCounterConfig {
  /** Null: in this process. */
  readonly redisUrl: string | null
  readonly redisPrefix: string
}

/** The counter that the configuration asks for: servers that share a Redis count together. */
export async function openHitCounter(config: HitCounterConfig, logger: Logger, now: () => number): Promise<HitCounter> {
  const meanwhile = memoryHitCounter(now)
  if (config.redisUrl === null) return meanwhile
  const { redisHitCounter } = await import('./redis-hit-counter.ts')
  return redisHitCounter({
    url: config.redisUrl,
    prefix: `${config.redisPrefix}:`,
    now,
    meanwhile,
    onAway: (error) => logger.warn({ err: error }, 'Redis is away: each server counts requests for itself'),
  })
}
