import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TestService } from '#server/testing/services/service-process.ts'
import { startRedis } from '#server/testing/services/start-redis.ts'
import { describeWithRedis } from '#server/testing/services/with-services.ts'
import { startTcpProxy } from '#server/testing/tcp-proxy.ts'
import { until } from '#server/testing/until.ts'
import { must } from '#shared/util/assert.ts'
import { describeFanOut } from './fan-out.contract.ts'
import { redisFanOut } from './redis-fan-out.ts'

describeWithRedis('fan-out', () => {
  // A Redis of its own: it is stopped and started again in between.
  let redis: TestService
  beforeAll(async () => {
    redis = must(await startRedis(), 'Redis')
  })
  afterAll(() => redis.stop())

  const restart = async (): Promise<void> => {
    redis = must(await startRedis({ port: Number(new URL(redis.url).port) }), 'Redis')
  }

  describeFanOut('Redis', async () => {
    const prefix = `${randomBytes(4).toString('hex')}:`
    const join = (): ReturnType<typeof redisFanOut> => redisFanOut({ url: redis.url, prefix, onChange: () => {} })
    const [one, two] = [join(), join()]
    return {
      one,
      two,
      breakDown: () => redis.stop(),
      restore: restart,
      close: async () => {
        await Promise.all([one.close(), two.close()])
      },
    }
  })

  test('installations with different prefixes do not hear each other', async () => {
    const [mine, yours] = ['mine:', 'yours:'].map((prefix) =>
      redisFanOut({ url: redis.url, prefix, onChange: () => {} }),
    ) as [ReturnType<typeof redisFanOut>, ReturnType<typeof redisFanOut>]
    const other = redisFanOut({ url: redis.url, prefix: 'yours:', onChange: () => {} })
    await until(() => expect([mine.connected, yours.connected, other.connected]).toEqual([true, true, true]))
    const heard: string[] = []
    await yours.subscribe('room', (_message, from) => heard.push(from)).ready
    mine.publish('room', new Uint8Array([1]))
    other.publish('room', new Uint8Array([2]))
    await until(() => expect(heard).toHaveLength(1))
    await Promise.all([mine.close(), yours.close(), other.close()])
  })

  test('a Redis that is away from the start is told of once, looked for, and used when it comes', async () => {
    await redis.stop()
    const changes: boolean[] = []
    const fanOut = redisFanOut({
      url: redis.url,
      prefix: 'late:',
      onChange: (connected, cause) => {
        changes.push(connected)
        if (!connected) expect(cause?.message).toContain('ECONNREFUSED')
      },
    })
    await until(() => expect(changes).toEqual([false]))
    await restart()
    await until(() => expect(changes).toEqual([false, true]))
    expect(fanOut.connected).toBe(true)
    await fanOut.close()
    expect(changes).toEqual([false, true])
  })

  test('a Redis that no longer answers is noticed, though nobody closed the connection', async () => {
    const proxy = await startTcpProxy([Number(new URL(redis.url).port)])
    const url = `redis://127.0.0.1:${proxy.port}`
    const timing = { pingMs: 50, answerMs: 200 }
    const fanOut = redisFanOut({ url, prefix: 'stuck:', onChange: () => {}, timing })
    await until(() => expect(fanOut.connected).toBe(true))
    proxy.freeze()
    await until(() => expect(fanOut.connected).toBe(false))
    await fanOut.close()
    await proxy.close()
  })
})
