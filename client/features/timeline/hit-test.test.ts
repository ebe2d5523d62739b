import { describe, expect, test } from 'vitest'
import { held, line } from '#shared/testing/timeline-notation.ts'
import { deriveSpans } from '#shared/timeline/spans.ts'
import { viewportOf } from './geometry.ts'
import { clipsBetween, HANDLE_REACH, hitTest } from './hit-test.ts'

// 2 pixels a frame: c1 0–200, c2 200–400, gap 400–440, c3 440–460
const timeline = deriveSpans(line(100, 100, [10, held(220)]))
const viewport = viewportOf(2, 0, 400, 1000)
const hit = (x: number, ...selected: string[]) => hitTest(timeline, viewport, x, new Set(selected), HANDLE_REACH.mouse)

describe('what is under the pointer', () => {
  test('clips and empty time', () => {
    expect(hit(10)).toEqual({ kind: 'clip', id: 'c1' })
    expect(hit(201)).toEqual({ kind: 'clip', id: 'c2' })
    expect(hit(420)).toEqual({ kind: 'empty' })
    expect(hit(900)).toEqual({ kind: 'empty' })
  })

  test('a selected clip has handles that reach over its edges, another has none', () => {
    expect(hit(195)).toEqual({ kind: 'clip', id: 'c1' })
    expect(hit(195, 'c1')).toEqual({ kind: 'handle', id: 'c1', edge: 'end' })
    expect(hit(203, 'c1')).toEqual({ kind: 'handle', id: 'c1', edge: 'end' })
    expect(hit(197, 'c2')).toEqual({ kind: 'handle', id: 'c2', edge: 'start' })
    expect(hit(402, 'c2')).toEqual({ kind: 'handle', id: 'c2', edge: 'end' })
    expect(hit(405, 'c2')).toEqual({ kind: 'empty' })
  })

  test('with both sides of a cut selected, the side of the pointer decides', () => {
    expect(hit(198, 'c1', 'c2')).toEqual({ kind: 'handle', id: 'c1', edge: 'end' })
    expect(hit(202, 'c1', 'c2')).toEqual({ kind: 'handle', id: 'c2', edge: 'start' })
  })

  test('a narrow clip keeps its middle for moving', () => {
    expect(hit(450, 'c3')).toEqual({ kind: 'clip', id: 'c3' })
    expect(hit(442, 'c3')).toEqual({ kind: 'handle', id: 'c3', edge: 'start' })
    expect(hit(458, 'c3')).toEqual({ kind: 'handle', id: 'c3', edge: 'end' })
  })

  test('a marquee takes what it touches, drawn either way', () => {
    expect(clipsBetween(timeline.spans, viewport, 150, 250)).toEqual(['c1', 'c2'])
    expect(clipsBetween(timeline.spans, viewport, 450, 405)).toEqual(['c3'])
    expect(clipsBetween(timeline.spans, viewport, 402, 438)).toEqual([])
  })
})
