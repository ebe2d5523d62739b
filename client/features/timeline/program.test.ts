import { describe, expect, test } from 'vitest'
import { addTake } from '#shared/commands/take-commands.ts'
import { removeFromTimeline, trimClip } from '#shared/commands/timeline-commands.ts'
import { RecordCache } from '#shared/document/record-cache.ts'
import { aFilm, aTake, type TestFilm } from '#shared/testing/builders.ts'
import { sourceSeconds } from './program-picture.tsx'
import { programAt } from './program-viewer.tsx'

function programOf({ doc }: TestFilm, frame: number) {
  const cache = new RecordCache(doc)
  cache.destroy()
  return programAt(cache.snapshot(), frame)
}

describe('what is on screen', () => {
  test('the clip at the playhead, and the next two kept ready', () => {
    const shown = programOf(aFilm([4]), 50)
    expect(shown.map(({ clip, hidden }) => [clip.number, hidden])).toEqual([
      ['1.02', false],
      ['1.03', true],
      ['1.04', true],
    ])
  })

  test('the frame of the take counts from where the clip starts in it', () => {
    const film = aFilm([2])
    const video = { kind: 'video' as const, frames: 97, frameRate: { num: 24, den: 1 } }
    addTake(film.doc, { take: aTake(film.clipIds[0]!, film.context.newId(), video) }, film.context)
    trimClip(film.doc, { id: film.clipIds[0]!, edge: 'start', delta: 12, ripple: true }, film.context)
    expect(programOf(film, 5)[0]).toMatchObject({ frameInTake: 17, hidden: false })
  })

  test('nothing in a gap, before the first clip and past the end', () => {
    const film = aFilm([3])
    removeFromTimeline(film.doc, { ids: [film.clipIds[0]!], ripple: false }, film.context)
    expect(programOf(film, 10).filter((shown) => !shown.hidden)).toEqual([])
    expect(programOf(film, 50).find((shown) => !shown.hidden)?.clip.number).toBe('1.02')
    expect(programOf(film, 500).filter((shown) => !shown.hidden)).toEqual([])
    expect(programOf(aFilm([0]), 0)).toEqual([])
  })
})

describe('where in a take', () => {
  const film = { num: 24, den: 1 }

  test('the middle of the frame, so that no rounding shows its neighbour', () => {
    const take = { frames: 97, frameRate: film }
    expect(sourceSeconds(take, 0, film)).toBeCloseTo(0.5 / 24, 6)
    expect(sourceSeconds(take, 48, film)).toBeCloseTo(48.5 / 24, 6)
  })

  test('past its end the last frame holds', () => {
    expect(sourceSeconds({ frames: 10, frameRate: film }, 500, film)).toBeCloseTo(9.5 / 24, 6)
  })

  test('a take of another rate is shown in time, not frame by frame', () => {
    expect(sourceSeconds({ frames: 81, frameRate: { num: 16, den: 1 } }, 24, film)).toBeCloseTo(24.5 / 24, 6)
  })

  test('a still has one moment', () => {
    expect(sourceSeconds({ frames: 1, frameRate: null }, 99, film)).toBe(0)
  })
})
