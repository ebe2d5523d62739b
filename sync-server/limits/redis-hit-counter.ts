import { Redis } from 'ioredis'
import { z } from 'zod'
import type { HitCounter, Hits } from './hit-counter.ts'

/** How Redis is reached. */
export interface RedisHitCounterOptions {
  readonly url: string
  /** Stands before every key. */
  readonly prefix: string
  readonly now: () => number
  /** Counts while Redis is away. */
  readonly meanwhile: HitCounter
  /** Hears once each time that Redis is away. */
  readonly onAway: (error: unknown) => void
}

/** Milliseconds: nobody waits longer for a count. */
const ANSWER_MS = 500
const MAX_RETRY_MS = 1000

/** One step, so that no key is left without its end. */
const HIT = `
  local count = redis.call('INCR', KEYS[1])
  if count == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
  return {count, redis.call('PTTL', KEYS[1])}`
const LOOK = `return {tonumber(redis.call('GET', KEYS[1]) or '0'), redis.call('PTTL', KEYS[1])}`

const Counted = z.tuple([z.number(), z.number()])

/** Counts for all processes together. While Redis is away each counts for itself: that is too kind, but lets nobody wait. */
export function redisHitCounter({ url, prefix, now, meanwhile, onAway }: RedisHitCounterOptions): HitCounter {
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    commandTimeout: ANSWER_MS,
    connectTimeout: ANSWER_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: (times) => Math.min(50 * 2 ** times, MAX_RETRY_MS),
  })
  // The command that fails tells it.
  redis.on('error', () => {})
  let isAway = false
  const orMeanwhile = async <T>(ask: () => Promise<T>, instead: () => Promise<T>): Promise<T> => {
    try {
      const answer = await ask()
      isAway = false
      return answer
    } catch (error) {
      if (!isAway) onAway(error)
      isAway = true
      return instead()
    }
  }
  const toHits = (answer: unknown): Hits => {
    const [count, lastsMs] = Counted.parse(answer)
    return { count, resetAt: now() + Math.max(0, lastsMs) }
  }
  const nameOf = (key: string): string => `${prefix}limits:${key}`
  return {
    hit: (key, windowMs) =>
      orMeanwhile(
        async () => toHits(await redis.eval(HIT, 1, nameOf(key), windowMs)),
        () => meanwhile.hit(key, windowMs),
      ),
    look: (key) =>
      orMeanwhile(
        async () => {
          const hits = toHits(await redis.eval(LOOK, 1, nameOf(key)))
          return hits.count > 0 ? hits : null
        },
        () => meanwhile.look(key),
      ),
    async forget(key) {
      await meanwhile.forget(key)
      await orMeanwhile(
        () => redis.del(nameOf(key)).then(() => undefined),
        async () => undefined,
      )
    },
    async close() {
      redis.disconnect()
      await meanwhile.close()
    },
  }
}
