import { describe, expect, test } from 'vitest'
import { evaluateNumber } from './number-maths.ts'

describe('a sum typed into a number field', () => {
  test.each([
    ['4.3', 4.3],
    [' 4,5 ', 4.5],
    ['.5', 0.5],
    ['2+2*3', 8],
    ['(2+2)*3', 12],
    ['-4', -4],
    ['7 − 2', 5],
    ['9 ÷ 3 × 2', 6],
  ])('%s is %d', (text, value) => {
    expect(evaluateNumber(text)).toBeCloseTo(value)
  })

  test('units count in the unit of the field', () => {
    expect(evaluateNumber('4.3+1b', { b: 0.5, s: 1 })).toBeCloseTo(4.8)
    expect(evaluateNumber('2B', { b: 0.5 })).toBeCloseTo(1)
  })

  test.each(['', ' ', 'abc', '1+', '(1', '1)', '1 2', '3x', '1/0', '+', '5constructor'])(
    '%j makes no sense',
    (text) => {
      expect(evaluateNumber(text)).toBeNull()
    },
  )
})
