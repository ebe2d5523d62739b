import type { MediaKind } from '#shared/model/take.ts'

/** What a file is by its first bytes. */
export interface SniffedMedia {
  readonly kind: MediaKind
  readonly mime: string
}

/** How many bytes from the start `sniffMedia` looks at. */
export const SNIFF_BYTES = 64

const ascii = (bytes: Uint8Array, start: number, end: number): string =>
  String.fromCharCode(...bytes.subarray(start, end))

/**
 * Recognises the media types that StoryCanvas takes, by signature and never by name: PNG, JPEG, WebP, GIF, AVIF; MP4,
 * QuickTime, WebM; MP3, WAV, FLAC, Ogg, M4A. Null for everything else, SVG and HTML included.
 */
export function sniffMedia(head: Uint8Array): SniffedMedia | null {
  const starts = (...bytes: number[]): boolean => bytes.every((byte, index) => head[index] === byte)
  if (starts(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return { kind: 'image', mime: 'image/png' }
  if (starts(0xff, 0xd8, 0xff)) return { kind: 'image', mime: 'image/jpeg' }
  if (ascii(head, 0, 4) === 'GIF8') return { kind: 'image', mime: 'image/gif' }
  if (ascii(head, 0, 4) === 'RIFF') {
    if (ascii(head, 8, 12) === 'WEBP') return { kind: 'image', mime: 'image/webp' }
    if (ascii(head, 8, 12) === 'WAVE') return { kind: 'audio', mime: 'audio/wav' }
    return null
  }
  if (ascii(head, 4, 8) === 'ftyp') return sniffIsoMedia(ascii(head, 8, 12))
  if (starts(0x1a, 0x45, 0xdf, 0xa3))
    return ascii(head, 0, 64).includes('webm') ? { kind: 'video', mime: 'video/webm' } : null
  if (ascii(head, 0, 4) === 'fLaC') return { kind: 'audio', mime: 'audio/flac' }
  if (ascii(head, 0, 4) === 'OggS') return { kind: 'audio', mime: 'audio/ogg' }
  if (ascii(head, 0, 3) === 'ID3' || (head[0] === 0xff && [0xfb, 0xf3, 0xf2, 0xfa].includes(head[1] ?? 0))) {
    return { kind: 'audio', mime: 'audio/mpeg' }
  }
  return null
}

/** The brand of an ISO base media file (ISO/IEC 14496-12) says what it is. */
function sniffIsoMedia(brand: string): SniffedMedia {
  if (brand === 'avif' || brand === 'avis') return { kind: 'image', mime: 'image/avif' }
  if (brand.startsWith('M4A') || brand.startsWith('M4B')) return { kind: 'audio', mime: 'audio/mp4' }
  if (brand === 'qt  ') return { kind: 'video', mime: 'video/quicktime' }
  return { kind: 'video', mime: 'video/mp4' }
}
