import { describe, expect, test } from 'vitest'
import { addClip } from '#shared/commands/clip-commands.ts'
import { setMusic } from '#shared/commands/project-commands.ts'
import { addTake } from '#shared/commands/take-commands.ts'
import { lockToMusic, trimClip } from '#shared/commands/timeline-commands.ts'
import { RecordCache } from '#shared/document/record-cache.ts'
import { timelineOf } from '#shared/document/timeline-selectors.ts'
import { aFilm, aTake, type TestFilm } from '#shared/testing/builders.ts'
import { barCount, clipWords, placeWords, playheadWords, shiftWords, trimTag } from './timeline-words.ts'
import { gridOf } from './timeline-model.ts'

function snapshotOf({ doc }: TestFilm) {
  const cache = new RecordCache(doc)
  cache.destroy()
  return cache.snapshot()
}

function withSong(film: TestFilm): TestFilm {
  const music = { sha256: 'a'.repeat(64), fileName: 'song.mp3', mime: 'audio/mpeg', durationSeconds: 60, bpm: 120 }
  setMusic(film.doc, { music }, film.context)
  return film
}

describe('words of the timeline', () => {
  const rate = { num: 24, den: 1 }

  test('a trim says by how many frames, and how long the clip is now', () => {
    expect(trimTag(-12, 91, rate)).toBe('−12 fr, 3.79 s')
    expect(trimTag(5, 96, rate)).toBe('+5 fr, 4.00 s')
    expect(trimTag(0, 96, rate)).toBe('0 fr, 4.00 s')
  })

  test('the playhead says time, bar and clip', () => {
    const film = withSong(aFilm([2]))
    expect(playheadWords(snapshotOf(film), 50)).toBe('00:02:02, bar 2 beat 1, in 1.02 Clip 1.2')
    expect(playheadWords(snapshotOf(aFilm([1])), 90)).toBe('00:03:18')
  })

  test('a clip says its scene, start, length, bars and take', () => {
    const film = withSong(aFilm([2]))
    const [first, second] = film.clipIds
    const words = (id: string | undefined): string => {
      const snapshot = snapshotOf(film)
      return clipWords(snapshot, timelineOf(snapshot).spanOf.get(id!)!)
    }
    expect(words(second)).toBe('1.02 Clip 1.2, Scene 1, starts 00:02:00, 2.0 seconds, 1 bar, no take')
    addTake(film.doc, { take: aTake(first!, film.context.newId()), pick: 'never' }, film.context)
    expect(words(first)).toContain('1 take, none picked')
    addTake(film.doc, { take: aTake(first!, film.context.newId()), pick: 'always' }, film.context)
    expect(words(first)).toContain('take 2 picked')
    lockToMusic(film.doc, { ids: [second!] }, film.context)
    expect(words(second)).toContain('pinned to the music')
    addClip(film.doc, { sceneId: film.sceneIds[0]!, beforeId: first!, length: 24 }, film.context)
    expect(words(second)).toContain('pushed 1.0 s past its pin')
  })

  test('a length is told in bars only where it is a whole number of them', () => {
    const grid = gridOf(snapshotOf(withSong(aFilm([1]))))
    expect(barCount(grid, 96)).toBe('2 bars')
    expect(barCount(grid, 97)).toBe('2 bars')
    expect(barCount(grid, 110)).toBeNull()
    expect(barCount(grid, 10)).toBeNull()
    expect(barCount(null, 96)).toBeNull()
  })

  test('a place is a bar where there is a song, else a time', () => {
    expect(placeWords(snapshotOf(withSong(aFilm([1]))), 48)).toBe('bar 2')
    expect(placeWords(snapshotOf(withSong(aFilm([1]))), 60)).toBe('bar 2 beat 2')
    expect(placeWords(snapshotOf(aFilm([1])), 48)).toBe('00:02:00')
  })

  test('an edit says what it did to the clip behind', () => {
    const film = aFilm([2])
    const [first, second] = film.clipIds
    const before = snapshotOf(film)
    trimClip(film.doc, { id: first!, edge: 'end', delta: -12, ripple: true }, film.context)
    const after = snapshotOf(film)
    expect(shiftWords(before, after, second!)).toBe('1.02 starts earlier by 0.5 seconds')
    expect(shiftWords(after, before, second!)).toBe('1.02 starts later by 0.5 seconds')
    expect(shiftWords(before, after, first!)).toBeNull()
  })
})
