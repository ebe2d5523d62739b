import { describe, expect, test } from 'vitest'
import { RecordCache } from '#shared/document/record-cache.ts'
import { setMusic } from '#shared/commands/project-commands.ts'
import { aFilm } from '#shared/testing/builders.ts'
import { framesToSeconds } from '#shared/model/time.ts'
import { frameAtSeconds, nextSpeed, playLength } from './playback.ts'

describe('playing', () => {
  test('a frame is on screen from its start until the next one begins', () => {
    const rate = { num: 24, den: 1 }
    expect(frameAtSeconds(0, rate)).toBe(0)
    expect(frameAtSeconds(0.041, rate)).toBe(0)
    expect(frameAtSeconds(1 / 24, rate)).toBe(1)
    expect(frameAtSeconds(0.9999, rate)).toBe(24)
    for (const anyRate of [rate, { num: 24_000, den: 1001 }, { num: 60, den: 1 }]) {
      for (let frame = 0; frame < 2000; frame += 7) {
        expect(frameAtSeconds(framesToSeconds(frame, anyRate) + 0.001, anyRate)).toBe(frame)
      }
    }
  })

  test('L goes faster with each press, and turns round to plain speed', () => {
    expect([0, 1, 2, 4, 8].map((speed) => nextSpeed(speed, 1))).toEqual([1, 2, 4, 8, 8])
    expect([0, -1, -2, 4].map((speed) => nextSpeed(speed, -1))).toEqual([-1, -2, -4, -1])
    expect(nextSpeed(-8, 1)).toBe(1)
  })

  test('a film plays to the end of the cut or of the song, whichever is later', () => {
    const film = aFilm([2])
    const length = (): number => {
      const cache = new RecordCache(film.doc)
      cache.destroy()
      return playLength(cache.snapshot())
    }
    expect(length()).toBe(96)
    const music = {
      sha256: 'a'.repeat(64),
      fileName: 'x.mp3',
      mime: 'audio/mpeg',
      durationSeconds: 10.01,
      bpm: null,
      firstBeatSeconds: 0,
      beatsPerBar: 4,
    }
    setMusic(film.doc, { music }, film.context)
    expect(length()).toBe(241)
  })
})
