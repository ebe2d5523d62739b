import { describe, expect, test } from 'vitest'
import { commonRate } from './probe-media.ts'
import { sniffMedia } from './sniff-media.ts'
import { PeakCollector } from './waveform.ts'

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0))

describe('what a file is', () => {
  test.each([
    ['\x89PNG\r\n\x1a\n', 'image/png'],
    ['\xff\xd8\xff\xe0', 'image/jpeg'],
    ['GIF89a', 'image/gif'],
    ['RIFF\0\0\0\0WEBPVP8 ', 'image/webp'],
    ['\0\0\0\x1cftypavif', 'image/avif'],
    ['\0\0\0\x1cftypisom', 'video/mp4'],
    ['\0\0\0\x14ftypqt  ', 'video/quicktime'],
    ['\x1a\x45\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm', 'video/webm'],
    ['\0\0\0\x1cftypM4A ', 'audio/mp4'],
    ['ID3\x04', 'audio/mpeg'],
    ['\xff\xfb\x90', 'audio/mpeg'],
    ['RIFF\0\0\0\0WAVEfmt ', 'audio/wav'],
    ['fLaC', 'audio/flac'],
    ['OggS', 'audio/ogg'],
  ])('%j is %s', (head, mime) => {
    expect(sniffMedia(ascii(head))).toEqual({ kind: mime.split('/')[0], mime })
  })

  test.each(['<svg xmlns=', '<!doctype html>', '%PDF-1.7', 'RIFF\0\0\0\0AVI ', '\x1a\x45\xdf\xa3matroska', ''])(
    '%j is nothing we take',
    (head) => {
      expect(sniffMedia(ascii(head))).toBeNull()
    },
  )
})

test.each([
  [24, { num: 24, den: 1 }],
  [23.976, { num: 24_000, den: 1001 }],
  [29.97, { num: 30_000, den: 1001 }],
  [16.004, { num: 16, den: 1 }],
  [17.5, { num: 17_500, den: 1000 }],
])('%d frames a second', (measured, rate) => {
  expect(commonRate(measured)).toEqual(rate)
})

test('peaks keep the extremes of each step, wherever the sound is cut into pieces', () => {
  const sound = Float32Array.from({ length: 1_000 }, (_, index) => Math.sin(index / 7))
  const whole = new PeakCollector(1_000, 30)
  whole.add(sound)
  const pieces = new PeakCollector(1_000, 30)
  for (let at = 0; at < sound.length; at += 37) pieces.add(sound.subarray(at, at + 37))
  const { min, max } = whole.finish()
  expect(pieces.finish()).toEqual({ min, max })
  expect(max).toHaveLength(30)
  expect(Math.max(...max)).toBe(127)
  expect(Math.min(...min)).toBe(-127)
})
