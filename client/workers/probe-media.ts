import { ALL_FORMATS, BlobSource, Input } from 'mediabunny'
import type { MediaKind } from '#shared/model/take.ts'
import type { FrameRate } from '#shared/model/time.ts'
import { SNIFF_BYTES, sniffMedia } from './sniff-media.ts'

/** What there is to know of a media file. */
export interface MediaProbe {
  readonly kind: MediaKind
  readonly mime: string
  /** Pixels; 0 for sound. */
  readonly width: number
  readonly height: number
  /** Seconds; 0 for a still. */
  readonly durationSeconds: number
  /** Null for stills and sound. */
  readonly frameRate: FrameRate | null
}

/** Packets looked at to learn the frame rate of a video. */
const RATE_PACKETS = 60

/** Looks at what a file really is. Throws an `Error` with words for people where it is nothing that can be used. */
export async function probeMedia(file: Blob, fileName: string): Promise<MediaProbe> {
  if (file.size === 0) throw new Error(`${fileName} is empty.`)
  const sniffed = sniffMedia(new Uint8Array(await file.slice(0, SNIFF_BYTES).arrayBuffer()))
  if (!sniffed) {
    throw new Error(
      `${fileName} is not a picture, video or sound that StoryCanvas can use. Take PNG, JPEG, WebP, MP4, WebM, MP3, WAV or FLAC.`,
    )
  }
  const broken = new Error(`${fileName} cannot be read: the file looks damaged or unfinished.`)
  try {
    return sniffed.kind === 'image' ? await probeImage(file, sniffed.mime) : await probeTimed(file, sniffed)
  } catch (cause) {
    throw Object.assign(broken, { cause })
  }
}

async function probeImage(file: Blob, mime: string): Promise<MediaProbe> {
  const bitmap = await createImageBitmap(file)
  const { width, height } = bitmap
  bitmap.close()
  return { kind: 'image', mime, width, height, durationSeconds: 0, frameRate: null }
}

async function probeTimed(file: Blob, sniffed: { kind: MediaKind; mime: string }): Promise<MediaProbe> {
  const input = new Input({ source: new BlobSource(file), formats: ALL_FORMATS })
  try {
    const durationSeconds = await input.computeDuration()
    const video = sniffed.kind === 'video' ? await input.getPrimaryVideoTrack() : null
    if (!video) {
      // A container for videos that holds sound alone is a sound.
      const mime = sniffed.mime.replace('video/', 'audio/')
      if (!(await input.getPrimaryAudioTrack())) throw new Error('There is neither picture nor sound in it.')
      return { kind: 'audio', mime, width: 0, height: 0, durationSeconds, frameRate: null }
    }
    const { averagePacketRate } = await video.computePacketStats(RATE_PACKETS)
    return {
      kind: 'video',
      mime: sniffed.mime,
      width: video.displayWidth,
      height: video.displayHeight,
      durationSeconds,
      frameRate: commonRate(averagePacketRate),
    }
  } finally {
    input.dispose()
  }
}

const COMMON_RATES: readonly FrameRate[] = [
  ...[12, 15, 16, 24, 25, 30, 48, 50, 60, 120].map((num) => ({ num, den: 1 })),
  ...[24_000, 30_000, 60_000].map((num) => ({ num, den: 1001 })),
]

/** The frame rate that a measured one stands for: the nearest in use, or else the measured one in thousandths. */
export function commonRate(measured: number): FrameRate {
  const distance = ({ num, den }: FrameRate): number => Math.abs(num / den - measured)
  const nearest = COMMON_RATES.reduce((best, rate) => (distance(rate) < distance(best) ? rate : best))
  if (distance(nearest) < 0.012) return nearest
  return { num: Math.max(1, Math.min(240_000, Math.round(measured * 1000))), den: 1000 }
}
