import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { SampleManifest } from '#shared/interchange/sample-film.ts'

const folder = join(import.meta.dirname, '../../../public/sample')

/** What a file chooser or a drop hands to a page. */
export interface MediaFile {
  readonly name: string
  readonly mimeType: string
  readonly buffer: Buffer
}

/** A picture, a video and a song to work with: files of the sample film. */
export function sampleMedia(): { picture: MediaFile; video: MediaFile; song: MediaFile } {
  const { files } = SampleManifest.parse(JSON.parse(readFileSync(join(folder, 'sample.json'), 'utf8')))
  const first = (mime: string, name: string): MediaFile => {
    const file = files.find((one) => one.mime === mime)
    if (!file) throw new Error(`the sample has no ${mime}`)
    return { name, mimeType: mime, buffer: readFileSync(join(folder, file.path)) }
  }
  return {
    picture: first('image/webp', 'harbour.webp'),
    video: first('video/mp4', 'harbour.mp4'),
    song: first('audio/webm', 'tide.webm'),
  }
}
