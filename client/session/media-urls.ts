/**
 * Address of a media file. It is the same on every device; the service worker answers from this device before it asks
 * the server. `width` asks for a smaller picture (a still, for a video).
 */
export function mediaUrl(sha256: string, width?: number): string {
  return width === undefined ? `/media/${sha256}` : `/media/${sha256}?width=${Math.round(width)}`
}
