import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { arbitraryTimeline } from '../testing/arbitrary-timeline.ts'
import { held, line, locked, needlessChanges, places, starts } from '../testing/timeline-notation.ts'
import { applyChanges } from './settle.ts'
import { deriveSpans, type TimelineClip } from './spans.ts'
import { trimClip, type Trim } from './trim.ts'

const trimmed = (clips: readonly TimelineClip[], trim: Trim): readonly TimelineClip[] =>
  applyChanges(clips, trimClip(clips, trim).changes)

const arbitraryTrim = (shape: {
  locked: boolean
}): fc.Arbitrary<{ clips: readonly TimelineClip[]; trim: Omit<Trim, 'ripple'> }> =>
  arbitraryTimeline(shape).chain((clips) =>
    fc.record({
      clips: fc.constant(clips),
      trim: fc.record({
        id: fc.constantFrom(...clips.map((clip) => clip.id)),
        edge: fc.constantFrom('start' as const, 'end' as const),
        delta: fc.integer({ min: -150, max: 150 }),
      }),
    }),
  )

describe('trims in general', () => {
  test('[T6] a trim is minimal in both modes', () => {
    fc.assert(
      fc.property(arbitraryTrim({ locked: true }), fc.boolean(), ({ clips, trim }, ripple) => {
        expect(needlessChanges(clips, trimClip(clips, { ...trim, ripple }).changes)).toEqual([])
      }),
    )
  })

  test('[T7] a trim writes no locked pin but that of the clip whose start a person moves', () => {
    fc.assert(
      fc.property(arbitraryTrim({ locked: true }), fc.boolean(), ({ clips, trim }, ripple) => {
        for (const change of trimClip(clips, { ...trim, ripple }).changes) {
          const before = clips.find((clip) => clip.id === change.id)!.pin
          if (change.pin === undefined) continue
          if (change.id === trim.id && trim.edge === 'start' && !ripple)
            expect(change.pin?.kind === 'locked').toBe(before?.kind === 'locked')
          else expect([before?.kind, change.pin?.kind]).not.toContain('locked')
        }
      }),
    )
  })

  test('[T9] a clip keeps at least one frame, and shows no frame before the first of its take', () => {
    const clips = line({ length: 10, sourceIn: 4, sourceFrames: 40 }, [5, held(30)])
    expect(trimClip(clips, { id: 'c1', edge: 'end', delta: -99, ripple: false })).toMatchObject({
      delta: -9,
      limit: 'length',
    })
    expect(trimClip(clips, { id: 'c1', edge: 'start', delta: -99, ripple: true })).toMatchObject({
      delta: -4,
      limit: 'source',
    })
    fc.assert(
      fc.property(arbitraryTrim({ locked: true }), fc.boolean(), ({ clips: any, trim }, ripple) => {
        for (const clip of trimmed(any, { ...trim, ripple })) {
          expect(clip.length).toBeGreaterThanOrEqual(1)
          expect(clip.sourceIn).toBeGreaterThanOrEqual(0)
        }
      }),
    )
  })

  test('[T10] a clip may become longer than its take', () => {
    const clips = line({ length: 10, sourceFrames: 12 })
    expect(trimClip(clips, { id: 'c1', edge: 'end', delta: 30, ripple: false })).toMatchObject({
      delta: 30,
      limit: null,
    })
  })

  test('[T11] a trim that cannot move at all changes nothing', () => {
    expect(trimClip(line(10, 10), { id: 'c1', edge: 'end', delta: 5, ripple: false })).toEqual({
      changes: [],
      delta: 0,
      limit: 'neighbour',
    })
    expect(trimClip(line(10, 10), { id: 'c1', edge: 'end', delta: 0, ripple: true })).toEqual({
      changes: [],
      delta: 0,
      limit: null,
    })
  })
})

