/** Cache Storage shelf for media made or dropped on this device: never removed by itself. */
export const OWN_MEDIA = 'own-media'

/** Cache Storage shelf for media that was seen here and that the server keeps: may give way when room is short. */
export const SEEN_MEDIA = 'media'

/** A cache of this name is there, empty, while syncing is switched off: the service worker then asks no server for media. */
export const SYNC_OFF = 'sync-off'

/** Path of a media file, on this device and on the server alike. */
export function mediaPath(sha256: string): string {
  return `/media/${sha256}`
}

/** Path of a small picture that stands for a video; only this device's cache knows it. */
export function posterPath(sha256: string): string {
  return `/media/${sha256}?poster`
}

/** The hash in the path of a media file; null for any other path. */
export function hashOf(pathname: string): string | null {
  return /^\/media\/([0-9a-f]{64})$/.exec(pathname)?.[1] ?? null
}
