import { must } from '#shared/util/assert.ts'
import type { TestService } from './service-process.ts'
import { startRedis } from './start-redis.ts'
import { startS3 } from './start-s3.ts'
import { createTestDatabase } from './with-services.ts'

/** All that server processes share, for one test: a database, a Redis that can be ended, and a bucket. */
export interface SharedServices {
  /** Variables with which each process starts, beside a `DATA_DIR` of its own. */
  readonly env: Readonly<Record<string, string>>
  stopRedis(): Promise<void>
  /** On the same port, and empty. */
  startRedisAgain(): Promise<void>
  stop(): Promise<void>
}

/** Starts them. Needs Postgres and Redis to be installed: see `describeWithPostgres` and `describeWithRedis`. */
export async function startSharedServices(): Promise<SharedServices> {
  const [database, firstRedis, s3] = await Promise.all([createTestDatabase(), startRedis(), startS3()])
  let redis: TestService = must(firstRedis, 'Redis')
  const { url } = redis
  return {
    env: { DATABASE_URL: database, REDIS_URL: url, ...s3.env },
    stopRedis: () => redis.stop(),
    startRedisAgain: async () => {
      redis = must(await startRedis({ port: Number(new URL(url).port) }), 'Redis')
    },
    stop: async () => {
      await Promise.all([redis.stop(), s3.stop()])
    },
  }
}