describe('trims in select mode', () => {
  test('[T12] shortening at the end holds the next clip where it is', () => {
    const clips = line(10, 20, 30)
    expect(trimClip(clips, { id: 'c1', edge: 'end', delta: -4, ripple: false }).changes).toEqual([
      { id: 'c1', length: 6 },
      { id: 'c2', pin: held(10) },
    ])
  })

  test('[T12] no other clip moves, unless a lock pulls one back to its place', () => {
    fc.assert(
      fc.property(arbitraryTrim({ locked: true }), ({ clips, trim }) => {
        const before = deriveSpans(clips).spans
        const after = deriveSpans(trimmed(clips, { ...trim, ripple: false })).spans
        after.forEach((span, index) => {
          const pin = clips[index]!.pin
          const returning = pin?.kind === 'locked' && before[index]!.pushed > 0
          if (span.id !== trim.id && !returning)
            expect(span).toMatchObject({ start: before[index]!.start, end: before[index]!.end })
        })
      }),
    )
  })

  test('[T13] lengthening stops at the next clip, and the gap that it closes leaves no pin behind', () => {
    const clips = line(10, [20, held(16)])
    const edit = trimClip(clips, { id: 'c1', edge: 'end', delta: 40, ripple: false })
    expect(edit).toEqual({
      changes: [
        { id: 'c1', length: 16 },
        { id: 'c2', pin: null },
      ],
      delta: 6,
      limit: 'neighbour',
    })
    expect(trimClip(clips, { id: 'c2', edge: 'end', delta: 40, ripple: false }).delta).toBe(40)
  })

  test('[T14] trimming the start keeps the picture where it was and the end too', () => {
    const clips = line(10, { length: 20, sourceIn: 3, sourceFrames: 90 }, 5)
    expect(trimClip(clips, { id: 'c2', edge: 'start', delta: 6, ripple: false }).changes).toEqual([
      { id: 'c2', length: 14, sourceIn: 9, pin: held(16) },
    ])
    const after = trimmed(clips, { id: 'c2', edge: 'start', delta: 6, ripple: false })
    expect(trimClip(after, { id: 'c2', edge: 'start', delta: -99, ripple: false })).toMatchObject({
      delta: -6,
      limit: 'neighbour',
    })
  })

  test('[T14] a start pulled back over a gap stops at the clip before, or at the first frame of the take', () => {
    const clips = line(10, { length: 20, pin: held(30), sourceIn: 3, sourceFrames: 90 })
    expect(trimClip(clips, { id: 'c2', edge: 'start', delta: -12, ripple: false })).toMatchObject({
      delta: -3,
      limit: 'source',
    })
    const still = line(10, { length: 20, pin: held(30) })
    expect(trimClip(still, { id: 'c2', edge: 'start', delta: -99, ripple: false })).toEqual({
      changes: [{ id: 'c2', length: 40, pin: null }],
      delta: -20,
      limit: 'neighbour',
    })
  })

  test('[T15] a still, or a clip without a take, keeps its source', () => {
    const clips = line({ length: 20, sourceIn: 5 })
    expect(trimmed(clips, { id: 'c1', edge: 'start', delta: 4, ripple: false })[0]).toMatchObject({
      length: 16,
      sourceIn: 5,
    })
  })

  test('[T16] a locked clip whose start a person trims is locked at its new start', () => {
    const clips = line(10, [20, locked(30)])
    expect(trimClip(clips, { id: 'c2', edge: 'start', delta: 5, ripple: false }).changes).toEqual([
      { id: 'c2', length: 15, pin: locked(35) },
    ])
  })

  test('[T17] a locked clip that had been pushed returns towards its pin; those behind it hold', () => {
    const clips = line(30, [10, locked(20)], 5)
    const after = trimmed(clips, { id: 'c1', edge: 'end', delta: -6, ripple: false })
    expect(places(after)).toEqual({ c1: '0-24', c2: '24-34', c3: '40-45' })
  })

  test('[T18] the opposite trim restores everything', () => {
    fc.assert(
      fc.property(
        arbitraryTimeline({ locked: false }),
        fc.nat(200),
        fc.nat(9),
        fc.boolean(),
        (any, cut, at, atStart) => {
          // start from a settled timeline: one whose held pins all hold something
          const { spans } = deriveSpans(any)
          const clips = any.map((clip, index) =>
            spans[index]!.start === (spans[index - 1]?.end ?? 0) ? { ...clip, pin: null } : clip,
          )
          const trim = {
            id: clips[at % clips.length]!.id,
            edge: atStart ? ('start' as const) : ('end' as const),
            ripple: false,
          }
          const there = trimClip(clips, { ...trim, delta: atStart ? cut : -cut })
          const away = applyChanges(clips, there.changes)
          const back = trimClip(away, { ...trim, delta: -there.delta })
          expect(applyChanges(away, back.changes)).toEqual(clips)
        },
      ),
    )
  })
})

