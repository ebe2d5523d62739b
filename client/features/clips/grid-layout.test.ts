import { expect, test } from 'vitest'
import { aFilm } from '#shared/testing/builders.ts'
import { addTake } from '#shared/commands/take-commands.ts'
import { aTake } from '#shared/testing/builders.ts'
import { RecordCache } from '#shared/document/record-cache.ts'
import { boardLines, columnsFor, neighbour } from './grid-layout.ts'

test('as many cards stand side by side as fit with their gaps', () => {
  expect(columnsFor(800, 196)).toBe(3)
  expect(columnsFor(826, 196)).toBe(4)
  expect(columnsFor(100, 196)).toBe(1)
})

test('the board is scene by scene, and an empty scene says so', () => {
  const { doc } = aFilm([3, 0])
  const lines = boardLines(new RecordCache(doc).snapshot(), 2, 'all')
  expect(lines.map((line) => line.kind)).toEqual(['scene', 'clips', 'clips', 'scene', 'empty'])
})

test('"Needs a take" leaves out clips with a pick, and scenes with nothing to show', () => {
  const { doc, clipIds, context } = aFilm([1, 1])
  addTake(doc, { take: aTake(clipIds[0]!, context.newId()) }, context)
  const lines = boardLines(new RecordCache(doc).snapshot(), 2, 'needs-take')
  expect(lines.flatMap((line) => (line.kind === 'clips' ? line.clipIds : []))).toEqual([clipIds[1]])
  expect(lines.filter((line) => line.kind === 'scene')).toHaveLength(1)
})

test('arrows go along the story sideways and by column up and down, across scenes', () => {
  const { doc, clipIds } = aFilm([3, 1])
  const lines = boardLines(new RecordCache(doc).snapshot(), 2, 'all')
  const [a, b, c, d] = clipIds as [string, string, string, string]
  expect(neighbour(lines, b, 'right')).toBe(c)
  expect(neighbour(lines, b, 'down')).toBe(c)
  expect(neighbour(lines, c, 'down')).toBe(d)
  expect(neighbour(lines, d, 'up')).toBe(c)
  expect(neighbour(lines, a, 'left')).toBeNull()
  expect(neighbour(lines, d, 'down')).toBeNull()
})
