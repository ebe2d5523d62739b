import { randomUUID } from 'node:crypto'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWithRedis, redisUrl } from '#server/testing/services/with-services.ts'
import { until } from '#server/testing/until.ts'
import { must } from '#shared/util/assert.ts'
import type { HitCounter } from './hit-counter.ts'
import { describeHitCounter } from './hit-counter.contract.ts'
import { memoryHitCounter } from './memory-hit-counter.ts'
import { redisHitCounter } from './redis-hit-counter.ts'

describeWithRedis('hit counter', () => {
  const prefixOf = new Map<HitCounter, string>()
  let redis: Redis
  beforeAll(() => {
    redis = new Redis(must(redisUrl, 'Redis'))
  })
  afterAll(() => redis.disconnect())
  const open = (prefix: string, url = must(redisUrl, 'Redis'), onAway = (): void => {}): HitCounter => {
    const counter = redisHitCounter({ url, prefix, now: Date.now, meanwhile: memoryHitCounter(Date.now), onAway })
    prefixOf.set(counter, prefix)
    return counter
  }
  /** Until it is connected a counter counts for itself. */
  const connected = async (counter: HitCounter): Promise<HitCounter> => {
    const witness = randomUUID()
    await until(async () => {
      await counter.hit(witness, 10_000)
      expect(await redis.get(`${prefixOf.get(counter)}limits:${witness}`)).not.toBeNull()
    })
    return counter
  }

  describeHitCounter('Redis', async () => connected(open(`${randomUUID()}:`)))

  test('processes count together', async () => {
    const prefix = `${randomUUID()}:`
    const [one, two] = [await connected(open(prefix)), await connected(open(prefix))]
    await one.hit('a', 60_000)
    expect((await two.hit('a', 60_000)).count).toBe(2)
    await Promise.all([one.close(), two.close()])
  })

  test('without Redis each counts for itself, says so once, and nobody waits', async () => {
    let told = 0
    const counter = open('x:', 'redis://127.0.0.1:1', () => (told += 1))
    const counts = [(await counter.hit('a', 60_000)).count, (await counter.hit('a', 60_000)).count]
    expect([counts, told]).toEqual([[1, 2], 1])
    await counter.close()
  })
})
