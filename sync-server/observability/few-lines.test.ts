import { expect, test } from 'vitest'
import { fewLines } from './few-lines.ts'

test('a thousand lines of a kind are some lines and a number; lines of another kind are written beside them', () => {
  let now = 0
  const written: string[] = []
  const log = fewLines<string>({
    most: 3,
    kindOf: (line) => line.slice(0, 4),
    write: (line) => written.push(line),
    leftOut: (kind, count) => written.push(`${count} more of ${kind}`),
    now: () => now,
  })
  for (let line = 1; line <= 1000; line += 1) log(`4400 ${line}`)
  log('1013 slow')
  expect(written).toEqual(['4400 1', '4400 2', '4400 3', '1013 slow'])
  now = 60_000
  log('4400 again')
  expect(written.slice(4)).toEqual(['997 more of 4400', '4400 again'])
})
