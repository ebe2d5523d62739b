import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  barBeatLabel,
  barBeatOf,
  beatBefore,
  beatGrid,
  beatLevel,
  beatLines,
  frameOfBar,
  nearestBeat,
  type BeatGrid,
} from './beats.ts'

const FILM = { num: 24, den: 1 }

function grid(bpm: number, firstBeatSeconds = 0, rate = FILM, beatsPerBar = 4): BeatGrid {
  return beatGrid({ bpm, firstBeatSeconds, beatsPerBar }, rate)!
}

describe('beats in frames', () => {
  test('[T70] no song or no tempo, no beats', () => {
    expect(beatGrid(null, FILM)).toBeNull()
    expect(beatGrid({ bpm: null, firstBeatSeconds: 0, beatsPerBar: 4 }, FILM)).toBeNull()
  })

  test('[T70] each beat lies on the frame nearest to it', () => {
    const beats = grid(112)
    expect([0, 1, 2, 3, 4].map(beats.frameOfBeat)).toEqual([0, 13, 26, 39, 51])
    expect(beats.frameOfBeat(0.5)).toBe(6)
    expect(grid(120, 0.5).frameOfBeat(0)).toBe(12)
    expect(grid(120, 0.5).frameOfBeat(-1)).toBe(0)
    expect(grid(120, 0.5).frameOfBeat(-2)).toBe(-12)
  })

  test('[T70] no rounding adds up over an hour, whatever the rate', () => {
    const ntsc = grid(112, 0, { num: 24_000, den: 1001 })
    // 6720 beats of 60/112 s are exactly 3600 s: 3600 × 24000/1001 frames
    expect(ntsc.frameOfBeat(6720)).toBe(Math.round((3600 * 24_000) / 1001))
    expect(grid(112).frameOfBeat(6720)).toBe(86_400)
    fc.assert(
      fc.property(
        fc.integer({ min: 200, max: 4000 }),
        fc.nat(3000),
        fc.integer({ min: -10, max: 9000 }),
        (tenths, ms, beat) => {
          const exact = (ms / 1000 + (beat * 600) / tenths) * 24
          expect(Math.abs(grid(tenths / 10, ms / 1000).frameOfBeat(beat) - exact)).toBeLessThanOrEqual(0.5 + 1e-6)
        },
      ),
    )
  })

  test('[T71] bars and beats count from 1 at the first downbeat', () => {
    const beats = grid(112)
    expect(barBeatOf(beats, 0)).toEqual({ bar: 1, beat: 1, half: false })
    expect(barBeatLabel(barBeatOf(beats, 121))).toBe('Bar 31, beat 2')
    expect(barBeatLabel(barBeatOf(beats, 5.5))).toBe('Bar 2, beat 2 and')
    expect(barBeatOf(beats, -1)).toEqual({ bar: 0, beat: 4, half: false })
    expect(frameOfBar(beats, 31)).toBe(beats.frameOfBeat(120))
    expect(frameOfBar(beats, 31, 3)).toBe(beats.frameOfBeat(122))
    expect(frameOfBar(grid(90, 0, FILM, 3), 3)).toBe(grid(90, 0, FILM, 3).frameOfBeat(6))
  })

  test('[T72] lines thin out as they come close: half-beats, beats, bars', () => {
    const beats = grid(120)
    expect(beatLevel(beats, 4)).toBe('half-beat')
    expect(beatLevel(beats, 2)).toBe('beat')
    expect(beatLevel(beats, 0.5)).toBe('bar')
  })

  test('[T72] the lines of a range are all there, once, in order', () => {
    expect(beatLines(grid(120, 0.5), 0, 37, 'beat').map(({ frame, bar, beat }) => [frame, bar, beat])).toEqual([
      [0, 0, 4],
      [12, 1, 1],
      [24, 1, 2],
      [36, 1, 3],
    ])
    expect(beatLines(grid(120), 40, 100, 'bar').map((line) => line.frame)).toEqual([48, 96])
    expect(beatLines(grid(120), 5, 13, 'half-beat').map((line) => line.frame)).toEqual([6, 12])
  })

  test('[T73] the nearest line is never beaten by another', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 200, max: 4000 }),
        fc.integer({ min: 0, max: 20_000 }),
        fc.constantFrom('bar' as const, 'beat' as const, 'half-beat' as const),
        (tenths, frame, level) => {
          const beats = grid(tenths / 10, 0.3)
          const before = beatBefore(beats, frame, level)
          expect(beats.frameOfBeat(before)).toBeLessThanOrEqual(frame)
          const found = nearestBeat(beats, frame, level)
          for (const line of beatLines(beats, frame - 800, frame + 800, level)) {
            expect(Math.abs(line.frame - frame)).toBeGreaterThanOrEqual(Math.abs(found.frame - frame))
          }
        },
      ),
    )
  })
})
