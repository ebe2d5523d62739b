import { describe, expect, test } from 'vitest'
import type { CutClip, CutFile, CutList } from './cut-list.ts'
import { writeEdl } from './edl.ts'
import { writeFcpxml } from './fcpxml.ts'
import { frameLabel } from './labels.ts'

const rate = { num: 24_000, den: 1001 }

function file(sha256: string, changes: Partial<CutFile> = {}): CutFile {
  return {
    sha256: sha256.repeat(64),
    fileName: `1.01_t1_${sha256}.mp4`,
    kind: 'video',
    width: 1280,
    height: 720,
    frames: 81,
    rate: { num: 16, den: 1 },
    ...changes,
  }
}

function clip(recordIn: number, length: number, of: CutFile, sourceIn = 0): CutClip {
  return { id: String(recordIn), name: `1.01 "Pier" & <sea>`, recordIn, length, sourceIn, file: of }
}

const still = file('b', { kind: 'image', frames: 1, rate: null, fileName: 'b.png' })
const film: CutList = {
  name: 'Salt & Pépper',
  rate,
  width: 1280,
  height: 720,
  clips: [clip(0, 48, file('a'), 12), clip(48, 24, still), clip(96, 24, file('a'))],
  music: { file: file('c', { kind: 'audio', width: 0, height: 0, fileName: 'music_song_c.mp3' }), length: 240 },
  warnings: [],
}
const empty: CutList = { ...film, clips: [], music: null }

test.each([
  [0, '00:00:00:00'],
  [23, '00:00:00:23'],
  [24, '00:00:01:00'],
  [86_400, '01:00:00:00'],
])('frame %i is labelled %s at 23.976', (frame, label) => {
  expect(frameLabel(frame, rate)).toBe(label)
})

describe('an edit decision list', () => {
  test('has an event for each clip and one for the song, in ASCII, with gaps in record time', () => {
    expect(writeEdl(film).split('\r\n')).toEqual([
      'TITLE: Salt & Pepper',
      'FCM: NON-DROP FRAME',
      '',
      '001  AAAAAAAA V     C        00:00:00:12 00:00:02:12 01:00:00:00 01:00:02:00',
      '* FROM CLIP NAME: 1.01_t1_a.mp4',
      '',
      '002  BBBBBBBB V     C        00:00:00:00 00:00:01:00 01:00:02:00 01:00:03:00',
      '* FROM CLIP NAME: b.png',
      '',
      '003  AAAAAAAA V     C        00:00:00:00 00:00:01:00 01:00:04:00 01:00:05:00',
      '* FROM CLIP NAME: 1.01_t1_a.mp4',
      '',
      '004  CCCCCCCC AA    C        00:00:00:00 00:00:10:00 01:00:00:00 01:00:10:00',
      '* FROM CLIP NAME: music_song_c.mp3',
      '',
      '',
    ])
  })

  test('refuses more events than it can number', () => {
    const clips = Array.from({ length: 1000 }, (_each, at) => clip(at, 1, still))
    expect(() => writeEdl({ ...film, clips })).toThrow(RangeError)
  })
})

describe('FCPXML', () => {
  const text = writeFcpxml(film, { names: 'clip' })
  const attributes = (line: string): Record<string, string> =>
    Object.fromEntries([...line.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, name, value]) => [name, value]))
  const frames = (value = ''): number =>
    value === '0s' ? 0 : ((Number(value.replace(/\/.*/, '')) / rate.den) as number)

  test('lies on the storyline end to end, in whole frames, gaps written out', () => {
    const spine = text.slice(text.indexOf('<spine>'), text.indexOf('</spine>'))
    const items = [...spine.matchAll(/^ {12}<(gap|video|asset-clip) ([^>]*)/gm)].map(
      ([, tag, rest]) => ({ tag, ...attributes(rest ?? '') }) as Record<string, string>,
    )
    expect(items.map(({ tag }) => tag)).toEqual(['asset-clip', 'video', 'gap', 'asset-clip'])
    let at = 86_400
    for (const item of items) {
      expect(frames(item['offset'])).toBe(at)
      expect(Number.isInteger(frames(item['duration']))).toBe(true)
      at += frames(item['duration'])
    }
    expect(items[0]).toMatchObject({
      start: '12012/24000s',
      duration: '48048/24000s',
      name: '1.01 &quot;Pier&quot; &amp; &lt;sea&gt;',
    })
    expect(text).toContain(`<sequence format="r1" duration="120120/24000s" tcStart="86486400/24000s" tcFormat="NDF">`)
  })

  test('names each file once, stills without a rate, and hangs the song on the first item in its own time', () => {
    expect(text.match(/<asset /g)).toHaveLength(3)
    expect(text).toContain('name="b.png" start="0s" duration="0s" hasVideo="1"')
    expect(text).toContain('name="FFVideoFormatRateUndefined"')
    expect(text).toContain('duration="81/16s"')
    expect(text).toContain('<asset-clip ref="r4" lane="-1" offset="12012/24000s" name="music_song_c.mp3"')
    expect(text.match(/hasAudio/g)).toHaveLength(1)
  })

  test('calls clips by their files where Resolve is to find them', () => {
    expect(writeFcpxml(film, { names: 'file' })).toContain('name="1.01_t1_a.mp4" start="12012/24000s"')
  })

  test('is the same for the same film, and sound for an empty one', () => {
    expect(writeFcpxml(film, { names: 'clip' })).toBe(text)
    expect(writeFcpxml(empty, { names: 'clip' })).toContain('duration="0s" tcStart')
    expect(writeFcpxml({ ...empty, music: film.music }, { names: 'clip' })).toMatch(
      /<gap [^>]*duration="240240\/24000s"><asset-clip/,
    )
    expect(writeEdl(empty)).toBe('TITLE: Salt & Pepper\r\nFCM: NON-DROP FRAME\r\n\r\n')
  })
})
