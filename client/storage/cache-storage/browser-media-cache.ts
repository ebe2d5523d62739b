import type { MediaCache, MediaShelf } from '../media-cache.ts'

/** Names and addresses that the service worker knows too. */
export interface MediaCacheLayout {
  readonly shelves: Readonly<Record<MediaShelf, string>>
  /** Address of a file. */
  readonly mediaPath: (sha256: string) => string
  /** Address of the small picture that stands for a video. */
  readonly posterPath: (sha256: string) => string
}

function answerOf(file: Blob): Response {
  return new Response(file, {
    headers: {
      'content-type': file.type || 'application/octet-stream',
      'content-length': String(file.size),
      'cache-control': 'public, max-age=31536000, immutable',
    },
  })
}

/**
 * Media in Cache Storage under the same addresses as on the server, so that the service worker answers a page's
 * `<img>` and `<video>` from here.
 */
export function browserMediaCache(storage: CacheStorage, layout: MediaCacheLayout): MediaCache {
  const { shelves, mediaPath, posterPath } = layout
  const find = async (path: string): Promise<Response | null> => {
    for (const name of Object.values(shelves)) {
      const found = await (await storage.open(name)).match(path)
      if (found) return found
    }
    return null
  }
  return {
    put: async (sha256, file, shelf) => {
      await (await storage.open(shelves[shelf])).put(mediaPath(sha256), answerOf(file))
      // What is this device's own need not lie on the other shelf as well.
      if (shelf === 'own') await (await storage.open(shelves.seen)).delete(mediaPath(sha256))
    },
    get: async (sha256) => {
      const found = await find(mediaPath(sha256))
      return found ? found.blob() : null
    },
    has: async (sha256, shelf) => {
      const path = mediaPath(sha256)
      return shelf
        ? (await (await storage.open(shelves[shelf])).match(path)) !== undefined
        : (await find(path)) !== null
    },
    remove: async (sha256) => {
      for (const name of Object.values(shelves)) {
        const cache = await storage.open(name)
        await cache.delete(mediaPath(sha256))
        await cache.delete(posterPath(sha256))
      }
    },
    putPoster: async (sha256, picture) => (await storage.open(shelves.own)).put(posterPath(sha256), answerOf(picture)),
    getPoster: async (sha256) => {
      const found = await find(posterPath(sha256))
      return found ? found.blob() : null
    },
  }
}
