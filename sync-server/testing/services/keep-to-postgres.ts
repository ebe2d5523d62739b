import { beforeEach, expect, inject } from 'vitest'
import { TEST_POSTGRES } from './test-database.ts'

/** Files that say by their names which services they need, and skip by themselves what they cannot run. */
const NAMED = /\.(pg|redis)\.test\.ts$/

const postgresUrl = inject('postgresUrl')

// The other files run over SQLite elsewhere; here their servers keep to Postgres.
if (postgresUrl !== null) process.env[TEST_POSTGRES] = postgresUrl
else if (!NAMED.test(expect.getState().testPath ?? '')) {
  beforeEach((context) => context.skip('Postgres is not installed'))
}