describe('trims that ripple', () => {
  test('[T20] every later start shifts by the same frames', () => {
    expect(starts(trimmed(line(10, 20, 30, 5), { id: 'c2', edge: 'end', delta: -4, ripple: true }))).toEqual([
      0, 10, 26, 56,
    ])
  })

  test('[T20] without a locked clip the whole film becomes longer or shorter by exactly the trim', () => {
    fc.assert(
      fc.property(arbitraryTrim({ locked: false }), ({ clips, trim }) => {
        const edit = trimClip(clips, { ...trim, ripple: true })
        const grown = trim.edge === 'end' ? edit.delta : -edit.delta
        const before = deriveSpans(clips)
        const after = deriveSpans(applyChanges(clips, edit.changes))
        expect(after.total).toBe(before.total + grown)
        const index = clips.findIndex((clip) => clip.id === trim.id)
        after.spans.forEach((span, at) => expect(span.start).toBe(before.spans[at]!.start + (at > index ? grown : 0)))
      }),
    )
  })

  test('[T21] held pins move along, so gaps keep their length', () => {
    const clips = line(10, 20, [5, held(40)])
    expect(trimClip(clips, { id: 'c1', edge: 'end', delta: 6, ripple: true }).changes).toEqual([
      { id: 'c1', length: 16 },
      { id: 'c3', pin: held(46) },
    ])
  })

  test('[T22] a locked clip holds, and so does everything behind it; the gap before it takes up the difference', () => {
    const clips = line(10, 20, [5, locked(40)], 7, [7, held(60)])
    const shorter = trimClip(clips, { id: 'c1', edge: 'end', delta: -6, ripple: true })
    expect(starts(applyChanges(clips, shorter.changes))).toEqual([0, 4, 40, 45, 60])
    expect(shorter.changes).toEqual([{ id: 'c1', length: 4 }])
  })

  test('[T22] [T23] a locked clip at its pin never moves, and nothing behind it does', () => {
    fc.assert(
      fc.property(arbitraryTrim({ locked: true }), ({ clips, trim }) => {
        const before = deriveSpans(clips).spans
        const after = deriveSpans(trimmed(clips, { ...trim, ripple: true })).spans
        const index = clips.findIndex((clip) => clip.id === trim.id)
        const lock = clips.findIndex(
          (clip, at) => at > index && clip.pin?.kind === 'locked' && before[at]!.pushed === 0,
        )
        if (lock >= 0) expect(after.slice(lock)).toEqual(before.slice(lock))
      }),
    )
  })

  test('[T23] lengthening stops where a locked clip would have to move', () => {
    const clips = line(10, 20, [5, locked(40)])
    expect(trimClip(clips, { id: 'c1', edge: 'end', delta: 30, ripple: true })).toMatchObject({
      delta: 10,
      limit: 'locked',
    })
    expect(trimClip(clips, { id: 'c3', edge: 'end', delta: 30, ripple: true })).toMatchObject({
      delta: 30,
      limit: null,
    })
  })

  test('[T24] a pushed locked clip returns as far as its pin, and what is behind it follows', () => {
    const clips = line(30, [10, locked(26)], 5, [5, held(60)])
    const after = trimmed(clips, { id: 'c1', edge: 'end', delta: -10, ripple: true })
    expect(places(after)).toEqual({ c1: '0-20', c2: '26-36', c3: '36-41', c4: '56-61' })
  })

  test('[T25] trimming the start leaves it in place and shows a later part of the take', () => {
    const clips = line(10, { length: 20, sourceIn: 2, sourceFrames: 90 }, 5)
    const edit = trimClip(clips, { id: 'c2', edge: 'start', delta: 6, ripple: true })
    expect(edit.changes).toEqual([{ id: 'c2', length: 14, sourceIn: 8 }])
    expect(starts(applyChanges(clips, edit.changes))).toEqual([0, 10, 24])
  })

  test('[T26] the opposite trim restores every place, length and source', () => {
    fc.assert(
      fc.property(arbitraryTrim({ locked: false }), ({ clips, trim }) => {
        const there = trimClip(clips, { ...trim, ripple: true })
        const away = applyChanges(clips, there.changes)
        const back = applyChanges(away, trimClip(away, { ...trim, delta: -there.delta, ripple: true }).changes)
        expect(deriveSpans(back).spans.map(({ start, end }) => [start, end])).toEqual(
          deriveSpans(clips).spans.map(({ start, end }) => [start, end]),
        )
        expect(back.map((clip) => clip.sourceIn)).toEqual(clips.map((clip) => clip.sourceIn))
      }),
    )
  })
})
