import { describe, inject } from 'vitest'
import { makeDatabase } from './test-database.ts'

/** Where the tests' Redis is; null where none is installed, and then `describeWithRedis` skips. */
export const redisUrl = inject('redisUrl')

const postgresUrl = inject('postgresUrl')

/** `describe` for tests against Postgres; where it is not installed they count as skipped. */
export function describeWithPostgres(name: string, suite: () => void): void {
  describe.skipIf(postgresUrl === null)(`${name} (Postgres)`, () => {
    suite()
  })
}

/** `describe` for tests against Redis; where it is not installed they count as skipped. */
export function describeWithRedis(name: string, suite: () => void): void {
  describe.skipIf(redisUrl === null)(`${name} (Redis)`, () => {
    suite()
  })
}

/** Makes an empty database of a random name, so that files and tests run side by side; resolves with its address. */
export async function createTestDatabase(): Promise<string> {
  if (postgresUrl === null) throw new Error('Postgres is not installed: use describeWithPostgres')
  return makeDatabase(postgresUrl)
}
