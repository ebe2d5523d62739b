import { z } from 'zod'

/**
 * The types that a film's media may have, with how their files are called. All of them are inert: a browser that is
 * handed one of these types runs nothing that is in the file, which is why no other type is taken from a film file.
 */
const EXTENSIONS = {
  'image/png': 'png',
  'image/apng': 'apng',
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
  'image/gif': 'gif',
  'image/avif': 'avif',
  'video/mp4': 'mp4',
  'video/webm': 'webm',
  'video/quicktime': 'mov',
  'audio/mpeg': 'mp3',
  'audio/wav': 'wav',
  'audio/flac': 'flac',
  'audio/aac': 'aac',
  'audio/mp4': 'm4a',
  'audio/ogg': 'ogg',
  'audio/webm': 'weba',
  'application/octet-stream': 'bin',
} as const

/** Type of a medium in a film file. */
export const MediaType = z.literal(Object.keys(EXTENSIONS) as (keyof typeof EXTENSIONS)[])
export type MediaType = z.infer<typeof MediaType>

/** The first of these that is a type of media; bytes of no known type where none is. */
export function mediaTypeOf(...said: readonly string[]): MediaType {
  for (const one of said) {
    const known = MediaType.safeParse(one.split(';')[0]?.trim().toLowerCase())
    if (known.success && known.data !== 'application/octet-stream') return known.data
  }
  return 'application/octet-stream'
}

/** How files of a type end, without the dot. */
export function extensionOf(type: MediaType): string {
  return EXTENSIONS[type]
}
