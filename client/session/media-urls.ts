/**
 * Address of a media file. It is the same on every device; the service worker answers from this device before it asks
 * the server. `width` asks for a smaller picture (a still, for a video).
 */
export function mediaUrl(sha256: string, width?: number): string {
  return width === undefined ? `/media/${sha256}` : `/media/${sha256}?width=${Math.round(width)}`
}

/** The address, or null where there is no file. */
export function useMediaUrl(sha256: string | null, width?: number): string | null {
  return sha256 === null ? null : mediaUrl(sha256, width)
}
