import { describe, expect, test } from 'vitest'
import { held, line } from '#shared/testing/timeline-notation.ts'
import { deriveSpans, type TimelineClip } from '#shared/timeline/spans.ts'
import { dropTarget, placeNow, storyPlaces } from './drop-target.ts'

// s1: c1 0–100, c2 100–200, gap 200–260, c3 260–300; s2: c4 300–400
const clips: readonly TimelineClip[] = [
  ...line(100, 100, [40, held(260)]),
  { ...line(100)[0]!, id: 'c4', sceneId: 's2' },
]
const { spans } = deriveSpans(clips)
const drop = (ids: readonly string[], pointer: number, start = pointer) =>
  dropTarget(clips, spans, { moving: new Set(ids), pointer, start })

describe('where dragged clips land', () => {
  test('over a clip: in front of it or behind it', () => {
    expect(drop(['c4'], 20)).toEqual({ sceneId: 's1', beforeId: 'c1', frame: null, caret: 0 })
    expect(drop(['c4'], 80)).toEqual({ sceneId: 's1', beforeId: 'c2', frame: null, caret: 100 })
  })

  test('at the cut between two scenes the half of the clip decides the scene', () => {
    expect(drop(['c1'], 295)).toEqual({ sceneId: 's1', beforeId: null, frame: null, caret: 300 })
    expect(drop(['c1'], 305)).toEqual({ sceneId: 's2', beforeId: 'c4', frame: null, caret: 300 })
  })

  test('over a gap that is long enough: at that frame, inside the gap', () => {
    expect(drop(['c3'], 230, 210)).toEqual({ sceneId: 's1', beforeId: null, frame: 210, caret: 210 })
    const short = clips.map((clip) => (clip.id === 'c4' ? { ...clip, length: 30 } : clip))
    const shortSpans = deriveSpans(short).spans
    expect(dropTarget(short, shortSpans, { moving: new Set(['c4']), pointer: 250, start: 245 })).toEqual({
      sceneId: 's1',
      beforeId: 'c3',
      frame: 230,
      caret: 230,
    })
  })

  test('over a gap that is too short: inserted where it starts', () => {
    expect(drop(['c4'], 230, 200)).toEqual({ sceneId: 's1', beforeId: 'c3', frame: null, caret: 200 })
  })

  test('past the end: last', () => {
    expect(drop(['c1'], 900)).toEqual({ sceneId: 's2', beforeId: null, frame: null, caret: 400 })
  })

  test('where nothing would change there is no target', () => {
    expect(drop(['c2'], 150, 100)).toBeNull()
    expect(drop(['c1'], 50, 0)).toBeNull()
    expect(drop(['c4'], 900)).toBeNull()
    expect(drop(['c4'], 350, 330)).toBeNull()
    expect(drop(['c1'], 120, 70)).toBeNull()
    expect(drop(['c1', 'c2', 'c3', 'c4'], 120, 0)).toBeNull()
  })

  test('a clip beside a gap can be shifted within it', () => {
    expect(drop(['c2'], 160, 130)).toEqual({ sceneId: 's1', beforeId: 'c3', frame: 130, caret: 130 })
  })
})

describe('carrying clips by keyboard', () => {
  test('every cut of every scene is a place, and empty scenes have one', () => {
    const places = storyPlaces(clips, ['s1', 's0', 's2'], new Set(['c2']))
    expect(places).toEqual([
      { sceneId: 's1', beforeId: 'c1' },
      { sceneId: 's1', beforeId: 'c3' },
      { sceneId: 's1', beforeId: null },
      { sceneId: 's0', beforeId: null },
      { sceneId: 's2', beforeId: 'c4' },
      { sceneId: 's2', beforeId: null },
    ])
    expect(placeNow(clips, places, new Set(['c2']))).toBe(1)
    expect(placeNow(clips, storyPlaces(clips, ['s1', 's2'], new Set(['c4'])), new Set(['c4']))).toBe(4)
  })
})
