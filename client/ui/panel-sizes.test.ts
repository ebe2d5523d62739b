import { describe, expect, test } from 'vitest'
import { resizePanel } from './panel-sizes.ts'

describe('a resizable panel', () => {
  const limits = { min: 200, max: 320, initial: 232 }
  const open = { size: 232, collapsed: false }

  test('keeps to its limits', () => {
    expect(resizePanel(open, 500, limits)).toEqual({ size: 320, collapsed: false })
    expect(resizePanel(open, 150, limits)).toEqual({ size: 200, collapsed: false })
    expect(resizePanel(open, 260.4, limits)).toEqual({ size: 260, collapsed: false })
  })

  test('collapses past half its minimum and remembers what it was', () => {
    expect(resizePanel(open, 99, limits)).toEqual({ size: 232, collapsed: true })
    expect(resizePanel({ size: 232, collapsed: true }, 210, limits)).toEqual({ size: 210, collapsed: false })
  })
})
