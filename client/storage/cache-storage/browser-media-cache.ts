import type { MediaCache, MediaShelf, StoredFile } from '../media-cache.ts'

/** Names and addresses that the service worker knows too. */
export interface MediaCacheLayout {
  readonly shelves: Readonly<Record<MediaShelf, string>>
  /** Address of a file. */
  readonly mediaPath: (sha256: string) => string
  /** Address of the small picture that stands for a video. */
  readonly posterPath: (sha256: string) => string
  /** The hash in an address of either, or of a small picture made by the server; null for any other. */
  readonly hashOf: (pathname: string) => string | null
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

/** Bytes of a stored answer, as its header says, or counted where a server sent it in pieces. */
async function sizeOf(answer: Response): Promise<number> {
  const told = Number(answer.headers.get('content-length') ?? Number.NaN)
  return Number.isFinite(told) ? told : (await answer.blob()).size
}

/**
 * Media in Cache Storage under the same addresses as on the server, so that the service worker answers a page's
 * `<img>` and `<video>` from here.
 */
export function browserMediaCache(storage: CacheStorage, layout: MediaCacheLayout): MediaCache {
  const { shelves, mediaPath, posterPath, hashOf } = layout
  const find = async (path: string): Promise<Response | null> => {
    for (const name of Object.values(shelves)) {
      const found = await (await storage.open(name)).match(path)
      if (found) return found
    }
    return null
  }
  const listShelf = async (cache: Cache, shelf: MediaShelf): Promise<StoredFile[]> => {
    const requests = await cache.keys()
    const files = await Promise.all(
      requests.map(async (request) => {
        const url = new URL(request.url)
        const sha256 = hashOf(url.pathname)
        const answer = sha256 === null ? undefined : await cache.match(request)
        if (sha256 === null || !answer) return []
        const part =
          url.search === '' ? 'file' : url.pathname + url.search === posterPath(sha256) ? 'poster' : 'thumbnail'
        return [{ sha256, shelf, part, bytes: await sizeOf(answer) } as const]
      }),
    )
    return files.flat()
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
    list: async () => {
      const files = await Promise.all(
        Object.entries(shelves).map(async ([shelf, name]) => listShelf(await storage.open(name), shelf as MediaShelf)),
      )
      return files.flat()
    },
    remove: async (sha256) => {
      for (const name of Object.values(shelves)) {
        // Without the query: the file and all pictures of it.
        await (await storage.open(name)).delete(mediaPath(sha256), { ignoreSearch: true })
      }
    },
    putPoster: async (sha256, picture) => (await storage.open(shelves.own)).put(posterPath(sha256), answerOf(picture)),
    getPoster: async (sha256) => {
      const found = await find(posterPath(sha256))
      return found ? found.blob() : null
    },
  }
}
