import { expect, test } from 'vitest'
import { bytesWords, durationWords, Progress } from './progress.ts'

test('a line now and then tells how far it is and how long it will take, one at the end what came of it', () => {
  let time = 0
  const lines: string[] = []
  const progress = new Progress('Media', 1000, { print: (line) => lines.push(line), now: () => time })
  progress.advance(100)
  time = 10_000
  progress.advance(100)
  time = 11_000
  progress.advance(100)
  time = 400_000
  progress.advance(600)
  progress.finish('4 files copied')
  expect(lines).toEqual(['Media: 20 %, 40 s left', 'Media: 90 %, 44 s left', 'Media: 4 files copied, in 7 min'])
})

test('a step with nothing to do, or more than was thought, stays within its bounds', () => {
  let time = 0
  const lines: string[] = []
  const services = { print: (line: string) => lines.push(line), now: () => (time += 5000) }
  new Progress('Nothing', 0, services).advance(0)
  new Progress('More', 10, services).advance(20)
  expect(lines).toEqual(['Nothing: 100 %, 0 s left', 'More: 100 %, 0 s left'])
})

test.each([
  [0, '0 s'],
  [119_000, '119 s'],
  [600_000, '10 min'],
  [3 * 3_600_000 + 300_000, '3 h 5 min'],
])('%d ms is %s', (ms, words) => {
  expect(durationWords(ms)).toBe(words)
})

test.each([
  [812, '812 bytes'],
  [1_234_567_890, '1.2 GB'],
  [5e15, '5000.0 TB'],
])('%d bytes is %s', (bytes, words) => {
  expect(bytesWords(bytes)).toBe(words)
})
