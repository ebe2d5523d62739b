import { describe, expect, test } from 'vitest'
import { held, line } from '#shared/testing/timeline-notation.ts'
import { deriveSpans } from '#shared/timeline/spans.ts'
import { layoutRows, rowAt, type Rows } from './rows.ts'
import { sceneAtFrame, sceneBands } from './scenes-band.tsx'
import { snapEdges } from './snapping.ts'

describe('rows', () => {
  test.each([
    ['dock', 168, true],
    ['dock', 90, true],
    ['dock', 500, false],
    ['full', 430, true],
    ['full', 100, true],
  ] as const)('%s of %i pixels: the rows follow one another without a hole', (form, height, hasMusic) => {
    const rows = layoutRows(form, height, hasMusic)
    const list = [rows.ruler, rows.scenes, rows.video, rows.music, rows.overview]
    list.reduce((end, row) => {
      expect(row.top).toBe(end)
      expect(row.height).toBeGreaterThanOrEqual(0)
      return row.top + row.height
    }, 0)
    expect(rows.music.height > 0).toBe(hasMusic && height > 100)
    expect(rows.video.height).toBeGreaterThanOrEqual(40)
  })

  test('the dock at its usual height is divided as it is drawn', () => {
    const rows = layoutRows('dock', 168, true)
    expect(rows.video.height).toBeGreaterThan(60)
    expect(rows.music.height).toBeGreaterThan(44)
  })

  test('a height belongs to one row; one that is not there has none', () => {
    const rows = layoutRows('dock', 168, false)
    const at = (name: keyof Rows): number => rows[name].top
    expect(rowAt(rows, 0)).toBe('ruler')
    expect(rowAt(rows, at('scenes'))).toBe('scenes')
    expect(rowAt(rows, at('video') + 3)).toBe('video')
    expect(rowAt(rows, at('overview') - 1)).toBe('video')
    expect(rowAt(rows, 900)).toBe('overview')
  })
})

describe('scene bands', () => {
  const clips = [
    ...line([10, held(4)], 20),
    { ...line([5, held(60)])[0]!, id: 'c3', sceneId: 's2' },
    { ...line(5)[0]!, id: 'c4', sceneId: 's3' },
  ]
  const { spans, total } = deriveSpans(clips)

  test('a band reaches to the next scene, and the first one from the start of the film', () => {
    expect(sceneBands(spans, total)).toEqual([
      { sceneId: 's1', start: 0, end: 60 },
      { sceneId: 's2', start: 60, end: 65 },
      { sceneId: 's3', start: 65, end: 70 },
    ])
  })

  test('every frame of the film lies under one band', () => {
    expect(sceneAtFrame(spans, total, 50)).toBe('s1')
    expect(sceneAtFrame(spans, total, 60)).toBe('s2')
    expect(sceneAtFrame(spans, total, 70)).toBeNull()
  })
})

describe('edges that attract', () => {
  const timeline = deriveSpans(line(10, 20, [5, held(40)]))

  test('each place once, in order, without what is dragged', () => {
    expect(snapEdges(timeline, (id) => id, new Set()).map((edge) => edge.frame)).toEqual([0, 10, 30, 40, 45])
    expect(snapEdges(timeline, (id) => id, new Set(['c2'])).map((edge) => edge.label)).toEqual([
      'Start of c1',
      'End of c1',
      'Start of c3',
      'End of c3',
    ])
  })

  test('none of what a ripple moves along', () => {
    expect(snapEdges(timeline, (id) => id, new Set(['c1']), 10)).toEqual([])
    expect(snapEdges(timeline, (id) => id, new Set(['c2']), 30).map((edge) => edge.frame)).toEqual([0, 10])
  })
})
