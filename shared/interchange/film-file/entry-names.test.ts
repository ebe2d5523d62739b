import { expect, test } from 'vitest'
import { fileNameOf, mediumEntry } from './entry-names.ts'
import { mediaTypeOf } from './media-types.ts'

test.each([
  ['Salt & Neon', 'Salt Neon.storycanvas'],
  ['../../etc/passwd', 'etc passwd.storycanvas'],
  ['Été: la mer', 'Été la mer.storycanvas'],
  ['café', 'café.storycanvas'],
  ['???', 'film.storycanvas'],
  ['The end...', 'The end.storycanvas'],
  ['x'.repeat(200), `${'x'.repeat(80)}.storycanvas`],
])('%s is saved as %s', (name, fileName) => {
  expect(fileNameOf(name)).toBe(fileName)
})

test('a medium is called by its hash and by the first type that is one of media', () => {
  expect(mediumEntry('ab', mediaTypeOf('', 'Video/MP4; codecs="avc1"'))).toBe('media/ab.mp4')
  expect(mediumEntry('ab', mediaTypeOf('text/html', 'image/svg+xml'))).toBe('media/ab.bin')
  expect(mediumEntry('ab', mediaTypeOf('application/octet-stream', 'audio/flac'))).toBe('media/ab.flac')
})
