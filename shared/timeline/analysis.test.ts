import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { arbitraryTimeline } from '../testing/arbitrary-timeline.ts'
import { held, line, locked } from '../testing/timeline-notation.ts'
import { analyseTimeline, framesBeyondTake } from './analysis.ts'
import type { TimelineClip } from './spans.ts'

const RATE = { num: 24, den: 1 }
const withTakes = (clips: readonly TimelineClip[], missing: readonly string[] = []) =>
  clips.map((clip) => ({ ...clip, hasTake: !missing.includes(clip.id) }))

describe('analysis', () => {
  test('[T80] places, gaps, total in frames and seconds', () => {
    const analysis = analyseTimeline(withTakes(line(24, [48, held(36)])), RATE)
    expect(analysis.total).toEqual({ frames: 84, seconds: 3.5 })
    expect(analysis.clips[1]).toEqual({
      id: 'c2',
      start: { frames: 36, seconds: 1.5 },
      end: { frames: 84, seconds: 3.5 },
    })
    expect(analysis.gaps).toEqual([
      { start: { frames: 24, seconds: 1 }, length: { frames: 12, seconds: 0.5 }, beforeId: 'c2' },
    ])
  })

  test('[T81] clips pushed past their pin, without a take, and longer than their take are named', () => {
    const clips = line(48, [24, locked(36)], { length: 30, sourceIn: 6, sourceFrames: 24 })
    const analysis = analyseTimeline(withTakes(clips, ['c1']), RATE)
    expect(analysis.pushed).toEqual([
      { id: 'c2', kind: 'locked', pin: { frames: 36, seconds: 1.5 }, late: { frames: 12, seconds: 0.5 } },
    ])
    expect(analysis.withoutTake).toEqual(['c1'])
    expect(analysis.beyondTake).toEqual([{ id: 'c3', missing: { frames: 12, seconds: 0.5 } }])
  })

  test('[T82] one scene keeps its place in the film and has its own total', () => {
    const clips = [...line(24, 24), { ...line([24, held(60)])[0]!, id: 'c3', sceneId: 's2' }]
    const analysis = analyseTimeline(withTakes(clips, ['c1', 'c3']), RATE, 's2')
    expect(analysis.clips).toEqual([
      { id: 'c3', start: { frames: 60, seconds: 2.5 }, end: { frames: 84, seconds: 3.5 } },
    ])
    expect(analysis).toMatchObject({ total: { frames: 24 }, withoutTake: ['c3'], gaps: [{ beforeId: 'c3' }] })
    expect(analyseTimeline(withTakes(clips), RATE, 'nowhere').total.frames).toBe(0)
  })

  test('[T2] there are no overlaps to report, whatever the clips', () => {
    fc.assert(
      fc.property(arbitraryTimeline({ locked: true }), (clips) => {
        expect(analyseTimeline(withTakes(clips), RATE).overlaps).toEqual([])
      }),
    )
  })

  test('[T10] frames past the end of a take: never more than the clip has, none for a still', () => {
    expect(framesBeyondTake(line({ length: 10, sourceIn: 90, sourceFrames: 40 })[0]!)).toBe(10)
    expect(framesBeyondTake(line({ length: 10, sourceIn: 90 })[0]!)).toBe(0)
  })
})
