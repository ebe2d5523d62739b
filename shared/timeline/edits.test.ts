import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { arbitraryTimeline } from '../testing/arbitrary-timeline.ts'
import { held, line, locked, needlessChanges, places, starts } from '../testing/timeline-notation.ts'
import { closeGap, nudgeClips, pinClip, removeClips, unpinClips } from './edits.ts'
import { applyChanges } from './settle.ts'
import { deriveSpans, type TimelineClip } from './spans.ts'

const without = (clips: readonly TimelineClip[], removed: ReadonlySet<string>): TimelineClip[] =>
  clips.filter((clip) => !removed.has(clip.id))
const ids = (...names: string[]): ReadonlySet<string> => new Set(names)

const arbitrarySelection = (lockedClips: boolean) =>
  arbitraryTimeline({ locked: lockedClips, minClips: 2 }).chain((clips) =>
    fc.record({
      clips: fc.constant(clips),
      selected: fc
        .subarray(
          clips.map((clip) => clip.id),
          { minLength: 1 },
        )
        .map((list) => new Set(list)),
    }),
  )

describe('removing clips', () => {
  test('[T40] leaving a gap holds what is behind', () => {
    expect(removeClips(line(10, 20, 30), ids('c2'), false)).toEqual([{ id: 'c3', pin: held(30) }])
    expect(removeClips(line(10, 20), ids('c2'), false)).toEqual([])
  })

  test('[T40] no other clip moves, unless a lock pulls one back to its place', () => {
    fc.assert(
      fc.property(arbitrarySelection(true), ({ clips, selected }) => {
        const left = without(clips, selected)
        const before = new Map(deriveSpans(clips).spans.map((span) => [span.id, span]))
        const changes = removeClips(clips, selected, false)
        deriveSpans(applyChanges(left, changes)).spans.forEach((span, index) => {
          const was = before.get(span.id)!
          if (!(left[index]!.pin?.kind === 'locked' && was.pushed > 0)) expect(span.start).toBe(was.start)
        })
        expect(needlessChanges(left, changes)).toEqual([])
      }),
    )
  })

  test('[T41] rippling, what is behind moves forward by the length of what was removed', () => {
    const clips = line(10, [20, held(14)], 5, [6, held(50)])
    const left = without(clips, ids('c2'))
    expect(places(applyChanges(left, removeClips(clips, ids('c2'), true)))).toEqual({
      c1: '0-10',
      c3: '14-19',
      c4: '30-36',
    })
  })

  test('[T41] without locked clips every start moves by exactly what was removed in front of it', () => {
    fc.assert(
      fc.property(arbitrarySelection(false), ({ clips, selected }) => {
        const left = without(clips, selected)
        const changes = removeClips(clips, selected, true)
        const after = new Map(deriveSpans(applyChanges(left, changes)).spans.map((span) => [span.id, span.start]))
        let removed = 0
        deriveSpans(clips).spans.forEach((span, index) => {
          if (selected.has(span.id)) removed += clips[index]!.length
          else expect(after.get(span.id)).toBe(span.start - removed)
        })
        expect(needlessChanges(left, changes)).toEqual([])
      }),
    )
  })

  test('[T22] a locked clip ends the ripple of a removal', () => {
    const clips = line(10, 20, [5, locked(30)], 8)
    expect(places(applyChanges(without(clips, ids('c1')), removeClips(clips, ids('c1'), true)))).toEqual({
      c2: '0-20',
      c3: '30-35',
      c4: '35-43',
    })
  })
})

describe('closing gaps', () => {
  test('[T42] what is behind moves along, held pins too', () => {
    const clips = line(10, [20, held(16)], 5, [5, held(60)])
    expect(closeGap(clips, 'c2')).toEqual([
      { id: 'c2', pin: null },
      { id: 'c4', pin: held(54) },
    ])
  })

  test('[T42] a gap in front of a locked clip stays, and where there is none nothing changes', () => {
    expect(closeGap(line(10, [20, locked(16)]), 'c2')).toEqual([])
    expect(closeGap(line(10, 20), 'c2')).toEqual([])
  })
})

describe('pinning', () => {
  test('[T50] a clip is locked where it lies, and nothing moves', () => {
    const clips = line(10, 20, 5)
    expect(pinClip(clips, 'c2')).toEqual([{ id: 'c2', pin: locked(10) }])
    expect(pinClip(clips, 'c2', 25)).toEqual([{ id: 'c2', pin: locked(25) }])
    expect(pinClip(line(10, [20, locked(10)]), 'c2')).toEqual([])
  })

  test('[T51] taking the lock off moves nothing', () => {
    fc.assert(
      fc.property(arbitrarySelection(true), ({ clips, selected }) => {
        const settled = clips.filter((_, index) => deriveSpans(clips).spans[index]!.pushed === 0)
        expect(starts(applyChanges(settled, unpinClips(settled, selected)))).toEqual(starts(settled))
      }),
    )
    expect(unpinClips(line(10, [20, locked(16)], [5, locked(36)]), ids('c2', 'c3'))).toEqual([
      { id: 'c2', pin: held(16) },
      { id: 'c3', pin: null },
    ])
  })
})

describe('nudging', () => {
  test('[T52] in select mode a clip moves within the room around it; the others hold', () => {
    const clips = line(10, [20, held(16)], [5, held(40)])
    expect(nudgeClips(clips, ids('c2'), 2, false)).toEqual({ changes: [{ id: 'c2', pin: held(18) }], delta: 2 })
    expect(nudgeClips(clips, ids('c2'), 99, false).delta).toBe(4)
    expect(nudgeClips(clips, ids('c2'), -99, false)).toEqual({ changes: [{ id: 'c2', pin: null }], delta: -6 })
    expect(nudgeClips(line(10, 20, 5), ids('c2'), 1, false)).toEqual({ changes: [], delta: 0 })
  })

  test('[T52] no clip moves that was not selected', () => {
    fc.assert(
      fc.property(arbitrarySelection(false), fc.integer({ min: -80, max: 80 }), ({ clips, selected }, delta) => {
        const edit = nudgeClips(clips, selected, delta, false)
        const before = deriveSpans(clips).spans
        deriveSpans(applyChanges(clips, edit.changes)).spans.forEach((span, index) => {
          expect(span.start).toBe(before[index]!.start + (selected.has(span.id) ? edit.delta : 0))
        })
      }),
    )
  })

  test('[T53] rippling, what is behind moves along as far as a locked clip allows', () => {
    const clips = line(10, 20, 5, [5, locked(50)])
    const edit = nudgeClips(clips, ids('c2'), 99, true)
    expect(edit.delta).toBe(15)
    expect(starts(applyChanges(clips, edit.changes))).toEqual([0, 25, 45, 50])
    expect(nudgeClips(line(10, 20), ids('c2'), -1, true)).toEqual({ changes: [], delta: 0 })
  })
})
