import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { APP_VERSION } from './app-version.ts'

test('the version that files name is the one of the package', () => {
  const file = new URL('../../package.json', import.meta.url)
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ version: APP_VERSION })
})
