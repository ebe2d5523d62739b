import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { beatGrid } from './beats.ts'
import { snap, type SnapField } from './snap.ts'

const grid = beatGrid({ bpm: 120, firstBeatSeconds: 0, beatsPerBar: 4 }, { num: 24, den: 1 })!

const field = (overrides: Partial<SnapField> = {}): SnapField => ({
  playhead: null,
  edges: [
    { frame: 0, label: '1.01' },
    { frame: 50, label: '1.02' },
    { frame: 94, label: '1.03' },
  ],
  beats: { grid, level: 'beat' },
  reach: 4,
  ...overrides,
})

describe('snapping', () => {
  test('[T60] without a target, and with snapping off, the place is the nearest whole frame', () => {
    expect(snap(17.6, [0], field())).toEqual({ frame: 18, target: null })
    expect(snap(49.4, [0], null)).toEqual({ frame: 49, target: null })
  })

  test('[T61] the playhead wins over clip edges, these over beats', () => {
    expect(snap(47.5, [0], field({ playhead: 46 }))).toEqual({
      frame: 46,
      target: { kind: 'playhead', frame: 46, label: 'Playhead' },
    })
    expect(snap(47.5, [0], field()).target).toEqual({ kind: 'clip-edge', frame: 50, label: '1.02' })
    expect(snap(47.5, [0], field({ edges: [] })).target).toEqual({ kind: 'beat', frame: 48, label: 'Bar 2, beat 1' })
    expect(snap(47.5, [0], field({ edges: [], beats: null })).target).toBeNull()
  })

  test('[T62] nothing farther than the reach attracts', () => {
    expect(snap(54, [0], field({ beats: null })).frame).toBe(50)
    expect(snap(54.1, [0], field({ beats: null })).target).toBeNull()
  })

  test('[T63] the end of a moved clip snaps as well as its start, whichever is nearer', () => {
    expect(snap(20, [0, 31], field({ beats: null }))).toEqual({
      frame: 19,
      target: { kind: 'clip-edge', frame: 50, label: '1.02' },
    })
    expect(snap(49, [0, 43], field({ beats: null })).frame).toBe(50)
    expect(snap(49, [0, 46], field({ beats: null })).frame).toBe(50)
  })

  test('[T63] nothing is pulled in front of the start of the film', () => {
    expect(snap(1, [0, 3], field({ edges: [{ frame: 2, label: 'x' }], beats: null, reach: 9 })).frame).toBe(2)
    expect(snap(0, [8], field({ edges: [{ frame: 2, label: 'x' }], beats: null, reach: 9 })).target).toBeNull()
  })

  test('[T60] the result is always a whole frame within reach', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 300, noNaN: true }),
        fc.option(fc.nat(300)),
        fc.nat(60),
        (wanted, playhead, length) => {
          const { frame } = snap(wanted, [0, length], field({ playhead }))
          expect(Number.isInteger(frame)).toBe(true)
          expect(Math.abs(frame - wanted)).toBeLessThanOrEqual(4)
        },
      ),
    )
  })
})
