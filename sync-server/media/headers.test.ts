import { describe, expect, test } from 'vitest'
import { measureFlac, measureMp3, measureWav } from './audio-headers.ts'
import type { ReadAt } from './measure-media.ts'
import { measureMp4 } from './mp4-headers.ts'

const readerOf =
  (bytes: Uint8Array): ReadAt =>
  async (position, length) =>
    bytes.subarray(position, position + length)

function box(type: string, ...content: readonly Uint8Array[]): Uint8Array {
  const body = Buffer.concat(content)
  const header = Buffer.alloc(8)
  header.writeUInt32BE(8 + body.length, 0)
  header.write(type, 4)
  return Buffer.concat([header, body])
}

function movieHeader(timescale: number, duration: number): Uint8Array {
  const content = Buffer.alloc(100)
  content.writeUInt32BE(timescale, 12)
  content.writeUInt32BE(duration, 16)
  return box('mvhd', content)
}

function trackHeader(width: number, height: number): Uint8Array {
  const content = Buffer.alloc(84)
  content.writeUInt32BE(width * 65_536, 76)
  content.writeUInt32BE(height * 65_536, 80)
  return box('trak', box('tkhd', content))
}

describe('MP4', () => {
  test('size and length, wherever the header lies, sound tracks passed over', async () => {
    const moov = box('moov', movieHeader(600, 2250), trackHeader(0, 0), trackHeader(1280, 720))
    for (const parts of [
      [box('ftyp', Buffer.alloc(8)), moov, box('mdat', Buffer.alloc(5000))],
      [box('ftyp', Buffer.alloc(8)), box('mdat', Buffer.alloc(5000)), moov],
    ]) {
      const file = Buffer.concat(parts)
      expect(await measureMp4(readerOf(file), file.length)).toEqual({ width: 1280, height: 720, duration: 3.75 })
    }
  })

  test('sound alone has a length and no size', async () => {
    const file = box('moov', movieHeader(1000, 1500), trackHeader(0, 0))
    expect(await measureMp4(readerOf(file), file.length)).toEqual({ duration: 1.5 })
  })

  test.each([
    ['nothing', Buffer.alloc(0)],
    ['zeros', Buffer.alloc(64)],
    ['a box that claims to be shorter than its header', Buffer.from([0, 0, 0, 4, 0x6d, 0x6f, 0x6f, 0x76])],
    ['a header cut short', box('moov', movieHeader(1, 1).subarray(0, 20))],
  ])('%s is unknown, not an error', async (_name, file) => {
    expect((await measureMp4(readerOf(file), file.length)).duration ?? null).toBeNull()
  })
})

describe('audio', () => {
  test('WAV: other chunks are passed over, a length beyond the file is cut', async () => {
    const head = Buffer.from('RIFF\0\0\0\0WAVE')
    const chunk = (name: string, length: number, content: Buffer): Buffer => {
      const header = Buffer.alloc(8)
      header.write(name, 0)
      header.writeUInt32LE(length, 4)
      return Buffer.concat([header, content])
    }
    const format = Buffer.alloc(16)
    format.writeUInt32LE(44_100, 4)
    format.writeUInt32LE(176_400, 8)
    const list = chunk('LIST', 3, Buffer.alloc(4))
    const file = Buffer.concat([head, list, chunk('fmt ', 16, format), chunk('data', 176_400, Buffer.alloc(176_400))])
    expect(await measureWav(readerOf(file), file.length)).toBe(1)
    const cut = Buffer.concat([head, chunk('fmt ', 16, format), chunk('data', 0xffffffff, Buffer.alloc(88_200))])
    expect(await measureWav(readerOf(cut), cut.length)).toBe(0.5)
    expect(await measureWav(readerOf(head), head.length)).toBeNull()
  })

  test('FLAC: sample count over sample rate', async () => {
    const file = Buffer.alloc(42)
    file.write('fLaC', 0)
    file.writeUInt32BE(48_000 * 4096, 18)
    file.writeUInt32BE(240_000, 22)
    expect(await measureFlac(readerOf(file))).toBe(5)
    expect(await measureFlac(readerOf(file.subarray(0, 20)))).toBeNull()
  })

  test('MP3: by its frame count, else by its bit rate; tags before it are passed over', async () => {
    // MPEG 1 layer III, 128 kbit/s, 44.1 kHz, stereo.
    const frame = Buffer.alloc(417)
    frame.set([0xff, 0xfb, 0x90, 0x00])
    const constant = Buffer.concat(Array.from({ length: 100 }, () => frame))
    expect(await measureMp3(readerOf(constant), constant.length)).toBeCloseTo(41_700 / 16_000, 6)
    const counted = Buffer.from(constant)
    counted.write('Xing', 36)
    counted.writeUInt32BE(1, 40)
    counted.writeUInt32BE(1000, 44)
    expect(await measureMp3(readerOf(counted), counted.length)).toBeCloseTo((1000 * 1152) / 44_100, 6)
    const tagged = Buffer.concat([Buffer.from([0x49, 0x44, 0x33, 4, 0, 0, 0, 0, 1, 0]), Buffer.alloc(128), counted])
    expect(await measureMp3(readerOf(tagged), tagged.length)).toBeCloseTo((1000 * 1152) / 44_100, 6)
    expect(await measureMp3(readerOf(Buffer.alloc(500)), 500)).toBeNull()
  })
})
