import { describe, expect, test } from 'vitest'
import fc from 'fast-check'
import { formatTimecode } from '../model/time.ts'
import { beatGrid } from './beats.ts'
import { parseTimeEntry, type TimeEntryContext } from './timecode.ts'

const rate = { num: 24, den: 1 }
const grid = beatGrid({ bpm: 120, firstBeatSeconds: 0, beatsPerBar: 4 }, rate)
const context: TimeEntryContext = { rate, grid, playhead: 100 }

describe('a typed place', () => {
  test.each([
    ['1:02:14', 1502],
    ['01:02:03', 1491],
    ['1:02', 1488],
    ['1:00:00:00', 86_400],
    ['62', 1488],
    ['62.5', 1500],
    ['0', 0],
    ['+12', 112],
    ['-12', 88],
    ['-500', 0],
    ['b31', 1440],
    ['B31.2', 1452],
    ['bar 2', 48],
    [' 0:10 ', 240],
  ])('"%s" is frame %i', (text, frame) => {
    expect(parseTimeEntry(text, context)).toBe(frame)
  })

  test.each(['', 'x', '1:02:24', '1:75', 'b0', 'b3.5', '1:2:3:4:5', '1e5', '--3', '1:00:75:00'])(
    '"%s" is no place',
    (text) => {
      expect(parseTimeEntry(text, context)).toBeNull()
    },
  )

  test('bars need a song with a tempo', () => {
    expect(parseTimeEntry('b3', { ...context, grid: null })).toBeNull()
  })

  test('what is written as timecode is read back, NTSC rates too', () => {
    fc.assert(
      fc.property(
        fc.nat(300_000),
        fc.constantFrom(rate, { num: 24_000, den: 1001 }, { num: 30, den: 1 }),
        (frame, anyRate) => {
          expect(parseTimeEntry(formatTimecode(frame, anyRate), { ...context, rate: anyRate })).toBe(frame)
        },
      ),
    )
  })
})
