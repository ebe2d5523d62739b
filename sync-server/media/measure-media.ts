import { open, type FileHandle } from 'node:fs/promises'
import sharp from 'sharp'
import { measureFlac, measureMp3, measureWav } from './audio-headers.ts'
import { measureMp4 } from './mp4-headers.ts'
import type { SniffedMedia } from './sniff-media.ts'

/** Size and length of a file; null where unknown or without meaning. */
export interface MediaMeasures {
  /** Pixels. */
  readonly width: number | null
  readonly height: number | null
  /** Seconds. */
  readonly duration: number | null
}

/** Pixels of the largest picture that is opened: a small file can claim to be of any size. */
export const MAX_PICTURE_PIXELS = 16_384 * 16_384

const UNKNOWN: MediaMeasures = { width: null, height: null, duration: null }

/** Reads a file at a position; fewer bytes come back at its end. */
export type ReadAt = (position: number, length: number) => Promise<Uint8Array>

/** Measures a file from its headers; null for a picture that cannot be opened. Nothing is decoded. */
export async function measureMedia(path: string, { mime, kind }: SniffedMedia): Promise<MediaMeasures | null> {
  if (kind === 'image') return measurePicture(path)
  const file = await open(path)
  try {
    const { size } = await file.stat()
    return { ...UNKNOWN, ...(await measureHeaders(mime, readerOf(file), size)) }
  } finally {
    await file.close()
  }
}

async function measureHeaders(mime: string, read: ReadAt, size: number): Promise<Partial<MediaMeasures>> {
  switch (mime) {
    case 'video/mp4':
    case 'video/quicktime':
    case 'audio/mp4':
      return measureMp4(read, size)
    case 'audio/wav':
      return { duration: await measureWav(read, size) }
    case 'audio/flac':
      return { duration: await measureFlac(read) }
    case 'audio/mpeg':
      return { duration: await measureMp3(read, size) }
    default:
      return UNKNOWN
  }
}

async function measurePicture(path: string): Promise<MediaMeasures | null> {
  try {
    const { width, height, orientation } = await sharp(path, { limitInputPixels: MAX_PICTURE_PIXELS }).metadata()
    // Orientations 5 to 8 lie on their side: what people see has width and height the other way round.
    return (orientation ?? 1) > 4 ? { width: height, height: width, duration: null } : { width, height, duration: null }
  } catch {
    return null
  }
}

function readerOf(file: FileHandle): ReadAt {
  return async (position, length) => {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position)
    return buffer.subarray(0, bytesRead)
  }
}
