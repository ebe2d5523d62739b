import { describe, expect, test } from 'vitest'
import { fuzzyScore } from './fuzzy.ts'

describe('finding by what was typed', () => {
  test.each(['dup', 'clip', 'dc', 'dupcl', 'duplicate clip', 'cl dup', 'plic', 'DUP'])(
    '%s finds "Duplicate clip"',
    (query) => {
      expect(fuzzyScore('Duplicate clip', query)).toBeGreaterThan(0)
    },
  )

  test.each(['x', 'dupx', 'clipper', 'dup scene'])('%s does not', (query) => {
    expect(fuzzyScore('Duplicate clip', query)).toBe(0)
  })

  test('a beginning is worth more than a middle', () => {
    expect(fuzzyScore('Mara in cyan', 'mar')).toBeGreaterThan(fuzzyScore('Add marker', 'mar'))
    expect(fuzzyScore('Add marker', 'mar')).toBeGreaterThan(fuzzyScore('Tamara', 'mar'))
  })

  test('accents do not stand in the way', () => {
    expect(fuzzyScore('Café noir', 'cafe')).toBeGreaterThan(0)
  })

  test('nothing typed fits everything', () => {
    expect(fuzzyScore('Anything', ' ')).toBe(1)
  })
})
