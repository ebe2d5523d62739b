import { expect, test } from 'vitest'
import { changedWords } from './changed-words.ts'

const marked = (parts: readonly { text: string; changed: boolean }[]): string =>
  parts.map(({ text, changed }) => (changed ? `<${text}>` : text)).join('')

test('only the words that differ are marked', () => {
  const { mine, theirs } = changedWords(
    'collar up, cyan shop light on the cheek',
    'collar up, warm tram light on the cheek',
  )
  expect(marked(mine)).toBe('collar up, <cyan> <shop> light on the cheek')
  expect(marked(theirs)).toBe('collar up, <warm> <tram> light on the cheek')
})

test('a part that one side added is marked there alone', () => {
  const { mine, theirs } = changedWords('Mara waits in rain', 'Mara waits')
  expect(marked(mine)).toBe('Mara waits< in rain>')
  expect(marked(theirs)).toBe('Mara waits')
})

test('equal and empty texts have no marks', () => {
  expect(marked(changedWords('same words', 'same words').mine)).toBe('same words')
  expect(changedWords('', '').mine).toEqual([])
})
