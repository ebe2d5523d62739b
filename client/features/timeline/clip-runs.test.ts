import { describe, expect, test } from 'vitest'
import type { Span } from '#shared/timeline/spans.ts'
import { drawnTrack } from './clip-runs.ts'

const span = (id: string, sceneId: string, start: number, end: number): Span => ({ id, sceneId, start, end }) as Span
const spans = [
  span('a', '1', 0, 10),
  span('b', '1', 10, 20),
  span('c', '2', 20, 30),
  span('d', '2', 30, 130),
  span('e', '2', 130, 140),
  span('f', '2', 200, 210),
]
const drawn = (pxPerFrame: number, keep: string[] = [], first = 0, to = 1_000) => {
  const { clips, runs } = drawnTrack(spans, { first, to, pxPerFrame }, new Set(keep))
  return { clips: clips.map(({ span: { id }, index }) => `${id}${index}`), runs }
}

describe('what is drawn of a track', () => {
  test('is clip by clip while they can be told apart', () => {
    expect(drawn(0.3)).toEqual({ clips: ['a0', 'b1', 'c2', 'd3', 'e4', 'f5'], runs: [] })
  })

  test('is runs of a scene where they cannot, broken by gaps and wide clips', () => {
    expect(drawn(0.1)).toEqual({
      clips: ['d3'],
      runs: [
        { sceneId: '1', start: 0, end: 20 },
        { sceneId: '2', start: 20, end: 30 },
        { sceneId: '2', start: 130, end: 140 },
        { sceneId: '2', start: 200, end: 210 },
      ],
    })
  })

  test('is what is selected in any case', () => {
    expect(drawn(0.1, ['b']).clips).toEqual(['b1', 'd3'])
  })

  test('is nothing out of range, and all of it before the track was measured', () => {
    expect(drawn(0.3, [], 2, 30).clips).toEqual(['c2'])
    expect(drawn(0).clips).toHaveLength(6)
  })
})
