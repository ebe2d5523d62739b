import { describe, expect, test } from 'vitest'
import { stripTiles } from './filmstrip.tsx'

const clip = { width: 400, tileWidth: 100, pxPerFrame: 4, sourceIn: 0, sourceFrames: 100, drawn: 10 }

describe('frames along a clip', () => {
  test('each tile shows the frame that plays about there', () => {
    expect(stripTiles(clip)).toEqual([1, 3, 6, 8])
  })

  test('a clip that starts later in its take shows later frames', () => {
    expect(stripTiles({ ...clip, width: 200, sourceIn: 50 })).toEqual([6, 8])
  })

  test('past the end of the take the last frame holds', () => {
    expect(stripTiles({ ...clip, width: 800 }).slice(4)).toEqual([9, 9, 9, 9])
  })

  test('a tile that sticks out counts only as far as the clip goes', () => {
    expect(stripTiles({ ...clip, width: 120 })).toEqual([1, 3])
  })
})
