import type { TestProject } from 'vitest/node'
import { startPostgres } from './start-postgres.ts'
import { startRedis } from './start-redis.ts'

/** Starts, for the test files that need them, the services that are installed; returns the way to end them. */
export default async function startServices(project: TestProject): Promise<() => Promise<void>> {
  const [postgres, redis] = await Promise.all([startPostgres(), startRedis()])
  project.provide('postgresUrl', postgres?.url ?? null)
  project.provide('redisUrl', redis?.url ?? null)
  return async () => {
    await Promise.all([postgres?.stop(), redis?.stop()])
  }
}

declare module 'vitest' {
  export interface ProvidedContext {
    /** An address with the right to make databases; null where Postgres is not installed. */
    postgresUrl: string | null
    /** Null where Redis is not installed. */
    redisUrl: string | null
  }
}
