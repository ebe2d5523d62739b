import { Redis } from 'ioredis'
import pg from 'pg'
import { expect, test } from 'vitest'
import { startRedis } from './start-redis.ts'
import { createTestDatabase, describeWithPostgres, describeWithRedis, redisUrl } from './with-services.ts'

describeWithPostgres('a database for a test', () => {
  test('gives each test a database of its own, and syncs to the disk', async () => {
    const urls = await Promise.all([createTestDatabase(), createTestDatabase()])
    const [one, two] = urls.map((url) => new pg.Client(url))
    await Promise.all([one?.connect(), two?.connect()])
    await one?.query('CREATE TABLE mine (id int)')
    expect((await two?.query(`SELECT to_regclass('mine') AS mine`))?.rows).toEqual([{ mine: null }])
    expect((await two?.query('SHOW fsync'))?.rows).toEqual([{ fsync: 'on' }])
    await Promise.all([one?.end(), two?.end()])
  })
})

describeWithRedis('a server for messages', () => {
  test('answers, and a test may have another of its own, which comes back empty on the same port', async () => {
    expect(await ping(redisUrl ?? '')).toBe('PONG')
    const own = await startRedis()
    const port = Number(new URL(own?.url ?? '').port)
    await own?.stop()
    const again = await startRedis({ port })
    expect(again?.url).toBe(own?.url)
    expect(await ping(again?.url ?? '')).toBe('PONG')
    await again?.stop()
  })
})

async function ping(url: string): Promise<string> {
  const redis = new Redis(url)
  const answer = await redis.ping()
  redis.disconnect()
  return answer
}
