import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { arbitraryTimeline } from '../testing/arbitrary-timeline.ts'
import { deriveSpans, spanAt, spanIndexBefore } from './spans.ts'
import { held, line, locked, starts } from '../testing/timeline-notation.ts'

describe('deriving places', () => {
  test('[T1] clips follow one another, and a pin can hold one back', () => {
    expect(starts(line(10, 20, [5, held(50)], 7))).toEqual([0, 10, 50, 55])
    expect(starts(line(10, [20, locked(4)], 5))).toEqual([0, 10, 30])
  })

  test('[T2] spans never overlap and keep their lengths', () => {
    fc.assert(
      fc.property(arbitraryTimeline({ locked: true }), (clips) => {
        const { spans } = deriveSpans(clips)
        spans.forEach((span, index) => {
          expect(span.end - span.start).toBe(clips[index]!.length)
          expect(span.start).toBeGreaterThanOrEqual(spans[index - 1]?.end ?? 0)
        })
      }),
    )
  })

  test('[T3] a gap is what lies between an end and the next start, in front of the first clip too', () => {
    expect(deriveSpans(line([10, held(4)], 5, [6, locked(30)])).gaps).toEqual([
      { start: 0, end: 4, afterId: null, beforeId: 'c1' },
      { start: 19, end: 30, afterId: 'c2', beforeId: 'c3' },
    ])
  })

  test('[T3] only a pin opens a gap, so clips and gaps fill the whole length', () => {
    fc.assert(
      fc.property(arbitraryTimeline({ locked: true }), (clips) => {
        const { gaps, total } = deriveSpans(clips)
        const empty = gaps.reduce((sum, gap) => sum + gap.end - gap.start, 0)
        expect(total).toBe(empty + clips.reduce((sum, clip) => sum + clip.length, 0))
        for (const gap of gaps) {
          expect(clips.find((clip) => clip.id === gap.beforeId)?.pin?.frame).toBe(gap.end)
        }
      }),
    )
  })

  test('[T4] a clip pushed past its pin says by how much', () => {
    expect(deriveSpans(line(30, [10, locked(12)], [5, held(40)])).spans.map((span) => span.pushed)).toEqual([0, 18, 0])
  })

  test('[T5] the total is the end of the last clip, and nothing has no length', () => {
    expect(deriveSpans(line(10, [5, held(40)])).total).toBe(45)
    expect(deriveSpans([])).toEqual({ spans: [], gaps: [], total: 0 })
  })
})

describe('finding clips by frame', () => {
  const { spans } = deriveSpans(line([10, held(4)], 5, [6, locked(30)]))

  test('a frame belongs to the span that starts at or before it and ends after it', () => {
    expect(spanAt(spans, 3)).toBeNull()
    expect(spanAt(spans, 4)?.id).toBe('c1')
    expect(spanAt(spans, 13)?.id).toBe('c1')
    expect(spanAt(spans, 14)?.id).toBe('c2')
    expect(spanAt(spans, 19)).toBeNull()
    expect(spanAt(spans, 36)).toBeNull()
  })

  test('in a gap the clip before it is found, in front of all none', () => {
    expect(spanIndexBefore(spans, 3)).toBe(-1)
    expect(spanIndexBefore(spans, 25)).toBe(1)
    expect(spanIndexBefore(spans, 900)).toBe(2)
  })
})
