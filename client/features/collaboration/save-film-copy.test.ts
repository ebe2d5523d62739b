import { expect, test } from 'vitest'
import { fileNameOf } from './save-film-copy.ts'

test.each([
  ['Salt & Neon', 'Salt Neon.json'],
  ['../../etc/passwd', '.. .. etc passwd.json'],
  ['Été: la mer', 'Été la mer.json'],
  ['???', 'film.json'],
])('%s is saved as %s', (name, fileName) => {
  expect(fileNameOf(name)).toBe(fileName)
})
